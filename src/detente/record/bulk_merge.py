"""Which imported rows tell the same act, and which two are the two sides of one.

Rows of one day that agree in act, sides and place (``EventForm.same``) tell the same act. The one that
came first counts; the others point to it in ``copy_of``. Of a joint act (AGREE, CONSULT, COOPERATE) told
from both sides, one row is marked ``reciprocal``: the one that came later, or of a visit paid and a
visit received the latter.
"""

from __future__ import annotations

import zlib

import polars as pl

from detente.record.bulk import BUCKETS
from detente.records import SYMMETRIC_TYPES
from detente.sources.events.form import EventForm

_SAME = ("date", "act", "who", "whom", "where")
_PAID, _RECEIVED = "042", "043"
_LATE = 2**40


def placed(events: pl.DataFrame) -> pl.DataFrame:
    """Add ``dyad`` and ``bucket`` to events."""
    source, target = pl.col("source"), pl.col("target")
    low = pl.when(source <= target).then(source).otherwise(target)
    high = pl.when(source <= target).then(target).otherwise(source)
    both = (source != "") & (target != "")
    frame = events.with_columns(
        dyad=pl.when(both).then(pl.concat_str(low, high, separator="-")).otherwise(pl.lit(""))
    )
    names = frame["dyad"].unique()
    buckets = {name: zlib.crc32(name.encode()) % BUCKETS for name in names}
    by_name = pl.col("dyad").replace_strict(buckets, return_dtype=pl.Int16())
    by_day = pl.lit(BUCKETS) + pl.col("date").dt.epoch("d") % BUCKETS
    return frame.with_columns(
        bucket=pl.when(both & (source != target)).then(by_name).otherwise(by_day).cast(pl.Int16)
    )


def settled(new: pl.DataFrame, held: pl.DataFrame, form: EventForm) -> pl.DataFrame:
    """Add ``copy_of`` to new rows, and set their ``sources`` and ``reciprocal``.

    Args:
        new: Rows to come in, with ``n``, their order.
        held: Rows of the same origin, days and buckets that are there already and count.
        form: The form that they are of.

    Returns:
        The new rows, in their order. The rows held are not changed: a later telling of an act that is
        held is marked as a copy, and does not add to the ``sources`` of the row that counts.
    """
    keyed = new.with_columns(*form.same)
    columns = ("id", *_SAME, "type", "story", "sources", "n")
    before = held.with_columns(*form.same, n=pl.lit(-1, dtype=pl.Int64())).select(columns)
    every = pl.concat([before, keyed.select(columns)])
    acts = every.group_by(_SAME, maintain_order=True).agg(
        pl.col("id").first().alias("first"),
        pl.col("type").first(),
        pl.col("n").first(),
        pl.max_horizontal(
            pl.col("story").filter(pl.col("story") != "").n_unique().cast(pl.Int32),
            pl.col("sources").max(),
        ).alias("told"),
    )
    mirrored = _mirrored(acts)
    frame = keyed.drop("sources", "reciprocal").join(
        acts.select(*_SAME, "first", "told"), on=_SAME, how="left", maintain_order="left"
    )
    counts = pl.col("first") == pl.col("id")
    return frame.with_columns(
        copy_of=pl.when(counts).then(pl.lit("")).otherwise(pl.col("first")),
        sources=pl.when(counts).then(pl.col("told")).otherwise(pl.lit(1)).cast(pl.Int32),
        reciprocal=pl.col("first").is_in(mirrored.implode()),
    )


def _mirrored(acts: pl.DataFrame) -> pl.Series:
    """Return the ids of the acts that are the other side of an earlier one."""
    joint = acts.filter(
        pl.col("type").is_in(list(SYMMETRIC_TYPES)) & (pl.col("who") != pl.col("whom"))
    ).with_columns(
        rank=pl.when(pl.col("n") < 0)
        .then(pl.lit(-1))
        .otherwise(pl.col("n") + pl.when(pl.col("act") == _RECEIVED).then(_LATE).otherwise(0))
    )
    other = joint.select(
        "date",
        pl.col("act").replace({_PAID: _RECEIVED, _RECEIVED: _PAID}),
        pl.col("whom").alias("who"),
        pl.col("who").alias("whom"),
        "where",
        pl.col("rank").alias("others"),
    )
    pairs = joint.join(other, on=_SAME)
    return pairs.filter(pl.col("others") < pl.col("rank"))["first"]
