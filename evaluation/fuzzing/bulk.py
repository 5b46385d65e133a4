"""Readers of the inputs of ``detente bulk``: Parquet, JSON lines and web archives in shards."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from detente.engine.bulk_reader import reader_version
from detente.engine.bulk_shards import Shard, Terms, cut, units_of
from detente.engine.bulk_work import article_of
from detente.errors import SourceError
from fuzzing.reader import Reader
from fuzzing.samples import lines, page
from fuzzing.web import sound_archives


def bulk_readers(home: Path) -> Iterator[Reader]:
    """Yield the readers of bulk inputs."""
    rows = [json.loads(line) for line in lines()[:4]]
    pages = [{"id": "p", "html": page().decode(), "published": "2024-01-24"}]
    tables = tuple(_parquet(pl.DataFrame(table)) for table in (rows, pages))
    jsonl = b"\n".join([*lines()[:3], json.dumps(pages[0]).encode()])
    terms = Terms(reader=reader_version())
    yield Reader(name="Parquet of articles", sound=tables, read=_bulk(home / "bulk.parquet", terms), share=0.1)  # fmt: skip
    yield Reader(name="JSON lines in bulk", sound=(jsonl,), read=_bulk(home / "bulk.jsonl", terms), share=0.1)  # fmt: skip
    yield Reader(name="web archives in bulk", sound=sound_archives(), read=_bulk(home / "bulk.warc", terms), share=0.1)  # fmt: skip


def _parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out, compression="uncompressed")
    return out.getvalue()


def _bulk(file: Path, terms: Terms) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        file.write_bytes(raw)
        units, ends = 0, 0
        broken: SourceError | None = None
        shards: list[Shard] = []
        try:
            shards.extend(cut(file, terms, units=2))
        except SourceError as error:
            broken = error
        for shard in shards:
            for unit in units_of(shard):
                units += 1
                notes: list[SourceError] = []
                try:
                    ends += article_of(unit, None, notes.append) is not None or bool(notes)
                except SourceError:
                    ends += 1
        assert units == ends, (units, ends)
        if file.suffix == ".jsonl" and broken is None:
            assert units == sum(1 for line in raw.split(b"\n") if line.strip())
        if broken is not None:
            raise broken

    return read
