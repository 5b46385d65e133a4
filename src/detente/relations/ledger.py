"""The ledger of requests: each ask with its history, its answer wherever it was told, and its age.

An entry is a request followed over articles (:class:`detente.record.Ask`). To what its own articles
say the ledger adds what the rest of the record tells (rules in ``answers.yaml``):

- an open request is *accepted* when the side asked later did what was asked, or agreed to it;
- it is *declined* when the side asked refused it, and *unanswered* when it is told to have ignored it;
- it is *overtaken* when nobody answered and a later act made it moot, or when the same was asked
  anew more than a year later;
- a refusal of a request of which nothing else is told makes an entry of its own.

Every status names the rule, the article and the words that it rests on. The ledger of an earlier
day uses only articles published, and acts done, by that day.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Protocol

from detente.record import Record
from detente.record.ask_histories import ask_histories
from detente.record.connect import connect, plain_errors
from detente.record.matching import days_of
from detente.relations.ledger_acts import ActIndex, asking_deeds
from detente.relations.ledger_answers import Reply
from detente.relations.ledger_asks import answered, entry_of
from detente.relations.ledger_entry import STANDING, STATUSES, Entry, Line, Status
from detente.relations.ledger_refusals import refused_requests
from detente.relations.ledger_waiting import Waiting

__all__ = [
    "STATUSES",
    "Entry",
    "Line",
    "Reply",
    "Status",
    "known_by",
    "last_published",
    "ledger",
    "select",
]


def last_published(record: Record) -> dt.date | None:
    """Return the latest publication date in a record: the day of its ledger unless told otherwise."""
    rows = record.articles(limit=1).items
    days = days_of(rows[0].published[:10]) if rows and rows[0].published else None
    return dt.date.fromisoformat(days[1]) if days else None


class Dated(Protocol):
    """An article, or what it tells, with the dates by which one sees whether it was known."""

    @property
    def published(self) -> str | None:
        """Date of publication, or ``None``."""
        ...

    @property
    def added(self) -> str:
        """When the article was added to the record."""
        ...


def known_by(article: Dated, day: str, *, undated: bool) -> bool:
    """Tell whether an article was published by a day.

    Args:
        article: The article.
        day: ISO day.
        undated: What to say of one without a date that was added to the record only later.
    """
    if article.published:
        return article.published <= day
    return undated or article.added[:10] <= day


def ledger(record: Record, *, as_of: dt.date | None = None) -> tuple[Entry, ...]:
    """Return the ledger of a record on a day, longest waiting first.

    Args:
        record: The record; imported events ask nothing and are not looked at.
        as_of: The day. The record's last publication date when left out, so that the same record
            gives the same ledger on any day. An article without a date counts from the day on which
            it was added; in the ledger of the record's last day it always counts.

    Returns:
        Entries by date of the first ask, then id; those without a date come last.
    """
    day = as_of or last_published(record)
    edge = day.isoformat() if day else None
    with closing(connect(record.path, readonly=True)) as db, plain_errors(record.path):
        db.execute("BEGIN")  # all that is read is of one moment
        entries = _entries(db, edge, undated=as_of is None)
    return tuple(
        sorted(
            (_aged(e, day) for e in _renewed(entries)),
            key=lambda e: (e.first_asked is None, e.first_asked or "", e.id),
        )
    )


def _entries(db: sqlite3.Connection, edge: str | None, *, undated: bool) -> list[Entry]:
    """Return the requests as the acts of the record leave them, before one is set beside another."""
    deeds = asking_deeds(db, edge)
    asked: list[tuple[Entry, Waiting]] = []
    for ask in ask_histories(db):
        told = [h for h in ask.tellings if edge is None or known_by(h, edge, undated=undated)]
        if told:
            asked.append(entry_of(ask, told, deeds))
    between = {ends for _, waiting in asked for ends in waiting.ways}
    acts = ActIndex(db, between=between, as_of=edge)
    entries = [answered(entry, waiting, acts) for entry, waiting in asked]
    used = {reply.act for entry in entries for reply in entry.replies if reply.act}
    return [*entries, *refused_requests(acts.refusals(), entries, used)]


def select(
    entries: Iterable[Entry],
    *,
    source: str | None = None,
    target: str | None = None,
    concerning: str | None = None,
    pair: tuple[str, str] | None = None,
    status: Status | None = None,
    open_only: bool = False,
    older_than: int | None = None,
    about: str | None = None,
) -> tuple[Entry, ...]:
    """Return the entries that pass every filter, in the same order.

    Args:
        entries: Of :func:`ledger`.
        source: Asked by this actor.
        target: Asked of this actor.
        concerning: About this third actor.
        pair: Between these two, either way.
        status: With this status.
        open_only: Only those that still wait (``open`` or ``unanswered``).
        older_than: Waiting, or having waited, more days than this.
        about: Whose matter has each of these words, or is of the kind that they name.
    """

    def passes(e: Entry) -> bool:
        if source and source not in e.source:
            return False
        if target and target not in e.target:
            return False
        if concerning and concerning not in e.concerning:
            return False
        if pair and not (
            (pair[0] in e.source and pair[1] in e.target)
            or (pair[1] in e.source and pair[0] in e.target)
        ):
            return False
        if (status and e.status != status) or (open_only and not e.standing):
            return False
        if older_than is not None and (e.waiting_days is None or e.waiting_days <= older_than):
            return False
        return not about or _speaks_of(e, about)

    return tuple(e for e in entries if passes(e))


def _speaks_of(entry: Entry, words: str) -> bool:
    said = f"{entry.about} {' '.join(line.text for line in entry.history)}".lower()
    there = set(re.findall(r"[\w'’-]+", said))
    wanted = words.lower().split()
    return set(wanted) <= there or " ".join(wanted) in entry.kinds


def _renewed(entries: list[Entry]) -> list[Entry]:
    """Mark the requests that nobody answered and that were made anew much later."""
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: (e.first_asked or "", e.id)):
        alike.setdefault(_what(entry), []).append(entry)
    return [_renewed_by(e, alike[_what(e)]) if e.standing and e.kinds else e for e in entries]


def _what(entry: Entry) -> tuple[object, ...]:
    """Return who asks whom for what kinds of matter, and whether it concerns a third."""
    sides = (frozenset(entry.source), frozenset(entry.target))
    return (*sides, entry.kinds, bool(entry.concerning))


def _renewed_by(entry: Entry, others: Sequence[Entry]) -> Entry:
    """Mark a request that one of others, which come by date, made anew."""
    later = bisect_right(others, entry.last_asked or "9999", key=lambda e: e.first_asked or "")
    thirds = set(entry.concerning)
    first = next(
        (
            e
            for e in map(others.__getitem__, range(later, len(others)))
            if not e.concerning or thirds & set(e.concerning)
        ),
        None,
    )
    if first is None:
        return entry
    line = first.history[0]
    return entry.with_reply(
        Reply(
            kind="newer",
            status="overtaken",
            date=first.first_asked,
            text=" ".join(line.text.split()),
            article=line.article,
            act=None,
            rule=first.id,
        )
    )


def _aged(entry: Entry, day: dt.date | None) -> Entry:
    """Set how long a request waits, or waited for its first reply."""
    first = days_of(entry.first_asked)
    answered = next((r for r in entry.replies if r.status not in STANDING), None)
    given = days_of(answered.date) if answered else None
    end = dt.date.fromisoformat(given[0]) if given else (None if answered else day)
    if first is None or end is None:
        return entry
    return replace(entry, waiting_days=max(0, (end - dt.date.fromisoformat(first[0])).days))
