"""Plain words for phases, by the written thresholds of ``labels.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from detente.errors import CodebookError
from detente.relations.series import PRIOR_ACTS

STRAINED = frozenset({"strain", "chill", "crisis"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word for a phase.

    Attributes:
        id: As in data.
        name: As printed.
        definition: What it says.
        examples: Phases that have it, as keywords of :func:`label_of` (``usual`` for the usual share).
        counterexamples: Phases that have not.
    """

    id: str
    name: str
    definition: str
    examples: tuple[Mapping[str, Any], ...]
    counterexamples: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """All labels by id, and the thresholds."""

    labels: Mapping[str, Label]
    thresholds: Mapping[str, float]

    def __getitem__(self, threshold: str) -> float:
        """Return a threshold."""
        return self.thresholds[threshold]


_THRESHOLDS = frozenset(
    (
        "fewest",
        "strained_share",
        "strained_odds",
        "crisis_share",
        "crisis_deeds",
        "crisis_days",
        "chill_rate",
        "better_odds",
        "thaw_days",
        "warm_share",
        "trend_odds",
        "trend_fewest",
    )
)


@lru_cache(maxsize=1)
def load_labels() -> Labels:
    """Load the shipped labels, once.

    Raises:
        CodebookError: When the file is malformed.
    """
    text = (resources.files("detente.relations") / "labels.yaml").read_text(encoding="utf-8")
    try:
        raw = yaml.safe_load(text)
        found = {
            row["id"]: Label(
                id=row["id"],
                name=row["name"],
                definition=row["definition"],
                examples=tuple(row["examples"]),
                counterexamples=tuple(row["counterexamples"]),
            )
            for row in raw["labels"]
        }
        thresholds = {name: float(value) for name, value in raw["thresholds"].items()}
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise CodebookError(f"labels.yaml: malformed: {error}") from error
    if set(thresholds) != _THRESHOLDS:
        odd = sorted(set(thresholds) ^ _THRESHOLDS)
        raise CodebookError(f"labels.yaml: thresholds: too many or missing: {', '.join(odd)}")
    return Labels(labels=MappingProxyType(found), thresholds=MappingProxyType(thresholds))


def odds_of(conflictual: float, cooperative: float, usual: float) -> float:
    """Return the odds of conflict, drawn to what is usual as shares are.

    >>> round(odds_of(3, 2, 0.25), 2)
    0.8
    """
    return (conflictual + PRIOR_ACTS * usual) / (cooperative + PRIOR_ACTS * (1 - usual))


def label_of(
    *,
    cooperative: int,
    conflictual: int,
    deeds: int,
    days: int,
    usual: float,
    rate: float,
    before: str | None,
    before_odds: float | None = None,
) -> str:
    """Return the id of the label of a phase.

    Args:
        cooperative: How many cooperative acts it has.
        conflictual: How many conflictual ones.
        deeds: How many of those are deeds.
        days: How long it lasts.
        usual: Share of conflict in all the pair's acts.
        rate: Acts a year, as a part of what is usual for the pair.
        before: Label of the last phase before that has one.
        before_odds: Odds of conflict in that phase; the usual ones where there is none.

    >>> label_of(cooperative=2, conflictual=3, deeds=2, days=255, usual=0.27, rate=2.5, before=None)
    'strain'
    """
    limit = load_labels()
    acts = cooperative + conflictual
    if acts < limit["fewest"]:
        return "unclear"
    share, odds = conflictual / acts, odds_of(conflictual, cooperative, usual)
    if share >= limit["strained_share"] or odds >= limit["strained_odds"] * usual / (1 - usual):
        if (
            share >= limit["crisis_share"]
            and deeds >= limit["crisis_deeds"]
            and days <= limit["crisis_days"]
        ):
            return "crisis"
        return "chill" if rate < limit["chill_rate"] else "strain"
    against = before_odds if before_odds is not None else usual / (1 - usual)
    better = odds * limit["better_odds"] <= against
    warm = share <= limit["warm_share"]
    if before in STRAINED:
        if not better:
            return "steady"
        return "warming" if warm and days > limit["thaw_days"] else "thaw"
    # where there was hardly any conflict, less of it is no news
    fell = better and against > limit["warm_share"] / (1 - limit["warm_share"])
    return "warming" if fell or (warm and before in ("thaw", "warming")) else "steady"
