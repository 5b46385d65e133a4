"""Readers of records: questions to one, files of one, readings as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from detente.engine.bulk_rows import reading_of
from detente.errors import DetenteError
from detente.record import Record
from detente.record.checking import check_record
from detente.records import Article
from fuzzing.reader import Reader, words_of
from fuzzing.samples import readings
from fuzzing.spoil import spoil_values

_QUESTIONS = (b"south korea", b"KOR", b"2016-07", b'missile "back on track" OR*', b"China Japan")


def record_readers(home: Path) -> Iterator[Reader]:
    """Yield the readers of records."""
    file = home / "fuzz.db"
    with Record.open(file) as record:
        for reading in readings():
            record.add(reading)
    settled = file.read_bytes()
    forms = tuple(json.dumps(reading.to_dict()).encode() for reading in readings())
    yield Reader(name="queries", sound=_QUESTIONS, read=_queries(Record.open(file)))
    yield Reader(
        name="record files", sound=(settled,), read=_record_file(home / "spoilt.db"), share=0.04
    )
    yield Reader(
        name="readings",
        sound=forms,
        read=_readings(home / "readings.db"),
        share=0.1,
        spoil=spoil_values,
    )


def _queries(record: Record) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        text = words_of(raw)
        record.search(text)
        for call in (
            lambda: record.events(since=text),
            lambda: record.events(actor=text, type=text, until=text[:10]),
            lambda: record.requests(pair=(text, text[:3])),
            lambda: record.event(text),
            lambda: record.judge(text, "struck", user=text),
        ):
            try:
                call()
            except DetenteError:
                continue

    return read


def _record_file(file: Path) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        for old in file.parent.glob(f"{file.name}*"):
            old.unlink()
        file.write_bytes(raw)
        check_record(file)
        with Record.open(file, readonly=True) as held:
            held.summary()
            held.search("china japan")
            held.articles()

    return read


def _readings(file: Path) -> Callable[[bytes], None]:
    """Return a reader of readings as JSON; what is taken is brought into a record, and read back."""
    seen = 0

    def read(raw: bytes) -> None:
        nonlocal seen
        number = next((n for n in range(3) if b'"s%d"' % n in raw), 0)
        article = readings()[number].article
        row = {f: getattr(article, f) for f in Article.__slots__} | {"reading": words_of(raw)}
        reading = reading_of(row)
        seen += 1
        if seen % 100 == 0:
            for old in file.parent.glob(f"{file.name}*"):
                old.unlink()
        with Record.open(file) as record:
            record.add(reading)
            assert record.article(article.id).article == article
            record.events()
            record.requests()

    return read
