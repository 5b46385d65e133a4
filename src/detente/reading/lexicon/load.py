"""Load the event lexicon: ``en/events/*.yaml`` into frozen rules.

A rule names its triggers (verbs, nouns or adjectives, by lemma), what must stand beside them, and
for each role an ordered list of operators; the first operator that finds an actor wins. Operators
are the closed list of :mod:`detente.reading.roles`. A rule without examples is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, get_args

import yaml

from detente.errors import CodebookError
from detente.records import Modality

Construction = Literal["frame", "demand", "evaluation"]

_FIELDS = {
    "id", "type", "mode", "note", "verbs", "nouns", "adjectives", "prep", "particle", "object",
    "not_object", "governor", "not_governor", "source", "target", "modality", "construction",
    "symmetric", "priority", "examples", "counterexamples", "complement",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence and what the rule must find in it (nothing, for a counterexample)."""

    text: str
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    modality: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which English signals one type of event.

    Attributes:
        id: Stable, ``en.<type>.<word>``.
        type: PLOVER type.
        mode: PLOVER mode, or ``None``.
        note: One line on what it catches.
        verbs: Trigger lemmas that are verbs.
        nouns: Trigger lemmas that are nouns.
        adjectives: Trigger lemmas that are adjectives.
        prep: One of these prepositions must hang on the trigger.
        particle: One of these particles must hang on the trigger.
        object: The direct object's lemma must be one of these.
        not_object: The direct object's lemma must not be one of these.
        governor: A noun trigger must be governed by one of these verbs.
        not_governor: A noun trigger must not be governed by one of these verbs.
        complement: ``clause`` when a complement clause must hang on the trigger.
        source: Operators for the source, in order of preference.
        target: Operators for the target, in order of preference.
        modality: Fixed modality, or ``None`` for what grammar says.
        construction: ``frame`` (the default) or a named construction.
        symmetric: Both sides may stand together as the subject ("X and Y met").
        priority: Higher wins where two rules share a trigger.
        examples: Sentences it must read.
        counterexamples: Sentences it must leave alone.
    """

    id: str
    type: str
    mode: str | None = None
    note: str = ""
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    prep: tuple[str, ...] = ()
    particle: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    not_object: tuple[str, ...] = ()
    governor: tuple[str, ...] = ()
    not_governor: tuple[str, ...] = ()
    complement: str | None = None
    source: tuple[str, ...] = ("subject",)
    target: tuple[str, ...] = ("object",)
    modality: Modality | None = None
    construction: Construction = "frame"
    symmetric: bool = False
    priority: int = 0
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()

    @property
    def triggers(self) -> tuple[str, ...]:
        """All trigger lemmas."""
        return self.verbs + self.nouns + self.adjectives


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All rules, with an index from trigger lemma to rules (best priority first)."""

    rules: tuple[Rule, ...]
    index: dict[str, tuple[Rule, ...]]

    def rule(self, rule_id: str) -> Rule | None:
        """Return the rule with an id, or ``None``."""
        return next((r for r in self.rules if r.id == rule_id), None)


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Load and check the English event lexicon once.

    Raises:
        CodebookError: When a file is malformed; the message names the file and the rule.
    """
    folder = resources.files("detente.reading.lexicon").joinpath("en/events")
    rules: list[Rule] = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml"):
            entries = yaml.load(path.read_text("utf-8"), Loader=_fast_loader())
            rules += [_rule(entry, path.name) for entry in entries]
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise CodebookError(f"lexicon: rule id {rule.id} is used twice; give one another id")
        seen.add(rule.id)
    index: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda r: (-r.priority, r.id)):
        for lemma in rule.triggers:
            index.setdefault(lemma, []).append(rule)
    return Lexicon(tuple(rules), {k: tuple(v) for k, v in index.items()})


def _fast_loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _rule(entry: dict[str, Any], file: str) -> Rule:
    name = entry.get("id", "?")
    unknown = set(entry) - _FIELDS
    if unknown:
        raise CodebookError(f"{file}: rule {name}: unknown field {sorted(unknown)[0]!r}")
    if not entry.get("examples"):
        raise CodebookError(f"{file}: rule {name}: has no examples; a rule needs at least one")
    if entry.get("modality") not in (None, *get_args(Modality)):
        raise CodebookError(f"{file}: rule {name}: {entry['modality']!r} is no modality")
    values: dict[str, Any] = {}
    for key, value in entry.items():
        if key in ("examples", "counterexamples"):
            values[key] = tuple(_example(v) for v in value)
        elif isinstance(value, list):
            values[key] = tuple(str(v) for v in value)
        else:
            values[key] = value
    rule = Rule(**values)
    if not rule.triggers:
        raise CodebookError(f"{file}: rule {name}: has no verbs, nouns or adjectives")
    return rule


def _example(value: str | dict[str, Any]) -> Example:
    if isinstance(value, str):
        return Example(text=value)
    return Example(
        text=value["text"],
        source=tuple(value.get("source", ())),
        target=tuple(value.get("target", ())),
        modality=value.get("modality"),
    )
