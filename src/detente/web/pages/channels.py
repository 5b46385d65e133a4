"""Channels: who could carry word between two states, every part of a score explained."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl
from starlette.requests import Request

from detente.record import Record
from detente.relations.channels import Channels, channels
from detente.relations.ledger import Entry, known_by, ledger
from detente.web import words
from detente.web.answers import plain
from detente.web.asked import actor, day
from detente.web.channel_rows import Row, articles_of, lines_of, row_of, titles_of
from detente.web.held import actual_events, requests_of
from detente.web.kept import state_of
from detente.web.origin_acts import ActLine
from detente.web.pages.trouble import BadAddress, number
from detente.web.paging import address
from detente.web.relation_view import sides
from detente.web.whose import Whose, whose

_SHOWN, _MOST = 8, 400
_ASKED = 12
_ALL = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A past mediation with its acts."""

    mediator: str
    first: dt.date
    last: dt.date
    promised: bool
    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A choice of the side that is to be reached."""

    name: str
    href: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsPage:
    """The channels between two; ``found`` is ``None`` for a record without acts."""

    pair: tuple[str, str]
    at: dt.date | None
    whose: Whose | None
    found: Channels | None
    rows: tuple[Row, ...]
    past: tuple[Past, ...]
    reaches: tuple[Reach, ...]
    more: str | None

    @property
    def template(self) -> str:
        """File name of its template."""
        return "channels.html"

    @property
    def titles(self) -> dict[str, str]:
        """The parts in words, in their order, those of the first row standing for all."""
        return {p.name: p.title for p in self.rows[0].pieces} if self.rows else {}

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "pair": list(self.pair),
            "origin": self.whose.name if self.whose else None,
            "at": self.at.isoformat() if self.at else None,
            "harder": self.found.harder if self.found else None,
            "why_harder": self.found.why_harder if self.found else None,
            "total": len(self.found.ranked) if self.found else 0,
            "channels": [
                {
                    "rank": r.rank,
                    "channel": r.actor,
                    "score": r.score,
                    "nearer": r.nearer,
                    "parts": [
                        {
                            "part": p.name,
                            "value": p.value,
                            "weight": round(p.weight, 4),
                            "adds": p.adds,
                            "reasons": [
                                {
                                    "words": g.words,
                                    "acts": [a.id for a in g.acts],
                                    "articles": [a.id for a in g.articles],
                                    "source": g.source or None,
                                }
                                for g in p.grounds
                            ],
                        }
                        for p in r.pieces
                    ],
                }
                for r in self.rows
            ],
            "mediations": [
                {
                    "mediator": m.mediator,
                    "from": m.first.isoformat(),
                    "to": m.last.isoformat(),
                    "promised": m.promised,
                    "acts": [a.id for a in m.acts],
                }
                for m in self.past
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPair:
    """A pair for which someone is asked to mediate."""

    pair: tuple[str, str]
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """The form that asks for two states."""

    asked: tuple[AskedPair, ...]

    @property
    def template(self) -> str:
        """File name of its template."""
        return "channels_choose.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"asked": [{"pair": list(a.pair), "request": plain(a.entry)} for a in self.asked]}


def build_choice(record: Record, request: Request) -> ChoosePage | ChannelsPage:
    """Return the form, or the page of the two that it names (``?a=KOR&b=PRK``).

    Raises:
        BadAddress: When only one is named, or one twice.
    """
    a, b = actor(request, "a"), actor(request, "b")
    if a and b:
        if a == b:
            raise BadAddress("a=, b=: one actor twice; want two")
        return _page(record, request, (a, b))
    if a or b:
        raise BadAddress("one state is named; name two")
    found: dict[tuple[str, str], Entry] = {}
    for entry in reversed(requests_of(state_of(record.path))):
        if "mediate" in entry.kinds:
            for one in entry.source:
                for other in entry.concerning:
                    if one != other:
                        found.setdefault((one, other), entry)
    pairs = tuple(AskedPair(pair=p, entry=e) for p, e in found.items())
    return ChoosePage(asked=pairs[:_ASKED])


def build(record: Record, request: Request) -> ChannelsPage:
    """Return the page of a pair."""
    return _page(record, request, sides(request.path_params["pair"]))


def _page(record: Record, request: Request, pair: tuple[str, str]) -> ChannelsPage:
    a, b = pair
    one = whose(record, request, lambda: bool(record.pairs(actor=a, limit=1)))
    limit = number(request, "show", _SHOWN, _MOST)
    harder = actor(request, "to")
    if harder is not None and harder not in pair:
        raise BadAddress(f"to={harder}: want one of the two, {a} or {b}")
    given = day(request, "at")
    if one is None:
        return ChannelsPage(
            pair=pair, at=given, whose=None, found=None, rows=(), past=(), reaches=(), more=None
        )
    at = given or one.last
    events = pl.concat(
        [actual_events(record.path, one.name, actor=side, until=at) for side in pair]
    ).unique(maintain_order=True)
    # on the record's own last day an article without a date counts too
    undated = given is None and one.read
    entries = requests_of(state_of(record.path)) if undated else ledger(record, as_of=at)
    claims = [
        c
        for c in record.relations(actors=pair, limit=_ALL)
        if known_by(c.article, at.isoformat(), undated=undated)
    ]
    found = channels(events, a, b, at=at, claims=claims, entries=entries, harder=harder)
    shown = found.ranked[:limit]
    lines = lines_of(record, events, found, shown)
    articles = articles_of(record, shown)
    top = max((c.score for c in shown), default=1.0) or 1.0
    names = titles_of(found)
    return ChannelsPage(
        pair=pair,
        at=at,
        whose=one,
        found=found,
        rows=tuple(row_of(n, c, top, names, lines, articles) for n, c in enumerate(shown, 1)),
        past=tuple(
            Past(
                mediator=m.mediator,
                first=m.first,
                last=m.last,
                promised=m.promised,
                acts=tuple(lines[i] for i in m.acts if i in lines),
            )
            for m in found.mediations
        ),
        reaches=tuple(
            Reach(
                name=f"reach {words.actor_name(s)}" if s else "whoever is harder to reach",
                href=address(request, to=s),
                on=harder == s,
            )
            for s in (None, *pair)
        ),
        more=address(request, show=str(min(_MOST, len(found.ranked))))
        if len(found.ranked) > limit and limit < _MOST
        else None,
    )
