"""What the importers share: how a form of event data is described, and small column rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from detente.errors import SourceError
from detente.sources.events.columns import EVENT_SCHEMA

#: What event data write where they know nothing.
MISSING = ("NA", "None", "NULL", "null", "nan", "NaN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the columns of a file stand.

    Attributes:
        columns: For each number of columns that a row may have: their names in order.
        header: Whether the first line names them.
        notes: What is odd about it, in words.
    """

    columns: Mapping[int, tuple[str, ...]]
    header: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventForm:
    """One form of event data.

    Attributes:
        origin: Its name in the column ``origin``.
        layout: From the first lines of a file, parted at tabs, and its name, to its layout; raises
            ``SourceError`` when the file is of another form.
        wanted: The columns that ``events`` takes.
        events: From a frame of texts under those names, with ``line``, to a frame of the same rows
            with ``EVENT_SCHEMA``, ``extra``, ``line``, ``reason`` (why a row cannot be kept, else
            empty) and ``known`` (whether the codebook has something on its code).
        extra: Columns beside those of ``EVENT_SCHEMA``.
        same: From the kept columns to ``act``, ``who``, ``whom`` and ``where``: rows of one day that
            agree in all four tell the same act.
    """

    origin: str
    layout: Callable[[Sequence[Sequence[str]], str], Layout]
    wanted: frozenset[str]
    events: Callable[[pl.DataFrame], pl.DataFrame]
    extra: Mapping[str, pl.DataType]
    same: tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Name and type of every column that is kept."""
        return {**EVENT_SCHEMA, **self.extra}


def header_layout(
    lines: Sequence[Sequence[str]],
    source: str,
    *,
    names: Mapping[str, str],
    needed: Sequence[str],
    form: str,
) -> Layout:
    """Return the layout of a file whose first line names its columns, in whatever order.

    Args:
        lines: The first lines, parted at tabs.
        source: The file, for messages.
        names: From every name a column may have to the one it is taken by.
        needed: Columns without which a row is no event.
        form: What the file should be, for messages.

    Raises:
        SourceError: When a needed column is missing or a column stands twice.
    """
    given = [cell.strip().strip('"') for cell in lines[0]]
    found = [names.get(name, name) for name in given]
    missing = [name for name in needed if name not in found]
    if missing:
        raise SourceError(
            source, f"no {form} file: its first line has no column {', '.join(map(repr, missing))}"
        )
    known = set(names.values())
    twice = sorted({name for name in found if name in known and found.count(name) > 1})
    if twice:
        raise SourceError(source, f"the column {twice[0]!r} stands twice in its first line")
    notes = []
    if strange := [name for name in found if name not in known]:
        notes.append(f"columns not known to {form} left aside: {', '.join(strange)[:200]}")
    if absent := sorted(known - set(found)):
        notes.append(f"columns that {form} files have and this one lacks: {', '.join(absent)}")
    return Layout(columns={len(found): tuple(found)}, header=True, notes=tuple(notes))


def unquoted(column: str) -> pl.Expr:
    """Return a text without the quotes around it, when it has them."""
    text = pl.col(column)
    return (
        pl.when(text.str.contains(r'^".*"$') & (text.str.len_bytes() >= 2))
        .then(text.str.slice(1, text.str.len_chars() - 2).str.replace_all('""', '"', literal=True))
        .otherwise(text)
    )


def told(text: pl.Expr) -> pl.Expr:
    """Return a text without blanks around it; empty where the makers say that it is missing."""
    stripped = text.str.strip_chars()
    return pl.when(stripped.is_in(MISSING)).then(pl.lit("")).otherwise(stripped)


def number(text: pl.Expr) -> pl.Expr:
    """Return a number, null where there is none."""
    value = text.str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value).otherwise(None)


def iso_day(text: pl.Expr) -> pl.Expr:
    """Return the day of ``2018-06-01`` or ``2018-06-01 00:00:00``; null for anything else."""
    day = text.str.strip_chars().str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[ T].*)?$", 1)
    return day.str.to_date("%Y-%m-%d", strict=False)


def joined(parts: Sequence[str], mark: str = ", ") -> pl.Expr:
    """Return the filled ones of some columns, joined."""
    filled = [pl.when(pl.col(p) != "").then(pl.col(p)).otherwise(None) for p in parts]
    return pl.concat_str(filled, separator=mark, ignore_nulls=True)


def first_reason(*checks: tuple[pl.Expr, str]) -> pl.Expr:
    """Return the words of the first check that holds, else an empty text."""
    out = pl.lit("")
    for check, words in reversed(checks):
        out = pl.when(check).then(pl.lit(words)).otherwise(out)
    return out.alias("reason")
