"""The signed network of a region as a plain figure that the templates draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from detente.relations.acts import Pair
from detente.relations.balance import Network
from detente.web import words
from detente.web.region_figures import short

#: Width of a letter and height of a line of the names in the network, and letters that one line takes.
_BOLD, _LINE, _ONE_LINE = 9.4, 17.0, 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A state of the network; ``camp`` is 0 or 1, ``None`` without a signed tie.

    Its name stands in one line or two, each with its height.
    """

    id: str
    lines: tuple[tuple[str, float], ...]
    x: float
    y: float
    label_x: float
    anchor: str
    camp: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A tie of the network, with its mark at the middle."""

    pair: Pair
    sign: int
    x1: float
    y1: float
    x2: float
    y2: float
    mark_x: float
    mark_y: float
    width: float
    wrong: bool
    words: str
    href: str

    @property
    def kind(self) -> str:
        """``cooperation``, ``conflict`` or ``mixed``."""
        return {1: "cooperation", -1: "conflict", 0: "mixed"}[self.sign]


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """The signed network."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def net(
    network: Network,
    camps: tuple[tuple[str, ...], tuple[str, ...]],
    wrong: tuple[Pair, ...],
    href: Callable[[Pair], str],
) -> Net:
    """Return the network with its states on a circle, in their order; unknown ties are not drawn.

    Args:
        network: Of :func:`detente.relations.balance.network`.
        camps: The two camps of the best division, of :func:`camps_of`.
        wrong: The ties that lie wrong in it.
        href: The address of the acts of a tie.
    """
    names = {s: _lines(words.actor_name(s)) for s in network.states}
    longest = max(len(line) for lines in names.values() for line in lines)
    radius = 118.0
    width, height = 2 * (radius + 22 + longest * _BOLD), 2 * (radius + 54)
    middle_x, middle_y = width / 2, height / 2
    count = len(network.states)
    at = {}
    nodes = []
    for n, state in enumerate(network.states):
        turn = 2 * math.pi * n / count - math.pi / 2
        x, y = middle_x + radius * math.cos(turn), middle_y + radius * math.sin(turn)
        at[state] = (x, y)
        side = math.cos(turn)
        over = abs(side) < 0.2  # at the top or the bottom: the name stands over or under it
        lines = names[state]
        first = y + 5 - _LINE * (len(lines) - 1) / 2
        if over:
            first = y + 27 if math.sin(turn) > 0 else y - 16 - _LINE * (len(lines) - 1)
        nodes.append(
            Node(
                id=state,
                lines=tuple((line, round(first + _LINE * i, 1)) for i, line in enumerate(lines)),
                x=round(x, 1),
                y=round(y, 1),
                label_x=round(x + (0 if over else 15 * math.copysign(1, side)), 1),
                anchor="middle" if over else "start" if side > 0 else "end",
                camp=next((c for c in (0, 1) if state in camps[c]), None),
            )
        )
    most = max((t.acts for t in network.ties), default=0) or 1
    edges = []
    # what is mixed lies below what is signed
    for tie in sorted(network.ties, key=lambda t: bool(t.sign)):
        if tie.sign is None:
            continue
        (x1, y1), (x2, y2) = at[tie.pair[0]], at[tie.pair[1]]
        # off the middle, so that the marks of ties that cross there stay apart
        part = 0.42
        edges.append(
            Edge(
                pair=tie.pair,
                sign=tie.sign,
                x1=round(x1, 1),
                y1=round(y1, 1),
                x2=round(x2, 1),
                y2=round(y2, 1),
                mark_x=round(x1 + (x2 - x1) * part, 1),
                mark_y=round(y1 + (y2 - y1) * part, 1),
                width=round(1.2 + 4.3 * math.sqrt(tie.acts / most), 1),
                wrong=tie.pair in wrong,
                words=tie_words(tie.pair, tie.sign, tie.acts),
                href=href(tie.pair),
            )
        )
    return Net(width=round(width), height=round(height), nodes=tuple(nodes), edges=tuple(edges))


def _lines(name: str) -> tuple[str, ...]:
    """Break a long name in two at the space nearest to its middle."""
    name = short(name)
    spaces = [n for n, c in enumerate(name) if c == " "]
    if len(name) <= _ONE_LINE or not spaces:
        return (name,)
    at = min(spaces, key=lambda n: abs(n - len(name) / 2))
    return name[:at], name[at + 1 :]


def camps_of(
    network: Network, camps: tuple[tuple[str, ...], tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return two camps without the states that have no signed tie: nothing puts them in either.

    The first is the one that holds any.
    """
    signed = {s for t in network.ties if t.sign for s in t.pair}
    one, two = (tuple(s for s in camp if s in signed) for camp in camps)
    return (one, two) if one else (two, one)


def sign_words(sign: int | None) -> str:
    """Return how two stand, in words.

    >>> sign_words(1), sign_words(None)
    ('on good terms', 'too little told')
    """
    return {1: "on good terms", -1: "at odds", 0: "mixed", None: "too little told"}[sign]


def tie_words(pair: Pair, sign: int | None, acts: int) -> str:
    """Return a tie in a sentence: "China and Japan: at odds, 12 acts"."""
    return f"{words.names(pair)}: {sign_words(sign)}, {words.plural(acts, 'act')}"
