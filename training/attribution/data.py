"""Windows of annotated text for the attribution tagger.

A window is a run of word pieces of one document with, for each attribution whose cue begins in it,
a row of roles over the pieces: 0 nothing, 1 source, 2 cue, 3 content.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

NOTHING, SOURCE, CUE, CONTENT = range(4)
WINDOW = 256
STRIDE = 192


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``first`` onward of a document, with the attributions that begin there."""

    document: str
    first: int
    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    cues: tuple[int, ...]
    roles: tuple[tuple[int, ...], ...]


def documents(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the annotated documents of a JSON-lines file, gzipped or not."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    for line in text.split("\n"):
        if line.strip():
            yield json.loads(line)


def spans(value: Any) -> list[tuple[int, int]]:
    """Return ``[(start, end)]`` of one span, several or none."""
    if not value:
        return []
    if isinstance(value[0], int):
        return [(value[0], value[1])]
    return [(v[0], v[1]) for v in value]


def cut(document: dict[str, Any], tokenizer: Tokenizer) -> list[Window]:
    """Cut a document into overlapping windows with their role rows."""
    coded = tokenizer.encode(document["text"], add_special_tokens=False)
    offsets = coded.offsets
    rows: list[tuple[int, dict[int, int]]] = []
    for quote in document["quotes"]:
        row: dict[int, int] = {}
        for role, value in (
            (CONTENT, quote["content"]),
            (CUE, quote["cue"]),
            (SOURCE, spans(quote["source"]) + spans(quote.get("source_extra"))),
        ):
            for start, end in spans(value) if role != SOURCE else value:
                for i, (a, b) in enumerate(offsets):
                    if a < end and b > start and b > a:
                        row[i] = role
        cue = [i for i, r in row.items() if r == CUE]
        if cue:
            rows.append((min(cue), row))
    out = []
    for first in range(0, max(len(offsets) - (WINDOW - STRIDE), 1), STRIDE):
        last = min(first + WINDOW, len(offsets))
        inside = [(c, row) for c, row in rows if first <= c < last]
        out.append(
            Window(
                document["doc_id"],
                first,
                tuple(coded.ids[first:last]),
                tuple(offsets[first:last]),
                tuple(c - first for c, _ in inside),
                tuple(tuple(row.get(i, NOTHING) for i in range(first, last)) for _, row in inside),
            )
        )
    return out
