"""Text cut into segments by the marks that lie over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A range of a text that belongs to an item.

    Attributes:
        start: First character.
        end: One past the last.
        layer: What it is: ``statement``, ``speaker``, ``cue``, ``act``, ``side``, ``evidence``,
            ``request``, ``reply`` or ``claim``.
        item: Anchor of the item on the page (``e3``).
    """

    start: int
    end: int
    layer: str
    item: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text with the marks that cover all of it."""

    start: int
    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.start + len(self.text)


def highlight(text: str, marks: Iterable[Mark], *, offset: int = 0) -> tuple[Segment, ...]:
    """Cut a text where marks begin and end; marks may nest and overlap.

    The segments put together are the text. Parts of marks that lie outside the text are dropped.

    Args:
        text: The text, or a part of it.
        marks: Ranges in the whole text.
        offset: Where the part begins in the whole text.

    Returns:
        Segments in order; the marks of each are sorted widest first.

    >>> [s.text for s in highlight("Oslo met Rome", [Mark(5, 8, "act", "e0")])]
    ['Oslo ', 'met', ' Rome']
    """
    if not text:
        return ()
    last = offset + len(text)
    inside = [m for m in marks if max(m.start, offset) < min(m.end, last)]
    cuts = {offset, last}
    starting: dict[int, list[Mark]] = {}
    ending: dict[int, list[Mark]] = {}
    for mark in inside:
        start, end = max(mark.start, offset), min(mark.end, last)
        cuts |= {start, end}
        starting.setdefault(start, []).append(mark)
        ending.setdefault(end, []).append(mark)
    places = sorted(cuts)
    active: list[Mark] = []
    out = []
    for start, end in pairwise(places):
        for mark in ending.get(start, ()):
            active.remove(mark)
        active += starting.get(start, ())
        covering = tuple(sorted(active, key=lambda m: (m.start - m.end, m)))
        out.append(Segment(start, text[start - offset : end - offset], covering))
    return tuple(out)


def paragraphs(text: str, marks: Iterable[Mark]) -> tuple[tuple[Segment, ...], ...]:
    """Return the lines of a text that hold anything, each cut by :func:`highlight`."""
    all_ = tuple(marks)
    out = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            near = [m for m in all_ if m.start < start + len(line) and m.end > start]
            out.append(highlight(line, near, offset=start))
        start += len(line) + 1
    return tuple(out)
