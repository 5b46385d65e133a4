"""Requests of which only the refusal, or the silence that met them, is told."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from detente.actors import load_actors
from detente.record.matching import days_of
from detente.relations.answers import Wanted, load_answers
from detente.relations.ledger_acts import Told, Words
from detente.relations.ledger_answers import Reply, alike
from detente.relations.ledger_entry import Entry, Line, Status

#: A refusal that does not say of what ("turned it down as a tactless proposal") is of the request
#: that the same side refused within so many days.
_SAME = 7
_ENDS = (",", ";", ".", " and ", " but ", " since ", " while ")


def refused_requests(acts: Iterable[Told], entries: Sequence[Entry], used: set[str]) -> list[Entry]:
    """Return an entry for each request that only its refusal tells of.

    Args:
        acts: The refusals of the record, by day.
        entries: The requests that are told of otherwise.
        used: Ids of the acts that answer those.
    """
    names = load_answers().names.pattern
    refusals: list[tuple[Told, Words, str]] = []
    for act in acts:
        if act.id not in used and act.target:
            words = next((w for w in act.words if names.search(w.text)), None)
            if words is not None:
                refusals.append((act, words, _named(words.text)))
    asked = _Shelf()
    for n, entry in enumerate(entries):
        asked.put(n, entry)
    out: list[Entry] = []
    refused = _Shelf()
    # those that say what was refused come first, so that the others find them
    for act, words, about in sorted(refusals, key=lambda r: len(r[2].split()) == 1):
        reply = _reply(act, words)
        home = next((n for n in refused.near(act) if _same(out[n], act, about)), None)
        if home is not None:
            out[home] = _again(out[home], act, reply)
            refused.put(home, out[home])
        elif not any(_same(entries[n], act, about) for n in asked.near(act)):
            out.append(_refused(act, about, reply))
            refused.put(len(out) - 1, out[-1])
    return out


class _Shelf:
    """Entries by who asked whom and by the years in which a refusal can be that of the request."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str, int], set[int]] = {}

    def put(self, number: int, entry: Entry) -> None:
        """File an entry under its number; again, when its dates have moved."""
        first, last = days_of(entry.first_asked), days_of(entry.last_asked)
        if first is None or last is None:
            return
        after = max(_SAME, load_answers().newer)
        years = range(_year(min(first[0], last[1]), -_SAME), _year(last[1], after) + 1)
        for key in itertools.product(entry.target, entry.source, years):
            self._held.setdefault(key, set()).add(number)

    def near(self, act: Told) -> list[int]:
        """Return the numbers of the entries that an act may refuse, in order."""
        keys = itertools.product(act.source, act.target, (int(act.day[:4]),))
        return sorted(set().union(*(self._held.get(key, ()) for key in keys)))


def _year(day: str, later: int) -> int:
    at = dt.date.fromisoformat(day).toordinal() + later
    return dt.date.fromordinal(min(max(1, at), dt.date.max.toordinal())).year


def _reply(act: Told, words: Words) -> Reply:
    silent = bool(load_answers().silence.pattern.search(words.text))
    return Reply(
        kind="silence" if silent else "refusal",
        status="unanswered" if silent else "declined",
        date=act.day,
        text=" ".join(words.text.split()),
        article=words.article,
        act=act.id,
        rule="names",
    )


def _named(text: str) -> str:
    """Return what a refusal refuses: from the word that names a request to the end of its clause."""
    found = load_answers().names.pattern.search(text)
    rest = " ".join(text[found.start() if found else 0 :].split()) + " "
    for mark in _ENDS:
        rest = rest.partition(mark)[0]
    return rest.strip()


def _same(entry: Entry, act: Told, about: str) -> bool:
    """Tell whether a refusal is that of an entry: between the same, in time, and about the same."""
    first, last = days_of(entry.first_asked), days_of(entry.last_asked)
    if first is None or last is None or not act.passes(entry.target, entry.source):
        return False
    gap = (dt.date.fromisoformat(act.day) - dt.date.fromisoformat(last[1])).days
    if len(about.split()) == 1:
        return abs(gap) <= _SAME
    return (
        first[0] <= act.day
        and gap <= load_answers().newer
        and alike(entry.about, entry.kinds, about)
    )


def _refused(act: Told, about: str, reply: Reply) -> Entry:
    name = load_actors().name
    asker, asked = (" and ".join(name(i) for i in sorted(ids)) for ids in (act.target, act.source))
    return Entry(
        id=act.id,
        sentence=f"{asker} approached {asked}: {about}",
        source=tuple(sorted(act.target)),
        target=tuple(sorted(act.source)),
        about=about,
        kinds=tuple(sorted(Wanted.of(about).kinds)),
        concerning=(),
        status=reply.status,
        answer=reply,
        replies=(reply,),
        first_asked=act.day,
        last_asked=act.day,
        times=1,
        waiting_days=None,
        sources=len({w.article for w in act.words}),
        implied=True,
        history=_lines(act, reply.status),
    )


def _again(entry: Entry, act: Told, reply: Reply) -> Entry:
    """Add another refusal of the same request."""
    history = (*entry.history, *_lines(act, reply.status))
    return replace(
        entry.with_reply(reply),
        first_asked=min(entry.first_asked or act.day, act.day),
        last_asked=max(entry.last_asked or act.day, act.day),
        sources=len({line.article for line in history}),
        history=history,
    )


def _lines(act: Told, status: Status) -> tuple[Line, ...]:
    return tuple(
        Line(
            date=act.day,
            article=w.article,
            published=w.published,
            text=w.text,
            reply=w.text,
            status=status,
        )
        for w in act.words
    )
