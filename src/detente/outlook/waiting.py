"""Waiting times: from an ask to its first substantive answer, with competing risks.

An *ask* is a REQUEST (CAMEO 02, an appeal, or 10, a demand) from one actor to another; asks of one
directed pair within some days are one. Its *answer* is the first act the other way, on a later day,
that is more than talk: cooperation (CAMEO 03, 05 to 08), refusal (12), or other conflict. Acts that
are stored in both directions on the same day (meetings, visits, signings) are one act and no answer.
An ask without an answer by the end of the data is censored: it has waited so long at least.

Cumulative incidence is that of Aalen and Johansen (1978, Scandinavian Journal of Statistics 5:
141-150): each kind of answer removes an ask from those that still wait. One minus Kaplan and Meier of
each kind would count answers that another kind has forestalled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from detente.outlook.history import History
from detente.outlook.windows import Flags, Floats, Ints

Answer = Literal["cooperation", "refusal", "conflict"]
ANSWERS: tuple[Answer, ...] = ("cooperation", "refusal", "conflict")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Episodes:
    """Asks and how long each waited, in order of day, asker and target.

    Attributes:
        act: Place of the (first) act of asking in the history.
        day: Day of the ask.
        asker: Who asks.
        target: Who is asked.
        asks: How many acts of asking the episode holds on its day.
        wait: For each kind of :data:`ANSWERS` (columns), days to the first such act; 0 while none.
        observed: Days from the ask to the end of the data.
    """

    act: Ints
    day: Ints
    asker: Ints
    target: Ints
    asks: Ints
    wait: Ints
    observed: Ints

    def __len__(self) -> int:
        return int(self.day.size)

    def within(self, kind: Answer, days: int) -> Flags:
        """Tell which asks met an act of a kind within some days, whatever came before it."""
        wait = self.wait[:, ANSWERS.index(kind)]
        return (wait > 0) & (wait <= days)

    def followed(self, days: int) -> Flags:
        """Tell which asks were watched for so many days."""
        return self.observed >= days

    def first(self) -> tuple[Ints, Ints]:
        """Return the wait to the first answer and its kind.

        Returns:
            Days waited (to the answer, or to the end of the data) and 0 for censored, else 1 + the
            place in :data:`ANSWERS`; of two kinds on the same day the earlier in that order.
        """
        never = np.iinfo(np.int64).max
        wait = np.where(self.wait > 0, self.wait, never)
        kind = wait.argmin(axis=1)
        soonest = wait.min(axis=1, initial=never)
        answered = soonest < never
        return np.where(answered, soonest, self.observed), np.where(answered, kind + 1, 0)

    def take(self, which: Flags) -> Episodes:
        """Return some of the asks."""
        return Episodes(
            act=self.act[which],
            day=self.day[which],
            asker=self.asker[which],
            target=self.target[which],
            asks=self.asks[which],
            wait=self.wait[which],
            observed=self.observed[which],
        )


def episodes(history: History, *, merge: int = 0) -> Episodes:
    """Find the asks of a history and how long each waited.

    Args:
        history: The acts.
        merge: An ask up to so many days after one that counts, of the same directed pair, is that
            one told again; 0 joins those of the same day only.
    """
    act = np.flatnonzero(history.ask)
    key = history.dyad(history.source[act], history.target[act])
    order = np.lexsort((act, history.day[act], key))
    act, key = act[order], key[order]
    day = history.day[act]
    kept = _apart(key, day, merge)
    same = (
        np.cumsum(np.r_[True, (key[1:] != key[:-1]) | (day[1:] != day[:-1])]) if act.size else act
    )
    number = np.bincount(same)[same][kept] if act.size else act
    act = act[kept]
    back = np.lexsort((history.target[act], history.source[act], history.day[act]))
    act, number = act[back], number[back]
    day, asker, target = history.day[act], history.source[act], history.target[act]
    return Episodes(
        act=act,
        day=day,
        asker=asker,
        target=target,
        asks=number.astype(np.int64),
        wait=waits(history, day, asker, target),
        observed=history.last - day,
    )


def waits(history: History, day: Ints, asker: Ints, target: Ints) -> Ints:
    """Return days from each day to the first act of each kind, target to asker; 0 where none."""
    key = history.dyad(target, asker)
    acts = history.dyad(history.source, history.target)
    out = []
    for which in (history.cooperation, history.refusal, history.conflict):
        found = history.index(which, acts).next(key, day)
        out.append(np.where(found > 0, found - day, 0))
    return np.stack(out, axis=1) if out else np.zeros((0, 3), dtype=np.int64)


def _apart(key: Ints, day: Ints, merge: int) -> Flags:
    """Tell which asks are new ones: further than ``merge`` days from the last that counts."""
    kept = np.zeros(key.size, dtype=np.bool_)
    held, since = -1, 0
    for n, (k, d) in enumerate(zip(key.tolist(), day.tolist(), strict=True)):
        if k != held or d - since > merge:
            kept[n] = True
            held, since = k, d
    return kept


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incidence:
    """Cumulative incidence of each kind of answer.

    Attributes:
        days: 0, 1, ... up to the horizon.
        by_kind: Share answered in each kind (columns, as :data:`ANSWERS`) by each day (rows).
        waiting: Share without any answer by each day.
        at_risk: Asks that still waited and were still watched at the start of each day.
        asks: How many asks it rests on.
    """

    days: Ints
    by_kind: Floats
    waiting: Floats
    at_risk: Ints
    asks: int


def incidence(wait: Ints, kind: Ints, horizon: int) -> Incidence:
    """Estimate cumulative incidence under censoring (Aalen and Johansen).

    Args:
        wait: Days to the answer, or to the end of watching.
        kind: 1, 2, 3 for the kind of answer, 0 for censored. An ask censored on the day of another's
            answer was still at risk on that day.
        horizon: Last day of the curve.
    """
    kinds = len(ANSWERS)
    by_kind = np.zeros((horizon + 1, kinds))
    waiting = np.ones(horizon + 1)
    at_risk = np.full(horizon + 1, wait.size, dtype=np.int64)
    for day in range(1, horizon + 1):
        n = int((wait >= day).sum())
        at_risk[day] = n
        by_kind[day], waiting[day] = by_kind[day - 1], waiting[day - 1]
        if n == 0:
            continue
        events = np.array([((wait == day) & (kind == k + 1)).sum() for k in range(kinds)])
        by_kind[day] += waiting[day - 1] * events / n
        waiting[day] *= 1 - events.sum() / n
    return Incidence(
        days=np.arange(horizon + 1),
        by_kind=by_kind,
        waiting=waiting,
        at_risk=at_risk,
        asks=int(wait.size),
    )
