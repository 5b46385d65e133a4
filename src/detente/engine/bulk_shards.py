"""Cut files of articles into shards, and read a shard's units back.

A shard is some units of one file that stand together: lines of JSON lines, rows of a Parquet file,
records of a WARC file. It is told by where it starts and ends, so that whoever reads it opens the file
itself; only the place travels between processes and machines. Its name is a hash of what stands there
and of the terms it is read on, so that the same articles read by the same reader have the same name,
wherever the file lies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from detente.errors import SourceError
from detente.reading.read import Voices
from detente.sources.check import MAX_BYTES

Kind = Literal["lines", "rows", "pages"]
#: Form of what is written; a new one gives every shard a new name.
FORM = 1
#: Units in a shard: some seconds to half a minute of one core.
UNITS = 250

_BLOCK = 1 << 20
_KINDS: Mapping[str, Kind] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".parquet": "rows",
    ".warc": "pages",
    ".warc.gz": "pages",
}
#: Columns of a Parquet file that are taken; others are passed over.
_FIELDS = (
    "id", "title", "published", "text", "html", "url", "dateline", "publisher", "agency",
)  # fmt: skip
_NAME = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the rows depend on beside the input.

    Attributes:
        reader: Version of the reader, as :func:`detente.engine.bulk_reader.reader_version` gives it.
        voices: Whose statements are kept.
        published: Date for articles that carry none.
    """

    reader: str
    voices: Voices = "political"
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Some units of one file that stand together.

    Attributes:
        name: 32 hex digits, by content and terms.
        path: The file.
        kind: What its units are.
        start: Where it starts: a byte, of ``rows`` the number of the row.
        end: Where it ends, exclusive.
        first: Number of its first unit in the file, from 1.
        weight: Bytes of the file that it stands for.
        digest: SHA-256 of its bytes, empty where they are not compared when it is read.
    """

    name: str
    path: str
    kind: Kind
    start: int
    end: int
    first: int
    weight: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Archived:
    """One record of a web archive, as the file has it."""

    held: bytes


@dataclass(frozen=True, slots=True)
class Unit:
    """One input as it stands: a line, the fields of a row, or a record of a web archive.

    Attributes:
        source: Name of the file (without its folder) and number, for messages and tables.
        raw: The line's bytes, the row's fields, the record, or why it cannot be taken.
    """

    source: str
    raw: bytes | Mapping[str, Any] | Archived | SourceError


def kind_of(path: Path) -> Kind | None:
    """Return what the units of a file are, by its name; ``None`` when it is none that is read.

    >>> kind_of(Path("CC-NEWS-20260101.warc.gz"))
    'pages'
    """
    name = path.name.lower()
    return next((kind for end, kind in _KINDS.items() if name.endswith(end)), None)


def files_of(paths: list[Path], *, on_error: Callable[[SourceError], None]) -> Iterator[Path]:
    """Yield files, those of folders in order of name, each once.

    Args:
        paths: Files and folders.
        on_error: Told of each that is missing or of no kind that is read.
    """
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and kind_of(p))
            if not found:
                on_error(SourceError(str(path), "no .jsonl, .parquet or .warc file in this folder"))
        elif not path.is_file():
            on_error(SourceError(str(path), "no such file"))
            continue
        elif kind_of(path) is None:
            on_error(SourceError(str(path), "not a .jsonl, .parquet, .warc or .warc.gz file"))
            continue
        else:
            found = [path]
        for one in found:
            if (where := one.resolve()) not in seen:
                seen.add(where)
                yield one


def cut(path: Path, terms: Terms, *, units: int = UNITS) -> Iterator[Shard]:
    """Yield the shards of a file, in order, reading it once.

    Raises:
        SourceError: When it cannot be read, is empty, or lacks a column.
    """
    kind = kind_of(path)
    try:
        if path.stat().st_size == 0:
            raise SourceError(str(path), "the file is empty; nothing to read")
        if kind == "lines":
            yield from _cut_lines(path, terms, units)
        elif kind == "rows":
            yield from _cut_rows(path, terms, units)
        else:
            from detente.engine.bulk_pages import cut_pages

            yield from cut_pages(path, terms, units)
    except OSError as error:
        raise SourceError(str(path), error.strerror or "cannot be read") from None


def units_of(shard: Shard) -> Iterator[Unit]:
    """Yield the units of a shard, in order.

    Raises:
        SourceError: When the file cannot be read or is another than when it was cut; units that
            were yielded before are then to be dropped.
    """
    try:
        if shard.kind == "lines":
            yield from _lines(shard)
        elif shard.kind == "rows":
            yield from _rows(shard)
        else:
            from detente.engine.bulk_pages import pages_of

            yield from pages_of(shard)
    except OSError as error:
        raise SourceError(shard.path, error.strerror or "cannot be read") from None


def name_of(terms: Terms, kind: Kind, content: str) -> str:
    """Return the name of a shard from its terms and the hash of its content."""
    parts = (str(FORM), terms.reader, terms.voices, terms.published or "", kind, content)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_NAME]


def _cut_lines(path: Path, terms: Terms, units: int) -> Iterator[Shard]:
    digest, lines, first = hashlib.sha256(), 0, 1
    start = base = 0

    def shard(end: int) -> Shard:
        content = digest.hexdigest()
        return Shard(
            name=name_of(terms, "lines", content),
            path=str(path),
            kind="lines",
            start=start,
            end=end,
            first=first,
            weight=end - start,
            digest=content,
        )

    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            taken = low = 0
            while (at := block.find(b"\n", low)) >= 0:
                low = at + 1
                lines += 1
                if lines == units:
                    digest.update(block[taken:low])
                    yield shard(base + low)
                    digest, start, first = hashlib.sha256(), base + low, first + lines
                    lines, taken = 0, low
            digest.update(block[taken:])
            base += len(block)
    if base > start:
        yield shard(base)


def _lines(shard: Shard) -> Iterator[Unit]:
    name, number, digest = Path(shard.path).name, shard.first, hashlib.sha256()
    with Path(shard.path).open("rb") as file:
        file.seek(shard.start)
        left = shard.end - shard.start
        while left > 0 and (raw := file.readline(min(left, MAX_BYTES + 1))):
            digest.update(raw)
            left -= len(raw)
            source, long = f"{name}:{number}", len(raw) > MAX_BYTES
            rest = raw
            while (
                not rest.endswith(b"\n") and left > 0 and (rest := file.readline(min(left, _BLOCK)))
            ):
                digest.update(rest)
                left -= len(rest)
            if long:
                most = MAX_BYTES / 1e6
                yield Unit(source, SourceError(source, f"a line of more than {most:.0f} MB"))
            elif raw.strip():
                yield Unit(source, raw)
            number += 1
    if digest.hexdigest() != shard.digest:
        raise SourceError(shard.path, "was changed while it was being read; run again")


def _cut_rows(path: Path, terms: Terms, units: int) -> Iterator[Shard]:
    size = path.stat().st_size
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        held = pl.scan_parquet(path)
        columns = held.collect_schema().names()
        height = int(held.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise SourceError(str(path), f"no Parquet file ({_first_line(error)})") from None
    if not {"text", "html"} & set(columns):
        raise SourceError(
            str(path), f'no column "text" (or "html"); it has {", ".join(columns)[:200]}'
        )
    if not height:
        raise SourceError(str(path), "the file has no rows; nothing to read")
    for start in range(0, height, units):
        end = min(start + units, height)
        yield Shard(
            name=name_of(terms, "rows", f"{content} {start} {end}"),
            path=str(path),
            kind="rows",
            start=start,
            end=end,
            first=start + 1,
            weight=size * end // height - size * start // height,
        )


def _rows(shard: Shard) -> Iterator[Unit]:
    path = Path(shard.path)
    try:
        held = pl.scan_parquet(path)
        there = [c for c in _FIELDS if c in held.collect_schema().names()]
        frame = held.slice(shard.start, shard.end - shard.start).select(there).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise SourceError(shard.path, f"cannot be read ({_first_line(error)})") from None
    for number, row in enumerate(frame.iter_rows(named=True), shard.first):
        fields = {k: _plain(v) for k, v in row.items() if v is not None}
        yield Unit(f"{path.name}:{number}", fields)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else value


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
