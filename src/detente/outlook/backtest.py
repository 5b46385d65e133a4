"""Back-tests: forecasts made again as of past evenings, and scored by what came.

The origin rolls over the last part of a history, one horizon at a time. Before each period everything
that is learned (half-life weights, priors, answer models) is learned anew from what was known by its
evening; acts after the evening are not looked at until the forecast is scored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.codebook import load_codebook
from detente.outlook.answer_features import questions_of
from detente.outlook.answering import FEWEST_ASKS, estimate, fit_answers
from detente.outlook.history import History
from detente.outlook.nextacts import pair_outlook
from detente.outlook.nextacts_rates import Mixture, fit_mixture, kinds
from detente.outlook.scoring import Scores, concordance, score
from detente.outlook.waiting import ANSWERS, Answer, episodes

Progress = Callable[[str], None]
#: Learns from what was known by an evening, for so many days ahead.
Learn = Callable[[History, int], Mixture]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One forecast with its outcome.

    Attributes:
        evening: The day on which it was made, as a day number.
        source: Who would act.
        target: To whom.
        what: The kind of act.
        said: The probability.
        base: The base rate known then.
        happened: Whether it came true.
        wait: Days to it, or the horizon.
    """

    evening: int
    source: str
    target: str
    what: str
    said: float
    base: float
    happened: bool
    wait: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """Scores of one kind of forecast.

    Attributes:
        what: The kind of act or answer, or ``all types``.
        scores: The scores; ``None`` where nothing could be forecast.
        concordance: Harrell's C by the day of the act, beside the yes-or-no one in the scores.
    """

    what: str
    scores: Scores | None
    concordance: float | None


def quiet(message: str) -> None:
    """Say nothing."""
    del message


def evenings(history: History, days: int, periods: int) -> tuple[int, ...]:
    """Return the evenings of the last periods, earliest first; none within the first third."""
    least = history.first + history.days // 3
    found = [history.last - days * n for n in range(1, periods + 1)]
    return tuple(e for e in reversed(found) if e >= least)


def roll_acts(
    history: History,
    *,
    days: int = 7,
    periods: int = 8,
    pair: tuple[str, str] | None = None,
    pairs: int = 50,
    progress: Progress = quiet,
    learn: Learn = fit_mixture,
) -> tuple[Case, ...]:
    """Forecast next acts as of past evenings.

    Args:
        history: The acts.
        days: Days ahead, and from one evening to the next.
        periods: How many evenings, at most.
        pair: Only this pair; else the pairs with most acts before each evening.
        pairs: How many of them.
        progress: Told of each evening.
        learn: What learns anew before each evening; another one may keep what it learned.
    """
    out: list[Case] = []
    for evening in evenings(history, days, periods):
        progress(f"as of {_day(evening)}")
        known = history.until(evening)
        mixture = learn(known, days)
        for one in (pair,) if pair else _busiest(known, pairs):
            out += _cases(history, known, one, mixture, days, evening)
    return tuple(out)


def _cases(
    history: History,
    known: History,
    pair: tuple[str, str],
    mixture: Mixture,
    days: int,
    evening: int,
) -> list[Case]:
    outlook = pair_outlook(known, pair, mixture, days=days, evening=evening)
    sides = [history.actor(name) for name in pair]
    ahead = (history.day > evening) & (history.day <= evening + days)
    ahead &= np.isin(history.source, sides) & np.isin(history.target, sides)
    came = history.take(ahead)
    groups = kinds(came)
    out = []
    for n in outlook.next:
        if n.probability is None or n.base is None:
            continue
        found = came.day[groups[n.what] & (came.source == history.actor(n.source))]
        out.append(
            Case(
                evening=evening,
                source=n.source,
                target=n.target,
                what=n.what,
                said=n.probability,
                base=n.base,
                happened=bool(found.size),
                wait=int(found.min() - evening) if found.size else days,
            )
        )
    return out


def _busiest(known: History, pairs: int) -> tuple[tuple[str, str], ...]:
    low = np.minimum(known.source, known.target)
    high = np.maximum(known.source, known.target)
    key, counts = np.unique(known.dyad(low, high), return_counts=True)
    best = key[np.argsort(-counts, kind="stable")[:pairs]]
    n = max(1, len(known.actors))
    return tuple((known.actors[k // n], known.actors[k % n]) for k in best)


def scores_of(cases: tuple[Case, ...]) -> tuple[Backtest, ...]:
    """Return the scores of all types together, of the two classes, then of each kind."""
    types = tuple(load_codebook().types)
    groups = {"all types": [c for c in cases if c.what in types]}
    for what in ("cooperation", "conflict", *dict.fromkeys(c.what for c in cases)):
        groups[what] = [c for c in cases if c.what == what]
    return tuple(_scored(what, group) for what, group in groups.items())


def _scored(what: str, cases: list[Case]) -> Backtest:
    said = np.array([c.said for c in cases])
    happened = np.array([c.happened for c in cases], dtype=np.bool_)
    wait = np.array([c.wait for c in cases], dtype=np.int64)
    base = np.array([c.base for c in cases])
    return Backtest(
        what=what,
        scores=score(said, base, happened.astype(np.float64)),
        concordance=concordance(said, wait, happened) if cases else None,
    )


def roll_answers(
    history: History,
    kind: Answer,
    *,
    days: int = 7,
    periods: int = 4,
    length: int = 28,
    progress: Progress = quiet,
) -> tuple[Case, ...]:
    """Forecast, as of the day of each ask, whether it will be answered.

    Args:
        history: The acts.
        kind: The kind of answer.
        days: Days ahead.
        periods: How many periods, at most; models are learned anew before each.
        length: Days of a period.
        progress: Told of each period.
    """
    asks = episodes(history)
    out: list[Case] = []
    for evening in evenings(history, length, periods):
        progress(f"{kind}: learned by {_day(evening)}")
        model = fit_answers(history, kind, days=days, until=evening)
        if model.asks < FEWEST_ASKS:
            continue
        # as much as may be known on the last day that is asked about, and not a day more
        known = history.until(evening + length)
        held = (asks.day > evening) & (asks.day <= evening + length) & asks.followed(days)
        some = asks.take(held)
        found = estimate(model, known, questions_of(some))
        met = some.within(kind, days)
        wait = np.where(met, some.wait[:, ANSWERS.index(kind)], days)
        for n in range(len(some)):
            out.append(
                Case(
                    evening=int(some.day[n]),
                    source=history.actors[some.target[n]],
                    target=history.actors[some.asker[n]],
                    what=kind,
                    said=float(found.probability[n]),
                    base=float(found.own[n]),
                    happened=bool(met[n]),
                    wait=int(wait[n]),
                )
            )
    return tuple(out)


def past_words(history: History, pair: tuple[str, str], *, days: int, periods: int = 26) -> str:
    """Say how such forecasts of a pair have scored on the same history, in a sentence."""
    cases = roll_acts(history, days=days, periods=periods, pair=pair)
    found = scores_of(cases)[0].scores
    if found is None:
        return "no earlier forecasts to score: too little history"
    made = len({c.evening for c in cases})
    skill = found.skill or 0.0
    better = "better" if skill > 0 else "no better"
    return (
        f"{found.forecasts} earlier forecasts of types on {made} evenings: Brier {found.brier:.3f}, base rate"
        f" {found.base_brier:.3f}; {better} than the base rate (skill {100 * skill:+.0f} %)"
    )


def _day(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()
