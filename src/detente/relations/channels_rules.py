"""The weights and settings of a channel's score (``channels.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

import yaml

from detente.errors import CodebookError

PARTS = (
    "relation_harder",
    "relation_other",
    "contact_harder",
    "contact_other",
    "leverage_harder",
    "leverage_other",
    "past",
    "asked",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a score is made of.

    Attributes:
        weights: By part, in the order of ``PARTS``.
        notes: What each part means.
        settings: The numbers of ``settings``.
        partner: Finds the words that name an ally or partner.
        partner_examples: Words that do.
        partner_counterexamples: Words that do not.
        codes: CAMEO codes of mediation.
        read_modes: ``TYPE/mode`` of mediation in acts read from articles.
        together: Days within which an act towards each side is one mediation.
    """

    weights: Mapping[str, float]
    notes: Mapping[str, str]
    settings: Mapping[str, float]
    partner: re.Pattern[str]
    partner_examples: tuple[str, ...]
    partner_counterexamples: tuple[str, ...]
    codes: tuple[str, ...]
    read_modes: tuple[str, ...]
    together: int


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """Load ``channels.yaml`` once.

    Raises:
        CodebookError: When a part or a setting is missing.
    """
    raw = yaml.safe_load(
        resources.files("detente.relations").joinpath("channels.yaml").read_text("utf-8")
    )
    if tuple(raw["parts"]) != PARTS:
        raise CodebookError(f"channels.yaml: parts: wants {', '.join(PARTS)}, in this order")
    mediation = raw["mediation"]
    words = "|".join(map(re.escape, raw["partner_words"]))
    return Rules(
        weights=MappingProxyType({k: float(v["weight"]) for k, v in raw["parts"].items()}),
        notes=MappingProxyType({k: str(v["note"]) for k, v in raw["parts"].items()}),
        settings=MappingProxyType({k: float(v) for k, v in raw["settings"].items()}),
        partner=re.compile(rf"\b(?:{words})\b", re.IGNORECASE),
        partner_examples=tuple(raw["partner_examples"]),
        partner_counterexamples=tuple(raw["partner_counterexamples"]),
        codes=tuple(mediation["codes"]),
        read_modes=tuple(mediation["read_modes"]),
        together=int(mediation["together"]),
    )
