"""Quotation marks: where quotations begin and end.

Straight and curly marks, doubled single ones, German and French ones, and single marks where they
cannot be apostrophes. A quotation ends at its closing mark, or at the end of its paragraph: an odd
mark never swallows the rest of the article.
"""

from __future__ import annotations

import re

from detente.records import Span

_PARAGRAPH = re.compile(r"[^\n]+")
_PAIRS = {
    "“": ("”",), "„": ("“", "”"), "«": ("»",), "»": ("«",), "‘": ("’",), "'": ("'",), '"': ('"',),
    "''": ("''",), "``": ("''",), "’’": ("’’",),
}  # fmt: skip
_SHORTEST = 2


def quotations(text: str) -> tuple[Span, ...]:
    """Return the quotations of a text, marks left out, in order.

    >>> quotations('He said "no" and left.')
    (Span(start=9, end=11),)
    """
    out: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        out += _in_paragraph(text, paragraph.start(), paragraph.end())
    return tuple(out)


def _in_paragraph(text: str, low: int, high: int) -> list[Span]:
    out: list[Span] = []
    i = low
    while i < high:
        mark = text[i : i + 2] if text[i : i + 2] in _PAIRS else text[i]
        if mark in _PAIRS and _opens(text, i, len(mark), low):
            end = _closing(text, i + len(mark), high, _PAIRS[mark])
            if end is None and mark in ("'", "‘"):
                i += 1  # an apostrophe after all
                continue
            stop = high if end is None else end
            if stop - i > _SHORTEST:
                out.append(Span(i + len(mark), stop))
            i = stop + len(mark)
        else:
            i += 1
    return out


def _opens(text: str, i: int, size: int, low: int) -> bool:
    """Tell whether a mark opens: nothing, a blank, a bracket or another mark stands before it."""
    before = text[i - 1] if i > low else " "
    after = text[i + size] if i + size < len(text) else " "
    if text[i] in "“„«":
        return True
    return (before.isspace() or before in "([—–-“\"'‘:") and not after.isspace()


def _closing(text: str, start: int, high: int, marks: tuple[str, ...]) -> int | None:
    """Return where the quotation whose words begin at ``start`` ends, or ``None``."""
    size = len(marks[0])
    for i in range(start, high):
        if text[i : i + size] not in marks:
            continue
        if size == 1 and text[i] in "'’":  # "don't" and "the Koreas' talks" go on
            after = text[i + 1] if i + 1 < high else " "
            before = text[i - 1]
            if after.isalnum() or (before == "s" and after == " " and "'" in text[i + 1 : high]):
                continue
        return i
    return None
