"""Training rows of the act model: marked sentences, and plain windows with every act in them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data import Act, Sentence
from model import (
    CLS,
    KINDS,
    MODALITIES,
    SEP,
    SOURCE_CLOSES,
    SOURCE_OPENS,
    TARGET_CLOSES,
    TARGET_OPENS,
    TYPES,
)
from tokenizers import Tokenizer

LONGEST = 160
_SYMMETRIC = ("AGREE", "CONSULT", "COOPERATE")
_MOST_PAIRS = 3

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence in which both actors are marked."""

    ids: tuple[int, ...]
    source: int
    target: int
    type: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """An act of a window: piece index, kind, modality, and the pieces of both sides."""

    at: int
    rest: tuple[int, ...]
    kind: int
    modality: int
    source: frozenset[int]
    target: frozenset[int]


@dataclass(frozen=True, slots=True)
class Plain:
    """Pieces of a text with its acts."""

    ids: tuple[int, ...]
    triggers: tuple[Trigger, ...]


def encode_marked(
    text: str, source: Span | None, target: Span | None, type_: str, tokenizer: Tokenizer
) -> Marked:
    """Put the marks around both actors and cut into pieces."""
    marks: list[tuple[int, int, int]] = []
    if source is not None:
        marks += [(source[0], 1, SOURCE_OPENS), (source[1], 0, SOURCE_CLOSES)]
    if target is not None:
        marks += [(target[0], 1, TARGET_OPENS), (target[1], 0, TARGET_CLOSES)]
    ids, last = [CLS], 0
    for at, _, mark in sorted(marks):
        ids += [*tokenizer.encode(text[last:at], add_special_tokens=False).ids, mark]
        last = at
    ids += tokenizer.encode(text[last:], add_special_tokens=False).ids
    ids = [*ids[: LONGEST - 1], SEP]
    place = {i: ids.index(i) if i in ids else 0 for i in (SOURCE_OPENS, TARGET_OPENS)}
    kind = TYPES.index("RETREAT" if type_ == "YIELD" else type_)
    return Marked(tuple(ids), place[SOURCE_OPENS], place[TARGET_OPENS], kind)


def marked_rows(sentences: Iterable[Sentence], tokenizer: Tokenizer) -> list[Marked]:
    """Return rows for each act of the sentences written here, typed by PLOVER."""
    out = []
    for sentence in sentences:
        if sentence.where.startswith("p_"):
            continue  # passages are typed by the guide, and longer than what is to be coded
        for act in sentence.acts:
            pairs = [(s, t) for s in act.source for t in act.target if s != t][:_MOST_PAIRS]
            for s, t in pairs:
                out.append(encode_marked(sentence.text, s, t, act.plover, tokenizer))
                if act.plover in _SYMMETRIC:
                    out.append(encode_marked(sentence.text, t, s, act.plover, tokenizer))
    return out


def marked_file(path: Path, tokenizer: Tokenizer) -> list[Marked]:
    """Return a row for each sentence of a file with ``<s>`` and ``<t>`` marks."""
    out = []
    for line in path.read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        text, spans = unmarked(row["marked"])
        out.append(encode_marked(text, spans.get("s"), spans.get("t"), row["type"], tokenizer))
    return out


def unmarked(marked: str) -> tuple[str, dict[str, Span]]:
    """Return a text without its marks, and the first span of each."""
    text, last = "", 0
    opened: dict[str, int] = {}
    spans: dict[str, Span] = {}
    for tag in re.finditer(r"<(/?)([st])>", marked):
        text += marked[last : tag.start()]
        last = tag.end()
        if tag.group(1):
            spans.setdefault(tag.group(2), (opened.get(tag.group(2), 0), len(text)))
        else:
            opened[tag.group(2)] = len(text)
    return text + marked[last:], spans


def plain_piece(sentence: Sentence, tokenizer: Tokenizer) -> Plain:
    """Return the pieces of one sentence or passage with its acts."""
    coded = tokenizer.encode(sentence.text, add_special_tokens=False)

    def under(spans: Iterable[Span]) -> tuple[int, ...]:
        return tuple(
            i for i, (a, b) in enumerate(coded.offsets) if any(a < e and b > s for s, e in spans)
        )

    triggers = []
    for act in sentence.acts:
        at = under(act.trigger)
        if at:
            triggers.append(_trigger(act, at, under(act.source), under(act.target)))
    return Plain(tuple(coded.ids), tuple(triggers))


def _trigger(
    act: Act, at: tuple[int, ...], source: tuple[int, ...], target: tuple[int, ...]
) -> Trigger:
    return Trigger(
        at[0],
        at[1:],
        KINDS.index(act.type),
        MODALITIES.index(act.modality),
        frozenset(source),
        frozenset(target),
    )


def windows(pieces: list[Plain], shuffle: random.Random, longest: int = LONGEST) -> list[Plain]:
    """Join pieces, in random order, into windows as long as those of an article."""
    order = list(pieces)
    shuffle.shuffle(order)
    out: list[Plain] = []
    ids: list[int] = [CLS]
    triggers: list[Trigger] = []
    limit = longest
    for piece in order:
        if len(ids) > 1 and len(ids) + len(piece.ids) + 1 > limit:
            out.append(Plain((*ids, SEP), tuple(triggers)))
            ids, triggers = [CLS], []
            limit = shuffle.choice((60, 110, longest))
        off = len(ids)
        ids += piece.ids[: longest - off - 1]
        triggers += [_moved(t, off, len(ids)) for t in piece.triggers if off + t.at < len(ids)]
    if len(ids) > 1:
        out.append(Plain((*ids, SEP), tuple(triggers)))
    return out


def _moved(trigger: Trigger, by: int, end: int) -> Trigger:
    def moved(places: Iterable[int]) -> list[int]:
        return [p + by for p in places if p + by < end]

    return Trigger(
        trigger.at + by,
        tuple(moved(trigger.rest)),
        trigger.kind,
        trigger.modality,
        frozenset(moved(trigger.source)),
        frozenset(moved(trigger.target)),
    )
