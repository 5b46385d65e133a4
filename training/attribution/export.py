"""Export the trained attribution tagger: int8 ONNX for the encoder, arrays for the small head.

    python training/attribution/export.py TRAINED_FOLDER ENCODER_FOLDER OUT_FOLDER

OUT gets ``tagger.onnx`` (ids -> cue logits, projections), ``roles.onnx`` (what pairs a cue with the
words around it) and ``tokenizer.json``.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from model import REACH, AttributionTagger
from onnx_files import attend, save
from torch import nn


class Projections(nn.Module):
    """The part that runs once per window."""

    def __init__(self, tagger: AttributionTagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return cue logits, and both sides of the pair projection; nothing is padding."""
        hidden = self.tagger.encode(ids, None)
        return self.tagger.cues(hidden), self.tagger.left(hidden), self.tagger.right(hidden)


class Roles(nn.Module):
    """The part that runs once per cue."""

    def __init__(self, tagger: AttributionTagger) -> None:
        super().__init__()
        self.tagger = tagger

    def forward(self, cue: torch.Tensor, around: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
        """Return role logits of one window's cues."""
        tagger = self.tagger
        places = torch.arange(around.shape[1])
        far = (places[None, :] - at[:, None]).clamp(-REACH, REACH) + REACH
        pair = nn.functional.gelu(cue[:, None, :] + around + tagger.distance(far))
        return tagger.out(attend(tagger.context, pair))


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
    ids = torch.randint(5, 1000, (2, 32))
    window = {0: "windows", 1: "pieces"}
    save(
        Projections(tagger),
        (ids,),
        (["ids"], ["cue", "left", "right"]),
        dict.fromkeys(("ids", "cue", "left", "right"), window),
        given.out / "tagger.onnx",
        by_channel=False,
    )
    save(
        Roles(tagger),
        (torch.randn(3, 192), torch.randn(3, 32, 192), torch.tensor([1, 5, 9])),
        (["cue", "around", "at"], ["roles"]),
        {
            "cue": {0: "cues"},
            "around": {0: "cues", 1: "pieces"},
            "at": {0: "cues"},
            "roles": {0: "cues", 1: "pieces"},
        },
        given.out / "roles.onnx",
        by_channel=False,
    )
    shutil.copy(given.encoder / "tokenizer.json", given.out / "tokenizer.json")


if __name__ == "__main__":
    main()
