"""Past mediations between two states, by whom and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl

from detente.relations.channels_rules import load_rules
from detente.sources.events.columns import READ_ORIGINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Mediation:
    """A third party's mediation between two.

    Attributes:
        mediator: Who.
        first: Day of its first act.
        last: Day of its last.
        promised: Whether it is only told to have offered (CAMEO 039).
        acts: Ids of the acts, by day.
    """

    mediator: str
    first: dt.date
    last: dt.date
    promised: bool
    acts: tuple[str, ...]


def mediations(events: pl.DataFrame, a: str, b: str, *, at: dt.date) -> tuple[Mediation, ...]:
    """Return the mediations between two states until a date, latest first.

    A third party mediates between the two when acts of mediation go from it to each of them, in one act
    or within a month.

    Args:
        events: Rows of ``EVENT_SCHEMA``, of one origin.
        a: One side.
        b: The other.
        at: Acts after this day are not looked at.
    """
    rules = load_rules()
    mode = pl.concat_str("type", "mode", separator="/").is_in(list(rules.read_modes))
    acts = events.filter(
        (pl.col("cameo").is_in(list(rules.codes)) | (mode & (pl.col("origin").is_in(READ_ORIGINS))))
        & (pl.col("date") <= at)
        & ~pl.col("reciprocal")
        & pl.col("target").is_in([a, b])
        & ~pl.col("source").is_in([a, b, ""])
    ).sort("source", "date", "id")
    out: list[Mediation] = []
    for (who,), rows in acts.group_by("source", maintain_order=True):
        for spell in _spells(rows, rules.together):
            if {a, b} <= {r["target"] for r in spell}:
                out.append(
                    Mediation(
                        mediator=str(who),
                        first=spell[0]["date"],
                        last=spell[-1]["date"],
                        promised=all(r["cameo"] == "039" for r in spell),
                        acts=tuple(dict.fromkeys(str(r["id"]) for r in spell)),
                    )
                )
    return tuple(sorted(out, key=lambda m: (m.last, m.mediator), reverse=True))


def _spells(rows: pl.DataFrame, together: int) -> list[list[dict[str, Any]]]:
    """Cut acts by day into spells with no longer gap than some days."""
    out: list[list[dict[str, Any]]] = []
    for row in rows.iter_rows(named=True):
        near = out and (row["date"] - out[-1][-1]["date"]).days <= together
        if near:
            out[-1].append(row)
        else:
            out.append([row])
    return out
