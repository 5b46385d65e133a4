"""How ``detente relations`` prints: rows, a table with bars, JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from detente.cli.printing import print_rows

if TYPE_CHECKING:
    from detente.record import ClaimRow
    from detente.relations.relation import Relation
    from detente.relations.turns import Turn

POINT_COLUMNS = (
    "origin", "period", "days", "acts", "cooperative", "conflictual", "share", "low", "high",
    "words_share", "deeds_share", "index", "intensity", "intensity_low", "intensity_high", "level",
    "level_low", "level_high",
)  # fmt: skip
_PHASE_COLUMNS = ("from", "to", "phase", "cooperative", "of", "usual", "driven_by")
_LONG_TURNS = ("date", "direction", "reason")
_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 60


def turn_row(turn: Turn, origin: str) -> dict[str, Any]:
    """Return a turn as a flat row, with the ids of the acts that drove it."""
    return {
        "dyad": "-".join(turn.pair),
        "date": turn.date.isoformat(),
        "direction": turn.direction,
        "reason": turn.reason,
        "strength": turn.strength,
        "days": turn.days,
        "origin": origin,
        "acts": list(turn.ids),
    }


def claim_row(claim: ClaimRow) -> dict[str, Any]:
    """Return a claim on a pair as a flat row: what somebody says, beside what acts show."""
    return {
        "state": claim.state,
        "said": claim.article.published,
        "period": claim.period,
        "claimed_by": claim.claimed_by,
        "evidence": claim.evidence.text,
        "id": claim.id,
    }


def _simple(value: Any) -> Any:
    """Turn records into JSON values, days into text."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _simple(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return [_simple(v) for v in value] if isinstance(value, (tuple, list)) else value


def print_relations(found: list[Relation], claims: Sequence[ClaimRow], form: str) -> None:
    """Print where a pair stands, by each origin, and what is claimed of it, in a format."""
    if form == "csv":
        rows = [row for one in found for row in _point_rows(one)]
        print_rows(rows, form, POINT_COLUMNS, empty="nothing on record between them")
    elif form == "table":
        for one in found:
            _print_table(one)
        for claim in map(claim_row, claims):
            click.echo(f"said by {claim['claimed_by'] or 'the reporter'}, {claim['said'] or 'undated'}:"
                       f" {claim['state']} ({claim['evidence']!r})")  # fmt: skip
    elif form == "json":
        whole = [{**_simple(one), "claims": [claim_row(c) for c in claims] if one.origin == "read" else []} for one in found]  # fmt: skip
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        for line in _lines(found, claims):
            click.echo(json.dumps(line, ensure_ascii=False))


def _lines(found: list[Relation], claims: Sequence[ClaimRow]) -> Iterator[dict[str, Any]]:
    for one in found:
        base = {"origin": one.origin}
        yield {
            "kind": "verdict", **base, "verdict": one.verdict, "measure": one.measure,
            "acts": one.acts, "undated": one.undated, "outside": one.outside, "usual": one.usual,
            "alert": turn_row(one.alert, one.origin) if one.alert else None,
        }  # fmt: skip
        yield from ({"kind": "phase", **base, **_simple(phase)} for phase in one.phases)
        yield from ({"kind": "turn", **turn_row(turn, one.origin)} for turn in one.turns)
        yield from ({"kind": "period", **row} for row in _point_rows(one))
    yield from ({"kind": "claim", **claim_row(claim)} for claim in claims)


def _point_rows(one: Relation) -> Iterator[dict[str, Any]]:
    """Yield the series as flat rows."""
    from detente.relations.smooth import figures_of

    line = {level.period: level for level in one.line}
    for p in one.series:
        level = line.get(p.period)
        yield {
            "origin": one.origin,
            "period": p.period,
            "days": p.days,
            "acts": p.acts,
            "cooperative": p.cooperative,
            "conflictual": p.conflictual,
            "share": p.share.mean if p.share else None,
            "low": p.share.low if p.share else None,
            "high": p.share.high if p.share else None,
            **figures_of(p, level),
        }


def sparkline(values: Sequence[float | None], width: int = _WIDTH) -> str:
    """Return values between -1 and 1 as bars; a blank where there is none.

    >>> sparkline([-1.0, None, 0.0, 1.0])
    '▁ ▅█'
    """
    step = max(1, -(-len(values) // width))
    out = []
    for i in range(0, len(values), step):
        known = [v for v in values[i : i + step] if v is not None]
        share = (sum(known) / len(known) + 1) / 2 if known else None
        out.append(" " if share is None else _BARS[min(int(share * 8), 7)])
    return "".join(out)


def _print_table(one: Relation) -> None:
    click.echo(f"{one.verdict} ({one.measure})" if one.measure else one.verdict)
    notes = [f"{one.acts:,} acts, {one.first} to {one.last}", f"origin: {one.origin}"]
    if one.undated:
        notes.append(f"{one.undated} of them known by month or year only, counted at its middle")
    if one.outside:
        notes.append(f"{one.outside} outside that time, not counted")
    click.echo("; ".join(notes))
    drawn = sparkline([p.index for p in one.series])
    if drawn.strip():
        click.echo(f"conflict ▁ {drawn} █ cooperation")
    phases = [
        {
            "from": p.first.isoformat(),
            "to": p.last.isoformat(),
            "phase": p.name,
            "cooperative": str(p.cooperative),
            "of": str(p.cooperative + p.conflictual),
            "usual": f"{round(10 * (1 - one.usual))} of 10",
            "driven_by": "; ".join(dict.fromkeys(d.kind for d in p.drivers)),
        }
        for p in one.phases
    ]
    if phases:
        print_rows(phases, "table", _PHASE_COLUMNS, empty="")
    if one.turns:
        rows = [turn_row(t, one.origin) for t in one.turns]
        print_rows(rows, "table", _LONG_TURNS, empty="")
    if one.alert:
        click.echo(f"of late: {one.alert.direction}, {one.alert.reason}")
