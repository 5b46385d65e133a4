"""Read one shard: what every process of a pool and every machine of a cluster does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from detente.engine.bulk_folder import BulkFolder, Outcome, outcome_of
from detente.engine.bulk_pages import archived_article
from detente.engine.bulk_reader import reader_version
from detente.engine.bulk_rows import (
    ERRORS,
    EVENTS,
    FAILED,
    NOTE,
    PASSED,
    READINGS,
    error_row,
    event_rows,
    frame,
    reading_row,
)
from detente.engine.bulk_shards import Archived, Shard, Terms, Unit, units_of
from detente.errors import BulkError, SourceError
from detente.reading.read import read_article
from detente.record.vocabulary import StandardVocabulary
from detente.records import Article
from detente.sources.article import make_article
from detente.sources.check import decode
from detente.sources.json_text import json_fields
from detente.sources.page import read_page

_KILLED = "the process that read it ended (killed, or out of memory), twice"

#: In the words for a page of an archive that ends too early.
_BROKEN = "breaks off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a worker has to know beside the shard.

    Attributes:
        folder: Where the tables go.
        terms: What the rows depend on.
    """

    folder: str
    terms: Terms


def read_shard(
    shard: Shard,
    work: Work,
    *,
    skip: frozenset[int] = frozenset(),
    on_unit: Callable[[int], None] | None = None,
) -> Outcome:
    """Read a shard and write its tables; doing it twice gives the same files.

    Args:
        shard: What to read.
        work: On which terms, and where to.
        skip: Units, counted from 0, that end the process that reads them; listed as failed.
        on_unit: Told of each unit before it is read.

    Raises:
        SourceError: When the input can no longer be read, or is another than when it was cut.
        BulkError: When the tables cannot be written, or the reader here is another.
        PipelineError: When the language pipeline is missing.
    """
    if reader_version() != work.terms.reader:
        raise BulkError(
            f"this machine reads with {reader_version()}, the run was started with "
            f"{work.terms.reader}; install the same version of Détente everywhere"
        )
    readings: list[tuple[Any, ...]] = []
    events: list[tuple[Any, ...]] = []
    errors: list[tuple[Any, ...]] = []
    crawled = shard.kind == "pages"
    vocabulary = _vocabulary()
    for number, unit in enumerate(units_of(shard)):
        if on_unit is not None:
            on_unit(number)
        raw = unit.raw.get("text") if isinstance(unit.raw, dict) else unit.raw
        if number in skip:
            errors.append(error_row(SourceError(unit.source, _KILLED), FAILED, raw))
            continue
        notes: list[SourceError] = []
        try:
            article = article_of(unit, work.terms.published, notes.append)
        except SourceError as error:
            # pages of other kinds and languages are what a crawl consists of; damage is not
            kind = PASSED if crawled and _BROKEN not in error.reason else FAILED
            errors.append(error_row(SourceError(unit.source, error.reason), kind, raw))
            continue
        if article is None:
            errors += [error_row(note, PASSED) for note in notes]
            continue
        errors += [error_row(note, NOTE) for note in notes]
        try:
            reading = read_article(article, voices=work.terms.voices)
            rows = list(event_rows(reading, vocabulary))
            readings.append(reading_row(reading, unit.source))
            events += rows
        except Exception as error:  # whatever one article does must not stop the others
            what = f"could not be read ({type(error).__name__}: {error}); please report it"
            errors.append(error_row(SourceError(unit.source, what), FAILED, raw))
    folder, failed = BulkFolder(Path(work.folder)), frame(errors, ERRORS)
    folder.write("errors", shard.name, failed)
    folder.write("events", shard.name, frame(events, EVENTS))
    folder.write("readings", shard.name, frame(readings, READINGS))
    return outcome_of(shard.name, len(readings), len(events), failed)


def article_of(
    unit: Unit, published: str | None, on_warning: Callable[[SourceError], None]
) -> Article | None:
    """Return the article of a unit: of its text, or of the page that it holds under "html".

    Of a web archive's picture or script, which is no page, ``None``.

    Raises:
        SourceError: When it holds none that can be read.
    """
    raw = unit.raw
    if isinstance(raw, SourceError):
        raise raw
    if isinstance(raw, Archived):
        return archived_article(raw, unit.source, published, on_warning)
    fields = json_fields(decode(raw, unit.source), unit.source) if isinstance(raw, bytes) else raw
    html = fields.get("html")
    if isinstance(html, str) and not fields.get("text"):
        url = fields.get("url")
        page = read_page(html, unit.source, url=url if isinstance(url, str) else None)
        given = {k: v for k, v in fields.items() if v not in (None, "")}
        fields = {**page, **given, "text": page["text"]}
    return make_article(fields, unit.source, published=published, on_warning=on_warning)


@lru_cache(maxsize=1)
def _vocabulary() -> StandardVocabulary:
    return StandardVocabulary()
