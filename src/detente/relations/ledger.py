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
from collections.abc import Iterable
from dataclasses import replace

from detente.record import ArticleRow, Ask, AskTelling, Record
from detente.record.matching import days_of
from detente.relations.answers import Wanted
from detente.relations.ledger_acts import ActIndex, Told, told_acts
from detente.relations.ledger_answers import Reply, later_answer, overtaking_act
from detente.relations.ledger_entry import STANDING, STATUSES, Entry, Line, Status
from detente.relations.ledger_refusals import refused_requests

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

_ALL = 1_000_000


def last_published(record: Record) -> dt.date | None:
    """Return the latest publication date in a record: the day of its ledger unless told otherwise."""
    rows = record.articles(limit=1).items
    days = days_of(rows[0].published[:10]) if rows and rows[0].published else None
    return dt.date.fromisoformat(days[1]) if days else None


def known_by(article: ArticleRow, day: str, *, undated: bool) -> bool:
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
    acts = ActIndex(told_acts(record.path, edge))
    entries: list[Entry] = []
    used: set[str] = set()
    for ask in record.requests(limit=_ALL, order="oldest").items:
        entry = _entry(ask, acts, edge, as_of is None)
        if entry is not None:
            entries.append(entry)
            used.update(r.act for r in entry.replies if r.act)
    entries += refused_requests(acts.acts, entries, used)
    return tuple(
        sorted(
            (_aged(e, day) for e in _renewed(entries)),
            key=lambda e: (e.first_asked is None, e.first_asked or "", e.id),
        )
    )


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


def _entry(ask: Ask, acts: ActIndex, edge: str | None, undated: bool) -> Entry | None:
    """Return a request as it stood on a day; ``None`` when no article had told of it by then."""
    told = [h for h in ask.history if edge is None or known_by(h.article, edge, undated=undated)]
    if not told:
        return None
    dates = sorted(h.date for h in told if h.date)
    asking = _asking(told, acts)
    concerning = tuple(sorted({c for h in told for c in h.concerning}))
    wanted = Wanted.of(
        " / ".join(dict.fromkeys([ask.about, *(h.about for h in told)])),
        mode=asking.deed.mode if asking else None,
        cameo=asking.deed.cameo if asking else None,
        thirds=bool(concerning),
    )
    replies = [_said(h) for h in told if h.status != "open"]
    entry = Entry(
        id=ask.id,
        sentence=ask.sentence,
        source=ask.source,
        target=ask.target,
        about=ask.about,
        kinds=tuple(sorted(wanted.kinds)),
        concerning=concerning,
        status=replies[-1].status if replies else "open",
        answer=replies[-1] if replies else None,
        replies=tuple(replies),
        first_asked=dates[0] if dates else None,
        last_asked=dates[-1] if dates else None,
        times=len(set(dates)) or 1,
        waiting_days=None,
        sources=len({h.article.story for h in told}),
        implied=False,
        history=tuple(
            Line(
                date=h.date,
                article=h.article.id,
                published=h.article.published,
                text=h.evidence.text,
                reply=h.reply.text if h.reply else None,
                status=h.status,
            )
            for h in told
        ),
    )
    if entry.status in ("accepted", "declined"):
        return entry
    articles = frozenset(h.article.id for h in told)
    near = acts.between(ask.target, (*ask.source, *concerning))
    found = later_answer(entry.source, entry.target, concerning, wanted, dates, near, articles)
    if found and (found.status in ("accepted", "declined") or entry.status == "open"):
        entry = entry.with_reply(found)
    if entry.standing:
        moot = overtaking_act(entry.source, entry.target, wanted, dates, near)
        entry = entry.with_reply(moot) if moot else entry
    return entry


def _said(told: AskTelling) -> Reply:
    """Return the reply that an article tells beside the request."""
    return Reply(
        kind="silence" if told.status == "unanswered" else "words",
        status=told.status,
        date=told.article.published or told.date,
        text=told.reply.text if told.reply else "",
        article=told.article.id,
        act=None,
        rule="reading",
    )


def _asking(told: list[AskTelling], acts: ActIndex) -> Told | None:
    """Return the act of asking: the one that the same words of the same article tell."""
    found = (acts.telling(h.article.id, h.evidence.text) for h in told)
    return next((act for act in found if act and act.deed.type == "REQUEST"), None)


def _renewed(entries: list[Entry]) -> list[Entry]:
    """Mark the requests that nobody answered and that were made anew much later."""
    alike: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries:
        alike.setdefault(_what(entry), []).append(entry)
    return [_renewed_by(e, alike[_what(e)]) if e.standing and e.kinds else e for e in entries]


def _what(entry: Entry) -> tuple[object, ...]:
    """Return who asks whom for what kinds of matter, and whether it concerns a third."""
    sides = (frozenset(entry.source), frozenset(entry.target))
    return (*sides, entry.kinds, bool(entry.concerning))


def _renewed_by(entry: Entry, others: list[Entry]) -> Entry:
    newer = [
        e
        for e in others
        if (e.first_asked or "") > (entry.last_asked or "9999")
        and (not e.concerning or set(e.concerning) & set(entry.concerning))
    ]
    if not newer:
        return entry
    first = min(newer, key=lambda e: (e.first_asked or "", e.id))
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
