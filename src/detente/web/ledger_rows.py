"""Requests of the ledger as rows: how long each waits, what answered it, who tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.language.asking import request_said
from detente.outlook.ledger_notes import LedgerNote
from detente.record import ArticleRow, Record
from detente.relations.ledger import Entry, Line, Reply
from detente.web import words
from detente.web.kept import state_of
from detente.web.outlook_ledger import expected_of

#: Days that fill the waiting bar.
FULL = 730
_HOW = {
    "words": "said",
    "silence": "told to have met silence",
    "refusal": "refused",
    "deed": "done later",
    "contrary": "made moot",
    "newer": "asked anew",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long a request waits, or waited.

    Attributes:
        days: Days.
        share: Of the bar, 0 to 1.
        over: Whether the wait has ended.
        usual: Where on the bar the time stands that such asks usually take, 0 to 1; ``None`` where
            nobody says.
    """

    days: int
    share: float
    over: bool
    usual: float | None = None

    @property
    def words(self) -> str:
        """The time in the unit that fits it."""
        if self.days == 0:
            return "the same day" if self.over else "new"
        if self.days < 60:
            return words.plural(self.days, "day")
        if self.days < 730:
            return words.plural(round(self.days / 30.44), "month")
        return words.plural(round(self.days / 365.25), "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One article's telling."""

    line: Line
    article: ArticleRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a status rests on, where the request's own articles do not say it beside the request.

    Attributes:
        how: In a word or two: "done later".
        reply: What it rests on.
        article: The article that tells it, or ``None``.
    """

    how: str
    reply: Reply
    article: ArticleRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A request with its waiting time, its history and its answer.

    Attributes:
        expected: How asks like it have fared, while it waits; ``None`` where no origin has a figure.
    """

    entry: Entry
    waiting: Waiting | None
    told: tuple[Told, ...]
    answer: Answer | None
    expected: LedgerNote | None


def waiting(entry: Entry, usual_days: float | None = None) -> Waiting | None:
    """Return how long a request waits; ``None`` where no date is told.

    Args:
        entry: The request.
        usual_days: How long such asks usually take, where anybody says.
    """
    days = entry.waiting_days
    if days is None:
        return None
    return Waiting(
        days=days,
        share=min(1.0, days / FULL),
        over=not entry.standing,
        usual=None if usual_days is None else min(1.0, usual_days / FULL),
    )


def ledger_lines(record: Record, entries: tuple[Entry, ...]) -> tuple[LedgerLine, ...]:
    """Return requests as rows of the ledger."""
    expected = expected_of(state_of(record.path), entries)
    return tuple(_line(record, e, x) for e, x in zip(entries, expected, strict=True))


def _line(record: Record, entry: Entry, expected: LedgerNote | None) -> LedgerLine:
    articles: dict[str, ArticleRow] = {}

    def article(id_: str) -> ArticleRow:
        if id_ not in articles:
            articles[id_] = record.article_row(id_)
        return articles[id_]

    reply = entry.answer
    beside = reply is not None and reply.rule == "reading"
    return LedgerLine(
        entry=entry,
        waiting=waiting(entry, expected.note.usual if expected else None),
        expected=expected if entry.standing else None,
        told=tuple(Told(line=line, article=article(line.article)) for line in entry.history),
        answer=None
        if reply is None or beside
        else Answer(
            how=_HOW.get(reply.kind, reply.kind),
            reply=reply,
            article=article(reply.article) if reply.article else None,
        ),
    )


CSV_COLUMNS = (
    "first_asked", "last_asked", "times", "from", "to", "concerning", "about", "sentence", "status",
    "waiting_days", "answer", "answer_kind", "answer_date", "answer_act", "answer_article", "sources",
    "told_by", "evidence", "id",
)  # fmt: skip


def csv_row(entry: Entry) -> dict[str, Any]:
    """Return a request as a flat row."""
    reply = entry.answer
    return {
        "first_asked": entry.first_asked,
        "last_asked": entry.last_asked,
        "times": entry.times,
        "from": entry.source,
        "to": entry.target,
        "concerning": entry.concerning,
        "about": entry.about,
        "sentence": request_said(entry.sentence),
        "status": entry.status,
        "waiting_days": entry.waiting_days,
        "answer": reply.text if reply else None,
        "answer_kind": reply.kind if reply else None,
        "answer_date": reply.date if reply else None,
        "answer_act": reply.act if reply else None,
        "answer_article": reply.article if reply else None,
        "sources": entry.sources,
        "told_by": [line.article for line in entry.history],
        "evidence": entry.history[0].text if entry.history else None,
        "id": entry.id,
    }
