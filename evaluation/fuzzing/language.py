"""Readers of language: names, dates, near-copies, whole articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from detente.actors import load_actors
from detente.language.dates import find_dates
from detente.language.pipeline import load_pipeline
from detente.reading.read import read_article
from detente.record import Record
from detente.record.matching import days_of
from detente.record.stories import containment, copies, shingles, sketch
from detente.record.writing import check_evidence
from detente.records import Article, Reading, content_id
from detente.sources.feeds import printed_day
from fuzzing.reader import Reader, words_of
from fuzzing.samples import texts

_DATES = (
    b"On Wednesday, less than three months after the second half of 2018.",
    b"He met her last month, in March 2017 and on 3/4/2019.",
)
_MOST_HELD = 200


def language_readers(home: Path) -> Iterator[Reader]:
    """Yield the readers of language."""
    actors, pipeline = load_actors(), load_pipeline()

    def names(raw: bytes) -> None:
        text = words_of(raw)
        actors.resolve(text, on="2024-01-01")
        actors.identify(text)

    def dates_in_text(raw: bytes) -> None:
        text = words_of(raw)[:1500]
        for date in find_dates(pipeline.parse(text), "2024-01-24"):
            assert date.value is None or days_of(date.value) or "/" in date.value

    yield Reader(
        name="names of actors",
        sound=(b"President Xi", b"the South Korean foreign minister", b"Cote d'Ivoire", b"SECURITY COUNCIL"),
        read=names,
        share=0.6,
    )  # fmt: skip
    yield Reader(
        name="dates", sound=(b"2024-01-24", b"Wed, 24 Jan 2024 10:00:00 GMT", b"2024", b"2024-02-30"), read=_dates
    )  # fmt: skip
    yield Reader(name="near-copies", sound=texts(), read=_copies, share=0.5)
    yield Reader(name="dates in a text", sound=_DATES, read=dates_in_text, share=0.04)
    yield Reader(name="articles, whole", sound=texts(), read=_whole(home / "added.db"), share=0.01)


def _dates(raw: bytes) -> None:
    text = words_of(raw)
    days_of(text)
    printed_day(text)


def _copies(raw: bytes) -> None:
    text = words_of(raw)
    half = text[: len(text) // 2]
    whole, part = shingles(text), shingles(half)
    assert sketch(text) <= whole
    assert 0.0 <= containment(whole, part) <= 1.0
    assert copies(whole, whole) == (1.0 if whole else None)
    copies(whole, part)


def _whole(file: Path) -> Callable[[bytes], None]:
    """Return a reader of articles with all models, which also keeps what was read in a record."""

    def read(raw: bytes) -> None:
        text = words_of(raw)[:2500]
        article = Article(id=content_id(text), text=text, published="2024-01-24")
        reading = read_article(article)
        check_evidence(reading)
        assert Reading.from_dict(article, reading.to_dict()) == reading
        with Record.open(file) as record:
            record.add(reading)
            full = record.summary().articles >= _MOST_HELD
        if full:  # a small record is a quick one
            for old in file.parent.glob(f"{file.name}*"):
                old.unlink()

    return read
