"""A region: who acts on whom, who is at ease with whom, at a date; and what strains the set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import Record
from detente.relations.balance import Change, Network, changes
from detente.relations.balance_lean import Lean
from detente.relations.balance_triads import Frustration, Triad, frustration, triads
from detente.web import words
from detente.web.answers import plain
from detente.web.lean_figure import LeanChart, lean_chart, lean_words
from detente.web.network_figure import Net, camps_of, net, sign_words
from detente.web.region_asked import WINDOWS, Asked, asked
from detente.web.region_figures import Matrix, Passed, matrix
from detente.web.region_found import Chosen, chosen, leaners, leans, networks, passed_between
from detente.web.region_sets import load_sets
from detente.web.region_slide import Slide, slide
from detente.web.whose import Whose

__all__ = ["RegionPage", "build"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A state or a set that can be chosen."""

    value: str
    name: str
    on: bool
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """How a state leans between two others."""

    of: str
    one: str
    other: str
    spells: tuple[Lean, ...]
    chart: LeanChart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the acts of the window show."""

    network: Network
    passed: tuple[Passed, ...]
    triads: tuple[Triad, ...]
    frustration: Frustration
    changes: tuple[Change, ...]
    matrix: Matrix
    net: Net
    lean: Leaning | None
    chosen: Chosen | None

    @property
    def strained(self) -> tuple[Triad, ...]:
        """The strained triads."""
        return tuple(t for t in self.triads if t.balanced is False)

    @property
    def balanced(self) -> tuple[Triad, ...]:
        """The balanced triads."""
        return tuple(t for t in self.triads if t.balanced)

    @property
    def undecided(self) -> int:
        """How many triads have a mixed or unknown tie."""
        return sum(t.balanced is None for t in self.triads)

    @property
    def acts(self) -> int:
        """Acts between any two of the states that say cooperation or conflict."""
        return sum(t.acts for t in self.network.ties)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionPage:
    """A set of states at a date; ``standing`` is ``None`` where there is nothing to show."""

    asked: Asked
    whose: Whose | None
    standing: Standing | None
    slide: Slide | None
    states: tuple[Pick, ...]
    sets: tuple[Pick, ...]
    windows: tuple[Pick, ...]

    @property
    def template(self) -> str:
        """File name of its template."""
        return "region.html"

    @property
    def says(self) -> str:
        """The balance of the set in a sentence."""
        if self.standing is None:
            return ""
        signs = [t.sign for t in self.standing.network.ties]
        good, odds, mixed, unknown = (signs.count(n) for n in (1, -1, 0, None))
        return (
            f"Of {words.plural(len(signs), 'pair')}, {good} on good terms, {odds} at odds and {mixed}"
            f" mixed; of {unknown} too little is told."
        )

    @property
    def title(self) -> str:
        """The set by name, or its states."""
        named = next((s.name for s in self.sets if s.on), None)
        if named:
            return named
        states = self.asked.states
        return words.names(states) if len(states) <= 6 else f"{len(states)} states"

    @property
    def camps(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The two camps, of the states with a signed tie."""
        s = self.standing
        return camps_of(s.network, s.frustration.camps) if s else ((), ())

    @staticmethod
    def sign(sign: int | None) -> str:
        """Return how two stand, in words."""
        return sign_words(sign)

    @staticmethod
    def triad(triad: Triad) -> str:
        """Return a triad in words."""
        return triad.words(words.actor_name).partition(": ")[2]

    @staticmethod
    def leaning(spell: Lean) -> str:
        """Return a lean in words."""
        return lean_words(spell)

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        s = self.standing
        out: dict[str, Any] = {
            "states": list(self.asked.states),
            "origin": self.whose.name if self.whose else None,
        }
        if s is None:
            return out
        return out | {
            "at": self.asked.at.isoformat(),
            "from": s.network.since.isoformat(),
            "compared_with": self.asked.since.isoformat(),
            "usual": s.network.usual,
            "ties": [tie_row(s.network, n) for n in range(len(s.network.ties))],
            "matrix": [passed_row(p) for p in s.passed],
            "triads": [
                {
                    "states": list(t.states),
                    "balanced": t.balanced,
                    "words": t.words(words.actor_name),
                }
                for t in s.triads
            ],
            "balance": plain(s.frustration),
            "changes": [
                {"pair": list(c.pair), "before": c.before.words, "now": c.now.words}
                for c in s.changes
            ],
            "lean": lean_rows(s.lean) if s.lean else None,
            "acts": plain(s.chosen),
        }


def tie_row(network: Network, n: int) -> dict[str, Any]:
    """Return a tie as a flat row."""
    tie = network.ties[n]
    return {
        "pair": list(tie.pair),
        "is": tie.words,
        "acts": tie.acts,
        "cooperative": tie.cooperative_words + tie.cooperative_deeds,
        "conflictual": tie.conflictual_words + tie.conflictual_deeds,
        "share": round(tie.share.value, 3),
        "low": round(tie.share.low, 3),
        "high": round(tie.share.high, 3),
        "last": tie.last.isoformat() if tie.last else None,
        "latest": list(tie.latest),
    }


def passed_row(passed: Passed) -> dict[str, Any]:
    """Return a place of the matrix as a flat row."""
    return {
        "source": passed.source,
        "target": passed.target,
        "acts": passed.acts,
        "conflictual": passed.conflict,
        "conflict_share": None if passed.share is None else round(passed.share, 3),
        "neither": passed.other,
    }


def lean_rows(lean: Leaning) -> dict[str, Any]:
    """Return a lean with its periods as flat rows."""
    return {
        "of": lean.of,
        "one": lean.one,
        "other": lean.other,
        "periods": [
            {
                "period": s.period,
                "is": lean_words(s),
                "difference": round(s.difference, 3),
                "low": round(s.low, 3),
                "high": round(s.high, 3),
                "acts_one": s.acts_one,
                "acts_other": s.acts_other,
            }
            for s in lean.spells
        ],
    }


def build(record: Record, request: Request) -> RegionPage:
    """Return the page."""
    q = asked(record, request)
    sets = tuple(
        Pick(
            value=",".join(s.states),
            name=s.name,
            on=s.states == q.states,
            href=q.link(
                states=",".join(s.states), cell=None, tie=None, of=None, one=None, other=None
            ),
        )
        for s in load_sets()
    )
    states = tuple(
        Pick(value=s, name=words.actor_name(s), on=s in q.states)
        for s in sorted({*q.states, *q.active[:24]}, key=words.actor_name)
    )
    standing = None if q.whose is None or len(q.states) < 2 else _standing(record, q)
    return RegionPage(
        asked=q,
        whose=q.whose,
        standing=standing,
        slide=slide(record, q) if standing else None,
        states=states,
        sets=sets,
        windows=tuple(
            Pick(value=days, name=name, on=days == str(q.window)) for days, name in WINDOWS.items()
        ),
    )


def _standing(record: Record, q: Asked) -> Standing:
    before, now = networks(q)
    passed = passed_between(q, now)
    found, threes = frustration(now), triads(now)
    return Standing(
        network=now,
        passed=passed,
        triads=threes,
        frustration=found,
        changes=changes(before, now),
        matrix=matrix(q.states, passed, lambda a, b: q.link(cell=f"{a}-{b}", tie=None) + "#acts"),
        net=net(
            now,
            camps_of(now, found.camps),
            found.wrong,
            lambda pair: q.link(tie="-".join(pair), cell=None) + "#acts",
        ),
        lean=_lean(record, q, threes),
        chosen=chosen(record, q, now),
    )


def _lean(record: Record, q: Asked, found: tuple[Triad, ...]) -> Leaning | None:
    sides = leaners(q, found)
    if sides is None:
        return None
    of, one, other = sides
    spells = leans(record, q, sides)
    chart = lean_chart(spells, one, other) if spells else None
    return Leaning(of=of, one=one, other=other, spells=spells, chart=chart)
