"""Events become numbers, and bad files are refused with a reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from forecast_world import small_world

from detente.errors import SourceError
from detente.outlook.facts import attributes, name_facts, read_events


@pytest.mark.parametrize(
    ("name", "home", "kind"),
    [
        ("Police (Chad)", True, True),  # both parts are shared with others
        ("Chad", True, False),  # a bare name that others bear in brackets is its own home
        ("Queen (Sealand)", True, False),  # nobody else is a queen
        ("Somebody", False, False),  # nothing told
        ("(Chad)", False, False),  # brackets alone are a name
        ("Army (rebel) (Mali)", True, False),  # the last brackets count
        ("17", False, False),  # a number is a name like any other
    ],
)
def test_attributes_come_from_the_name_alone(name: str, home: bool, kind: bool) -> None:
    entities = sorted({name, "Police (Chad)", "Police (Mali)", "Chad", "Somebody"})
    homes, kinds = attributes(entities)
    at = entities.index(name)
    assert (homes[at] >= 0, kinds[at] >= 0) == (home, kind)


def test_dates_may_be_dates_texts_or_day_numbers(tmp_path: Path) -> None:
    frame = small_world(5)
    found = []
    for dates in (
        pl.col("date"),
        pl.col("date").cast(pl.String).cast(pl.Categorical),
        pl.col("date").to_physical(),
        pl.col("date").cast(pl.Datetime),
    ):
        frame.with_columns(dates).write_parquet(tmp_path / "events.parquet")
        found.append(read_events(tmp_path))
    assert all(f.equals(found[0]) for f in found)
    assert found[0]["date"][0] == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        pl.lit("soon").alias("date"),  # no date at all
        pl.lit("2014-13-40").alias("date"),  # no such day
        pl.lit(None, pl.String).alias("target"),  # no name
    ],
)
def test_bad_rows_are_counted_and_refused(tmp_path: Path, change: pl.Expr) -> None:
    frame = small_world(5).with_columns(change)
    frame.write_parquet(tmp_path / "events.parquet")
    with pytest.raises(SourceError, match=f"{frame.height} rows without a date"):
        read_events(tmp_path)


def test_a_missing_file_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not readable"):
        read_events(tmp_path)
    small_world(5).drop("target").write_parquet(tmp_path / "events.parquet")
    with pytest.raises(SourceError, match="target"):
        read_events(tmp_path)


def test_codes_group_relations_and_directions_stay_apart() -> None:
    frame = small_world(5).with_columns(
        cameo=pl.col("relation").replace_strict({"call": "020", "help": "023"}, default="111")
    )
    names, facts = name_facts(frame)
    group = dict(zip(names.relations, names.root.tolist(), strict=False))
    assert group["call"] == group["help"] != group["blame"]
    half = len(names.relations)
    assert not set(names.root[:half]) & set(names.root[half:])
    assert np.all(np.diff(facts.day) >= 0)
