"""Export the trained act model as int8 ONNX.

    python training/events/export.py TRAINED_FOLDER ENCODER_FOLDER OUT_FOLDER

OUT gets ``acts.onnx`` (ids -> encodings, kinds, modalities, projections), ``sides.onnx`` (what pairs a
trigger with the words around it), ``type.onnx`` (the type of a marked sentence) and ``tokenizer.json``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import torch
from model import PAIR, REACH, ActModel
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent / "attribution"))
from onnx_files import attend, save


class Windows(nn.Module):
    """The part that runs once per window."""

    def __init__(self, model: ActModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return encodings, kinds, modalities, and both sides of the pair projection.

        One window at a time, so that nothing is padding and no mask is needed.
        """
        hidden = self.model.encode(ids, None)
        return (
            hidden,
            self.model.kind(hidden),
            self.model.modality(hidden),
            self.model.left(hidden),
            self.model.right(hidden),
        )


class Sides(nn.Module):
    """The part that runs once per window with triggers."""

    def __init__(self, model: ActModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, trigger: torch.Tensor, around: torch.Tensor, at: torch.Tensor
    ) -> torch.Tensor:
        """Return the logits of source and target of one window's triggers."""
        places = torch.arange(around.shape[1])
        far = (places[None, :] - at[:, None]).clamp(-REACH, REACH) + REACH
        pair = nn.functional.gelu(trigger[:, None, :] + around + self.model.distance(far))
        return self.model.out(attend(self.model.context, pair))


class Type(nn.Module):
    """The type of a marked sentence from its joined encodings."""

    def __init__(self, model: ActModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, joined: torch.Tensor) -> torch.Tensor:
        """Return type logits ``[sentences, types]`` from ``[sentences, 4 * size]``."""
        return self.model.typing(nn.functional.gelu(self.model.hidden(joined)))


def main() -> None:
    """Export."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("trained", type=Path)
    options.add_argument("encoder", type=Path)
    options.add_argument("out", type=Path)
    given = options.parse_args()
    model = ActModel(str(given.encoder))
    model.load_state_dict(torch.load(given.trained / "acts.pt"))
    model.eval()
    given.out.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(5, 1000, (2, 32))
    window = {0: "windows", 1: "pieces"}
    names = ("ids", "hidden", "kind", "modality", "left", "right")
    save(
        Windows(model),
        (ids,),
        (list(names[:1]), list(names[1:])),
        dict.fromkeys(names, window),
        given.out / "acts.onnx",
        by_channel=True,
    )
    save(
        Sides(model),
        (torch.randn(3, PAIR), torch.randn(3, 32, PAIR), torch.tensor([1, 5, 9])),
        (["trigger", "around", "at"], ["sides"]),
        {
            "trigger": {0: "triggers"},
            "around": {0: "triggers", 1: "pieces"},
            "at": {0: "triggers"},
            "sides": {0: "triggers", 1: "pieces"},
        },
        given.out / "sides.onnx",
        by_channel=True,
    )
    save(
        Type(model),
        (torch.randn(2, 4 * model.encoder.config.hidden_size),),
        (["joined"], ["type"]),
        {"joined": {0: "sentences"}, "type": {0: "sentences"}},
        given.out / "type.onnx",
        by_channel=True,
    )
    shutil.copy(given.encoder / "tokenizer.json", given.out / "tokenizer.json")


if __name__ == "__main__":
    main()
