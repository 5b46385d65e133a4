"""The histories of all requests at once, from the tables alone: for what looks at every one of them.

:meth:`detente.record.Record.requests` gives a page of requests with all that their articles hold, and
reads each article's whole reading back for that. Here each telling comes with the few fields of its
article that tell when and where it was printed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from detente.record.acts import split
from detente.record.judging import STANDS, corrected_request
from detente.records import Evidence, Request

_TELLINGS = """
SELECT q.ask, q.n, q.id, q.about, q.status, q.part, q.start, q.end, q.evidence,
  q.reply_part, q.reply_start, q.reply_end, q.reply, q.by, q.confidence, q.asked,
  r.id AS article, r.published, r.added, r.story,
  a.id AS first, a.sentence, a.source, a.target, a.about AS matter
FROM requests q JOIN articles r ON r.n = q.article JOIN asks a ON a.n = q.ask
ORDER BY q.ask, coalesce(r.published, '9999'), r.id, q.position
"""
_SIDES = "SELECT request, side, actor FROM request_actors ORDER BY request, side, position"
_CORRECTED = f"""
SELECT j.item, c.field, c.value FROM judgements j JOIN judgement_changes c ON c.judgement = j.n
WHERE j.verdict = 'corrected' AND j.n = (SELECT max(n) FROM judgements WHERE item = j.item AND {STANDS})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRequest:
    """One article's telling of a request.

    Attributes:
        request: The request as it counts: read, then corrected.
        article: Id of the article.
        published: When it was published, or ``None``.
        added: When it was added to the record.
        story: Id of the story that it carries.
        date: When it was asked, as told by the act of asking, else the publication date.
    """

    request: Request
    article: str
    published: str | None
    added: str
    story: str
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHistory:
    """A request, followed over the articles that tell of it.

    Attributes:
        id: Id of its first telling.
        sentence: In words, as :class:`detente.record.Ask` has it.
        source: Who asks.
        target: Who is asked.
        about: What for, as first told.
        tellings: Each article's telling, oldest first.
    """

    id: str
    sentence: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    about: str
    tellings: tuple[ToldRequest, ...]


def ask_histories(db: sqlite3.Connection) -> Iterator[AskHistory]:
    """Yield every request of a record that counts, with its history.

    Args:
        db: An open record. What is yielded is of one moment only inside one transaction.
    """
    sides: dict[tuple[int, str], list[str]] = {}
    for request, side, actor in db.execute(_SIDES):
        sides.setdefault((request, side), []).append(actor)
    changes: dict[str, dict[str, str]] = {}
    for item, field, value in db.execute(_CORRECTED):
        changes.setdefault(item, {})[field] = value
    cursor = db.execute(_TELLINGS)
    names = [column[0] for column in cursor.description]
    told = (dict(zip(names, row, strict=True)) for row in cursor)
    for _, group in groupby(told, key=lambda row: row["ask"]):
        rows = list(group)
        first = rows[0]
        yield AskHistory(
            id=first["first"],
            sentence=first["sentence"],
            source=tuple(split(first["source"])),
            target=tuple(split(first["target"])),
            about=first["matter"],
            tellings=tuple(
                ToldRequest(
                    request=corrected_request(_read(row, sides), changes.get(row["id"], {})),
                    article=row["article"],
                    published=row["published"],
                    added=row["added"],
                    story=row["story"],
                    date=row["asked"],
                )
                for row in rows
            ),
        )


def _read(row: dict[str, Any], sides: dict[tuple[int, str], list[str]]) -> Request:
    """Return a request as it was read."""
    source, target, concerning = (
        tuple(sides.get((row["n"], side), ())) for side in ("from", "to", "concerning")
    )
    reply = None
    if row["reply"] is not None:
        reply = Evidence(row["reply_start"], row["reply_end"], row["reply"], row["reply_part"])
    return Request(
        id=row["id"],
        source=source,
        target=target,
        about=row["about"],
        concerning=concerning,
        status=row["status"],
        reply=reply,
        evidence=Evidence(row["start"], row["end"], row["evidence"], row["part"]),
        by=row["by"],
        confidence=row["confidence"],
    )
