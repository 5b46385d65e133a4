"""Compare readings with annotations: how many items are found, how many made are right."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from detente.records import SYMMETRIC_TYPES, Reading

Item = dict[str, Any]


@dataclass
class Tally:
    """Counts of one kind of item."""

    right: int = 0
    wanted: int = 0
    made: int = 0

    @property
    def f1(self) -> float:
        """F1 in percent."""
        return 200 * self.right / (self.wanted + self.made) if self.wanted + self.made else 0.0


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _content(statement: Item) -> str:
    content = statement["content"]
    return content if isinstance(content, str) else " ".join(c["text"] for c in content)


def _event_key(event: Item) -> tuple[Any, ...]:
    source, target = frozenset(event["source"]), frozenset(event["target"])
    if event["type"] in SYMMETRIC_TYPES:
        return event["type"], source | target
    return event["type"], source, target


def same_event(a: Item, b: Item) -> bool:
    """Same type and sides; for joint acts the sides are one set."""
    return _event_key(a) == _event_key(b)


def same_statement(a: Item, b: Item) -> bool:
    """Same actor, and half of the words of both together are shared."""
    mine, yours = _words(_content(a)), _words(_content(b))
    alike = len(mine & yours) / len(mine | yours) if mine | yours else 0.0
    return bool(a["actor"] == b["actor"]) and alike >= 0.5


def same_request(a: Item, b: Item) -> bool:
    """Same sides."""
    return set(a["from"]) == set(b["from"]) and set(a["to"]) == set(b["to"])


def same_relation(a: Item, b: Item) -> bool:
    """Same pair and state."""
    return set(a["pair"]) == set(b["pair"]) and bool(a["state"] == b["state"])


KINDS: dict[str, Callable[[Item, Item], bool]] = {
    "events": same_event,
    "statements": same_statement,
    "requests": same_request,
    "relations": same_relation,
}


def score(annotated: list[Item], readings: list[Reading]) -> dict[str, Tally]:
    """Return the tallies over some articles, each item matched at most once."""
    out = {kind: Tally() for kind in KINDS}
    for wanted, reading in zip(annotated, readings, strict=True):
        made = reading.to_dict()
        for kind, same in KINDS.items():
            left = list(made[kind])
            tally = out[kind]
            tally.wanted += len(wanted[kind])
            tally.made += len(left)
            for item in wanted[kind]:
                hit = next((m for m in left if same(item, m)), None)
                if hit is not None:
                    left.remove(hit)
                    tally.right += 1
    return out
