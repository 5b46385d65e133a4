"""ICEWS: tab-separated files of the Harvard Dataverse, 20 columns named in the first line.

All twenty columns are kept as they stand (``icews_*``), so that :func:`to_icews` gives each row back
unchanged.

**The same row.** Weekly and yearly releases overlap. A row is known by Event ID and Event Date; it is
kept once.

**The same act.** Rows of one day with the same two names and the same code tell one act, whichever
stories they come from (and one story has it in several sentences). All stay; one counts, and says how
many stories tell it. Names, not only countries, must agree: what a foreign ministry and what an army
do on one day are two acts.

**Both directions.** ICEWS writes a meeting once from each side; the later row is marked as the mirror
of the earlier one (a received visit, 043, as that of the visit, 042).

**Actors.** Of the country given with the name, unless the name is that of a body or an armed group.
Where no country is given, the name decides where it can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from detente.sources.events.actors import identified, load_lookup
from detente.sources.events.codes import coded
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
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
    "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
    "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
_NEEDED = ("Event ID", "Event Date", "Source Name", "CAMEO Code", "Target Name")


def kept_name(column: str) -> str:
    """Return the name under which an original column is kept.

    >>> kept_name("Event ID")
    'icews_event_id'
    """
    return "icews_" + column.lower().replace(" ", "_")


def _layout(lines: Sequence[Sequence[str]], source: str) -> Layout:
    names = {name: name for name in COLUMNS}
    return header_layout(lines, source, names=names, needed=_NEEDED, form="ICEWS")


def _events(rows: pl.DataFrame) -> pl.DataFrame:
    lookup = load_lookup()
    rows = rows.with_columns(pl.lit("").alias(c) for c in COLUMNS if c not in rows.columns)
    clean = rows.select("line", *(told(unquoted(c)).alias(c) for c in COLUMNS))
    code = coded(clean["CAMEO Code"])
    day = iso_day(pl.col("Event Date"))
    frame = clean.with_columns(
        day.alias("date"),
        day.alias("until"),
        identified(clean, "Source Name", "Source Country", lookup.named).alias("source"),
        identified(clean, "Target Name", "Target Country", lookup.named).alias("target"),
        number(pl.col("Intensity")).alias("goldstein"),
        joined(["City", "Province", "Country"]).alias("place"),
        code["type"], code["mode"], code["quad"], code["known"],
    ).select(
        "line",
        first_reason(
            (pl.col("Event ID") == "", "no Event ID"),
            (pl.col("date").is_null(), "no Event Date (want YYYY-MM-DD)"),
        ),
        (pl.col("Event ID") + "." + pl.col("date").dt.strftime("%Y%m%d")).alias("id"),
        "date", "until", "source", "target",
        pl.col("Source Name").alias("source_name"),
        pl.col("Target Name").alias("target_name"),
        pl.col("Source Sectors").alias("source_sectors"),
        pl.col("Target Sectors").alias("target_sectors"),
        "type", "mode",
        pl.col("CAMEO Code").alias("cameo"),
        "goldstein", "quad",
        pl.lit("actual").alias("modality"),
        pl.lit("icews").alias("origin"),
        pl.lit(1, dtype=pl.Int32()).alias("sources"),
        pl.col("Story ID").alias("story"),
        pl.col("Publisher").alias("publisher"),
        "place",
        pl.lit(False).alias("reciprocal"),
        "known",
    )  # fmt: skip
    return frame.with_columns(rows[c].alias(kept_name(c)) for c in COLUMNS)


def to_icews(events: pl.DataFrame) -> Iterator[str]:
    """Yield the lines of an ICEWS file, the header first, from kept events with their originals.

    Args:
        events: A frame with the ``icews_*`` columns.
    """
    yield "\t".join(COLUMNS)
    kept = events.select(kept_name(c) for c in COLUMNS)
    lines = kept.select(pl.concat_str(pl.all(), separator="\t").alias("line"))["line"]
    yield from lines


ICEWS = EventForm(
    origin="icews",
    layout=_layout,
    wanted=frozenset(COLUMNS),
    events=_events,
    extra={kept_name(c): pl.String() for c in COLUMNS},
    same=(
        pl.col("cameo").alias("act"),
        pl.concat_str("source", "source_name", separator="\t").alias("who"),
        pl.concat_str("target", "target_name", separator="\t").alias("whom"),
        pl.lit("").alias("where"),
    ),
)
