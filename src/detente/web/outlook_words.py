"""How forecasts read on a page: questions as sentences, probabilities, what such forecasts were worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from detente.codebook import load_codebook
from detente.outlook.backtest import Case
from detente.outlook.effects import Effect
from detente.outlook.scoring import BINS, Bin, Scores, reliability
from detente.web import words

#: Horizons that a page offers, as they stand in the address.
HORIZONS = {"7d": 7, "2w": 14, "1m": 30}
#: Forecasts of one kind that said about the same, below which those of all types are taken instead.
FEWEST_SUCH = 10
#: Name of the forecasts of every type, classes of types left out, as the back-test has it.
ALL_TYPES = "all types"
_WILL = {
    "AGREE": "agree on something with",
    "CONSULT": "meet or call",
    "SUPPORT": "support",
    "CONCEDE": "give way to",
    "COOPERATE": "work together with",
    "AID": "give aid to",
    "RETREAT": "ease its hold on",
    "REQUEST": "ask or demand something of",
    "ACCUSE": "accuse",
    "REJECT": "refuse something to",
    "THREATEN": "threaten",
    "PROTEST": "protest against",
    "MOBILIZE": "move forces against",
    "SANCTION": "impose measures on",
    "COERCE": "coerce",
    "ASSAULT": "use force against",
    "words of cooperation": "say something cooperative to",
    "deeds of cooperation": "do something cooperative for",
    "words of conflict": "speak against",
    "deeds of conflict": "act against",
    "cooperation": "cooperate, in word or deed, with",
    "conflict": "speak or act against",
    "any act": "do or say anything towards",
}
_QUADS = {
    "words of cooperation": 1,
    "deeds of cooperation": 2,
    "words of conflict": 3,
    "deeds of conflict": 4,
    "cooperation": 2,
    "conflict": 4,
}


def question(source: str, what: str, target: str) -> str:
    """Return a forecast as a question.

    >>> question("KOR", "REQUEST", "CHN")
    'Will South Korea ask or demand something of China?'
    """
    return f"Will {words.actor_name(source)} {will(what)} {words.actor_name(target)}?"


def will(what: str) -> str:
    """Return a kind of act as a verb; of a code without one, its name."""
    return _WILL.get(what, f"do what is coded {what} to")


def kind_name(what: str) -> str:
    """Return a kind of act by its printed name."""
    return words.type_words(what) if what in load_codebook().types else what[:1].upper() + what[1:]


def quad_of(what: str) -> int:
    """Return the quad class of a kind of act; 0 for an act of whatever kind."""
    return _QUADS[what] if what in _QUADS else words.quad_of(what) if is_type(what) else 0


def is_type(what: str) -> bool:
    """Tell whether a kind of act is an event type, not a class of them."""
    return what in load_codebook().types


def percent(value: float | None) -> str:
    r"""Return a probability, the sign never apart from its number.

    >>> [percent(v).replace("\xa0", " ") for v in (0.426, 0.031, 0.0004, 0.0, None)]
    ['43 %', '3.1 %', '<0.1 %', '0 %', 'no figure']
    """
    if value is None:
        return "no figure"
    if 0 < value < 0.001:
        return "<0.1\xa0%"
    return f"{100 * value:.1f}\xa0%" if 0 < value < 0.095 else f"{100 * value:.0f}\xa0%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Such:
    """Earlier forecasts that said about the same.

    Attributes:
        of: The kind of act they were of; ``ALL_TYPES`` where those of the kind are too few.
        bin: What they said and what happened.
    """

    of: str
    bin: Bin

    @property
    def right(self) -> int:
        """How many came true."""
        return round((self.bin.happened or 0.0) * self.bin.forecasts)

    @property
    def words(self) -> str:
        """In a sentence: "forecasts of any type came true 14 times of 20 when it said 70 to 80 %"."""
        low, high = round(100 * self.bin.low), round(100 * self.bin.high)
        kind = "any type" if self.of == ALL_TYPES else "this kind"
        return (
            f"forecasts of {kind} came true {self.right:,} {'time' if self.right == 1 else 'times'} of"
            f" {self.bin.forecasts:,} when it said {low} to {high} %"
        )


def bins_of(cases: Iterable[Case]) -> tuple[Bin, ...]:
    """Return what forecasts said against what happened, in ten bins."""
    held = list(cases)
    said = np.array([c.said for c in held], dtype=np.float64)
    happened = np.array([c.happened for c in held], dtype=np.float64)
    return reliability(said, happened)


def such(cases: tuple[Case, ...], what: str, said: float) -> Such | None:
    """Return how earlier forecasts of about the same probability have fared.

    Those of the same kind of act are taken; where they are fewer than ``FEWEST_SUCH``, those of all
    types; ``None`` where these are too few as well.
    """
    place = min(int(said * BINS), BINS - 1)
    near = [c for c in cases if min(int(c.said * BINS), BINS - 1) == place]
    for of, held in (
        (what, [c for c in near if c.what == what]),
        (ALL_TYPES, [c for c in near if is_type(c.what)]),
    ):
        if len(held) >= FEWEST_SUCH:
            return Such(of=of, bin=bins_of(held)[place])
    return None


def score_words(scores: Scores) -> str:
    """Return how forecasts scored beside their base rates, in a sentence."""
    brier = f"(Brier score {scores.brier:.4f}, base rates {scores.base_brier:.4f})"
    if not scores.happened:
        return f"{scores.forecasts:,} forecasts, none of which came true {brier}"
    told = f"{scores.forecasts:,} forecasts, {percent(scores.happened)} of which came true"
    if scores.skill is None:
        return f"{told} {brier}"
    how = "better than" if scores.skill > 0 else "worse than"
    if abs(scores.skill) < 0.005:
        return f"{told}: no better than base rates {brier}"
    return f"{told}: {100 * abs(scores.skill):.0f} % {how} base rates {brier}"


def effect_words(effect: Effect) -> str:
    """Return what was looked for: "South Korea to China, deeds of conflict"."""
    who = f"{words.actor_name(effect.source)} to {words.actor_name(effect.target)}"
    return f"{who}, {kind_name(effect.what).lower()}"
