"""What may answer a conflictual deed, or ease it, though no article links the two."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator

from detente.language.matters import load_matters
from detente.record import Act, Record
from detente.record.matching import content_words, days_of
from detente.relations.chain_steps import ChainKind, Step, act_order, days_between

#: Days within which an unlinked deed may answer another.
WITHIN = 90
#: Days within which a deed may be eased.
EASED_WITHIN = 1096
_ALL = 100_000
_PAGE = 50
_NAMES = re.compile(r"\b[^\W\d_a-z][\w'’-]*")
_EASING = frozenset({"RETREAT", "CONCEDE"})


def with_candidates(record: Record, steps: list[Step], within: int) -> list[Step]:
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
            day = act_order(later)[0]
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
    for later in sorted(acts, key=act_order):
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
