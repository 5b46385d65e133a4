"""Sets of states by name (``regions.yaml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from detente.actors import load_actors
from detente.errors import CodebookError

#: States that a figure takes at most.
MOST = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionSet:
    """A set of states.

    Attributes:
        name: As printed.
        states: Identifiers, 2 to ``MOST``.
    """

    name: str
    states: tuple[str, ...]


@lru_cache(maxsize=1)
def load_sets() -> tuple[RegionSet, ...]:
    """Load ``regions.yaml`` once.

    Raises:
        CodebookError: When a set names an unknown state, one twice, or too few or too many.
    """
    text = resources.files("detente.web").joinpath("regions.yaml").read_text("utf-8")
    known = load_actors().actors
    out = []
    for row in yaml.safe_load(text):
        states = tuple(row["states"])
        unknown = [s for s in states if s not in known]
        if unknown or len(set(states)) != len(states) or not 2 <= len(states) <= MOST:
            raise CodebookError(
                f"regions.yaml: {row['name']}: want 2 to {MOST} known states, each once"
                + (f"; not known: {', '.join(unknown)}" if unknown else "")
            )
        out.append(RegionSet(name=row["name"], states=states))
    return tuple(out)
