"""How sure an act is: a calibrated probability from how it was found and what else the article tells.

A reading of an act, by rule or by the trained model, has signs: how its sides were found, how sure the model
is of trigger, type and sides, whether rule and model agree on the trigger, how much else passes between the
same two in the article. A logistic model over these signs, fitted on the project's own annotated articles
(``training/events/calibrate.py``), gives the probability that the act is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

import yaml

from detente.reading.coder.find import Trained
from detente.records import Event

#: Readings less likely than this are no acts of the record. A rule was written by somebody who knew what he
#: meant by it, and its examples are tests: it is believed sooner.
_KEEP = {"rule": 0.2, "trained": 0.45}
_STRICT, _INSIDE = 0.8, 0.65


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of an act with its signs.

    Attributes:
        event: The act as read.
        family: ``rule`` or ``trained``: which weights hold for it.
        signs: Values by name.
    """

    event: Event
    family: str
    signs: Mapping[str, float]


@lru_cache(maxsize=1)
def load_weights() -> dict[str, dict[str, float]]:
    """Load the weights of the signs, by family."""
    path = resources.files("detente.reading").joinpath("models/acts/confidence.yaml")
    raw: dict[str, dict[str, float]] = yaml.safe_load(path.read_text("utf-8"))
    return raw


def candidates(by_rule: Iterable[Event], trained: Iterable[Trained]) -> list[Candidate]:
    """Put the readings of rules and model side by side, with their signs."""
    rules, learned = list(by_rule), list(trained)
    at: dict[tuple[str, int], Trained] = {}
    for reading in learned:
        at.setdefault(_trigger(reading.event), reading)
    ruled = {_trigger(e) for e in rules}
    alone = [t for t in learned if _trigger(t.event) not in ruled]
    events = rules + [t.event for t in alone]
    pairs = [frozenset((*e.source, *e.target)) for e in events]
    keys = [(e.type, frozenset(e.source), frozenset(e.target)) for e in events]
    out = []
    for i, event in enumerate(events):
        signs = {
            f"type.{event.type}": 1.0,
            "between": math.log1p(pairs.count(pairs[i]) - 1),
            "share": (pairs.count(pairs[i]) - 1) / max(len(pairs) - 1, 1),
            "again": float(min(keys[:i].count(keys[i]), 2)),
            "title": float(event.evidence.where == "title"),
            "not actual": float(event.modality != "actual"),
            "said": float(bool(event.speakers)),
        }
        if i < len(rules):
            other = at.get(_trigger(event))
            signs |= _of_rule(event, other)
            out.append(Candidate(event, "rule", signs))
        else:
            out.append(Candidate(event, "trained", signs | _of_model(alone[i - len(rules)])))
    return out


def _of_rule(event: Event, other: Trained | None) -> dict[str, float]:
    same = other is not None and other.event.type == event.type
    sides = other is not None and set(other.event.source) == set(event.source)
    return {
        "strict": float(event.confidence >= _STRICT),
        "inside": float(_INSIDE <= event.confidence < _STRICT),
        "model agrees": float(same and sides),
        "model names another type": float(other is not None and not same),
        "model is silent": float(other is None),
    }


def _of_model(reading: Trained) -> dict[str, float]:
    told = reading.told
    return {
        "trigger": _logit(told.chance),
        "type": _logit(told.kinds[told.kind] / max(told.chance, 1e-6)),
        "source": _logit(reading.source.chance),
        "target": _logit(reading.target.chance),
        "source named": float(reading.source.told),
        "target named": float(reading.target.told),
    }


def _logit(chance: float) -> float:
    held = min(max(chance, 1e-3), 1 - 1e-3)
    return math.log(held / (1 - held))


def _trigger(event: Event) -> tuple[str, int]:
    return event.evidence.where, event.trigger.start if event.trigger else -1


def probability(candidate: Candidate, weights: Mapping[str, float]) -> float:
    """Return the probability that a reading is right, 0 to 1."""
    total = weights["bias"] + sum(weights.get(k, 0.0) * v for k, v in candidate.signs.items())
    return 1 / (1 + math.exp(-total))


def weighed(read: Iterable[Candidate]) -> tuple[Event, ...]:
    """Return the acts that are likely enough, each with its probability as confidence."""
    weights = load_weights()
    out = []
    for candidate in read:
        chance = probability(candidate, weights[candidate.family])
        if chance >= _KEEP[candidate.family]:
            out.append(replace(candidate.event, confidence=round(chance, 3)))
    return tuple(out)
