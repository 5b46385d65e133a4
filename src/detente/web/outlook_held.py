"""What forecasts are made of, kept between requests for as long as a record's files stay as they are."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from detente.errors import RecordError
from detente.outlook.backtest import Case, roll_acts
from detente.outlook.history import History
from detente.outlook.known import know, told_until
from detente.outlook.nextacts_rates import Mixture, fit_mixture
from detente.relations.load import origins_of
from detente.web.held import Pair
from detente.web.kept import State, kept

#: Evenings and pairs of a back-test: what ``detente outlook backtest`` takes when nothing else is said.
PERIODS = 8
PAIRS = 50


@dataclass(frozen=True, slots=True)
class Question:
    """What a back-test is of: the files, whose acts, how many days ahead."""

    state: State
    origin: str
    days: int


class Shelf:
    """Back-tests that were made, the latest few; unlike ``lru_cache`` it tells whether one is there."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[Question, tuple[Case, ...]] = OrderedDict()
        self._one = threading.Lock()
        self._count = 0

    @property
    def count(self) -> int:
        """How many were made so far; pages that show one that was not there change with it."""
        return self._count

    def there(self, question: Question) -> tuple[Case, ...] | None:
        """Return a back-test if it has been made; never waits for one that is being made."""
        return self._made.get(question)

    def made(self, question: Question) -> tuple[Case, ...]:
        """Return a back-test, made now if need be; one at a time, since each takes a processor."""
        with self._one:
            if question not in self._made:
                self._made[question] = _rolled(question)
                self._count += 1
                while len(self._made) > self._most:
                    self._made.popitem(last=False)
            return self._made[question]


BACKTESTS = Shelf(8)


@kept
def history_of(state: State, origin: str) -> History:
    """Return the acts of an origin as arrays, up to the last day that it tells of."""
    known = know(state.path, origin, last_day(state, origin))
    return known.history.until(known.evening)


def last_day(state: State, origin: str) -> dt.date:
    """Return the last day that an origin tells of; of what was read, the last publication date.

    Raises:
        RecordError: When the record holds nothing of the origin.
    """
    there = next((o for o in origins_of(state.path) if o.name == origin), None)
    if there is None:
        raise RecordError(f"{state.path} holds no acts of origin {origin!r}")
    return told_until(state.path, there)


@lru_cache(maxsize=128)
def mixture_of(state: State, origin: str, days: int, evening: int) -> Mixture:
    """Return what was learned from the acts of an origin by an evening."""
    return fit_mixture(history_of(state, origin).until(evening), days)


def cases_of_pair(question: Question, pair: Pair) -> tuple[Case, ...]:
    """Return the forecasts of one pair on the evenings of the back-test."""
    return _rolled(question, pair)


def _rolled(question: Question, pair: Pair | None = None) -> tuple[Case, ...]:
    def learn(known: History, days: int) -> Mixture:
        return mixture_of(question.state, question.origin, days, known.last)

    return roll_acts(
        history_of(question.state, question.origin),
        days=question.days,
        periods=PERIODS,
        pair=pair,
        pairs=PAIRS,
        learn=learn,
    )
