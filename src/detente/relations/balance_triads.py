"""Triads balanced or strained, and how far a signed network is from balance.

A triad is balanced when the product of its three signs is positive (Heider 1946; Cartwright and Harary
1956): three friends, or two friends with a common rival. The *frustration index* is the smallest
number of ties that lie wrong when the states are divided into two camps, a positive tie between the
camps or a negative one inside a camp being wrong; 0 is balance. It is found exactly, by trying every
division, up to ``EXACT`` states; above that the figure is an upper bound from repeated local search,
with a lower bound from triads that share no tie. Source: Aref and Wilson (2018), "Measuring partial
balance in signed networks", Journal of Complex Networks 6; Aref and Wilson (2019), "Balance and
frustration in signed networks", Journal of Complex Networks 7.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Pair
from detente.relations.balance import Network

#: States up to which every division into two camps is tried.
EXACT = 15
_STARTS = 64

Named = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triad:
    """Three states and their ties.

    Attributes:
        states: The three, in the order of the network.
        signs: Of first and second, first and third, second and third.
        balanced: ``None`` where a tie is mixed or unknown.
    """

    states: tuple[str, str, str]
    signs: tuple[int | None, int | None, int | None]
    balanced: bool | None

    @property
    def state(self) -> str:
        """``balanced``, ``strained`` or ``undecided``."""
        return {True: "balanced", False: "strained", None: "undecided"}[self.balanced]

    def words(self, name: Named = str) -> str:
        """Return what it is, in a sentence.

        Args:
            name: Gives a state's name.
        """
        a, b, c = (name(s) for s in self.states)
        if self.balanced is None:
            pairs = ((a, b), (a, c), (b, c))
            missing = [f"{x} and {y}" for (x, y), s in zip(pairs, self.signs, strict=True) if not s]
            return f"undecided: {', '.join(missing)}: mixed, or too little told"
        below = [n for n, s in enumerate(self.signs) if s == -1]
        if not below:
            return f"balanced: {a}, {b} and {c} are all on good terms"
        if len(below) == 3:
            return f"strained: {a}, {b} and {c} are all at odds"
        # the state that the one tie of the other kind leaves out, by position of that tie
        apart = (c, b, a)
        if len(below) == 2:
            positive = next(n for n, s in enumerate(self.signs) if s == 1)
            x, y = ((a, b), (a, c), (b, c))[positive]
            return (
                f"balanced: {x} and {y} are on good terms and both at odds with {apart[positive]}"
            )
        x, y = ((a, b), (a, c), (b, c))[below[0]]
        return f"strained: {apart[below[0]]} is a friend of {x} and of {y}, who are at odds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frustration:
    """How far a network is from balance.

    Attributes:
        index: Ties that lie wrong in the best division found.
        exact: Whether no division has fewer.
        least: No division can have fewer than this.
        ties: How many signed ties there are.
        camps: The two camps of that division; the first holds the network's first state.
        wrong: The ties that lie wrong.
    """

    index: int
    exact: bool
    least: int
    ties: int
    camps: tuple[tuple[str, ...], tuple[str, ...]]
    wrong: tuple[Pair, ...]


def triads(network: Network) -> tuple[Triad, ...]:
    """Return all triads: strained first, then balanced, then undecided."""
    out = []
    for a, b, c in itertools.combinations(network.states, 3):
        signs = (network.tie(a, b).sign, network.tie(a, c).sign, network.tie(b, c).sign)
        product = (signs[0] or 0) * (signs[1] or 0) * (signs[2] or 0)
        out.append(Triad(states=(a, b, c), signs=signs, balanced=product > 0 if product else None))
    order = {False: 0, True: 1, None: 2}
    return tuple(sorted(out, key=lambda t: order[t.balanced]))


def triad_changes(before: Network, now: Network) -> tuple[tuple[Triad, Triad], ...]:
    """Return the triads that were balanced, strained or undecided and are not so now, as then and now."""
    then = {t.states: t for t in triads(before)}
    return tuple(
        (then[t.states], t)
        for t in triads(now)
        if t.states in then and then[t.states].balanced is not t.balanced
    )


def frustration(network: Network) -> Frustration:
    """Return how far a network is from balance; mixed and unknown ties are left out."""
    states = network.states
    place = {s: n for n, s in enumerate(states)}
    signed = [(place[t.pair[0]], place[t.pair[1]], t.sign) for t in network.ties if t.sign]
    ends = np.array([(a, b) for a, b, _ in signed], dtype=np.int64).reshape(-1, 2)
    signs = np.array([s for _, _, s in signed], dtype=np.int64)
    exact = len(states) <= EXACT
    side = _every(len(states), ends, signs) if exact else _search(len(states), ends, signs)
    wrong = _wrong(side[None, :], ends, signs)[0]
    first = int(side[0]) if len(side) else 0
    index = int(wrong.sum())
    least = index if exact else _disjoint(len(states), signed)
    return Frustration(
        index=index,
        exact=exact or index == least,
        least=least,
        ties=len(signed),
        camps=(
            tuple(s for n, s in enumerate(states) if side[n] == first),
            tuple(s for n, s in enumerate(states) if side[n] != first),
        ),
        wrong=tuple(
            (min(states[a], states[b]), max(states[a], states[b]))
            for (a, b), w in zip(ends.tolist(), wrong.tolist(), strict=True)
            if w
        ),
    )


def _wrong(
    sides: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], signs: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Tell for each division (a row of 0 and 1) and each tie whether it lies wrong."""
    apart = sides[:, ends[:, 0]] != sides[:, ends[:, 1]]
    return np.asarray(apart == (signs > 0)[None, :])


def _every(
    count: int, ends: npt.NDArray[np.int64], signs: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the best division, of all with the first state on side 0; the first of equals."""
    divisions = np.arange(2 ** max(0, count - 1), dtype=np.int64)
    sides = np.zeros((len(divisions), count), dtype=np.int64)
    for n in range(1, count):
        sides[:, n] = (divisions >> (n - 1)) & 1
    best: npt.NDArray[np.int64] = sides[int(np.argmin(_wrong(sides, ends, signs).sum(axis=1)))]
    return best


def _search(
    count: int, ends: npt.NDArray[np.int64], signs: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the best division of many local searches from fixed random starts."""
    matrix = np.zeros((count, count), dtype=np.int64)
    matrix[ends[:, 0], ends[:, 1]] = matrix[ends[:, 1], ends[:, 0]] = signs
    draw = np.random.default_rng(0)
    best = np.zeros(count, dtype=np.int64)
    fewest = int(_wrong(best[None, :], ends, signs).sum())
    for _ in range(_STARTS):
        spin = draw.choice(np.array([-1, 1], dtype=np.int64), count)
        while True:
            gain = spin * (matrix @ spin)  # how much a state's ties agree with its side
            worst = int(np.argmin(gain))
            if gain[worst] >= 0:
                break
            spin[worst] = -spin[worst]
        side = (spin < 0).astype(np.int64)
        wrong = int(_wrong(side[None, :], ends, signs).sum())
        if wrong < fewest:
            best, fewest = side, wrong
    return best


def _disjoint(count: int, signed: list[tuple[int, int, int]]) -> int:
    """Return how many strained triads there are that share no tie: each holds a wrong tie."""
    sign = {(min(a, b), max(a, b)): s for a, b, s in signed}
    used: set[tuple[int, int]] = set()
    found = 0
    for a, b, c in itertools.combinations(range(count), 3):
        edges = ((a, b), (a, c), (b, c))
        if any(e not in sign or e in used for e in edges):
            continue
        if sign[edges[0]] * sign[edges[1]] * sign[edges[2]] < 0:
            used.update(edges)
            found += 1
    return found
