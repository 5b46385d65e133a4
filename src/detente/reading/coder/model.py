"""The trained act model, run by onnxruntime: triggers with their types, modalities and sides.

One pass of a small encoder over windows of whole sentences; for each word that triggers an act (or a
claim on how two stand) a second pass says which words are its source and which its target, in the same
sentence or in one before it. The same encoder types a sentence in which both actors are marked. See the
model card beside the weights for data, scores and limits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.errors import PipelineError
from detente.language.document import Document
from detente.records import Modality, RelationState, Span

Array = npt.NDArray[np.float32]

TRAINED = "acts@1"
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
CLAIMS: tuple[RelationState, ...] = ("improving", "worsening", "good", "bad", "mixed")
KINDS = ("", *TYPES, *CLAIMS)
MODALITIES: tuple[Modality, ...] = ("actual", "planned", "hypothetical", "negated")
_SOURCE_OPENS, _SOURCE_CLOSES, _TARGET_OPENS, _TARGET_CLOSES = 1, 2, 3, 4
_CLS, _SEP = 101, 102
_LONGEST = 160
#: Pieces of a window of text, of which so many at most are context before what is judged.
_WIDE = 128
_BEFORE = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A word that triggers an act or a claim, as the model sees it.

    Attributes:
        token: The trigger.
        kind: A PLOVER type, or the state that a claim gives to a pair.
        chance: That the word triggers anything, 0 to 1.
        kinds: Probability of each kind.
        modalities: Probability of each modality.
        source: By token, the probability that it names the source.
        target: The same for the target.
    """

    token: int
    kind: str
    chance: float
    kinds: dict[str, float]
    modalities: dict[Modality, float]
    source: dict[int, float]
    target: dict[int, float]


@dataclass(frozen=True, slots=True)
class _Window:
    """Pieces ``first`` to ``last`` of a text, of which those from ``own`` on are judged here."""

    first: int
    own: int
    last: int


class Coder:
    """The shipped model, loaded once; its methods are pure.

    Args:
        folder: Where the weights lie.

    Raises:
        PipelineError: When they are missing.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        if not (folder / "acts.onnx").exists():
            raise PipelineError(f"{folder}: no act model here; reinstall the package")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1

        def session(name: str) -> Any:
            return onnxruntime.InferenceSession(
                str(folder / name), options, providers=["CPUExecutionProvider"]
            )

        self._encoder = session("acts.onnx")
        self._sides = session("sides.onnx")
        self._type = session("type.onnx")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def triggers(
        self,
        document: Document,
        *,
        threshold: float = 0.2,
        sentences: Collection[int] | None = None,
    ) -> tuple[Told, ...]:
        """Return the words of a text that trigger acts or claims, in order.

        Args:
            document: The parsed text.
            threshold: Words less likely than this are left out.
            sentences: Windows without any of these sentences are not looked at; ``None`` for all.
        """
        if not document.tokens:
            return ()
        coded = self._tokenizer.encode(document.text, add_special_tokens=False)
        tokens = _tokens_of(document, coded.offsets)
        out: list[Told] = []
        for window in _windows(document, tokens, sentences):
            out += self._judged(coded.ids, tokens, window, threshold)
        return tuple(sorted(out, key=lambda t: t.token))

    def _judged(
        self, ids: list[int], tokens: list[int], window: _Window, threshold: float
    ) -> list[Told]:
        row = np.asarray([[_CLS, *ids[window.first : window.last], _SEP]], dtype=np.int64)
        kind, modality, left, right = self._encoder.run(
            ["kind", "modality", "left", "right"], {"ids": row}
        )
        kinds, modalities = _softmax(kind[0]), _softmax(modality[0])
        chance = 1 - kinds[:, 0]
        best: dict[int, int] = {}
        for piece in range(window.own, window.last):
            at, token = piece - window.first + 1, tokens[piece]
            if token >= 0 and chance[at] >= threshold:
                held = best.get(token)
                best[token] = at if held is None or chance[at] > chance[held] else held
        if not best:
            return []
        places = np.asarray(list(best.values()), dtype=np.int64)
        (logits,) = self._sides.run(
            None,
            {
                "trigger": left[0, places],
                "around": np.repeat(right, len(places), axis=0),
                "at": places,
            },
        )
        sides = 1 / (1 + np.exp(-logits))
        here = tokens[window.first : window.last]
        return [
            Told(
                token=token,
                kind=KINDS[int(kinds[at, 1:].argmax()) + 1],
                chance=float(chance[at]),
                kinds={k: float(p) for k, p in zip(KINDS[1:], kinds[at, 1:], strict=True)},
                modalities={m: float(p) for m, p in zip(MODALITIES, modalities[at], strict=True)},
                source=_by_token(here, one[1:-1, 0]),
                target=_by_token(here, one[1:-1, 1]),
            )
            for (token, at), one in zip(best.items(), sides, strict=True)
        ]

    def type_of(self, text: str, source: Span | None, target: Span | None) -> dict[str, float]:
        """Return the probability of each PLOVER type of what a sentence's source does to its target.

        Args:
            text: The sentence.
            source: Characters that name who acts; ``None`` when not marked.
            target: Characters that name who is acted upon; ``None`` when not marked.
        """
        ids = self._marked(text, source, target)
        row = np.asarray([ids], dtype=np.int64)
        hidden = self._encoder.run(["hidden"], {"ids": row})[0][0]
        at = [ids.index(i) if i in ids else 0 for i in (_SOURCE_OPENS, _TARGET_OPENS)]
        joined = np.concatenate([hidden[0], hidden.mean(axis=0), hidden[at[0]], hidden[at[1]]])
        (logits,) = self._type.run(None, {"joined": joined[None, :]})
        return {k: float(p) for k, p in zip(TYPES, _softmax(logits[0]), strict=True)}

    def _marked(self, text: str, source: Span | None, target: Span | None) -> list[int]:
        marks: list[tuple[int, int, int]] = []
        if source is not None:
            marks += [(source.start, 1, _SOURCE_OPENS), (source.end, 0, _SOURCE_CLOSES)]
        if target is not None:
            marks += [(target.start, 1, _TARGET_OPENS), (target.end, 0, _TARGET_CLOSES)]
        ids, last = [_CLS], 0
        for at, _, mark in sorted(marks):
            ids += [*self._tokenizer.encode(text[last:at], add_special_tokens=False).ids, mark]
            last = at
        ids += self._tokenizer.encode(text[last:], add_special_tokens=False).ids
        return [*ids[: _LONGEST - 1], _SEP]


def _softmax(logits: Array) -> Array:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    out: Array = shifted / shifted.sum(axis=-1, keepdims=True)
    return out


def _tokens_of(document: Document, offsets: list[tuple[int, int]]) -> list[int]:
    """Return for each piece the token that it belongs to, -1 for none."""
    out, t = [], 0
    for start, end in offsets:
        while t < len(document.tokens) and document.tokens[t].end <= start:
            t += 1
        inside = t < len(document.tokens) and document.tokens[t].start < end
        out.append(t if inside else -1)
    return out


def _windows(
    document: Document, tokens: list[int], sentences: Collection[int] | None
) -> list[_Window]:
    """Cut a text into windows of whole sentences, each with some text before it."""
    ends: list[int] = []  # pieces at which sentences end
    for sentence in document.sentences:
        last = ends[-1] if ends else 0
        while last < len(tokens) and tokens[last] < sentence.last:
            last += 1
        ends.append(last)
    out: list[_Window] = []
    starts = [0, *ends[:-1]]
    k = 0
    while k < len(ends):
        if sentences is not None and k not in sentences:
            k += 1
            continue
        first = k
        while first > 0 and starts[k] - starts[first - 1] <= _BEFORE:
            first -= 1
        last = k + 1  # one past the last sentence that is wanted and fits
        for i in range(k + 1, len(ends)):
            if ends[i] - starts[first] > _WIDE - 2:
                break
            if sentences is None or i in sentences:
                last = i + 1
        begin, end = starts[first], ends[last - 1]
        if end - begin > _WIDE - 2:  # one sentence longer than a window: piece by piece
            own = starts[k]
            while own < end:
                stop = min(own + _WIDE - 2 - _BEFORE, end)
                out.append(_Window(max(begin, own - _BEFORE), own, stop))
                own = stop
        elif end > begin:
            out.append(_Window(begin, starts[k], end))
        k = last
    return out


def _by_token(tokens: list[int], chances: Array) -> dict[int, float]:
    """Return the mean probability of each token's pieces."""
    total: dict[int, float] = {}
    pieces: dict[int, int] = {}
    for token, chance in zip(tokens, chances.tolist(), strict=True):
        if token >= 0:
            total[token] = total.get(token, 0.0) + chance
            pieces[token] = pieces.get(token, 0) + 1
    return {t: total[t] / pieces[t] for t in total}


@lru_cache(maxsize=1)
def load_coder() -> Coder:
    """Load the act model that ships with the package."""
    folder = resources.files("detente.reading") / "models" / "acts"
    with resources.as_file(folder) as path:
        return Coder(path)
