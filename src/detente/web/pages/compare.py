"""Two pairs on one time axis: their charts under each other, their figures beside each other."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import PairRow, Record
from detente.relations.acts import Pair
from detente.relations.ledger import select
from detente.web import words
from detente.web.answers import plain
from detente.web.held import requests_of
from detente.web.kept import state_of
from detente.web.pages.pair_list import Option
from detente.web.pages.pairs import build as pairs_page
from detente.web.pages.trouble import BadAddress, number
from detente.web.paging import address
from detente.web.relation_chart import WIDTH, RelationChart, draw
from detente.web.relation_view import Seen, look_of, see, sides
from detente.web.time_axis import date_text
from detente.web.verdict import Verdict, verdict_on
from detente.web.whose import Whose, whose

_OFFERED = 8
_ALL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two pairs."""

    seen: Seen
    verdict: Verdict
    chart: RelationChart
    href: str
    csv: str
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A row of the table: what is measured, and how it is for either pair."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """Two pairs beside each other, or a form that asks for them."""

    asked: tuple[str, str]
    whose: Whose | None
    sides: tuple[Side, ...]
    measures: tuple[Measure, ...]
    offered: tuple[PairRow, ...]
    names: tuple[tuple[str, str], ...]
    grains: tuple[Option, ...]
    whole: str
    link: str
    zoomed: bool
    period: str

    @property
    def title(self) -> str:
        """The two pairs in words."""
        if len(self.sides) < 2:
            return "Compare two pairs"
        first, second = (" and ".join(s.seen.names) for s in self.sides)
        return f"{first}, beside {second}"

    @property
    def template(self) -> str:
        """File name of its template."""
        return "compare.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "origin": self.whose.name if self.whose else None,
            "pairs": [
                {
                    "pair": list(s.seen.pair),
                    "names": list(s.seen.names),
                    "from": s.seen.first.isoformat(),
                    "to": s.seen.last.isoformat(),
                    "verdict": plain(s.verdict),
                    "relation": plain(s.seen.relation),
                }
                for s in self.sides
            ],
            "measures": plain(self.measures),
        }


def build(record: Record, request: Request) -> ComparePage:
    """Return the page."""
    said = tuple(request.query_params.get(name, "").strip() for name in ("a", "b"))
    pairs = [pair_said(text) for text in said if text]
    if len(pairs) == 2 and set(pairs[0]) == set(pairs[1]):
        raise BadAddress("a and b name the same pair; want two different ones")
    offered = pairs_page(record, request).rows[:_OFFERED]
    found: tuple[Side, ...] = ()
    who: Whose | None = None
    if len(pairs) == 2:
        who, found = _sides(record, request, pairs)
    zoomed = bool(found) and found[0].seen.zoomed
    return ComparePage(
        asked=(_text(pairs, said, 0), _text(pairs, said, 1)),
        whose=who,
        sides=found,
        measures=_measures(record, found),
        offered=offered,
        names=tuple(a.names for a in offered),
        grains=_grains(request, found[0].seen.look.by) if found else (),
        whole=address(request, since=None, until=None),
        link=address(request, width=None),
        zoomed=zoomed,
        period=f"{date_text(found[0].seen.first)} to {date_text(found[0].seen.last)}"
        if found
        else "",
    )


def pair_said(text: str) -> Pair:
    """Return a pair as one says it: "KOR-CHN", "south korea-china" or "South Korea and China".

    Raises:
        BadAddress: When it does not name two different actors.
        UnknownActor: When one of them is not known.
    """
    if "-" not in text and " and " in text.lower():
        at = text.lower().index(" and ")
        text = f"{text[:at]}-{text[at + 5 :]}"
    return sides(text)


def _text(pairs: list[Pair], said: tuple[str, ...], at: int) -> str:
    """Return what stands in a field of the form: the pair by its names."""
    if not said[at]:
        return ""
    pair = pairs[at if len(pairs) == 2 else 0]
    return f"{words.actor_name(pair[0])} and {words.actor_name(pair[1])}"


def _sides(
    record: Record, request: Request, pairs: list[Pair]
) -> tuple[Whose | None, tuple[Side, ...]]:
    """Return both pairs as seen through one origin, over one stretch of time."""
    who = whose(record, request, lambda: any(record.pair(p).acts for p in pairs))
    look = dataclasses.replace(look_of(request), direction="both")
    both = [see(record, request, pair, look, who) for pair in pairs]
    first, last = min(s.first for s in both), max(s.last for s in both)
    width = min(max(number(request, "width", WIDTH, 2000), 300), 1600)
    kept: dict[str, str | None] = {
        "origin": who.name if who and who.makers else None,
        "by": request.query_params.get("by"),
    }
    out = []
    for one in both:
        seen = dataclasses.replace(one, first=first, last=last)
        here = f"/pairs/{seen.pair[0]}-{seen.pair[1]}"
        span: dict[str, str | None] = {"since": first.isoformat(), "until": last.isoformat()}
        out.append(
            Side(
                seen=seen,
                verdict=verdict_on(seen.relation, seen.names, seen.look.direction),
                chart=draw(seen, _at(here, kept), width=width),
                href=_at(here, kept),
                csv=_at(f"{here}/series.csv", kept | span),
                svg=_at(f"{here}/chart.svg", kept | span),
            )
        )
    return who, tuple(out)


def _at(path: str, query: dict[str, str | None]) -> str:
    kept = [f"{k}={v}" for k, v in query.items() if v]  # values of a fixed form: nothing to quote
    return path + ("?" + "&".join(kept) if kept else "")


def _grains(request: Request, by: str) -> tuple[Option, ...]:
    return tuple(
        Option(
            label=f"by {grain}",
            count=None,
            href=address(request, by=None if grain == "month" else grain),
            on=by == grain,
        )
        for grain in ("year", "month", "week")
    )


def _measures(record: Record, found: tuple[Side, ...]) -> tuple[Measure, ...]:
    if not found:
        return ()
    rows = {
        "Stands": [s.verdict.headline[:1].upper() + s.verdict.headline[1:] for s in found],
        "Rests on": [s.verdict.measure or "nothing" for s in found],
        "Acts counted": [f"{s.seen.relation.acts:,}" if s.seen.relation else "0" for s in found],
        "Cooperative": [_cooperative(s.seen) for s in found],
        "Line at the end": [_level(s.seen) for s in found],
        "Turns": [_turns(s.seen) for s in found],
        "Latest turn": [_latest(s.seen) for s in found],
    }
    if found[0].seen.origin == "read":
        entries = requests_of(state_of(record.path))
        rows["Requests that wait"] = [
            str(len(select(entries, pair=s.seen.pair, open_only=True))) for s in found
        ]
    return tuple(Measure(name=name, values=tuple(values)) for name, values in rows.items())


def _cooperative(seen: Seen) -> str:
    good, bad = seen.acts.cooperative, seen.acts.conflictual
    neither = len(seen.acts) - good - bad
    said = f"{good:,} of {good + bad:,}" if good + bad else "none"
    return f"{said}; {neither:,} are neither cooperative nor conflictual" if neither else said


def _level(seen: Seen) -> str:
    if seen.relation is None or not seen.relation.line:
        return "too few acts for a line"
    level = seen.relation.line[-1]
    return f"{level.level:+.2f} ({level.low:+.2f} to {level.high:+.2f})"


def _turns(seen: Seen) -> str:
    turns = seen.relation.turns if seen.relation else ()
    shown = [t for t in turns if seen.first <= t.date <= seen.last]
    up = sum(t.direction == "up" for t in shown)
    return f"{up} for the better, {len(shown) - up} for the worse" if shown else "none"


def _latest(seen: Seen) -> str:
    turns = seen.relation.turns if seen.relation else ()
    shown = [t for t in turns if seen.first <= t.date <= seen.last]
    if not shown:
        return "none"
    return f"{words.date_words(shown[-1].date.isoformat())}: {shown[-1].reason}"
