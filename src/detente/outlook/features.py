"""What is known on a day, kept up day by day, and the table of candidates drawn from it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from detente.outlook.decay import Log, fading
from detente.outlook.describe import FEATURES, describe
from detente.outlook.facts import Facts, Floats, Ints, Names, Questions
from detente.outlook.latent import Likeness
from detente.outlook.rules import Rules, age_steps
from detente.outlook.scan import Sight, workspace

_CHUNK = 256
_THREADS = 2
_LONGEST = 20000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Described:
    """Some questions and their candidates.

    Attributes:
        rows: Which questions of the day these are.
        chosen: Candidates, shape (questions, k).
        table: Their features, shape (questions, k, FEATURES).
        base: First guess for every actor, shape (questions, entities).
    """

    rows: slice
    chosen: Ints
    table: Floats
    base: Floats


class State:
    """All that a forecaster has learned from the days so far; grows by ``add``."""

    def __init__(self, names: Names, *, candidates: int) -> None:
        n, directed = len(names.entities), names.directed
        self.names = names
        self.candidates = min(candidates, n)
        self.log = Log(n, len(names.relations))
        self.rules = Rules(names.root)
        self.likeness = Likeness(n, names.root)
        self.common = np.zeros((4, n), np.float32)
        self.often = np.zeros((directed, n), np.float32)
        self.last = np.full(n, -1, np.int32)
        self.kinds = np.zeros((int(names.kind.max(initial=-1)) + 2, directed), np.float32)
        self.homes = np.zeros((n, int(names.home.max(initial=-1)) + 1), np.float32)
        self.answers = np.ones(directed, np.float32)
        self._fresh = -1
        self._work = [workspace(n, directed) for _ in range(_THREADS)]
        self._fade = fading(64)
        self._steps = age_steps(64)
        self._sight: Sight | None = None

    def add(self, facts: Facts, *, learn: bool = True) -> None:
        """Take in one finished day; rules first learn from it as questions on the days before."""
        if not len(facts):
            return
        day = int(facts.day[0])
        self._reach(day)
        if learn and self.log.size:
            asked, answers = asked_of(facts, len(self.names.relations))
            self.rules.learn(self.log.entries(), asked, answers, self._work[0].seen, self._steps)
        given, rel, obj = facts.both_ways(len(self.names.relations))
        known = self.often  # counts before today
        self._age(day)
        np.add.at(self.answers, rel, 1)
        half = len(self.names.relations)
        side = np.where(rel < half, 0, 2)
        for offset in (0, 1):
            np.add.at(self.common, (side + offset, obj), 1)
        np.add.at(known, (rel, obj), 1)
        kind = self.names.kind[obj]
        np.add.at(self.kinds, (kind[kind >= 0], rel[kind >= 0]), 1)
        home = self.names.home[obj]
        np.add.at(self.homes, (given[home >= 0], home[home >= 0]), 1)
        self.last[obj] = day
        self.log.add(facts)
        self._sight = None

    def _reach(self, day: int) -> None:
        if day >= self._fade.shape[1]:
            self._fade = fading(day * 2)
            self._steps = age_steps(day * 2)

    def _age(self, day: int) -> None:
        past = max(day - max(self.log.last_day, 0), 0)
        self.common[[0, 2]] *= np.float32(np.exp2(-past / 3.0))
        self.common[[1, 3]] *= np.float32(np.exp2(-past / 30.0))
        self.kinds *= np.float32(np.exp2(-past / 100.0))

    def sight(self, day: int) -> Sight:
        """Return what is known, as seen on ``day`` (later than every fact)."""
        self._reach(day)
        if self._sight is None:
            self.likeness.renew(self.log.entries(), self.log.last_day + 1)
            home = self.names.home.copy()
            if self.homes.shape[1]:
                # a name that tells no home takes that of most of its partners, where one stands out
                most = self.homes.argmax(axis=1)
                share = self.homes.max(axis=1) / (self.homes.sum(axis=1) + 1.0)
                home = np.where((home < 0) & (share > 0.4), most, home).astype(np.int32)
            total = self.kinds.sum(axis=0) + 1.0
            self._sight = Sight(
                self._fade, self._steps, self.rules.confidence(), self.names.root, home,
                self.names.kind, self.likeness.vectors, self.common, self.often, self.last,
                self.kinds / total, self.rules.repeats() / self.answers,
            )  # fmt: skip
        return self._sight._replace(fade=self._fade, steps=self._steps)

    def describe(self, questions: Questions, *, chunk: int = _CHUNK) -> Iterator[Described]:
        """Describe the candidates of each question, a part of the questions at a time."""
        sight = self.sight(questions.day)
        log = self.log.entries()
        n = len(self.names.entities)

        def part(first: int, work: int) -> Described:
            rows = slice(first, min(first + chunk, len(questions)))
            actor, rel = questions.actor[rows], questions.relation[rows]
            count = len(actor)
            like = sight.vectors[actor] @ sight.vectors.T
            chosen = np.zeros((count, self.candidates), np.int32)
            table = np.zeros((count, self.candidates, FEATURES), np.float32)
            base = np.zeros((count, n), np.float32)
            describe(
                log, actor, rel, questions.day, sight, self._work[work], like, chosen, table, base
            )
            return Described(rows=rows, chosen=chosen, table=table, base=base)

        starts = list(range(0, len(questions), chunk))
        with ThreadPoolExecutor(_THREADS) as pool:
            for i in range(0, len(starts), _THREADS):
                together = starts[i : i + _THREADS]
                yield from pool.map(part, together, range(len(together)))


def asked_of(facts: Facts, relations: int) -> tuple[Questions, tuple[Ints, Ints]]:
    """Return one day's distinct questions in both directions, and the answers of each.

    Returns:
        The questions, in order of actor and relation; and (starts, answers): the answers of question
        ``i`` are ``answers[starts[i] : starts[i + 1]]``, each once.
    """
    given, rel, answer = facts.both_ways(relations)
    rows = np.unique(np.stack([given, rel, answer], axis=1), axis=0)
    _, first = np.unique(rows[:, :2], axis=0, return_index=True)
    starts = np.append(first, len(rows)).astype(np.int32)
    asked = Questions(
        actor=np.ascontiguousarray(rows[first, 0]),
        relation=np.ascontiguousarray(rows[first, 1]),
        day=int(facts.day[0]) if len(facts) else 0,
    )
    return asked, (starts, np.ascontiguousarray(rows[:, 2]))
