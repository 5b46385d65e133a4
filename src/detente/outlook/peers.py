"""Peers: simple forecasters that any better one has to beat."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import njit

from detente.outlook.decay import Entries, Log
from detente.outlook.facts import Facts, Floats, Ints, Names, Questions
from detente.outlook.forecaster import Scores

_CHUNK = 512
_NEVER = -1.0


class _Peer:
    """What all peers share: a log."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.log = Log(len(names.entities), len(names.relations))

    def fit(self, history: Facts) -> None:
        """Keep the history."""
        self.log.add(history)

    def update(self, facts: Facts) -> None:
        """Keep one day more."""
        self.log.add(facts)

    def forecast(self, questions: Questions) -> Iterator[Scores]:
        """Score every actor for each question."""
        log = self.log.entries()
        for first in range(0, len(questions), _CHUNK):
            rows = slice(first, min(first + _CHUNK, len(questions)))
            out = np.zeros((rows.stop - first, len(self.names.entities)), np.float32)
            self.score(log, questions.actor[rows], questions.relation[rows], out)
            yield rows, out

    def score(self, log: Entries, actor: Ints, relation: Ints, out: Floats) -> None:
        """Fill in the scores of a part of the questions."""
        raise NotImplementedError


class StrictRecurrence(_Peer):
    """The latest day on which the very triple was seen (Gastinger et al. 2024, strict, latest first)."""

    def score(self, log: Entries, actor: Ints, relation: Ints, out: Floats) -> None:
        """Fill in the day of the latest such fact, plus one; 0 for never."""
        _latest(log, actor, relation, out)


class RelaxedRecurrence(_Peer):
    """How often an actor was the answer to the relation, whoever asked (Gastinger et al. 2024, relaxed)."""

    def fit(self, history: Facts) -> None:
        """Count the history."""
        self._often = np.zeros((self.names.directed, len(self.names.entities)), np.float32)
        super().fit(history)
        self._count(history)

    def update(self, facts: Facts) -> None:
        """Count one day more."""
        super().update(facts)
        self._count(facts)

    def _count(self, facts: Facts) -> None:
        _, relation, answer = facts.both_ways(len(self.names.relations))
        np.add.at(self._often, (relation, answer), 1)

    def score(self, log: Entries, actor: Ints, relation: Ints, out: Floats) -> None:  # noqa: ARG002
        """Fill in the share of the relation's answers."""
        counts = self._often[relation]
        out[:] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


class CombinedRecurrence(RelaxedRecurrence):
    """Strict recurrence first, relaxed among what strict leaves equal: the published baseline's form.

    The published baseline fits its weights on validation days; here strict always comes first.
    """

    def score(self, log: Entries, actor: Ints, relation: Ints, out: Floats) -> None:
        """Fill in the latest day plus the share."""
        relaxed = np.zeros_like(out)
        super().score(log, actor, relation, relaxed)
        _latest(log, actor, relation, out)
        out += 0.999 * relaxed


class Popularity(_Peer):
    """How often an actor was the answer to any question of that direction."""

    def score(self, log: Entries, actor: Ints, relation: Ints, out: Floats) -> None:  # noqa: ARG002
        """Fill in the counts."""
        half = len(self.names.relations)
        for backward in (False, True):
            asked = (relation >= half) == backward
            seen = (log.rel >= half) == backward
            out[asked] = np.bincount(log.obj[seen], minlength=out.shape[1])


class Persistence(_Peer):
    """Whoever the actor last dealt with, in whatever relation, latest first."""

    def score(self, log: Entries, actor: Ints, relation: Ints, out: Floats) -> None:  # noqa: ARG002
        """Fill in the day of the latest fact of the pair, plus one; 0 for never."""
        _latest(log, actor, np.full_like(actor, -1), out)


#: The peers by the name they are printed under.
PEERS: dict[str, type[_Peer]] = {
    "strict recurrence": StrictRecurrence,
    "relaxed recurrence": RelaxedRecurrence,
    "strict, then relaxed": CombinedRecurrence,
    "popularity": Popularity,
    "persistence": Persistence,
}


@njit(cache=True, nogil=True)
def _latest(log: Entries, actor: Ints, relation: Ints, out: Floats) -> None:
    for q in range(len(actor)):
        i = log.newest[actor[q]]
        while i >= 0:
            if relation[q] < 0 or log.rel[i] == relation[q]:
                out[q, log.obj[i]] = max(out[q, log.obj[i]], log.day[i] + 1)
            i = log.older[i]
