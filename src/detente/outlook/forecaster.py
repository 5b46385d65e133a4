"""Forecasters behind one Protocol, and the one that Détente uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from detente.outlook.explain import Asked, Candidate, Reason, numbered, reasons
from detente.outlook.facts import Facts, Floats, Names, Questions
from detente.outlook.features import State, asked_of
from detente.outlook.ranker import Ranker, Sample

#: A part of one day's questions and the score of every actor for each, shape (questions, entities).
Scores = tuple[slice, Floats]
Progress = Callable[[str], None]


def quiet(message: str) -> None:
    """Say nothing."""


class Forecaster(Protocol):
    """Says which actors a question's answer may be.

    ``fit`` takes the history; ``update`` one finished day more; ``forecast`` scores every actor as the answer
    to each question of a later day. Higher is more likely; equal scores are ties.
    """

    def fit(self, history: Facts) -> None:
        """Learn from the facts so far."""

    def update(self, facts: Facts) -> None:
        """Take in the facts of one day, all later than those before."""

    def forecast(self, questions: Questions) -> Iterator[Scores]:
        """Score every actor for each question, a part of the questions at a time."""


class RuleForecaster:
    """Recurrence at several levels, temporal rules, likeness, and a ranker over them.

    Args:
        names: What is behind the numbers.
        horizon: 0 when every day up to the eve of a question is known; otherwise how many days ahead of
            the last known day questions are asked (the ranker then learns from such distances).
        days: How many of the last days of history the ranker is fitted on.
        candidates: How many candidates a question the ranker orders; the others keep their first guess.
        most: At most so many questions are used to fit the ranker, spread over its days.
        progress: Called with a line at times.
    """

    def __init__(
        self,
        names: Names,
        *,
        horizon: int = 0,
        days: int = 60,
        candidates: int = 120,
        most: int = 25_000,
        progress: Progress = quiet,
    ) -> None:
        self.names = names
        self.state = State(names, candidates=candidates)
        self.ranker: Ranker | None = None
        self._horizon = horizon
        self._days = days
        self._most = most
        self._progress = progress

    def fit(self, history: Facts) -> None:
        """Learn from the facts so far; the ranker from their last days, each seen from its eve."""
        days = history.days()
        # with a short history the ranker leaves half of it to the counts
        late = days[-min(self._days, len(days) // 2) :] if len(days) > 1 else []
        for day in days[: len(days) - len(late)]:
            self.state.add(history.of(day))
        self._progress(f"{len(days) - len(late)} days counted")
        asked = 2 * sum(len(history.of(day)) for day in late)
        share = min(1.0, self._most / max(asked, 1))
        sample = Sample()
        step = max(self._horizon, 1)
        for first in range(0, len(late), step):
            together = late[first : first + step]
            for day in together:
                questions, answers = asked_of(history.of(day), len(self.names.relations))
                questions, answers = sample.draw(questions, answers, share=share)
                for part in self.state.describe(questions):
                    sample.take(part, answers)
            for day in together:
                self.state.add(history.of(day))
            self._progress(f"{first + len(together)} of {len(late)} days described")
        if sample.questions:
            self.ranker = Ranker(sample)
            self._progress("ranker fitted")

    def update(self, facts: Facts) -> None:
        """Take in one day more; counts, rules and likeness follow, the ranker stays."""
        self.state.add(facts)

    def forecast(self, questions: Questions) -> Iterator[Scores]:
        """Score every actor for each question."""
        for part in self.state.describe(questions):
            scores = part.base
            if self.ranker:
                ranked = self.ranker.score(part.table)
                # every candidate stands before every actor that is none
                ranked += scores.max(axis=1, keepdims=True) + 1 - ranked.min(axis=1, keepdims=True)
                np.put_along_axis(scores, part.chosen.astype(np.int64), ranked, axis=1)
            yield part.rows, scores

    def explain(self, asked: Asked, candidate: str, *, most: int = 5) -> tuple[Reason, ...]:
        """Return the rules that speak for a candidate, each with the dated facts it rests on.

        Raises:
            UnknownActor: When the history never names the actor or the candidate.
            UnknownItem: When it never names the relation.
        """
        return reasons(self.state, asked, candidate, most=most)


def answers(
    forecaster: Forecaster, names: Names, asked: Asked, *, most: int = 10
) -> tuple[Candidate, ...]:
    """Return the most likely answers to one question, best first; equals stand in order of name.

    Raises:
        UnknownActor: When the history never names the actor.
        UnknownItem: When it never names the relation.
    """
    ((_, scores),) = forecaster.forecast(numbered(names, asked))
    order = np.argsort(-scores[0], kind="stable")[:most]
    return tuple(
        Candidate(name=names.entities[i], score=float(scores[0, i]), place=place)
        for place, i in enumerate(order, start=1)
    )
