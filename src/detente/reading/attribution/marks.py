"""Quotation marks: where quotations begin and end.

Straight and curly marks, German and French ones, and single marks where they cannot be apostrophes.
A quotation ends at its closing mark, or at the end of its paragraph: an odd mark never swallows the
rest of the article.
"""

from __future__ import annotations

import re

from detente.records import Span

_PARAGRAPH = re.compile(r"[^\n]+")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "'": "'", '"': '"'}
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
        mark = text[i]
        if mark in _PAIRS and _opens(text, i, low):
            end = _closing(text, i, high, _PAIRS[mark])
            if end is None and mark in ("'", "‘"):
                i += 1  # an apostrophe after all
                continue
            stop = high if end is None else end
            if stop - i > _SHORTEST:
                out.append(Span(i + 1, stop))
            i = stop + 1
        else:
            i += 1
    return out


def _opens(text: str, i: int, low: int) -> bool:
    """Tell whether a mark opens: nothing, a blank, a bracket or another mark stands before it."""
    before = text[i - 1] if i > low else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    if text[i] in "“„«":
        return True
    return (before.isspace() or before in "([—–-“\"'‘:") and not after.isspace()


def _closing(text: str, start: int, high: int, marks: str) -> int | None:
    """Return where the quotation opened at ``start`` ends, or ``None``."""
    for i in range(start + 1, high):
        if text[i] not in marks:
            continue
        if text[i] in "'’":  # "don't" and "the Koreas' talks" go on
            after = text[i + 1] if i + 1 < high else " "
            before = text[i - 1]
            if after.isalnum() or (before == "s" and after == " " and "'" in text[i + 1 : high]):
                continue
        return i
    return None
