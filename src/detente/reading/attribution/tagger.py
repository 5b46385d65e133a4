"""The trained attribution tagger: which words attribute, to whom, and what was said.

One pass of a small encoder over each window of the text; then, for each cue, every word piece is
source, cue, content or nothing. Attributions may overlap and nest. See the model card beside the
weights for data, scores and limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.errors import PipelineError
from detente.records import Span

Array = npt.NDArray[np.float32]

WINDOW = 256
STRIDE = 192
SOURCE, CUE, CONTENT = 1, 2, 3
TRAINED = "attribution@1"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the tagger found around one cue, in characters of the text.

    Attributes:
        cue: The words that attribute.
        source: Who says it; empty when left unsaid.
        content: What is said.
        confidence: Mean probability of the cue and of its words, 0 to 1.
        by: Rule id, or ``model@version``.
    """

    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    confidence: float
    by: str = TRAINED


class AttributionTagger:
    """The shipped tagger, loaded once; ``tag`` is pure.

    Raises:
        PipelineError: When the weights are missing.
    """

    def __init__(self, folder: Path, *, threshold: float = 0.5) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        if not (folder / "tagger.onnx").exists():
            raise PipelineError(f"{folder}: no attribution model here; reinstall the package")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._encoder: Any = onnxruntime.InferenceSession(
            str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._roles: Any = onnxruntime.InferenceSession(
            str(folder / "roles.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._threshold = threshold

    def tag(self, text: str, near: tuple[Span, ...] | None = None) -> tuple[Attribution, ...]:
        """Return the attributions of a text, in the order of their cues.

        Args:
            text: The text.
            near: The cues that matter; windows that show none of them are passed over. The whole
                text when left out.
        """
        if near is not None and not near:
            return ()
        coded = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = coded.ids, coded.offsets
        out: list[Attribution] = []
        for first in range(0, max(len(ids) - (WINDOW - STRIDE), 1), STRIDE):
            piece = ids[first : first + WINDOW]
            if not piece:
                break
            places = offsets[first : first + WINDOW]
            shown = Span(places[0][0], places[-1][1])
            if near is None or any(shown.overlaps(cue) for cue in near):
                out += self._window(piece, places, first, len(ids), text)
        return tuple(sorted(out, key=lambda a: a.cue[0].start))

    def _window(
        self, ids: list[int], offsets: list[tuple[int, int]], first: int, total: int, text: str
    ) -> list[Attribution]:
        row = np.asarray([ids], dtype=np.int64)
        cue, left, right = self._encoder.run(None, {"ids": row})
        chance = 1 / (1 + np.exp(-cue[0]))
        # each place is judged in the window that shows the most on both sides of it
        margin = (WINDOW - STRIDE) // 2
        low = 0 if first == 0 else margin
        high = len(ids) if first + len(ids) >= total else len(ids) - margin
        at = np.asarray(
            [i for i in range(low, high) if chance[i] >= self._threshold], dtype=np.int64
        )
        if not len(at):
            return []
        (scores,) = self._roles.run(
            None,
            {"cue": left[0, at], "around": np.repeat(right, len(at), axis=0), "at": at},
        )
        scores = np.exp(scores - scores.max(axis=2, keepdims=True))
        scores /= scores.sum(axis=2, keepdims=True)
        found = [
            _spans(one.argmax(axis=1), one.max(axis=1), float(chance[i]), offsets, text)
            for i, one in zip(at, scores, strict=True)
        ]
        return [a for a in found if a is not None]


def _spans(
    roles: npt.NDArray[np.int64],
    sure: Array,
    chance: float,
    offsets: list[tuple[int, int]],
    text: str,
) -> Attribution | None:
    """Join word pieces of one role into spans; pieces that touch or leave only blanks are one."""
    by_role: dict[int, list[Span]] = {SOURCE: [], CUE: [], CONTENT: []}
    used: list[float] = []
    previous = 0
    for i, role in enumerate(roles.tolist()):
        start, end = offsets[i]
        if role in by_role:
            used.append(float(sure[i]))
            spans = by_role[role]
            if previous == role and spans and not text[spans[-1].end : start].strip(" \n\t"):
                spans[-1] = Span(spans[-1].start, end)
            else:
                spans.append(Span(start, end))
        previous = role
    if not by_role[CUE] or not by_role[CONTENT]:
        return None
    return Attribution(
        tuple(by_role[CUE]),
        tuple(by_role[SOURCE]),
        tuple(by_role[CONTENT]),
        round(chance * float(np.mean(used)), 3),
    )


@lru_cache(maxsize=1)
def load_tagger() -> AttributionTagger:
    """Load the tagger that ships with the package."""
    folder = resources.files("detente.reading") / "models" / "attribution"
    with resources.as_file(folder) as path:
        return AttributionTagger(path)
