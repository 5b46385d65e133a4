"""All readers, by what they read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fuzzing.addresses import address_readers
from fuzzing.articles import article_readers
from fuzzing.bulk import bulk_readers
from fuzzing.events import event_readers
from fuzzing.language import language_readers
from fuzzing.reader import Reader
from fuzzing.records import record_readers
from fuzzing.settings import settings_readers
from fuzzing.web import web_readers


def every_reader(home: Path, only: str = "") -> Iterator[Reader]:
    """Yield the readers whose name holds some words.

    Args:
        home: A folder for what they write.
        only: The words; empty for all readers.
    """
    for group in (
        article_readers,
        web_readers,
        event_readers,
        bulk_readers,
        settings_readers,
        language_readers,
        record_readers,
        address_readers,
    ):
        for reader in group(home):
            if only in reader.name:
                yield reader
