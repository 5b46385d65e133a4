"""Deed and counter-deed: acts that answer one another, followed over articles.

What articles tell stands first: the links that a reading found inside an article ("in retaliation"),
lifted to acts, so that an act told by two articles joins what each of them links to it. Beside it, and
never mixed with it, stand candidates that no text links: a conflictual deed of the other side
within ``WITHIN`` days of one (*counter-deed*), or the easing of one by the side that did it, told in
words that share its matter (*easing*). A candidate is a question for the reader, not a finding; no
candidate hangs on another candidate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.record import Act, ActLink, Record
from detente.relations.chain_candidates import WITHIN, with_candidates
from detente.relations.chain_steps import ChainKind, Step, act_order, days_between

__all__ = ["MOST", "WITHIN", "Chain", "ChainKind", "Step", "chain"]

#: Acts that a chain holds at most.
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Acts that answer one another, as a tree.

    Attributes:
        asked: Id of the act that was asked for.
        steps: Each act after the one that it follows; the branches of an act by date.
        whole: ``False`` when the chain has more than ``MOST`` acts and is cut.
    """

    asked: str
    steps: tuple[Step, ...]
    whole: bool = True

    @property
    def told(self) -> tuple[Step, ...]:
        """The steps that articles link."""
        return tuple(s for s in self.steps if not s.inferred)


def chain(record: Record, event: str, *, inferred: bool = True, within: int = WITHIN) -> Chain:
    """Return the chain of acts that an event belongs to.

    Args:
        record: The record.
        event: Id of an act, or of any of its tellings.
        inferred: Whether to add candidates that no article links.
        within: Days within which an unlinked deed may answer another.

    Raises:
        UnknownItem: When there is no such event.
    """
    first = record.event(event).act
    acts: dict[str, Act] = {first.id: first}
    links: dict[tuple[str, str, str], ActLink] = {}
    queue = [first.id]
    whole = True
    while queue:
        detail = record.event(queue.pop(0))
        for link, other in zip(detail.links, detail.linked, strict=True):
            if other.id not in acts:
                if len(acts) >= MOST:
                    whole = False
                    continue
                acts[other.id] = other
                queue.append(other.id)
            links[(link.source, link.target, link.kind)] = link
    told = [k for k in links.values() if k.source in acts and k.target in acts]
    steps = _tree(acts, told)
    if inferred:
        steps = with_candidates(record, steps, within)
    return Chain(asked=first.id, steps=tuple(steps), whole=whole)


def _tree(acts: dict[str, Act], links: Iterable[ActLink]) -> list[Step]:
    """Return the acts as a tree: each under the latest act that it is told to follow."""
    causes: dict[str, list[ActLink]] = {}
    for link in links:
        if link.source != link.target:
            causes.setdefault(link.source, []).append(link)
    parent: dict[str, ActLink] = {}
    for id_ in sorted(acts, key=lambda i: act_order(acts[i])):
        ranked = sorted(causes.get(id_, ()), key=lambda k: act_order(acts[k.target]), reverse=True)
        free = [k for k in ranked if not _leads(parent, k.target, id_)]
        if free:
            parent[id_] = free[0]
    out: list[Step] = []

    def grow(id_: str, depth: int) -> None:
        link = parent.get(id_)
        out.append(
            Step(
                act=acts[id_],
                depth=depth,
                kind=_kind(link.kind) if link else "start",
                after=link.target if link else None,
                inferred=False,
                days=days_between(acts[link.target], acts[id_]) if link else None,
                articles=link.articles if link else (),
                also=tuple(
                    sorted((k.kind, k.target) for k in causes.get(id_, ()) if k is not link)
                ),
            )
        )
        below = [i for i, k in parent.items() if k.target == id_]
        for child in sorted(below, key=lambda i: act_order(acts[i])):
            grow(child, depth + 1)

    for root in sorted((i for i in acts if i not in parent), key=lambda i: act_order(acts[i])):
        grow(root, 0)
    return out


def _leads(parent: dict[str, ActLink], start: str, wanted: str) -> bool:
    """Tell whether going up from an act comes to another: a link there would close a ring."""
    at: str | None = start
    while at is not None:
        if at == wanted:
            return True
        at = parent[at].target if at in parent else None
    return False


def _kind(kind: str) -> ChainKind:
    known: tuple[ChainKind, ...] = ("response", "retaliation", "repeats", "cause", "fulfils")
    return next((k for k in known if k == kind), "response")
