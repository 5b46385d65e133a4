"""Deed and counter-deed: acts that answer one another, followed over articles.

What articles tell stands first: the links that a reading found inside an article ("in retaliation"),
lifted to acts, so that an act told by two articles joins what each of them links to it. Beside it, and
never mixed with it, stand candidates that no text links: a conflictual deed of the other side
within ``WITHIN`` days of one (*counter-deed*), or the easing of one by the side that did it, told in
words that share its matter (*easing*). A candidate is a question for the reader, not a finding; no
candidate hangs on another candidate.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from detente.language.matters import load_matters
from detente.record import Act, ActLink, Record
from detente.record.matching import content_words, days_of

ChainKind = Literal[
    "start", "response", "retaliation", "repeats", "cause", "fulfils", "counter-deed", "easing"
]
#: Days within which an unlinked deed may answer another.
WITHIN = 90
#: Days within which a deed may be eased.
EASED_WITHIN = 1096
#: Acts that a chain holds at most.
MOST = 200
_ALL = 100_000
_PAGE = 50
_NAMES = re.compile(r"\b[^\W\d_a-z][\w'’-]*")
_EASING = frozenset({"RETREAT", "CONCEDE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An act in a chain.

    Attributes:
        act: The act.
        depth: 0 for an act that follows no other; one more than the act it follows otherwise.
        kind: How it follows that act; ``start`` for none.
        after: Id of the act that it follows, or ``None``.
        inferred: ``True`` for a candidate that no article links.
        days: Days from the act it follows, where both are dated.
        articles: Ids of the articles that tell the link; empty for a candidate.
        also: Its other told links to earlier acts: kind and id of the act.
        why: For a candidate, the rule in words.
    """

    act: Act
    depth: int
    kind: ChainKind
    after: str | None
    inferred: bool
    days: int | None
    articles: tuple[str, ...]
    also: tuple[tuple[str, str], ...] = ()
    why: str = ""


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
        steps = _with_candidates(record, steps, within)
    return Chain(asked=first.id, steps=tuple(steps), whole=whole)


def _tree(acts: dict[str, Act], links: Iterable[ActLink]) -> list[Step]:
    """Return the acts as a tree: each under the latest act that it is told to follow."""
    causes: dict[str, list[ActLink]] = {}
    for link in links:
        if link.source != link.target:
            causes.setdefault(link.source, []).append(link)
    parent: dict[str, ActLink] = {}
    for id_ in sorted(acts, key=lambda i: _when(acts[i])):
        ranked = sorted(causes.get(id_, ()), key=lambda k: _when(acts[k.target]), reverse=True)
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
        for child in sorted(below, key=lambda i: _when(acts[i])):
            grow(child, depth + 1)

    for root in sorted((i for i in acts if i not in parent), key=lambda i: _when(acts[i])):
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


def _when(act: Act) -> tuple[str, str, str]:
    days = days_of(act.date)
    return (days[0] if days else "9999", act.first_reported or "", act.id)


def _with_candidates(record: Record, steps: list[Step], within: int) -> list[Step]:
    """Add, after what is told to follow an act, what may answer or ease it though no article says so."""
    held = {s.act.id for s in steps}
    found: dict[str, list[Step]] = {}
    for step in steps:
        if step.act.quad != 4 or step.act.modality != "actual":
            continue
        for doer, other in itertools.product(step.act.source, step.act.target):
            later = _later(record, step.act, doer, other, within)
            for one in candidates(step.act, doer, other, later, within=within):
                if one.act.id not in held:
                    held.add(one.act.id)
                    found.setdefault(step.act.id, []).append(_below(one, step.depth + 1))
    out: list[Step] = []
    open_: list[Step] = []
    for at, step in enumerate(steps):
        out.append(step)
        open_.append(step)
        deeper = steps[at + 1].depth if at + 1 < len(steps) else 0
        while open_ and open_[-1].depth >= deeper:  # its branch ends here
            out += found.get(open_.pop().act.id, [])
    return out


def _later(record: Record, act: Act, doer: str, other: str, within: int) -> list[Act]:
    """Return the acts between two that may be candidates, without looking at all that passed between them."""
    days = days_of(act.date)
    if days is None:
        return []
    start = dt.date.fromisoformat(days[0])
    back = record.events(
        source=other,
        target=doer,
        quad=4,
        modality="actual",
        since=days[0],
        until=_day(start, within),
        order="oldest",
        limit=_ALL,
    )
    eased = [a for t in sorted(_EASING) for a in _eased(record, act, doer, other, t, start)]
    return [*back.items, *eased]


def _eased(
    record: Record, act: Act, doer: str, other: str, type_: str, start: dt.date
) -> Iterator[Act]:
    """Yield the acts of a type on the first day on which one of them eases an act."""
    first: str | None = None
    for offset in itertools.count(0, _PAGE):
        page = record.events(
            source=doer,
            target=other,
            type=type_,
            modality="actual",
            since=start.isoformat(),
            until=_day(start, EASED_WITHIN),
            order="oldest",
            limit=_PAGE,
            offset=offset,
        )
        for later in page:
            day = _when(later)[0]
            if first is not None and day > first:
                return
            if _after(act, later) and later.id != act.id and _shared(act, later):
                first = day
                yield later
        if not page.more:
            return


def _day(start: dt.date, days: int) -> str:
    """Return the day so many days later, as far as there are days."""
    return dt.date.fromordinal(min(start.toordinal() + days, dt.date.max.toordinal())).isoformat()


def _below(found: Step, depth: int) -> Step:
    return Step(
        act=found.act,
        depth=depth,
        kind=found.kind,
        after=found.after,
        inferred=True,
        days=found.days,
        articles=(),
        why=found.why,
    )


def candidates(
    act: Act, doer: str, other: str, acts: Iterable[Act], *, within: int = WITHIN
) -> tuple[Step, ...]:
    """Return the acts that may answer, or ease, a conflictual deed, by date.

    Args:
        act: The deed (quad 4) of ``doer`` on ``other``.
        doer: One of its sources.
        other: One of its targets.
        acts: Acts between the two.
        within: Days within which a deed of the other side is taken for a counter-deed.
    """
    out = []
    eased = False
    for later in sorted(acts, key=_when):
        days = days_between(act, later)
        if days is None or later.id == act.id or not _after(act, later):
            continue
        if later.quad == 4 and other in later.source and doer in later.target and days <= within:
            when = (
                f"within {within} days" if days else "on the same day, in which order is not told"
            )
            why = f"a conflictual deed back {when}; no article links them"
            out.append(_candidate(act, later, "counter-deed", days, why))
        elif (
            later.type in _EASING
            and doer in later.source
            and other in later.target
            and days <= EASED_WITHIN
            and not eased
            and (shared := _shared(act, later))
        ):
            eased = True  # what comes after has been eased already
            why = f"the same side eased; both tell of {', '.join(shared)}...; no article links them"
            out.append(_candidate(act, later, "easing", days, why))
    return tuple(out)


def _candidate(act: Act, later: Act, kind: ChainKind, days: int, why: str) -> Step:
    return Step(
        act=later,
        depth=1,
        kind=kind,
        after=act.id,
        inferred=True,
        days=days,
        articles=(),
        why=why,
    )


def _after(act: Act, later: Act) -> bool:
    """Tell whether an act came later, or on the very day, as far as the dates tell."""
    first, second = days_of(act.date), days_of(later.date)
    if first is None or second is None:
        return False
    return second[0] > first[1] or first[0] == first[1] == second[0] == second[1]


def _shared(a: Act, b: Act) -> list[str]:
    """Return what the words of two acts share: longer words in lower case, so no names."""
    weak = content_words(" ".join(load_matters().weak))
    said = [" ".join(t.evidence.text for t in act.tellings) for act in (a, b)]
    one, other = (content_words(_NAMES.sub(" ", text)) - weak for text in said)
    return sorted(one & other)


def days_between(first: Act, second: Act) -> int | None:
    """Return the days from the first day of one act to that of another; ``None`` without a date."""
    a, b = days_of(first.date), days_of(second.date)
    if a is None or b is None:
        return None
    return (dt.date.fromisoformat(b[0]) - dt.date.fromisoformat(a[0])).days
