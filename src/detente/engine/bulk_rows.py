"""From readings to the rows of three tables: readings, events, and inputs that failed.

Pure: the same articles give the same rows, on one core or on a cluster.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from detente.checked import check_reading
from detente.errors import SourceError
from detente.record.deeds import directions
from detente.record.matching import days_of
from detente.record.vocabulary import Vocabulary
from detente.record.writing import digest
from detente.records import Article, Event, Reading
from detente.sources.events.columns import EVENT_SCHEMA

#: One row an article. ``source``: file and line; ``sha256``: of the article as given; ``events``: how
#: many were read; ``reading``: the form of ``Reading.to_dict()``, as JSON.
READINGS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "published": pl.String(),
    "title": pl.String(),
    "url": pl.String(),
    "dateline": pl.String(),
    "publisher": pl.String(),
    "agency": pl.String(),
    "text": pl.String(),
    "sha256": pl.String(),
    "source": pl.String(),
    "events": pl.Int32(),
    "reading": pl.String(),
}
#: What event rows have beside the columns of ``EVENT_SCHEMA``. ``published``: when it was reported,
#: the date of the article, empty when unknown; ``event``: id in the reading;
#: ``sentence``: the words that prove it; ``speakers``: who tells it, outermost first; ``by``: rule or
#: model; ``confidence``: probability that it is right.
EXTRA: dict[str, pl.DataType] = {
    "published": pl.String(),
    "event": pl.String(),
    "sentence": pl.String(),
    "speakers": pl.String(),
    "by": pl.String(),
    "confidence": pl.Float64(),
}
EVENTS: dict[str, pl.DataType] = {**EVENT_SCHEMA, **EXTRA}
#: ``kind``: ``failed``, ``passed over`` (a page of a crawl that is no English article) or ``note``
#: (read all the same); ``raw``: its beginning as it stands.
ERRORS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "kind": pl.String(),
    "reason": pl.String(),
    "raw": pl.String(),
}
FAILED, PASSED, NOTE = "failed", "passed over", "note"
#: Value of ``origin`` for events that were read in bulk and left as Parquet.
ORIGIN = "bulk"
_RAW = 200


def reading_row(reading: Reading, source: str) -> tuple[Any, ...]:
    """Return the row of a reading, in the columns of ``READINGS``."""
    a = reading.article
    form = json.dumps(reading.to_dict(), ensure_ascii=False)
    return (
        a.id, a.published, a.title, a.url, a.dateline, a.publisher, a.agency, a.text, digest(a),
        source, len(reading.events), form,
    )  # fmt: skip


def reading_of(row: dict[str, Any]) -> Reading:
    """Return the reading of a row of ``READINGS``.

    Raises:
        SourceError: When it is of another form.
    """
    fields = ("id", "published", "title", "url", "dateline", "publisher", "agency", "text")
    article = Article(**{f: row[f] for f in fields})
    try:
        form = json.loads(row["reading"])
    except (ValueError, TypeError, RecursionError):
        raise SourceError(str(row["id"]), "no reading of this form (broken JSON)") from None
    reading = Reading.from_dict(article, form)
    check_reading(reading)
    return reading


def event_rows(reading: Reading, vocabulary: Vocabulary) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a reading's events, in the columns of ``EVENTS``.

    As a record does it: one row for each source and target, both directions of a joint act; an act
    without a date of its own has that of publication when it is told as done; one of which not even
    the year is known is left out. An event's first row has its id, further ones ``id/2`` and so on.
    """
    for event in reading.events:
        days = _days(event, reading.article.published)
        if days is None:
            continue
        cameo, goldstein = event.cameo, event.goldstein
        if cameo is None:
            cameo, goldstein = vocabulary.coding(event.type, event.mode)
        sides = directions(event.source, event.type, event.target)
        for n, (source, target, mirrored) in enumerate(sides, 1):
            yield (
                event.id if n == 1 else f"{event.id}/{n}", *days, source, target,
                vocabulary.name(source) if source else "", vocabulary.name(target) if target else "",
                "", "", event.type, event.mode or "", cameo or "", goldstein,
                vocabulary.quad(event.type), event.modality, ORIGIN, 1, reading.article.id,
                reading.article.publisher or "", event.place or "", mirrored,
                reading.article.published or "", event.id, event.evidence.text, "; ".join(event.speakers), event.by,
                event.confidence,
            )  # fmt: skip


def _days(event: Event, published: str | None) -> tuple[dt.date, dt.date] | None:
    days = days_of(event.date)
    if days is None and event.modality == "actual":
        days = days_of(published)
    return (dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[1])) if days else None


def error_row(error: SourceError, kind: str, raw: object = "") -> tuple[str, str, str, str]:
    """Return the row of an input that could not be read, in the columns of ``ERRORS``."""
    if isinstance(raw, bytes):
        text = raw[: 4 * _RAW].decode("utf-8", "replace")
    else:
        text = raw if isinstance(raw, str) else ""
    return error.source, kind, error.reason, text[:_RAW]


def frame(rows: Sequence[tuple[Any, ...]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Return rows as a frame of the given columns."""
    return pl.DataFrame(rows, schema=schema, orient="row")
