"""The signed network of some states at a date: who is at ease, and who at odds, with whom.

A tie's *share* is the cooperative part of what passed between two in a window before the date, shrunk
towards what is usual among all pairs of the data:

    share = (C + K m) / (C + F + K)

where C and F are the weights of the cooperative and of the conflictual acts (see
:mod:`detente.relations.acts`), m is the share of all pairs in the same window, and K is a prior worth
``PRIOR`` acts. A tie is *positive* (or *negative*) when the share lies above (below) m with a probability
of at least ``SURE`` under the Beta distribution with those counts; else it is *mixed*. With fewer than
``FEWEST`` acts it is *unknown*: nothing is made of silence.

News tells more of talks than of quarrels, or the reverse, by who writes and who codes; so a sign is
relative to what is usual in the same data, and says so. Structural balance: Heider (1946),
"Attitudes and cognitive organization", Journal of Psychology 21; Cartwright and Harary (1956),
"Structural balance", Psychological Review 63.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx  # type: ignore[import-untyped]
import numpy as np
import polars as pl
from scipy.special import betainc, betaincinv  # type: ignore[import-untyped]

from detente.errors import RecordError
from detente.relations.acts import Acts, Pair, acts_abroad, acts_between

#: Acts that the prior is worth.
PRIOR = 4.0
#: Acts below which nothing is said of a tie.
FEWEST = 3
#: Probability that a share lies on its side of what is usual.
SURE = 0.75
#: Days before the date that are looked at.
WINDOW = 730
#: Evidence shown for a tie: so many acts, latest first.
_SHOWN = 5
#: The usual share is itself drawn to one half by so many acts, for data of a few acts only.
_HALF = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A cooperative share with its interval.

    Attributes:
        value: Its mean, 0 to 1.
        low: Its 5 % quantile.
        high: Its 95 % quantile.
        above: Probability that it lies above what is usual.
    """

    value: float
    low: float
    high: float
    above: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """How two states stand.

    Attributes:
        pair: The two, in alphabetical order.
        sign: 1 positive, -1 negative, 0 mixed; ``None`` where too little is told.
        share: The cooperative share, shrunk; of the prior alone where nothing is told.
        acts: How many acts were counted (neither cooperative nor conflictual ones left out).
        cooperative_words: How many of each; deeds are acts of quads 2 and 4.
        last: Day of the latest, or ``None``.
        latest: Ids of the latest, newest first.
    """

    pair: Pair
    sign: int | None
    share: Share
    acts: int
    cooperative_words: int
    cooperative_deeds: int
    conflictual_words: int
    conflictual_deeds: int
    last: dt.date | None
    latest: tuple[str, ...]

    @property
    def words(self) -> str:
        """The sign in a word."""
        return {1: "positive", -1: "negative", 0: "mixed", None: "unknown"}[self.sign]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The ties among some states at a date.

    Attributes:
        states: In the order given.
        at: The date; the window ends with it.
        since: First day of the window.
        usual: Cooperative share of all pairs of the data in the window, with which ties are compared.
        ties: One for each two states, in the order of the states.
    """

    states: tuple[str, ...]
    at: dt.date
    since: dt.date
    usual: float
    ties: tuple[Tie, ...]

    def tie(self, a: str, b: str) -> Tie:
        """Return the tie of two of its states."""
        pair = (min(a, b), max(a, b))
        return next(t for t in self.ties if t.pair == pair)

    def graph(self) -> nx.Graph:
        """Return the positive and negative ties as a graph with ``sign`` on each edge."""
        out = nx.Graph()
        out.add_nodes_from(self.states)
        for tie in self.ties:
            if tie.sign:
                out.add_edge(*tie.pair, sign=tie.sign)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A tie whose sign is not what it was.

    Attributes:
        pair: The two, in alphabetical order.
        before: The tie at the earlier date.
        now: The tie at the later one.
    """

    pair: Pair
    before: Tie
    now: Tie


def network(
    events: pl.DataFrame, states: Sequence[str], *, at: dt.date, window: int = WINDOW
) -> Network:
    """Return the signed network of some states at a date.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin, of all pairs that the data have.
        states: Identifiers, at least two.
        at: The date. Acts after it are not looked at.
        window: Days before it that are.

    Raises:
        RecordError: When fewer than two different states are given.
    """
    chosen = tuple(dict.fromkeys(states))
    if len(chosen) < 2:
        raise RecordError("balance wants at least two different states")
    since = at - dt.timedelta(days=window)
    held = events.filter((pl.col("until") > since) & (pl.col("date") <= at))
    usual = usual_share(held, since, at)
    ties = tuple(
        _tie((min(a, b), max(a, b)), within(acts_between(held, (a, b)), since, at), usual)
        for a, b in itertools.combinations(chosen, 2)
    )
    return Network(states=chosen, at=at, since=since, usual=round(usual, 4), ties=ties)


def within(acts: Acts, since: dt.date, at: dt.date) -> Acts:
    """Return the acts after one day and not after another, each by the middle of its time."""
    return acts.only((acts.day > since.toordinal()) & (acts.day <= at.toordinal()))


def usual_share(events: pl.DataFrame, since: dt.date, at: dt.date) -> float:
    """Return the cooperative share of all pairs, by weight; one half where nothing is told."""
    cooperative, conflictual = weights(within(acts_abroad(events), since, at))
    return (cooperative + _HALF / 2) / (cooperative + conflictual + _HALF)


def weights(acts: Acts) -> tuple[float, float]:
    """Return the weights of the cooperative and of the conflictual acts."""
    return (
        float(acts.weight[acts.sign > 0].sum()),
        float(acts.weight[acts.sign < 0].sum()),
    )


def shrunk(cooperative: float, conflictual: float, usual: float, prior: float = PRIOR) -> Share:
    """Return a share shrunk towards what is usual, with its 90 % interval.

    >>> shrunk(0, 0, 0.5).value
    0.5
    """
    a = cooperative + prior * usual
    b = conflictual + prior * (1 - usual)
    return Share(
        value=a / (a + b),
        low=float(betaincinv(a, b, 0.05)),
        high=float(betaincinv(a, b, 0.95)),
        above=float(1 - betainc(a, b, usual)),
    )


def _tie(pair: Pair, acts: Acts, usual: float) -> Tie:
    share = shrunk(*weights(acts), usual)
    counted = acts.only(acts.sign != 0)
    sign: int | None = None
    if len(counted) >= FEWEST:
        sign = 1 if share.above >= SURE else -1 if share.above <= 1 - SURE else 0

    def count(side: int, deed: bool) -> int:
        return int(np.count_nonzero((counted.sign == side) & (counted.deed == deed)))

    return Tie(
        pair=pair,
        sign=sign,
        share=share,
        acts=len(counted),
        cooperative_words=count(1, deed=False),
        cooperative_deeds=count(1, deed=True),
        conflictual_words=count(-1, deed=False),
        conflictual_deeds=count(-1, deed=True),
        last=dt.date.fromordinal(int(counted.day[-1])) if len(counted) else None,
        latest=tuple(reversed(counted.ids[-_SHOWN:])),
    )


def changes(before: Network, now: Network) -> tuple[Change, ...]:
    """Return the ties whose sign differs between two dates, those that turned round first."""
    found = [
        Change(pair=tie.pair, before=before.tie(*tie.pair), now=tie)
        for tie in now.ties
        if set(tie.pair) <= set(before.states) and before.tie(*tie.pair).sign != tie.sign
    ]
    return tuple(
        sorted(found, key=lambda c: (-abs((c.now.sign or 0) - (c.before.sign or 0)), c.pair))
    )
