"""GDELT events: ``*.export.CSV`` (2.0, 61 columns) and the daily files of 1.0 (58 or 57), no header.

Kept are the columns that relations and outlook take, and those in ``EXTRA``.

**The same row.** A row is known by GLOBALEVENTID; it is kept once.

**The same act.** GDELT codes every article, and gives one act a row for each place, title and way of
naming it. Rows of one day between the same two actors (states, bodies, groups) with the same code
tell one act: all stay, one counts. ``sources`` is the number of distinct addresses among them, or
NumSources of any where that is more. Where an actor is not known, or acts on its own people, the
rows must agree in name, kind of actor and place too.

**Both directions.** Joint acts are written once from each side; the later row is marked as the mirror.

**Codes.** Text, with the leading nought. GoldsteinScale is taken from the file, never computed: GDELT
uses five codes in another sense than the codebook of ICEWS. QuadClass stands in where PLOVER has no
type for a code.

**Actors.** CAMEO country codes (ISO alpha-3 but for a few), and known groups, which go before the
country. ``ActionGeo_CountryCode`` is FIPS 10-4 and kept as it is, under ``action_country_fips``.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from detente.errors import SourceError
from detente.sources.events.actors import identified, load_lookup
from detente.sources.events.codes import coded
from detente.sources.events.form import EventForm, Layout, first_reason, joined, number, told

_GEO_2 = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_GEO_1 = tuple(part for part in _GEO_2 if part != "ADM2Code")
_HEAD = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{part}" for n in (1, 2) for part in (
        "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code",
        "Religion2Code", "Type1Code", "Type2Code", "Type3Code",
    )),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale",
    "NumMentions", "NumSources", "NumArticles", "AvgTone",
)  # fmt: skip


def _columns(parts: Sequence[str]) -> tuple[str, ...]:
    geo = (f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in parts)
    return (*_HEAD, *geo, "DATEADDED", "SOURCEURL")


COLUMNS = _columns(_GEO_2)
COLUMNS_1 = _columns(_GEO_1)
_BY_WIDTH = {61: COLUMNS, 58: COLUMNS_1, 57: COLUMNS_1[:-1]}
_OTHER_TABLES = {16: "a GDELT mentions file", 27: "a GDELT GKG file"}
_TYPES = tuple(f"Actor{n}Type{t}Code" for n in (1, 2) for t in (1, 2, 3))
_WANTED = (
    "GLOBALEVENTID", "SQLDATE", "Actor1Code", "Actor1Name", "Actor1CountryCode",
    "Actor1KnownGroupCode", "Actor2Code", "Actor2Name", "Actor2CountryCode", "Actor2KnownGroupCode",
    *_TYPES, "IsRootEvent", "EventCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources",
    "NumArticles", "AvgTone", "ActionGeo_FullName", "ActionGeo_CountryCode", "ActionGeo_Lat",
    "ActionGeo_Long", "DATEADDED", "SOURCEURL",
)  # fmt: skip
EXTRA: dict[str, pl.DataType] = {
    "actor1_code": pl.String(),
    "actor2_code": pl.String(),
    "root_event": pl.Boolean(),
    "quad_class": pl.Int8(),
    "mentions": pl.Int32(),
    "named_sources": pl.Int32(),
    "articles": pl.Int32(),
    "tone": pl.Float32(),
    "action_country_fips": pl.String(),
    "latitude": pl.Float32(),
    "longitude": pl.Float32(),
    "added": pl.String(),
}
_MOST = 2**31 - 1


def _layout(lines: Sequence[Sequence[str]], source: str) -> Layout:
    first = [cell.strip().strip('"') for cell in lines[0]]
    if "GLOBALEVENTID" in (cell.upper() for cell in first):
        names = {c.lower(): c for c in COLUMNS}
        found = tuple(names.get(cell.lower(), cell) for cell in first)
        missing = [c for c in _WANTED if c not in found and c != "SOURCEURL"]
        if missing:
            raise SourceError(source, f"no GDELT events file: no column {missing[0]!r}")
        return Layout(columns={len(found): found}, header=True)
    if not any(len(cells) in _BY_WIDTH for cells in lines):
        what = _OTHER_TABLES.get(len(first), f"its first line has {len(first)}")
        raise SourceError(
            source, f"no GDELT events file: want 57, 58 or 61 tab-separated columns; {what}"
        )
    return Layout(columns=_BY_WIDTH, header=False)


def _events(rows: pl.DataFrame) -> pl.DataFrame:
    lookup = load_lookup()
    rows = rows.with_columns(pl.lit("").alias(c) for c in _WANTED if c not in rows.columns)
    # GDELT writes no word for what is missing; a few texts are stripped, ids and codes above all
    rows = rows.with_columns(
        pl.col("GLOBALEVENTID", "SQLDATE", "EventCode", "SOURCEURL").str.strip_chars()
    )
    code = coded(rows["EventCode"])
    day = (
        pl.when(pl.col("SQLDATE").str.len_bytes() == len("20180601"))
        .then(pl.col("SQLDATE"))
        .str.to_date("%Y%m%d", strict=False)
    )
    quad = pl.col("QuadClass").str.strip_chars().cast(pl.Int8, strict=False)
    quad = pl.when(quad.is_between(1, 4)).then(quad).otherwise(None)

    def count(column: str) -> pl.Expr:
        return number(pl.col(column)).clip(0, _MOST).cast(pl.Int32).fill_null(0)

    return rows.with_columns(
        day.alias("date"),
        identified(rows, "Actor1CountryCode", "Actor1KnownGroupCode", lookup.coded).alias("source"),
        identified(rows, "Actor2CountryCode", "Actor2KnownGroupCode", lookup.coded).alias("target"),
        code["type"], code["mode"], code["quad"], code["known"],
        quad.alias("quad_class"),
    ).select(
        "line",
        first_reason(
            (~pl.col("GLOBALEVENTID").str.contains(r"^\d{1,19}$"), "no GLOBALEVENTID"),
            (pl.col("date").is_null(), "no SQLDATE (want YYYYMMDD)"),
        ),
        pl.col("GLOBALEVENTID").alias("id"),
        "date",
        pl.col("date").alias("until"),
        "source", "target",
        pl.col("Actor1Name").alias("source_name"),
        pl.col("Actor2Name").alias("target_name"),
        joined(_TYPES[:3], ",").alias("source_sectors"),
        joined(_TYPES[3:], ",").alias("target_sectors"),
        "type", "mode",
        pl.col("EventCode").alias("cameo"),
        number(pl.col("GoldsteinScale")).alias("goldstein"),
        pl.when(pl.col("type") == "").then(pl.coalesce("quad_class", "quad")).otherwise("quad")
        .cast(pl.Int8).alias("quad"),
        pl.lit("actual").alias("modality"),
        pl.lit("gdelt").alias("origin"),
        pl.max_horizontal(count("NumSources"), pl.lit(1, dtype=pl.Int32())).alias("sources"),
        pl.col("SOURCEURL").alias("story"),
        pl.col("SOURCEURL").str.extract(r"^[a-zA-Z]+://(?:www\.)?([^/:?#]+)", 1).fill_null("")
        .alias("publisher"),
        told(pl.col("ActionGeo_FullName")).alias("place"),
        pl.lit(False).alias("reciprocal"),
        "known",
        pl.col("Actor1Code").alias("actor1_code"),
        pl.col("Actor2Code").alias("actor2_code"),
        (pl.col("IsRootEvent") == "1").alias("root_event"),
        "quad_class",
        count("NumMentions").alias("mentions"),
        count("NumSources").alias("named_sources"),
        count("NumArticles").alias("articles"),
        number(pl.col("AvgTone")).cast(pl.Float32).alias("tone"),
        pl.col("ActionGeo_CountryCode").alias("action_country_fips"),
        number(pl.col("ActionGeo_Lat")).cast(pl.Float32).alias("latitude"),
        number(pl.col("ActionGeo_Long")).cast(pl.Float32).alias("longitude"),
        pl.col("DATEADDED").alias("added"),
    )  # fmt: skip


_BETWEEN = (
    (pl.col("source") != "") & (pl.col("target") != "") & (pl.col("source") != pl.col("target"))
)


def _party(side: str) -> pl.Expr:
    whole = pl.concat_str(side, f"{side}_name", f"{side}_sectors", separator="\t")
    return pl.when(_BETWEEN).then(pl.col(side)).otherwise(whole)


GDELT = EventForm(
    origin="gdelt",
    layout=_layout,
    wanted=frozenset(_WANTED),
    events=_events,
    extra=EXTRA,
    same=(
        pl.col("cameo").alias("act"),
        _party("source").alias("who"),
        _party("target").alias("whom"),
        pl.when(_BETWEEN).then(pl.lit("")).otherwise(pl.col("place")).alias("where"),
    ),
)
