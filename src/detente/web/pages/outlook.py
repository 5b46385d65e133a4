"""How well forecasts do on this record: made again as of past evenings, scored by what came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from detente.outlook.backtest import Backtest, Case, evenings, scores_of
from detente.outlook.nextacts import LEAST_COVERED, coverage
from detente.outlook.scoring import BINS, Bin
from detente.record import Record
from detente.web import words
from detente.web.answers import plain
from detente.web.asked import identify
from detente.web.held import counts_by_pair
from detente.web.outlook_chart import Calibration, calibration
from detente.web.outlook_held import PAIRS, PERIODS
from detente.web.outlook_view import Horizon, View, view
from detente.web.outlook_words import (
    ALL_TYPES,
    FEWEST_SUCH,
    bins_of,
    is_type,
    kind_name,
    percent,
    question,
)
from detente.web.pages.compare import pair_said
from detente.web.pages.trouble import BadAddress, choice, number
from detente.web.paging import Pager, address, pager

_ROWS = 40
_OFFERED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One forecast with its outcome and the page that makes it again."""

    case: Case
    question: str
    day: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A back-test.

    Attributes:
        first: Evening of the first forecast, ISO.
        last: Evening of the last.
        evenings: How many there are.
        pairs: How many pairs were asked about.
        scores: For all types, for the classes and for each kind; those with a forecast.
        what: The kind that is shown in full.
        shown: Its scores.
        bins: What was said against what came true, of that kind.
        plot: The same as a plot.
        kinds: The kinds to choose from.
        bin: The bin whose forecasts are listed, 1 to 10, or ``None``.
        cases: The forecasts of that bin on this page.
        pager: Where the list stands.
    """

    first: str
    last: str
    evenings: int
    pairs: int
    scores: tuple[Backtest, ...]
    what: str
    shown: Backtest
    bins: tuple[Bin, ...]
    plot: Calibration
    kinds: tuple[Horizon, ...]
    bin: int | None
    cases: tuple[CaseRow, ...]
    pager: Pager | None

    @property
    def clearest(self) -> str:
        """The fullest bin of likely forecasts in a sentence; empty where there is none."""
        found = [b for b in self.bins[2:] if b.forecasts >= FEWEST_SUCH]
        if not found:
            return ""
        best = max(found, key=lambda b: (b.forecasts, -b.low))
        right = round((best.happened or 0.0) * best.forecasts)
        return f"when it said {percent(best.said)} on average, it was right {right:,} times of {best.forecasts:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookPage:
    """The back-test of a record.

    Attributes:
        seen: Whose acts and how many days ahead; ``None`` for a record without acts.
        tested: The back-test; ``None`` where it has not been made, or nothing can be.
        thin: Whether there is too little to make one.
        run: The address that makes it.
        pairs: Pairs with most acts, each with its outlook.
        command: What makes the same figures on the command line.
        here: This address up to the number of a bin.
        unlisted: This address without one.
    """

    seen: View | None
    tested: Tested | None
    thin: bool
    run: str
    pairs: tuple[tuple[str, str], ...]
    command: str
    here: str
    unlisted: str

    @property
    def template(self) -> str:
        """File name of its template."""
        return "outlook.html"

    @property
    def periods(self) -> int:
        """Evenings, at most."""
        return PERIODS

    @property
    def most(self) -> int:
        """Pairs, at most."""
        return PAIRS

    @staticmethod
    def named(what: str) -> str:
        """Return a kind of act by its name."""
        return what if what == ALL_TYPES else kind_name(what)

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        t = self.tested
        return {
            "origin": self.seen.whose.name if self.seen else None,
            "days": self.seen.days if self.seen else None,
            "made": t is not None,
            "run": None if t else self.run,
            "evenings": t.evenings if t else 0,
            "pairs": t.pairs if t else 0,
            "scores": plain(t.scores) if t else [],
            "what": t.what if t else None,
            "reliability": plain(t.bins) if t else [],
            "cases": [plain(c.case) for c in t.cases] if t else [],
        }


def build(record: Record, request: Request) -> OutlookPage:
    """Return the page."""
    seen = view(record, request, lambda: record.summary().acts > 0)
    if seen is None:
        return OutlookPage(
            seen=None, tested=None, thin=True, run="", pairs=(), command="",
            here="", unlisted="",
        )  # fmt: skip
    past = seen.past(request)
    thin = _thin(seen) if past is None else not past
    command = f"detente outlook backtest --origin {seen.whose.name} --within {seen.within}"
    return OutlookPage(
        seen=seen,
        tested=_tested(request, seen, past) if past else None,
        thin=thin,
        run=address(request, past="yes"),
        pairs=tuple(
            counts_by_pair(seen.state, seen.whose.name)["a", "b"].head(_OFFERED).iter_rows()
        ),
        command=command,
        here=_bare(request) + "bin=",
        unlisted=address(request, bin=None, page=None),
    )


def _thin(seen: View) -> bool:
    """Tell whether there is too little on every evening, so that there is nothing to wait for."""
    days = evenings(seen.history, seen.days, PERIODS)
    return all(coverage(seen.history, seen.days, day) < LEAST_COVERED for day in days)


def find(record: Record, request: Request) -> Response:  # noqa: ARG001
    """Lead to the outlook of the pair or the actor that is named."""
    text = request.query_params.get("q", "").strip()[:120]
    if not text:
        raise BadAddress("q=: name two actors, such as South Korea and China, or one")
    kept = address(request, q=None).partition("?")[2]
    if "-" in text or " and " in text.lower():
        a, b = pair_said(text)
        path = f"{words.pair_path(a, b)}/outlook"
    else:
        path = f"/actors/{identify(text)}/outlook"
    return RedirectResponse(path + (f"?{kept}" if kept else ""), 303)


def _bare(request: Request) -> str:
    bare = address(request, bin=None, page=None)
    return bare + ("&" if "?" in bare else "?")


def _tested(request: Request, seen: View, past: tuple[Case, ...]) -> Tested:
    scores = tuple(s for s in scores_of(past) if s.scores)
    names = tuple(s.what for s in scores)
    what = choice(request, "what", names) or names[0]
    held = [c for c in past if (is_type(c.what) if what == ALL_TYPES else c.what == what)]
    bins = bins_of(held)
    place = number(request, "bin", 0, BINS) or None
    listed = sorted(
        (c for c in held if place == min(int(c.said * BINS), BINS - 1) + 1),
        key=lambda c: (-c.evening, -c.said, c.source, c.target, c.what),
    )
    at = number(request, "page", 1, 100_000)
    shown = listed[(at - 1) * _ROWS : at * _ROWS]
    days = sorted({c.evening for c in past})
    return Tested(
        first=dt.date.fromordinal(days[0]).isoformat(),
        last=dt.date.fromordinal(days[-1]).isoformat(),
        evenings=len(days),
        pairs=len({frozenset((c.source, c.target)) for c in past}),
        scores=scores,
        what=what,
        shown=next(s for s in scores if s.what == what),
        bins=bins,
        plot=calibration(bins),
        kinds=tuple(
            Horizon(
                label=n if n == ALL_TYPES else kind_name(n).lower(),
                href=address(request, what=None if n == ALL_TYPES else n, bin=None, page=None),
                on=n == what,
            )
            for n in names
        ),
        bin=place,
        cases=tuple(_row(seen, c) for c in shown),
        pager=pager(request, at, len(listed), _ROWS) if listed else None,
    )


def _row(seen: View, case: Case) -> CaseRow:
    first = dt.date.fromordinal(case.evening + 1).isoformat()
    return CaseRow(
        case=case,
        question=question(case.source, case.what, case.target),
        day=dt.date.fromordinal(case.evening).isoformat(),
        href=f"{words.pair_path(case.source, case.target)}/outlook{seen.query(at=first)}",
    )
