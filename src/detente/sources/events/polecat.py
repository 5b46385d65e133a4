"""POLECAT: tab-separated files of the Harvard Dataverse, 40 columns named in the first line.

Types and modes are PLOVER's own and kept as they stand; there is no CAMEO code. The fifth column is
called ``Intensity`` or ``Event Intensity``; it goes to ``goldstein``, unchanged. ``None`` means that
nothing is known. The files are ISO-8859-1 or UTF-8: each line is read as what it is.

**The same row.** A row is known by Event ID; it is kept once.

**The same act.** Rows of one day with the same two names, type and mode tell one act: all stay, one
counts, and says how many papers tell it.

**Both directions.** As with ICEWS: a joint act written from both sides has one of its rows marked.

**Several countries.** A cell may name several, parted by ";". The first one known is taken; the cell
is kept as it stands (``actor_country``, ``recipient_country``).

No raw file could be had when this was written: the columns are those that two public readers of the
data list. The data are for research and education only, not for commerce.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from detente.codebook import load_codebook
from detente.sources.events.actors import identified, load_lookup
from detente.sources.events.form import (
    EventForm,
    Layout,
    first_reason,
    header_layout,
    iso_day,
    joined,
    number,
    told,
    unquoted,
)

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors",
    "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country",
    "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title",
    "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City", "District", "Province",
    "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source",
    "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
_NEEDED = ("Event ID", "Event Date", "Event Type", "Actor Name", "Recipient Name")
#: Kept beside the columns that all event data have.
_EXTRA = (
    "Contexts", "Actor Country", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Country", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Quad Code", "Latitude", "Longitude", "GeoNames ID", "Publication Date", "Language", "Version",
)  # fmt: skip
_QUADS = {
    "VERBAL COOPERATION": 1, "MATERIAL COOPERATION": 2, "VERBAL CONFLICT": 3, "MATERIAL CONFLICT": 4,
    "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip


def _kept_name(column: str) -> str:
    return column.lower().replace(" ", "_")


def _layout(lines: Sequence[Sequence[str]], source: str) -> Layout:
    names = {name: name for name in COLUMNS} | {"Event Intensity": "Intensity"}
    return header_layout(lines, source, names=names, needed=_NEEDED, form="POLECAT")


def _quads(types: pl.Series, codes: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the quad class of each row, and whether the codebook holds its type."""
    book = load_codebook()
    known = types.is_in(list(book.types))
    by_type = types.replace_strict(
        {id_: entry.quad for id_, entry in book.types.items()}, default=None, return_dtype=pl.Int8
    )
    by_code = codes.str.to_uppercase().replace_strict(_QUADS, default=0, return_dtype=pl.Int8)
    return by_type.fill_null(by_code).alias("quad"), known.alias("known")


def _country(name: str, countries: str) -> str:
    lookup = load_lookup()
    places = [part.strip() for part in countries.split(";") if part.strip()]
    own = lookup.named(name, "")
    if own in lookup.own or not places:
        return own
    return next((found for found in map(lookup.place, places) if found), "")


def _events(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(pl.lit("").alias(c) for c in COLUMNS if c not in rows.columns)
    rows = rows.select("line", *(told(unquoted(c)).alias(c) for c in COLUMNS))
    types = rows["Event Type"].str.to_uppercase()
    quad, known = _quads(types, rows["Quad Code"])
    frame = rows.with_columns(
        iso_day(pl.col("Event Date")).alias("date"),
        identified(rows, "Actor Name", "Actor Country", _country).alias("source"),
        identified(rows, "Recipient Name", "Recipient Country", _country).alias("target"),
        joined(["City", "Province", "Country"]).alias("place"),
    ).with_columns(quad, known)
    return frame.select(
        "line",
        first_reason(
            (pl.col("Event ID") == "", "no Event ID"),
            (pl.col("date").is_null(), "no Event Date (want YYYY-MM-DD)"),
        ),
        pl.col("Event ID").alias("id"),
        "date",
        pl.col("date").alias("until"),
        "source", "target",
        pl.col("Actor Name").alias("source_name"),
        pl.col("Recipient Name").alias("target_name"),
        pl.col("Actor Sectors").str.replace_all(r"\s*;\s*", ",").alias("source_sectors"),
        pl.col("Recipient Sectors").str.replace_all(r"\s*;\s*", ",").alias("target_sectors"),
        types.alias("type"),
        pl.col("Event Mode").str.to_lowercase().alias("mode"),
        pl.lit("").alias("cameo"),
        number(pl.col("Intensity")).alias("goldstein"),
        "quad",
        pl.lit("actual").alias("modality"),
        pl.lit("polecat").alias("origin"),
        pl.lit(1, dtype=pl.Int32()).alias("sources"),
        pl.col("Source").alias("story"),
        pl.col("Source").alias("publisher"),
        "place",
        pl.lit(False).alias("reciprocal"),
        "known",
        *(pl.col(c).alias(_kept_name(c)) for c in _EXTRA),
    )  # fmt: skip


POLECAT = EventForm(
    origin="polecat",
    layout=_layout,
    wanted=frozenset(COLUMNS),
    events=_events,
    extra={_kept_name(c): pl.String() for c in _EXTRA},
    same=(
        pl.concat_str("type", "mode", separator="\t").alias("act"),
        pl.concat_str("source", "source_name", separator="\t").alias("who"),
        pl.concat_str("target", "target_name", separator="\t").alias("whom"),
        pl.lit("").alias("where"),
    ),
)
