"""One ask and what to expect of it: "asks like this one: 28 % answered within 7 days (20 % in any week)"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.outlook.answer_features import Questions, kind_of, questions_of
from detente.outlook.answering import FEWEST_ASKS, AnswerModel, estimate, fit_answers
from detente.outlook.history import History
from detente.outlook.nextacts import LEAST_COVERED, coverage, span_words
from detente.outlook.waiting import ANSWERS, Answer, Episodes, episodes, incidence
from detente.outlook.windows import DayIndex

#: Fewer asks than this of a pair, or of a target, and a wider circle is taken.
FEWEST_ALIKE = 10
#: Windows without overlap below which the pair's own rate is not said.
FEWEST_WINDOWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An ask that a forecast is wanted of.

    Attributes:
        id: Its id.
        asker: Who asks.
        target: Who is asked.
        day: Its day, as a day number.
    """

    id: str
    asker: str
    target: str
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What to expect of one kind of answer.

    Attributes:
        kind: ``cooperation``, ``refusal`` or ``conflict``.
        probability: Of at least one such act within the days after the ask; ``None`` where the data
            hold too few asks.
        own: The pair's own rate in any window of that length; ``None`` with too short a history.
        alike: Share of asks like this one that met such an act within the days; ``None`` if too few.
        alike_any_week: The own rates of the pairs of those asks on their days, averaged.
        first: Share of asks like this one whose *first* answer within the days was of this kind
            (Aalen-Johansen).
    """

    kind: Answer
    probability: float | None
    own: float | None
    alike: float | None
    alike_any_week: float | None
    first: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOutlook:
    """What to expect of an ask.

    Attributes:
        id: Id of the ask.
        asker: Who asks.
        target: Who is asked.
        days: Days of the forecast.
        circle: Which asks are like it: ``of this pair``, ``to this target``, ``of all pairs``.
        asks: How many those are, with a known outcome by the day of the ask.
        expected: For each kind of answer.
        waited: Days it has waited by the end of the data; 0 for one made on the last day.
        still: Of asks like this one that waited so long, the share that met cooperation within
            further such days; ``None`` where too few waited so long.
        note: In a sentence.
    """

    id: str
    asker: str
    target: str
    days: int
    circle: str
    asks: int
    expected: tuple[Expected, ...]
    waited: int
    still: float | None
    note: str


def fit_all(history: History, *, days: int) -> dict[Answer, AnswerModel]:
    """Learn the models of all kinds of answer from a history."""
    return {kind: fit_answers(history, kind, days=days) for kind in ANSWERS}


def ask_outlooks(
    history: History, asked: Sequence[Asked], *, days: int = 7
) -> tuple[AskOutlook, ...]:
    """Return what to expect of asks, each by what was known on its day.

    What is learned across pairs (how far to pool, the trees) is learned once, from the history up to
    the earliest of the asks.

    Args:
        history: The acts of all pairs.
        asked: The asks.
        days: Days of the forecast.
    """
    if not asked:
        return ()
    known = history.until(min(one.day for one in asked))
    models = fit_all(known, days=days)
    past = episodes(history)
    return tuple(_one(history, past, models, one, days) for one in asked)


def _one(
    history: History,
    past: Episodes,
    models: dict[Answer, AnswerModel],
    one: Asked,
    days: int,
) -> AskOutlook:
    day = min(one.day, history.last)
    asker, target = history.actor(one.asker), history.actor(one.target)
    circle, alike = asks_like(past, asker, target, day, days)
    covered = coverage(history, days, day)
    enough = len(alike) >= FEWEST_ALIKE and covered >= LEAST_COVERED
    at = as_stood(alike, day)
    curve = incidence(*at.first(), days) if enough else None
    rows = []
    for n, kind in enumerate(ANSWERS):
        model = models[kind]
        own = chance = None
        if asker >= 0 and target >= 0 and covered >= LEAST_COVERED:
            question = Questions(
                day=np.array([day]), asker=np.array([asker]), target=np.array([target])
            )
            found = estimate(model, history, question)
            if found.windows[0] >= FEWEST_WINDOWS:
                own = float(found.own[0])
            if model.asks >= FEWEST_ASKS:
                chance = float(found.probability[0])
        rows.append(
            Expected(
                kind=kind,
                probability=chance,
                own=own,
                alike=float(alike.within(kind, days).mean()) if enough else None,
                alike_any_week=_any_week(history, alike, kind, days) if enough else None,
                first=float(curve.by_kind[days, n]) if curve else None,
            )
        )
    waited = max(0, history.last - one.day)
    return AskOutlook(
        id=one.id,
        asker=one.asker,
        target=one.target,
        days=days,
        circle=circle,
        asks=len(alike),
        expected=tuple(rows),
        waited=waited,
        still=_still(at, waited, days) if enough else None,
        note=note_words(circle, len(alike), rows[0], history, days, covered),
    )


def asks_like(past: Episodes, asker: int, target: int, day: int, days: int) -> tuple[str, Episodes]:
    """Return the asks like one, of the narrowest circle that holds enough of them."""
    known = past.day + days <= day
    own = known & (past.asker == asker) & (past.target == target)
    to = known & (past.target == target)
    for name, which in (("of this pair", own), ("to this target", to)):
        if which.sum() >= FEWEST_ALIKE:
            return name, past.take(which)
    return "of all pairs", past.take(known)


def as_stood(asks: Episodes, day: int) -> Episodes:
    """Return asks as they stood at the end of a day."""
    watched = day - asks.day
    return Episodes(
        act=asks.act,
        day=asks.day,
        asker=asks.asker,
        target=asks.target,
        asks=asks.asks,
        wait=np.where(asks.wait <= watched[:, None], asks.wait, 0),
        observed=np.minimum(asks.observed, watched),
    )


def _any_week(history: History, asks: Episodes, kind: Answer, days: int) -> float:
    index = history.index(kind_of(history, kind), history.dyad(history.source, history.target))
    return own_share(history, index, asks, days)


def own_share(history: History, index: DayIndex, asks: Episodes, days: int) -> float:
    """Return the own rates of the pairs of some asks on their days, averaged.

    Args:
        history: The acts.
        index: The acts of the kind of answer, by directed pair.
        asks: The asks.
        days: Days of a window.
    """
    asked = questions_of(asks)
    key = history.dyad(asked.target, asked.asker)
    with_act = index.windows_with(key, asked.day, days)
    return float((with_act / np.maximum(index.windows(asked.day, days), 1)).mean())


def _still(asks: Episodes, waited: int, days: int) -> float | None:
    """Return the chance of cooperation next among those that waited so long (from the curve)."""
    if waited == 0:
        return None
    curve = incidence(*asks.first(), waited + days)
    if curve.at_risk[waited] < FEWEST_ALIKE or curve.waiting[waited] <= 0:
        return None
    came = curve.by_kind[waited + days, 0] - curve.by_kind[waited, 0]
    return float(came / curve.waiting[waited])


def note_words(
    circle: str, asks: int, expected: Expected, history: History, days: int, covered: float
) -> str:
    """Return how asks like one have fared, in a sentence; where too few, how many there are."""
    if expected.alike is None or expected.alike_any_week is None:
        told = f"{len(history)} events in {span_words(history.days)}, {asks} earlier asks"
        if covered < LEAST_COVERED:
            told += f", anything at all told in {100 * covered:.0f} % of such stretches"
        return f"{told}: too few for any figure"
    window = "week" if days == 7 else f"{days} days"
    return (
        f"asks like this one ({asks} {circle}): {100 * expected.alike:.0f} % answered within {days} days"
        f" ({100 * expected.alike_any_week:.0f} % in any {window})"
    )
