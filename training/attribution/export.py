"""Export the trained attribution tagger: int8 ONNX for the encoder, arrays for the small head.

    python training/attribution/export.py TRAINED_FOLDER ENCODER_FOLDER OUT_FOLDER

OUT gets ``tagger.onnx`` (ids -> cue logits, projections), ``head.npz`` (what pairs a cue with the
words around it, float16) and ``tokenizer.json``.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy as np
import torch
from model import AttributionTagger
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn


class Projections(nn.Module):
    """The part that runs once per window."""

    def __init__(self, tagger: AttributionTagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return cue logits, and both sides of the pair projection."""
        hidden = self.tagger.encode(ids, mask)
        return self.tagger.cues(hidden), self.tagger.left(hidden), self.tagger.right(hidden)


def main() -> None:
    """Export."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("trained", type=Path)
    options.add_argument("encoder", type=Path)
    options.add_argument("out", type=Path)
    given = options.parse_args()
    tagger = AttributionTagger(str(given.encoder))
    tagger.load_state_dict(torch.load(given.trained / "tagger.pt"))
    tagger.eval()
    given.out.mkdir(parents=True, exist_ok=True)
    plain = given.out / "plain.onnx"
    ids = torch.randint(5, 1000, (2, 32))
    torch.onnx.export(
        Projections(tagger),
        (ids, torch.ones_like(ids)),
        str(plain),
        input_names=["ids", "mask"],
        output_names=["cue", "left", "right"],
        dynamic_axes={
            name: {0: "windows", 1: "pieces"} for name in ("ids", "mask", "cue", "left", "right")
        },
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        str(plain),
        str(given.out / "tagger.onnx"),
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
    )
    plain.unlink()
    np.savez_compressed(
        given.out / "head.npz",
        distance=tagger.distance.weight.detach().numpy().astype(np.float16),
        mix=tagger.mix.weight.detach().numpy().astype(np.float16),
        mix_bias=tagger.mix.bias.detach().numpy().astype(np.float16),
        out=tagger.out.weight.detach().numpy().astype(np.float16),
        out_bias=tagger.out.bias.detach().numpy().astype(np.float16),
    )
    shutil.copy(given.encoder / "tokenizer.json", given.out / "tokenizer.json")


if __name__ == "__main__":
    main()
