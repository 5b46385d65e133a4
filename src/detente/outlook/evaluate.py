"""The harness: the questions of the benchmarks, asked of any forecaster, and their figures.

Every fact of the days asked about gives two questions, one in each direction. A forecaster scores all
actors; other true answers of the same day are taken out (time-aware filter); actors with the same score
share their places: ``rank = 1 + better + equal / 2``. Figures are means over all questions.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from detente.errors import SourceError
from detente.outlook.facts import Facts, Floats, Ints, Names, name_facts, read_events
from detente.outlook.features import asked_of
from detente.outlook.forecaster import Forecaster, Progress, RuleForecaster, quiet
from detente.outlook.peers import PEERS

Ranks = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """A benchmark made ready: what is known at first, and the facts asked about, day by day."""

    names: Names
    history: Facts
    asked: Facts
    on: str
    multi_step: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranking:
    """Rank of every question's answer, and whether its triple had been seen before the day asked.

    In multi-step forecasting "before" means before the first day asked about.
    """

    rank: Ranks
    seen: NDArray[np.bool_]
    fitting: float = field(default=0.0)
    asking: float = field(default=0.0)


def load_task(
    path: Path, *, split: str = "split", on: str | None = None, multi_step: bool = False
) -> Task:
    """Read a folder with ``events.parquet`` and divide it.

    Args:
        path: The folder, or the file.
        split: The column that says "train", "valid" or "test" of each fact.
        on: Which part is asked about; None takes "test" where it exists, else "valid". Parts later than
            it are put away unseen, their names too; all earlier ones are history.
        multi_step: Whether no day asked about becomes known.

    Raises:
        SourceError: When the file, the column or the part is not there, or parts overlap in time.
    """
    events = read_events(path)
    if split not in events.columns:
        raise SourceError(str(path), f"no column {split!r}; it has {', '.join(events.columns)}")
    parts = set(events[split].unique().to_list())
    on = on or ("test" if "test" in parts else "valid")
    if on not in parts or on == "train":
        raise SourceError(str(path), f"nothing marked {on!r} to be asked about in {split!r}")
    known = ["train"] if on == "valid" else ["train", "valid"]
    events = events.filter(pl.col(split).is_in([*known, on]))
    asked = (events[split] == on).to_numpy()
    if asked.all():
        raise SourceError(str(path), f"no history: nothing in {split!r} is marked 'train'")
    names, facts = name_facts(events)
    if facts.day[~asked].max() >= facts.day[asked].min():
        raise SourceError(str(path), f"the parts of {split!r} overlap in time")
    return Task(
        names=names,
        history=facts.chosen(~asked),
        asked=facts.chosen(asked),
        on=on,
        multi_step=multi_step,
    )


def run(forecaster: Forecaster, task: Task, *, progress: Progress = quiet) -> Ranking:
    """Fit a forecaster and ask it every question, day by day."""
    begun = time.perf_counter()
    forecaster.fit(task.history)
    fitted = time.perf_counter()
    relations = len(task.names.relations)
    seen = _triples(task.history, task.names)
    ranks: list[Ranks] = []
    known: list[NDArray[np.bool_]] = []
    days = task.asked.days()
    for number, day in enumerate(days, start=1):
        facts = task.asked.of(day)
        questions, answers = asked_of(facts, relations)
        starts, every = answers
        for rows, scores in forecaster.forecast(questions):
            ranks.append(ranks_of(scores, starts[rows.start : rows.stop + 1], every))
        of = np.repeat(np.arange(len(questions)), np.diff(starts))
        keys = _keys(questions.actor[of], questions.relation[of], every, task.names)
        known.append(np.isin(keys, seen))
        if not task.multi_step:
            forecaster.update(facts)
            seen = np.union1d(seen, _triples(facts, task.names))
        progress(f"{number} of {len(days)} days asked")
    return Ranking(
        rank=np.concatenate(ranks),
        seen=np.concatenate(known),
        fitting=fitted - begun,
        asking=time.perf_counter() - fitted,
    )


def _keys(actor: Ints, relation: Ints, answer: Ints, names: Names) -> NDArray[np.int64]:
    first = actor.astype(np.int64) * names.directed + relation
    return first * len(names.entities) + answer


def _triples(facts: Facts, names: Names) -> NDArray[np.int64]:
    return np.unique(_keys(*facts.both_ways(len(names.relations)), names))


def ranks_of(scores: Floats, starts: Ints, answers: Ints) -> Ranks:
    """Return the rank of each answer among all actors that are no answer of the same question.

    Args:
        scores: Shape (questions, entities).
        starts: Where the answers of each question start, one more at the end.
        answers: All answers; only those from ``starts[0]`` to ``starts[-1]`` are ranked, in their order.

    >>> ranks_of(np.float32([[3, 1, 1, 0]]), np.int32([0, 1]), np.int32([1])).tolist()
    [2.5]
    """
    out = np.empty(int(starts[-1] - starts[0]))
    _ranks(scores, starts, answers, out)
    return out


@njit(cache=True, nogil=True)
def _ranks(scores: Floats, starts: Ints, answers: Ints, out: Ranks) -> None:
    for q in range(scores.shape[0]):
        row = scores[q]
        for i in range(starts[q], starts[q + 1]):
            value = row[answers[i]]
            better = 0
            equal = 0
            for o in range(len(row)):
                if row[o] > value:
                    better += 1
                elif row[o] == value:
                    equal += 1
            for j in range(starts[q], starts[q + 1]):
                if row[answers[j]] > value:
                    better -= 1
                elif row[answers[j]] == value:
                    equal -= 1
            out[i - starts[0]] = 1 + better + equal / 2


def figures(rank: Ranks) -> dict[str, float | int | None]:
    """Return MRR and hits at 1, 3 and 10 in per cent, and how many questions they are of."""
    if not len(rank):
        return {"questions": 0, "mrr": None, "hits@1": None, "hits@3": None, "hits@10": None}
    named: dict[str, float | int | None] = {
        "questions": len(rank),
        "mrr": round(100 * float(np.mean(1 / rank)), 2),
    }
    return named | {f"hits@{k}": round(100 * float(np.mean(rank <= k)), 2) for k in (1, 3, 10)}


def report(ranking: Ranking) -> dict[str, Any]:
    """Return a ranking's figures: over all questions, over seen and over unseen triples, and seconds."""
    return {
        **figures(ranking.rank),
        "seen": figures(ranking.rank[ranking.seen]),
        "unseen": figures(ranking.rank[~ranking.seen]),
        "seconds": {"fit": round(ranking.fitting, 1), "test": round(ranking.asking, 1)},
    }


def peak_memory() -> int:
    """Return the most memory this process has held so far, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform != "darwin" else most // 1024**2


def evaluate(
    path: Path,
    *,
    split: str = "split",
    on: Literal["valid", "test"] | None = None,
    multi_step: bool = False,
    peers: bool = False,
    progress: Progress = quiet,
) -> dict[str, Any]:
    """Run the benchmark of a folder and return its figures as one JSON object.

    ``seconds.total`` runs from the start of reading to the end of the test, peers left out;
    ``peak_memory_mib`` is that of the whole process at that time.

    Raises:
        SourceError: As ``load_task``.
    """
    begun = time.perf_counter()
    used = time.process_time()
    task = load_task(path, split=split, on=on, multi_step=multi_step)
    days = task.asked.days()
    progress(f"{len(task.history)} facts known, {len(task.asked)} asked about on {len(days)} days")
    horizon = days[-1] - days[0] + 1 if multi_step else 0
    forecaster = RuleForecaster(task.names, horizon=horizon, progress=progress)
    found = report(run(forecaster, task, progress=progress))
    found["seconds"] |= {
        "total": round(time.perf_counter() - begun, 1),
        "processor": round(time.process_time() - used, 1),
    }
    first, last = (task.names.first + dt.timedelta(days=d) for d in (days[0], days[-1]))
    result = {
        "data": path.name,
        "split": split,
        "on": task.on,
        "steps": "multi" if multi_step else "single",
        "from": first.isoformat(),
        "until": last.isoformat(),
        "facts": {"known": len(task.history), "asked": len(task.asked)},
        **found,
        "peak_memory_mib": peak_memory(),
    }
    if peers:
        result["peers"] = {}
        for name, peer in PEERS.items():
            progress(name)
            result["peers"][name] = report(run(peer(task.names), task))
    return result
