"""One way to the events, wherever they lie: a record's own acts and what was imported beside it.

Both come in the columns of ``EVENT_SCHEMA``; ``origin`` tells them apart ("read" for a record's own).
Choose origins where figures of different makers must not be added up.

**Joint acts.** A meeting is one act of two sides. Where the data hold both directions, both come as
rows, so that a count by direction finds the act on either side; one of them has ``reciprocal`` true.
Where direction does not matter, count the rows with ``reciprocal`` false. A record's own joint acts
(AGREE, CONSULT, COOPERATE) always come in both directions and share one id; imported ones only where
the origin has both.

**Copies.** Rows that tell an act that another row of the same origin tells are left out; the row
that is left says in ``sources`` how many stories tell it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from detente.errors import RecordError
from detente.record.bulk import imported_counts, imported_events
from detente.record.connect import connect
from detente.record.deeds import own_events, span
from detente.record.filters import day_of
from detente.sources.events.columns import ORIGINS

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What one origin has in a record.

    Attributes:
        name: One of ``ORIGINS``.
        events: How many acts, mirrored directions of an imported joint act counted as they stand.
        first: Date of the first.
        last: Last day of the last.
    """

    name: str
    events: int
    first: dt.date
    last: dt.date


def load_events(
    path: str | Path,
    *,
    pair: Pair | None = None,
    actor: str | None = None,
    since: str | None = None,
    until: str | None = None,
    origins: Sequence[str] | None = None,
    modality: Sequence[str] | None = ("actual",),
) -> pl.DataFrame:
    """Return events of a record and of what was imported beside it.

    Args:
        path: The record file.
        pair: Only between these two, either way.
        actor: Only with this actor on either side.
        since: Not ended before this date (``2016``, ``2016-07``, ``2016-07-08``).
        until: Not begun after this date.
        origins: Only of these origins (of ``ORIGINS``); all when left out.
        modality: Only of these; ``None`` for all.

    Returns:
        The columns of ``EVENT_SCHEMA``; by date, origin, id, mirrored rows last. Texts that are not
        known are empty, never null; ``goldstein`` may be null. Rows whose source or target is no
        known actor have an empty id there, and a pair may be of one actor with itself.

    Raises:
        RecordError: When the file is missing or no record, an origin is not known, or a date is none.
    """
    path = Path(path)
    for origin in origins or ():
        if origin not in ORIGINS:
            raise RecordError(f"no origin {origin!r}; there are {', '.join(ORIGINS)}")
    first, last = day_of(since, last=False), day_of(until, last=True)
    imported = imported_events(
        path,
        pair=pair,
        actor=actor,
        since=first,
        until=last,
        origins=origins,
        modality=modality,
    )
    if origins is not None and "read" not in origins:
        connect(path, readonly=True).close()  # a missing record is an error all the same
        return imported  # which is in order
    own = own_events(path, pair=pair, actor=actor, since=since, until=until)
    if modality is not None:
        own = own.filter(pl.col("modality").is_in(list(modality)))
    return pl.concat([own, imported]).sort("date", "origin", "id", "reciprocal", "source", "target")


def origins_of(path: str | Path) -> tuple[Origin, ...]:
    """Return what a record holds by origin, in the order of ``ORIGINS``.

    Own acts are counted once each, of every modality; those of which not even the year is known
    are not counted.

    Raises:
        RecordError: When the file is missing or no record.
    """
    path = Path(path)
    found: dict[str, Origin] = {}
    own = span(path)
    if own is not None:
        found["read"] = Origin(name="read", events=own[0], first=own[1], last=own[2])
    for row in imported_counts(path).iter_rows(named=True):
        found[row["origin"]] = Origin(
            name=row["origin"], events=row["events"], first=row["first"], last=row["last"]
        )
    return tuple(found[name] for name in ORIGINS if name in found)
