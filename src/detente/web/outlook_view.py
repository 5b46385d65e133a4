"""What the address asks of a forecast: whose acts, how many days ahead, as of which evening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from detente.outlook.backtest import Case
from detente.outlook.history import History
from detente.outlook.nextacts_rates import Mixture
from detente.record import Record
from detente.web import words
from detente.web.kept import State, state_of
from detente.web.outlook_held import BACKTESTS, Question, history_of, mixture_of
from detente.web.outlook_words import HORIZONS
from detente.web.pages.trouble import BadAddress, choice
from detente.web.paging import address
from detente.web.whose import Whose, whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """A number of days ahead that can be chosen."""

    label: str
    href: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """A forecast as the address asks for it.

    Attributes:
        state: The files of the record.
        whose: Whose acts it rests on.
        history: These acts.
        within: Days ahead as the address says it.
        days: Days ahead.
        evening: The last day that is known, as a day number.
        asked: Whether that is an earlier day than the last of the data.
        text: The supposed act as the address says it; empty for none.
        horizons: The numbers of days to choose from.
    """

    state: State
    whose: Whose
    history: History
    within: str
    days: int
    evening: int
    asked: bool
    text: str
    horizons: tuple[Horizon, ...]

    @property
    def question(self) -> Question:
        """What a back-test of such forecasts is of."""
        return Question(self.state, self.whose.name, self.days)

    @property
    def mixture(self) -> Mixture:
        """What was learned by the evening."""
        return mixture_of(self.state, self.whose.name, self.days, self.evening)

    @property
    def when(self) -> str:
        """The days of the forecast in words: "in the 7 days after 31 December 2015"."""
        return f"in the {self.days} days after {self.evening_words}"

    @property
    def evening_words(self) -> str:
        """The evening in words."""
        return words.date_words(dt.date.fromordinal(self.evening).isoformat())

    @property
    def first(self) -> str:
        """First day of the forecast, ISO."""
        return dt.date.fromordinal(self.evening + 1).isoformat()

    @property
    def least(self) -> str:
        """The earliest first day that can be asked for, ISO."""
        return dt.date.fromordinal(self.history.first + 1).isoformat()

    @property
    def most(self) -> str:
        """The latest first day that can be asked for, ISO."""
        return dt.date.fromordinal(self.history.last + 1).isoformat()

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What a form that sets the day has to keep of the address."""
        kept = (
            ("origin", self.whose.name if self.whose.makers else ""),
            ("within", self.within if self.within != "7d" else ""),
        )
        return tuple(k for k in kept if k[1])

    @property
    def kept_all(self) -> tuple[tuple[str, str], ...]:
        """What a form that supposes an act has to keep."""
        return (*self.kept, ("at", self.first)) if self.asked else self.kept

    def query(self, **more: str) -> str:
        """Return what of the address holds on other pages of the outlook, as ``?...`` or nothing."""
        kept = dict(self.kept_all) | more
        return "?" + urlencode(kept) if kept else ""

    def past(self, request: Request) -> tuple[Case, ...] | None:
        """Return the back-test: made now where the address has ``past=yes``, else if it is there."""
        if choice(request, "past", ("yes",)):
            return BACKTESTS.made(self.question)
        return BACKTESTS.there(self.question)


def view(record: Record, request: Request, told: Callable[[], bool]) -> View | None:
    """Return the forecast that the address asks for; ``None`` for a record without acts.

    Args:
        record: The record.
        request: With ``origin=``, ``within=`` and ``at=``, or without.
        told: Says whether read articles tell of what the page is about.

    Raises:
        BadAddress: When a value is none of those it can have.
    """
    kept = supposed_text(request) or None

    def link(name: str) -> str:
        # another origin tells of other days
        return address(request, origin=name, suppose=kept, past=None, at=None)

    who = whose(record, request, told, link)
    within = choice(request, "within", tuple(HORIZONS)) or "7d"
    if who is None:
        return None
    state = state_of(record.path)
    history = history_of(state, who.name)
    evening = _evening(request, history)
    return View(
        state=state,
        whose=who,
        history=history,
        within=within,
        days=HORIZONS[within],
        evening=evening,
        asked=evening != history.last,
        text=kept or "",
        horizons=tuple(
            Horizon(
                label=f"{days} days",
                href=address(
                    request,
                    within=None if name == "7d" else name,
                    suppose=kept,
                    past=None,
                ),
                on=name == within,
            )
            for name, days in HORIZONS.items()
        ),
    )


def supposed_text(request: Request) -> str:
    """Return the supposed act of the address; a form says its parts one by one."""
    return " ".join(" ".join(request.query_params.getlist("suppose")).split())[:200]


def _evening(request: Request, history: History) -> int:
    value = request.query_params.get("at", "").strip()
    if not value:
        return history.last
    low = dt.date.fromordinal(history.first + 1)
    high = dt.date.fromordinal(history.last + 1)
    try:
        day = dt.date.fromisoformat(value[:40])
    except ValueError as error:
        raise BadAddress(f"at={value[:40]}: want a day, such as {high}") from error
    if not low <= day <= high:
        raise BadAddress(f"at={day}: these acts tell of {low} to {high}; want a day within")
    return day.toordinal() - 1
