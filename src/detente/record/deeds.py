"""A record's own acts as rows from one source to one target, for counting."""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from detente.record.acts import split
from detente.record.connect import connect, plain_errors
from detente.record.filters import act_filter
from detente.records import SYMMETRIC_TYPES, Modality

_ACTS = """
SELECT a.id, a.day_from, a.day_to, a.source, a.target, a.type, a.mode, a.cameo, a.goldstein, a.quad,
  a.modality, a.sources, r.id AS story, r.publisher, a.place
FROM acts a LEFT JOIN events e ON e.id = a.id LEFT JOIN articles r ON r.n = e.article
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One direction of an act: who to whom.

    Attributes:
        id: Of the act; the rows of one act share it.
        date: First day of when it happened.
        until: Last day.
        source_name: As the record names the actor.
        sources: Distinct stories that tell it.
        story: Id of the first article that tells it.
        reciprocal: Whether it mirrors another row of the same joint act.
    """

    id: str
    date: dt.date
    until: dt.date
    source: str
    target: str
    source_name: str
    target_name: str
    type: str
    mode: str | None
    cameo: str | None
    goldstein: float | None
    quad: int
    modality: str
    sources: int
    story: str | None
    publisher: str | None
    place: str | None
    reciprocal: bool


def deeds(
    path: Path,
    *,
    pair: tuple[str, str] | None = None,
    actor: str | None = None,
    since: str | None = None,
    until: str | None = None,
    modality: Modality | None = None,
) -> Iterator[Deed]:
    """Yield the dated acts of a record, one row for each source and target, by date and id.

    A joint act (AGREE, CONSULT, COOPERATE) passes between all its parties alike: each two of them
    give two rows, of which the second has ``reciprocal``. An act without a target gives a row with
    an empty one. Acts of which not even the year is known are left out.

    Args:
        path: The record file.
        pair: Only rows between these two, either way.
        actor: Only rows with this actor.
        since: Not ended before this date (``2016``, ``2016-07``, ``2016-07-08``).
        until: Not begun after this date.
        modality: Only of this modality.

    Raises:
        RecordError: When the file is missing or no record, or a date is none.
    """
    within = pair if pair is not None and pair[0] != pair[1] else None
    either = pair[0] if pair is not None and within is None else actor
    where = act_filter(pair=within, actor=either, modality=modality, since=since, until=until)
    where = where.and_("a.day_from NOT NULL")
    with closing(connect(path, readonly=True)) as db, plain_errors(path):
        names = dict(db.execute("SELECT id, name FROM actors").fetchall())
        db.row_factory = sqlite3.Row
        for row in db.execute(f"{_ACTS} {where.sql} ORDER BY a.day_from, a.id", where.values):
            for source, target, mirrored in directions(
                split(row["source"]), row["type"], split(row["target"])
            ):
                sides = {source, target}
                if (pair is None or sides == set(pair)) and (actor is None or actor in sides):
                    yield _deed(row, source, target, mirrored, names)


def span(path: Path) -> tuple[int, dt.date, dt.date] | None:
    """Return how many dated acts a record holds, and their first and last day; ``None`` without any.

    Raises:
        RecordError: When the file is missing or no record.
    """
    sql = "SELECT count(*), min(day_from), max(day_to) FROM acts WHERE day_from NOT NULL"
    with closing(connect(path, readonly=True)) as db, plain_errors(path):
        count, first, last = db.execute(sql).fetchone()
    return (count, dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if count else None


def directions(
    sources: Sequence[str], type_: str, targets: Sequence[str]
) -> Iterator[tuple[str, str, bool]]:
    """Yield source, target, and whether the row mirrors the one before it."""
    if type_ in SYMMETRIC_TYPES:
        parties = list(dict.fromkeys([*sources, *targets]))
        for one, other in itertools.combinations(parties, 2):
            yield one, other, False
            yield other, one, True
        if len(parties) == 1:
            yield parties[0], parties[0] if sources and targets else "", False
        return
    for one in dict.fromkeys(sources or [""]):
        for other in dict.fromkeys(targets or [""]):
            yield one, other, False


def _deed(
    row: sqlite3.Row, source: str, target: str, mirrored: bool, names: dict[str, str]
) -> Deed:
    return Deed(
        id=row["id"],
        date=dt.date.fromisoformat(row["day_from"]),
        until=dt.date.fromisoformat(row["day_to"]),
        source=source,
        target=target,
        source_name=names.get(source, source),
        target_name=names.get(target, target),
        type=row["type"],
        mode=row["mode"],
        cameo=row["cameo"],
        goldstein=row["goldstein"],
        quad=row["quad"],
        modality=row["modality"],
        sources=row["sources"],
        story=row["story"],
        publisher=row["publisher"],
        place=row["place"],
        reciprocal=mirrored,
    )
