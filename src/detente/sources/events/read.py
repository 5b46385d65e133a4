"""Read a file of event data in batches: rows that can be kept, and rows that cannot with the reason."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from detente.errors import SourceError
from detente.sources.events.form import EventForm, Layout
from detente.sources.events.rows import BLOCK, TORN, Block, blocks, parse

_LOOKED_AT = 200
_LONGEST_RAW = 4000
#: Rows that cannot be kept: ``text`` is the file, or the member of a zip file.
DROPPED: dict[str, pl.DataType] = {
    "text": pl.String(),
    "line": pl.Int64(),
    "reason": pl.String(),
    "id": pl.String(),
    "raw": pl.String(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some rows of a file.

    Attributes:
        text: The file, or ``file:member`` of a zip file with several.
        events: Rows that can be kept: the columns of the form, ``line`` and ``known``.
        dropped: Rows that cannot: the columns of ``DROPPED``.
        lines: How many rows there were, kept or not.
        recoded: How many lines were not UTF-8 and read as Windows-1252.
        notes: What is odd about the file's columns, in words; with its first batch.
    """

    text: str
    events: pl.DataFrame
    dropped: pl.DataFrame
    lines: int
    recoded: int
    notes: tuple[str, ...] = ()


def read_events(
    path: Path,
    form: EventForm,
    *,
    on_error: Callable[[SourceError], None],
    size: int = BLOCK,
) -> Iterator[Batch]:
    """Yield the rows of a file in batches, in the order of the file.

    A member of a zip file that is of another form is told to ``on_error`` and passed over, as is the
    rest of a file that breaks off.

    Args:
        path: A plain, gzip or zip file.
        form: What it should be.
        on_error: Told of what cannot be read.
        size: Bytes to read at once, about.

    Raises:
        SourceError: When the file itself cannot be opened.
    """
    for text, pieces in blocks(path, size=size):
        try:
            yield from _read(text, pieces, form)
        except SourceError as error:
            on_error(error)


def _read(text: str, pieces: Iterator[Block], form: EventForm) -> Iterator[Batch]:
    layout: Layout | None = None
    header = 0
    for block in pieces:
        notes: tuple[str, ...] = ()
        if layout is None:
            numbers, lines = _first_lines(block)
            if not lines:
                continue
            layout = form.layout(lines, text)
            header, notes = (numbers[0] if layout.header else 0), layout.notes
        yield _batch(text, block, form, layout, header, notes)
    if layout is None:
        raise SourceError(text, "the file is empty; nothing to read")


def _first_lines(block: Block) -> tuple[list[int], list[list[str]]]:
    """Return the first lines that are not blank, with their numbers, parted at tabs."""
    start = block.data[: 64 * _LOOKED_AT * _LOOKED_AT].split(b"\n")
    numbered = (
        (block.first + n, line.rstrip(b"\r").decode("utf-8", "replace"))
        for n, line in enumerate(start)
    )
    found = list(itertools.islice(((n, line) for n, line in numbered if line), _LOOKED_AT))
    return [n for n, _ in found], [line.split("\t") for _, line in found]


def _batch(
    text: str,
    block: Block,
    form: EventForm,
    layout: Layout,
    header: int,
    notes: tuple[str, ...],
) -> Batch:
    wanted = sorted(
        {i for cs in layout.columns.values() for i, c in enumerate(cs) if c in form.wanted}
    )
    parsed = parse(block, tuple(layout.columns), wanted, skip=header)
    frames = []
    for width, frame in parsed.rows.items():
        names = layout.columns[width]
        places = {c: i for i, c in enumerate(names) if c in form.wanted}
        named = frame.select("line", *(pl.col(f"c{i}").alias(c) for c, i in places.items()))
        frames.append(form.events(named))
    schema = {**form.schema, "line": pl.Int64(), "reason": pl.String(), "known": pl.Boolean()}
    rows = pl.DataFrame(schema=schema)
    if frames:
        rows = pl.concat([f.select(*schema).cast(schema) for f in frames])  # type: ignore[arg-type]
    if len(frames) > 1:
        rows = rows.sort("line")
    good = rows.filter(pl.col("reason") == "")
    bad = rows.filter(pl.col("reason") != "")
    raw = pl.Series("raw", parsed.raw(bad["line"].to_list()), dtype=pl.String())
    dropped = pl.concat(
        [parsed.torn.select(*TORN), bad.with_columns(raw).select(*TORN)], how="vertical"
    ).sort("line")
    return Batch(
        text=text,
        events=good.drop("reason"),
        dropped=dropped.select(
            pl.lit(text).alias("text"),
            "line",
            "reason",
            pl.lit("").alias("id"),
            pl.col("raw").str.slice(0, _LONGEST_RAW),
        ).cast(DROPPED),  # type: ignore[arg-type]
        lines=parsed.lines,
        recoded=parsed.recoded,
        notes=notes,
    )
