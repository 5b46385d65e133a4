"""What is likely next between two, in one line with the past score of such lines."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record import Record
from detente.web import words
from detente.web.outlook_line import line_of
from detente.web.relation_view import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookLine:
    """The outlook of a pair.

    Attributes:
        sentence: What is likely, with its probability.
        past: How often such sentences were right.
        href: Where the reasons stand.
    """

    sentence: str
    past: str
    href: str


def outlook_line(record: Record, seen: Seen) -> OutlookLine | None:
    """Return the outlook of a pair; ``None`` where there is none to give."""
    if seen.whose is None or seen.relation is None:
        return None
    line = line_of(record, seen.pair, seen.origin, several=bool(seen.whose.makers))
    href = f"{words.pair_path(*seen.pair)}/outlook{line.query}"
    return OutlookLine(sentence=line.sentence, past=line.past, href=href)
