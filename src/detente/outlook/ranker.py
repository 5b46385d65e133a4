"""The ranker: trees that order the candidates of a question, learned from the latest days.

LambdaRank over boosted trees (Burges 2010; Ke et al. 2017). Each day of training is described as it looked
the evening before, so the ranker sees in training what it sees in use.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from detente.outlook.describe import BASE
from detente.outlook.facts import Floats, Ints, Questions
from detente.outlook.features import Described

#: Of each question's candidates the best by the first guess are kept for training, and as many at random.
_KEPT = 30
_BOOSTING: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 20,
    "learning_rate": 0.06,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "max_bin": 63,
    # one thread each: two that wait for each other at every split crawl on a busy machine
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
_ROUNDS = 120
_SETS = 2


class Sample:
    """Training rows, drawn from described questions by a fixed seed.

    Rows are kept in parts, one list for each set of trees, and never copied together: they are most of
    the memory that fitting takes.
    """

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        self.tables: list[list[Floats]] = [[] for _ in range(_SETS)]
        self.right: list[list[NDArray[np.bool_]]] = [[] for _ in range(_SETS)]
        self.sizes: list[list[int]] = [[] for _ in range(_SETS)]
        self.questions = 0

    def draw(
        self, questions: Questions, answers: tuple[Ints, Ints], *, share: float
    ) -> tuple[Questions, tuple[Ints, Ints]]:
        """Return a share of the questions, drawn at random, with their answers."""
        if share >= 1:
            return questions, answers
        starts, every = answers
        kept = self._random.random(len(questions)) < share
        sizes = np.diff(starts)
        drawn = Questions(
            actor=questions.actor[kept], relation=questions.relation[kept], day=questions.day
        )
        ends = np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int32)
        return drawn, (ends, every[np.repeat(kept, sizes)])

    def take(self, part: Described, answers: tuple[Ints, Ints]) -> None:
        """Keep rows of described questions; those without an answer teach nothing."""
        starts, every = answers
        kept = np.zeros((_SETS, *part.chosen.shape), np.bool_)
        right = np.zeros(part.chosen.shape, np.bool_)
        for row in range(len(part.chosen)):
            at = part.rows.start + row
            right[row] = np.isin(part.chosen[row], every[starts[at] : starts[at + 1]])
            if not right[row].any():
                continue
            number = self.questions % _SETS
            self.questions += 1
            mine = kept[number, row]
            order = np.argsort(-part.table[row, :, BASE], kind="stable")
            rest = order[_KEPT:]
            if len(rest) > _KEPT:
                rest = self._random.choice(rest, _KEPT, replace=False)
            mine[order[:_KEPT]] = mine[rest] = mine[right[row]] = True
            self.sizes[number].append(int(mine.sum()))
        for number in range(_SETS):
            self.tables[number].append(part.table[kept[number]])
            self.right[number].append(right[kept[number]])


class Ranker:
    """Two sets of trees fitted side by side, each to every second question; their scores are added."""

    def __init__(self, sample: Sample) -> None:
        with ThreadPoolExecutor(_SETS) as pool:
            self._sets = list(pool.map(lambda n: _fit(sample, n), range(_SETS)))

    def score(self, table: Floats) -> Floats:
        """Return a score a candidate, higher is better; ``table`` has shape (..., features)."""
        rows = table.reshape(-1, table.shape[-1])
        with ThreadPoolExecutor(_SETS) as pool:
            parts = pool.map(lambda trees: trees.predict(rows, num_threads=1), self._sets)
            found = np.sum(list(parts), axis=0, dtype=np.float32)
        return np.asarray(found, np.float32).reshape(table.shape[:-1])


def _fit(sample: Sample, number: int) -> lgb.Booster:
    # with very few questions each set takes all of them
    mine = [number] if sample.questions >= _SETS else list(range(_SETS))
    data = lgb.Dataset(
        [t for n in mine for t in sample.tables[n] if len(t)],
        np.concatenate([r for n in mine for r in sample.right[n]]).astype(np.float32),
        group=[size for n in mine for size in sample.sizes[n]],
        params={"max_bin": _BOOSTING["max_bin"], "verbose": -1, "num_threads": 1},
    )
    return lgb.train(_BOOSTING | {"seed": number + 1}, data, _ROUNDS)
