"""Temporal rules of one step, learned by counting: what an actor did before tells what it does next.

A rule says: when ``actor`` is asked about ``head``, then whoever shared ``body`` with it, last ``d`` days
ago, is an answer with confidence ``c``::

    head(actor, x, today)  <-  body(actor, x, d days ago)        c = right / tried

For every past question and every (body, x) of its actor's history the rule was tried once, at the age of
the most recent such fact; it was right where ``x`` was an answer. Ages are taken in steps
(``AGE_STEPS``). A rule seldom tried leans on the confidence of its kind of rule at that age.

Sources: confidence of temporal rules by counting groundings as in TLogic (Liu et al. 2022); by age as in
CountTRuCoLa (Gastinger et al. 2025). Counting goes on day by day: nothing is refitted.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from detente.outlook.decay import Entries
from detente.outlook.facts import Floats, Ints, Questions

#: First age in days of each step; the last is open.
AGE_STEPS = (1, 2, 3, 4, 7, 8, 15, 31, 61, 121)
#: How many trials the kind of rule counts for, beside the rule's own.
_PRIOR = 4.0


def age_steps(days: int) -> Ints:
    """Return the step of each age from 0 to ``days``.

    >>> age_steps(9).tolist()
    [0, 0, 1, 2, 3, 3, 3, 4, 5, 5]
    """
    steps = np.searchsorted(np.array(AGE_STEPS), np.arange(days + 1), side="right") - 1
    return np.maximum(steps, 0).astype(np.int32)


class Rules:
    """Counts of all one-step rules; shape (head, body, step), heads and bodies directed relations."""

    def __init__(self, root: Ints) -> None:
        n = len(root)
        self.tried = np.zeros((n, n, len(AGE_STEPS)), np.float32)
        self.right = np.zeros((n, n, len(AGE_STEPS)), np.float32)
        turned = np.roll(np.arange(n), n // 2)
        same = np.eye(n, dtype=np.int32)
        kin = (root[:, None] == root[None, :]).astype(np.int32)
        #: 0 other, 1 the same root, 2 the same relation; 3, 4, 5 where the body goes the other way.
        self.sort = np.maximum(kin, 2 * same)
        away = (np.arange(n)[:, None] < n // 2) != (np.arange(n)[None, :] < n // 2)
        self.sort[away] = np.maximum(kin, 2 * same)[:, turned][away] + 3

    def learn(
        self,
        log: Entries,
        questions: Questions,
        answers: tuple[Ints, Ints],
        seen: Ints,
        steps: Ints,
    ) -> None:
        """Count one day's questions against the log of the days before.

        Args:
            log: Holds earlier days only.
            questions: Each once.
            answers: Start of each question's answers in the second array (one longer), and the answers.
            seen: Work space, shape (directed relations, entities), values below 0 or unused.
            steps: As ``age_steps`` gives them, long enough for the oldest fact.
        """
        _learn(
            log, questions.actor, questions.relation, questions.day, *answers,
            self.tried, self.right, seen, steps,
        )  # fmt: skip

    def repeats(self) -> Floats:
        """Return how many answers to each directed relation had answered it for that actor before."""
        every = np.arange(len(self.sort))
        found: Floats = self.right[every, every].sum(axis=1)
        return found

    def confidence(self) -> Floats:
        """Return the confidence of each rule, shape (head, body, step)."""
        tried = np.zeros((6, len(AGE_STEPS)))
        right = np.zeros((6, len(AGE_STEPS)))
        for sort in range(6):
            mask = self.sort == sort
            tried[sort] = self.tried[mask].sum(axis=0)
            right[sort] = self.right[mask].sum(axis=0)
        prior = (right / np.maximum(tried, 1.0)).astype(np.float32)
        found: Floats = self.right + np.float32(_PRIOR) * prior[self.sort]
        found /= self.tried + np.float32(_PRIOR)
        return found


@njit(cache=True, nogil=True)
def _learn(
    log: Entries, actor: Ints, relation: Ints, day: int, starts: Ints, answers: Ints,
    tried: Floats, right: Floats, seen: Ints, steps: Ints,
) -> None:  # fmt: skip
    for k in range(len(actor)):
        head = relation[k]
        first, last = starts[k], starts[k + 1]
        i = log.newest[actor[k]]
        while i >= 0:
            body, other = log.rel[i], log.obj[i]
            if seen[body, other] != k:
                seen[body, other] = k
                step = steps[day - log.day[i]]
                tried[head, body, step] += 1
                for j in range(first, last):
                    if answers[j] == other:
                        right[head, body, step] += 1
            i = log.older[i]
    # leave the work space as it was found
    for k in range(len(actor)):
        i = log.newest[actor[k]]
        while i >= 0:
            seen[log.rel[i], log.obj[i]] = -1
            i = log.older[i]
