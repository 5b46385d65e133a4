"""Check that a codebook is whole and that its parts agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.codebook.load import load_codebook
from detente.codebook.types import CameoCode, Codebook, EventType
from detente.records import SYMMETRIC_TYPES

#: The quad class of each type in PLOVER.
PLOVER_QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1,
    "COOPERATE": 2, "AID": 2, "RETREAT": 2,
    "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3,
    "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
_LONGEST = {"definition": 160, "line": 80, "label": 60, "verb": 24}
_ELSEWHERE = re.compile(r" → (.+)$")
_TARGETS = re.compile(r"[A-Z]{3,}")


def check_codebook(codebook: Codebook | None = None) -> tuple[str, ...]:
    """Return what is wrong with a codebook (the shipped one), a line each; empty when it is sound."""
    book = codebook or load_codebook()
    out = [f"{id_}: is missing; PLOVER has it" for id_ in PLOVER_QUADS if id_ not in book.types]
    for entry in book.types.values():
        out += [f"{entry.id}: {problem}" for problem in _of_type(entry, book)]
    for code in book.cameo.values():
        out += [f"CAMEO {code.code}: {problem}" for problem in _of_code(code, book)]
    return tuple(out)


def _of_type(entry: EventType, book: Codebook) -> Iterator[str]:
    if entry.id not in PLOVER_QUADS:
        yield "is no PLOVER type"
    elif entry.quad != PLOVER_QUADS[entry.id]:
        yield f"quad {entry.quad} where PLOVER has {PLOVER_QUADS[entry.id]}"
    if entry.symmetric != (entry.id in SYMMETRIC_TYPES):
        yield f"symmetric is {entry.symmetric}, and the reader holds the other"
    yield from _too_long("definition", entry.definition, "definition")
    yield from _too_long("verb", entry.verb, "verb")
    if not entry.covers:
        yield "covers nothing; give an example or two"
    for field, lines in (("covers", entry.covers), ("not_this", entry.not_this)):
        for line in lines:
            yield from _too_long(field, line, "line")
    for line in entry.not_this:
        elsewhere = _ELSEWHERE.search(line)
        if elsewhere is None:
            yield f"not_this: {line!r} does not say where it belongs (' → TYPE')"
            continue
        for type_ in _TARGETS.findall(elsewhere[1]):
            if type_ not in book.types or type_ == entry.id:
                yield f"not_this: {line!r} points to {type_}"
    yield from _code(entry, entry.cameo, book)
    home = book.cameo.get(entry.cameo)
    if home is not None and home.goldstein != entry.goldstein:
        yield f"goldstein {entry.goldstein} where CAMEO {entry.cameo} weighs {home.goldstein}"
    for mode in entry.modes.values():
        yield from _too_long(f"mode {mode.id}", mode.definition, "line")
        for problem in _code(entry, mode.cameo, book):
            yield f"mode {mode.id}: {problem}"


def _code(entry: EventType, code: str, book: Codebook) -> Iterator[str]:
    found = book.cameo.get(code)
    if found is None:
        yield f"no CAMEO code {code!r}"
        return
    # root 08 serves CONCEDE and RETREAT both, so a code may also be a sister's within one's own root
    root = book.cameo.get(code[:2])
    if entry.id not in (found.type, root.type if root else None):
        yield f"CAMEO {code} belongs to {found.type}"


def _of_code(code: CameoCode, book: Codebook) -> Iterator[str]:
    if not re.fullmatch(r"\d{2,4}", code.code):
        yield "a code has two to four digits"
    if not -10 <= code.goldstein <= 10:
        yield f"weight {code.goldstein} is not within -10 and +10"
    yield from _too_long("label", code.label, "label")
    if code.type is None:
        if code.mode is not None:
            yield f"mode {code.mode} without a type"
        return
    home = book.types.get(code.type)
    if home is None:
        yield f"no type {code.type}"
    elif code.mode is not None and code.mode not in home.modes:
        yield f"{code.type} has no mode {code.mode}"


def _too_long(field: str, text: str, kind: str) -> Iterator[str]:
    if len(text) > _LONGEST[kind]:
        yield f"{field}: {len(text)} characters, at most {_LONGEST[kind]}: {text!r}"
