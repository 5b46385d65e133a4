"""Score forecasts of whether asks are answered, beside each pair's own rate.

    python evaluation/answers.py FOLDER [--on dates|test] [--at DATE] [--days 7] [--acts]

FOLDER holds events.parquet (date, source, relation, target, split, cameo). By default only the splits
train and valid are used: models are fitted on what was known before a date, and asked about every ask
from then on whose days are over. ``--on test`` fits on train and valid and asks about the test days.
``--acts`` scores forecasts of next acts as well (eight weeks, the fifty pairs with most acts).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from detente.codebook import load_codebook
from detente.outlook.answer_features import questions_of
from detente.outlook.answering import estimate, fit_answers
from detente.outlook.backtest import roll_acts, scores_of
from detente.outlook.history import History
from detente.outlook.scoring import Scores, brier, score
from detente.outlook.waiting import ANSWERS, Episodes, episodes
from detente.outlook.windows import DayIndex, Flags, Floats
from detente.sources.events.columns import EVENT_SCHEMA

KNOWN = 10


def main() -> None:
    """Fit, score, print one JSON object a kind of answer and population."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--on", choices=["dates", "test"], default="dates")
    options.add_argument("--at", type=dt.date.fromisoformat, default=dt.date(2018, 8, 1))
    options.add_argument("--days", type=int, default=7)
    options.add_argument("--acts", action="store_true")
    given = options.parse_args()
    events, at = read(given.folder / "events.parquet", given.on, given.at)
    history = History.of(events)
    asks = episodes(history)
    asks = asks.take(asks.followed(given.days))
    new = asks.day >= at.toordinal()
    for kind in ANSWERS:
        model = fit_answers(history, kind, days=given.days, until=at.toordinal() - 1)
        about = {"answer": kind, "from": at.isoformat(), "days": given.days, "blend": model.blend}
        earlier = share_of_asks(history, asks, asks.within(kind, given.days), given.days)
        for name, held in populations(history, asks).items():
            some = asks.take(new & held)
            found = estimate(model, history, questions_of(some))
            met = some.within(kind, given.days).astype(np.float64)
            scores = score(found.probability, found.own, met)
            if scores is not None:
                pairs = history.dyad(some.target, some.asker)
                print(
                    json.dumps(
                        about
                        | {"asks": name}
                        | figures(scores)
                        | {
                            "skill_low_high": spread(found.probability, found.own, met, pairs),
                            "pooled_brier": round(brier(found.pooled, met), 4),
                            "earlier_asks_brier": round(brier(earlier[new & held], met), 4),
                        }
                    ),
                    flush=True,
                )
    if given.acts:
        for one in scores_of(roll_acts(history, days=given.days, progress=print)):
            if one.scores is not None:
                print(json.dumps({"acts": one.what} | figures(one.scores)), flush=True)


def read(path: Path, on: str, at: dt.date) -> tuple[pl.DataFrame, dt.date]:
    """Return the events in the columns of event data, and the first day asked about."""
    rows = pl.scan_parquet(path)
    text = [pl.col(c).cast(pl.String) for c in ("date", "source", "target", "split", "cameo")]
    if on == "dates":
        rows = rows.filter(pl.col("split").cast(pl.String) != "test")
    found = rows.select(text).collect().with_columns(pl.col("date").str.to_date())
    if on == "test":
        first = found.filter(pl.col("split") == "test")["date"].min()
        assert isinstance(first, dt.date)
        at = first
    book = load_codebook()
    types = {c: (book.from_cameo(c) or ("", None))[0] for c in found["cameo"].unique()}
    quads = {t: book.quad(t) if t else 0 for t in types.values()}
    found = found.with_row_index("row").with_columns(
        id=pl.col("row").cast(pl.String).str.zfill(8),
        until=pl.col("date"),
        type=pl.col("cameo").replace_strict(types, return_dtype=pl.String),
        origin=pl.lit("icews"),
    )
    found = found.with_columns(quad=pl.col("type").replace_strict(quads, return_dtype=pl.Int8))
    missing = [
        pl.lit(None, dtype=d).alias(c) for c, d in EVENT_SCHEMA.items() if c not in found.columns
    ]
    return found.with_columns(missing).select(list(EVENT_SCHEMA)), at


def populations(history: History, asks: Episodes) -> dict[str, Flags]:
    """Return which asks belong to each population, by what was known on their day."""
    acts = history.dyad(history.source, history.target)
    index = history.index(np.ones(len(history), dtype=np.bool_), acts)
    before = np.full_like(asks.day, history.first - 1)
    back = index.count(history.dyad(asks.target, asks.asker), before, asks.day)
    return {
        "all": np.ones(len(asks), dtype=np.bool_),
        f"asked has acted towards asker {KNOWN} times": back >= KNOWN,
    }


def share_of_asks(history: History, asks: Episodes, met: Flags, days: int) -> Floats:
    """Return the share of the pair's earlier asks that met such an answer, drawn to all by two asks."""
    key, known = history.dyad(asks.asker, asks.target), asks.day + days
    edge = history.last + days
    every = DayIndex.of(key, known, first=history.first, last=edge)
    some = DayIndex.of(key[met], known[met], first=history.first, last=edge)
    before = np.full_like(asks.day, history.first - 1)
    number, answered = (i.count(key, before, asks.day) for i in (every, some))
    overall = np.cumsum(met) / np.arange(1, len(asks) + 1)
    return np.asarray((answered + 2 * overall) / (number + 2), dtype=np.float64)


def spread(said: Floats, own: Floats, met: Floats, pairs: Any) -> tuple[float, float]:
    """Return the middle nine tenths of the skill when pairs are drawn anew a thousand times."""
    group = np.unique(pairs, return_inverse=True)[1]
    mine = np.bincount(group, (said - met) ** 2)
    base = np.bincount(group, (own - met) ** 2)
    draw = np.random.default_rng(0)
    skills = []
    for _ in range(1000):
        taken = draw.integers(0, mine.size, mine.size)
        skills.append(1 - mine[taken].sum() / base[taken].sum())
    low, high = np.quantile(skills, [0.05, 0.95])
    return round(float(low), 4), round(float(high), 4)


def figures(scores: Scores) -> dict[str, Any]:
    """Return scores as JSON values; of the bins those with forecasts."""
    out = {
        k: round(v, 4) if isinstance(v, float) else v
        for k in (
            "forecasts", "happened", "brier", "base_brier", "skill", "log_loss", "base_log_loss",
            "concordance", "base_concordance", "gap",
        )
        for v in (getattr(scores, k),)
    }  # fmt: skip
    bins = [
        (b.low, b.forecasts, round(b.said, 3), round(b.happened, 3))
        for b in scores.reliability
        if b.said is not None and b.happened is not None
    ]
    return out | {"reliability": bins}


if __name__ == "__main__":
    main()
