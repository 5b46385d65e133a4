"""Deed and counter-deed between two: the chains of acts that answer one another."""

from __future__ import annotations

from functools import lru_cache

from detente.record import Record
from detente.relations.acts import Pair
from detente.relations.chains import Chain, chain
from detente.web.kept import State

#: Chains shown, acts looked at, and acts of a pair beyond which no candidates are looked for.
_SHOWN = 4
_LOOKED_AT = 12
_FEW = 150


@lru_cache(maxsize=64)
def chains_between(state: State, pair: Pair) -> tuple[Chain, ...]:
    """Return the latest chains that a deed between two belongs to; deeds of conflict first.

    Where a pair has many acts, only what articles link is followed.
    """
    found: list[Chain] = []
    held: set[str] = set()
    with Record.open(state.path, create=False, readonly=True) as record:
        few = record.events(pair=pair, modality="actual", limit=1).total <= _FEW
        for quad in (4, 2):
            acts = record.events(pair=pair, quad=quad, modality="actual", limit=_LOOKED_AT).items
            for act in acts:
                if act.id in held or len(found) == _SHOWN:
                    continue
                one = chain(record, act.id, inferred=few)
                held |= {s.act.id for s in one.steps}
                if len(one.steps) > 1:
                    found.append(one)
    return tuple(found)
