"""Will it be answered? The probability of each kind of answer within some days of an ask.

Three figures for each ask, each resting on what was known on its day:

*own*: the pair's own rate, the share of all windows of the same length in its history in which the
asked did such a thing to the asker. It is what to expect in any week, ask or no ask.

*pooled*: the own rate drawn towards how asks to this target and from this asker have fared, and these
towards all asks. The weights are those of a beta-binomial, chosen by the likelihood of the asks of the
past (empirical Bayes: Efron and Morris 1975, JASA 70: 311-319).

*probability*: the pooled rate, corrected by boosted trees on what has gone on between the two lately.
The trees learn from every day on which one did something to the other, not only from asks, which are
few. How far they are believed is chosen on the last fifth of the past, where they did not learn; so is
a logistic calibration (Platt 1999). With too little history there are no trees, and it is the pooled rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.outlook.answer_features import (
    Questions,
    expit,
    features,
    kind_of,
    logit,
    own_windows,
    questions_of,
)
from detente.outlook.history import History
from detente.outlook.scoring import brier, log_loss
from detente.outlook.waiting import ANSWERS, Answer, episodes, waits
from detente.outlook.windows import DayIndex, Floats, Ints

if TYPE_CHECKING:
    import lightgbm as lgb

#: Asks with a known outcome below which nothing is said but base rates.
FEWEST_ASKS = 20
_STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
_BLENDS = (0.0, 0.125, 0.25, 0.375, 0.5)
#: Below these the trees are not fitted, or the calibration is not.
_FEWEST_ROWS = 3000
_FEWEST_TO_CALIBRATE = 200
_FEWEST_TRUE = 30
_MOST_ROWS = 60_000
_KNOWN_ACTS = 5
_WARM_UP = 45
_ROUNDS = 150
_TREES = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 8,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 30.0,
    "seed": 1,
    "deterministic": True,
    "force_col_wise": True,
    # threads that wait for one another cost more than they bring on a busy machine
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnswerModel:
    """What was learned of one kind of answer up to a day.

    Attributes:
        kind: The kind of answer.
        days: Days of the forecast.
        until: Last day of what was learned from.
        asks: Asks with a known outcome that it rests on.
        answered: Share of them that met such an answer.
        strength: Windows that the pool counts for, beside the pair's own.
        blend: Weight of the trees, 0 to 1.
        slope: Of the calibration, in log odds.
        shift: Of the calibration, in log odds.
        trees: The trees, or ``None`` where there is too little to fit them.
    """

    kind: Answer
    days: int
    until: int
    asks: int
    answered: float
    strength: float
    blend: float
    slope: float
    shift: float
    trees: lgb.Booster | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimates:
    """Figures of each question.

    Attributes:
        own: Share of the pair's windows with such an act; 0 where there were none.
        windows: Windows of the history without overlap.
        pooled: The own rate, drawn to the pool.
        probability: The forecast.
    """

    own: Floats
    windows: Floats
    pooled: Floats
    probability: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Past:
    """Asks with their outcomes, looked up by who was asked and who asked."""

    asks: DayIndex
    met: DayIndex
    to_target: DayIndex
    to_target_met: DayIndex
    by_asker: DayIndex
    by_asker_met: DayIndex
    acts: DayIndex


def fit_answers(
    history: History, kind: Answer, *, days: int = 7, until: int | None = None
) -> AnswerModel:
    """Learn how likely a kind of answer is, from what was known by the end of a day.

    Args:
        history: The acts; those after ``until`` are not looked at.
        kind: The kind of answer.
        days: Days of the forecast.
        until: The last day; the history's when left out.
    """
    known = history if until is None else history.until(until)
    asks = episodes(known)
    asks = asks.take(asks.followed(days))
    met = asks.within(kind, days).astype(np.float64)
    past = _past(known, kind, days)
    asked = questions_of(asks)
    strength = _strength(known, asked, met, past, days)
    pooled, _, _ = _pooled(known, asked, past, days, strength)
    plain = AnswerModel(
        kind=kind,
        days=days,
        until=known.last,
        asks=len(asks),
        answered=float(met.mean()) if met.size else 0.0,
        strength=strength,
        blend=0.0,
        slope=1.0,
        shift=0.0,
        trees=None,
    )
    rows, outcome = _lessons(known, kind, days)
    if len(rows) < _FEWEST_ROWS or outcome.sum() < _FEWEST_TRUE or len(asks) < _FEWEST_TO_CALIBRATE:
        return plain
    rate, _, _ = _pooled(known, rows, past, days, strength)
    table = features(known, rows, kind, days, rate)
    # the last fifth of the days: outcomes of what is learned from must be known before it begins
    edge = known.first + int(0.8 * known.days)
    late = asks.day >= edge
    early = rows.day + days < edge
    if met[late].sum() < _FEWEST_TRUE or outcome[early].sum() < _FEWEST_TRUE:
        return plain
    tried = _grow(table[early], outcome[early], rate[early])
    seen = features(known, asked.take(late), kind, days, pooled[late])
    raw = _apply(tried, seen, pooled[late])
    blend = _believed(pooled[late], raw, met[late])
    slope, shift = _platt((1 - blend) * pooled[late] + blend * raw, met[late])
    return AnswerModel(
        kind=kind,
        days=days,
        until=known.last,
        asks=len(asks),
        answered=float(met.mean()),
        strength=strength,
        blend=blend,
        slope=slope,
        shift=shift,
        trees=_grow(table, outcome, rate) if blend else None,
    )


def estimate(model: AnswerModel, history: History, asked: Questions) -> Estimates:
    """Return the figures of each question, by what was known on its day.

    The history may reach beyond the model's: what came after a question's day is not looked at.
    """
    past = _past(history, model.kind, model.days)
    pooled, own, windows = _pooled(history, asked, past, model.days, model.strength)
    said = pooled
    if model.trees is not None and len(asked):
        table = features(history, asked, model.kind, model.days, pooled)
        said = (1 - model.blend) * pooled + model.blend * _apply(model.trees, table, pooled)
    said = expit(model.slope * logit(said) + model.shift)
    return Estimates(own=own, windows=windows, pooled=pooled, probability=said)


def _past(history: History, kind: Answer, days: int) -> _Past:
    asks = episodes(history)
    asks = asks.take(asks.followed(days))
    met = asks.within(kind, days)
    # an outcome is known only when its days are over
    known = asks.day + days
    acts = history.dyad(history.source, history.target)

    def index(key: Ints, day: Ints) -> DayIndex:
        return DayIndex.of(key, day, first=history.first, last=history.last + days)

    return _Past(
        asks=index(np.zeros_like(known), known),
        met=index(np.zeros_like(known[met]), known[met]),
        to_target=index(asks.target, known),
        to_target_met=index(asks.target[met], known[met]),
        by_asker=index(asks.asker, known),
        by_asker_met=index(asks.asker[met], known[met]),
        acts=history.index(kind_of(history, kind), acts),
    )


def _pooled(
    history: History, asked: Questions, past: _Past, days: int, strength: float
) -> tuple[Floats, Floats, Floats]:
    """Return the pooled and own rate of each question, and the windows it rests on."""
    before = np.full_like(asked.day, history.first - 1)
    everyone = np.zeros_like(asked.day)
    overall = (past.met.count(everyone, before, asked.day) + 0.5) / (
        past.asks.count(everyone, before, asked.day) + 10.0
    )

    def share(asks: DayIndex, met: DayIndex, who: Ints) -> Floats:
        number = asks.count(who, before, asked.day)
        out: Floats = (met.count(who, before, asked.day) + 5 * overall) / (number + 5)
        return out

    centre = expit(
        logit(share(past.to_target, past.to_target_met, asked.target))
        + logit(share(past.by_asker, past.by_asker_met, asked.asker))
        - logit(overall)
    )
    key = history.dyad(asked.target, asked.asker)
    with_act, number = own_windows(past.acts, key, asked.day, days)
    windows = number / days
    own = with_act / np.maximum(number, 1)
    return (own * windows + strength * centre) / (windows + strength), own, windows


def _strength(history: History, asked: Questions, met: Floats, past: _Past, days: int) -> float:
    """Choose the weight of the pool by the likelihood of the asks so far."""
    if not met.size:
        return _STRENGTHS[2]
    losses = [log_loss(_pooled(history, asked, past, days, s)[0], met) for s in _STRENGTHS]
    return _STRENGTHS[int(np.argmin(losses))]


def _lessons(history: History, kind: Answer, days: int) -> tuple[Questions, Floats]:
    """Return days on which one did something to another who had acted before, with what came."""
    three = np.stack([history.day, history.source, history.target], axis=1)
    three = np.unique(three, axis=0) if three.size else three
    day, asker, target = three.T
    index = history.index(
        np.ones(len(history), dtype=np.bool_), history.dyad(history.source, history.target)
    )
    known = index.count(history.dyad(target, asker), np.full_like(day, history.first - 1), day)
    held = np.flatnonzero(
        (known >= _KNOWN_ACTS) & (day >= history.first + _WARM_UP) & (day + days <= history.last)
    )
    if held.size > _MOST_ROWS:
        held = np.sort(np.random.default_rng(0).choice(held, _MOST_ROWS, replace=False))
    rows = Questions(day=day[held], asker=asker[held], target=target[held])
    wait = waits(history, rows.day, rows.asker, rows.target)[:, ANSWERS.index(kind)]
    return rows, ((wait > 0) & (wait <= days)).astype(np.float64)


def _believed(pooled: Floats, trees: Floats, met: Floats) -> float:
    """Choose the weight of the trees, never more than that of the pooled rate, by the Brier score."""
    return min(_BLENDS, key=lambda b: (brier((1 - b) * pooled + b * trees, met), b))


def _grow(table: Floats, outcome: Floats, rate: Floats) -> lgb.Booster:
    import lightgbm as lgb

    data = lgb.Dataset(table, outcome, init_score=logit(rate))
    return lgb.train(dict(_TREES), data, _ROUNDS)


def _apply(trees: lgb.Booster, table: Floats, rate: Floats) -> Floats:
    moved = np.asarray(trees.predict(table, raw_score=True), dtype=np.float64)
    return expit(moved + logit(rate))


def _platt(said: Floats, happened: Floats) -> tuple[float, float]:
    """Return slope and shift in log odds; drawn to 1 and 0 as if by a hundred and sixty asks more."""
    x = np.stack([logit(said), np.ones_like(said)], axis=1)
    prior, weight = np.array([1.0, 0.0]), np.array([40.0, 40.0])
    at = prior.copy()
    for _ in range(50):
        p = expit(x @ at)
        slope = x.T @ (p - happened) + weight * (at - prior)
        bend = (x * (p * (1 - p))[:, None]).T @ x + np.diag(weight)
        step = np.linalg.solve(bend, slope)
        at = at - step
        if np.abs(step).max() < 1e-9:
            break
    return float(at[0]), float(at[1])
