"""A pair: where it stands and since when, the chart, what is asked, who claims what, and every act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import ClaimRow, PairRow, Record
from detente.relations.chains import Chain
from detente.relations.ledger import Entry, select
from detente.relations.relation import Phase, Relation
from detente.relations.series import Point
from detente.relations.turns import Turn
from detente.web.answers import plain
from detente.web.held import requests_of
from detente.web.kept import state_of
from detente.web.origin_acts import ActLine, act_lines
from detente.web.pages.pair_chains import chains_between
from detente.web.pages.pair_list import Filters, Listed, Option, filters_of, listed
from detente.web.pages.pair_outlook import OutlookLine, outlook_line
from detente.web.pages.trouble import number
from detente.web.paging import address
from detente.web.relation_chart import WIDTH, RelationChart, draw, phase_end, tone_of
from detente.web.relation_view import Seen, look_of, see, sides
from detente.web.verdict import Verdict, verdict_on

_ASKS = 6
_CLAIMS = 12
_ACTS_OF_TURN = 4
_ACTS_OF_PHASE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """A turn with the acts that drove it.

    Attributes:
        number: As on the chart.
        acts: The first of them.
        href: The chart around it.
        list: All acts of its days.
    """

    number: int
    turn: Turn
    acts: tuple[ActLine, ...]
    href: str
    list: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRow:
    """A phase with the acts that brought it about."""

    number: int
    phase: Phase
    end: dt.date
    tone: str
    acts: tuple[ActLine, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """A period of the series with its acts."""

    point: Point
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairPage:
    """Everything on a pair."""

    seen: Seen
    row: PairRow
    verdict: Verdict
    chart: RelationChart
    turns: tuple[TurnRow, ...]
    phases: tuple[PhaseRow, ...]
    periods: tuple[PeriodRow, ...]
    standing: tuple[Entry, ...]
    settled: tuple[Entry, ...]
    chains: tuple[Chain, ...]
    claims: tuple[ClaimRow, ...]
    outlook_line: OutlookLine | None
    list: Listed
    filters: Filters
    directions: tuple[Option, ...]
    grains: tuple[Option, ...]
    clear: str
    whole: str
    csv: str
    acts_csv: str
    svg: str
    link: str
    compare: str

    @property
    def relation(self) -> Relation | None:
        """Where the two stand; ``None`` without an act."""
        return self.seen.relation

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What a form that sets the time has to keep of the address."""
        look = self.seen.look
        kept = (
            ("origin", self.seen.origin if self.seen.whose and self.seen.whose.makers else ""),
            ("direction", look.direction if look.direction != "both" else ""),
            ("by", look.by if look.by != "month" else ""),
        )
        return tuple(k for k in kept if k[1])

    @property
    def template(self) -> str:
        """File name of its template."""
        return "pair.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        whose = self.seen.whose
        return {
            "pair": plain(self.row),
            "names": list(self.seen.names),
            "origin": whose.name if whose else None,
            "look": plain(self.seen.look),
            "from": self.seen.first.isoformat(),
            "to": self.seen.last.isoformat(),
            "verdict": plain(self.verdict),
            "relation": plain(self.relation),
            "filters": plain(self.filters),
            "total": self.list.total,
            "acts": plain(self.list.own or self.list.imported),
            "requests": plain((*self.standing, *self.settled)),
            "chains": plain(self.chains),
            "claims": plain(self.claims),
            "outlook": plain(self.outlook_line),
        }


def chart_of(request: Request, seen: Seen) -> RelationChart:
    """Return the chart of a pair in the width that the address asks for."""
    width = min(max(number(request, "width", WIDTH, 2000), 300), 1600)
    return draw(seen, address(request, since=None, until=None, page=None, width=None), width=width)


def periods_of(seen: Seen) -> tuple[Point, ...]:
    """Return the periods of the series that lie in the time shown."""
    if seen.relation is None:
        return ()
    return tuple(
        p for p in seen.relation.series if p.first <= seen.last and last_day(p) >= seen.first
    )


def last_day(period: Point) -> dt.date:
    """Return the last day of a period, as far as it lies within the time looked at."""
    return period.first + dt.timedelta(days=max(period.days - 1, 0))


def build(record: Record, request: Request) -> PairPage:
    """Return the page."""
    pair = sides(request.path_params["pair"])
    seen = see(record, request, pair, look_of(request))
    filters = filters_of(request)
    own = seen.origin in ("", "read")
    state = state_of(record.path)
    asks = select(requests_of(state), pair=pair) if own else ()
    here = f"/pairs/{pair[0]}-{pair[1]}"
    query = address(request, page=None, width=None).partition("?")[2]
    asked = f"?{query}" if query else ""
    return PairPage(
        seen=seen,
        row=record.pair(pair),
        verdict=verdict_on(seen.relation, seen.names, seen.look.direction),
        chart=chart_of(request, seen),
        turns=_turns(record, request, seen),
        phases=_phases(record, request, seen),
        periods=tuple(
            PeriodRow(point=p, href=_zoom(request, p.first, last_day(p)) + "#list")
            for p in periods_of(seen)
            if p.acts
        ),
        standing=tuple(e for e in asks if e.standing),
        settled=tuple(e for e in reversed(asks) if not e.standing),
        chains=chains_between(state, pair) if own else (),
        claims=record.relations(pair, limit=_CLAIMS) if own else (),
        outlook_line=outlook_line(record, seen),
        list=listed(record, request, seen, filters),
        filters=filters,
        directions=_directions(request, seen),
        grains=_grains(request, seen),
        clear=address(
            request, page=None, type=None, quad=None, modality=None, year=None, publisher=None
        ),
        whole=address(request, page=None, since=None, until=None),
        csv=f"{here}/series.csv{asked}",
        acts_csv=f"{here}/acts.csv{asked}",
        svg=f"{here}/chart.svg{asked}",
        link=f"{here}{asked}",
        compare=f"/compare?a={pair[0]}-{pair[1]}"
        + (f"&origin={seen.origin}" if seen.whose and seen.whose.makers else ""),
    )


def _zoom(request: Request, first: dt.date, last: dt.date) -> str:
    return address(request, page=None, since=first.isoformat(), until=last.isoformat())


def _turns(record: Record, request: Request, seen: Seen) -> tuple[TurnRow, ...]:
    found = seen.relation.turns if seen.relation else ()
    return tuple(
        TurnRow(
            number=number,
            turn=turn,
            acts=act_lines(record, seen.rows, turn.ids[:_ACTS_OF_TURN]),
            href=_zoom(
                request,
                turn.date - dt.timedelta(days=92),
                turn.date + dt.timedelta(days=turn.days + 92),
            ),
            list=_zoom(request, turn.date, turn.date + dt.timedelta(days=turn.days - 1)) + "#list",
        )
        for number, turn in enumerate(found, 1)
        if seen.first <= turn.date <= seen.last
    )


def _phases(record: Record, request: Request, seen: Seen) -> tuple[PhaseRow, ...]:
    if seen.relation is None:
        return ()
    out = []
    for at, phase in enumerate(seen.relation.phases):
        end = phase_end(seen.relation, at)
        if end < seen.first or phase.first > seen.last:
            continue
        drivers = [d.id for d in phase.drivers][:_ACTS_OF_PHASE]
        out.append(
            PhaseRow(
                number=at + 1,
                phase=phase,
                end=end,
                tone=tone_of(phase),
                acts=act_lines(record, seen.rows, drivers),
                href=_zoom(request, phase.first, end),
            )
        )
    return tuple(out)


def _directions(request: Request, seen: Seen) -> tuple[Option, ...]:
    one, two = seen.names
    ways = (("Both ways", None), (f"{one} to {two}", "ab"), (f"{two} to {one}", "ba"))
    return tuple(
        Option(
            label=label,
            count=None,
            href=address(request, page=None, direction=way),
            on=seen.look.direction == (way or "both"),
        )
        for label, way in ways
    )


def _grains(request: Request, seen: Seen) -> tuple[Option, ...]:
    return tuple(
        Option(
            label=f"by {grain}",
            count=None,
            href=address(request, page=None, by=None if grain == "month" else grain),
            on=seen.look.by == grain,
        )
        for grain in ("year", "month", "week")
    )
