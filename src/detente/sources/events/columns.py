"""The columns of event data, whoever coded it: what relations and outlook take.

One row is one act from one source to one target. Acts of a record and imported ones come in the same
columns; ``origin`` says which they are, so that nobody mixes them unseen.
"""

from __future__ import annotations

import polars as pl

#: Where an event comes from: read by this program, or coded by others.
ORIGINS = ("read", "bulk", "icews", "gdelt", "polecat")
#: Those that this program has read itself: into the record, or in bulk into Parquet beside it.
READ_ORIGINS = ("read", "bulk")

#: Name and type of each column, in order.
#:
#: ``id``: unique within its origin. ``date`` and ``until``: first and last day of when it happened
#: (the same for a day, a month's or year's edges otherwise). ``source`` and ``target``: actor
#: identifiers (ISO alpha-3 for states). ``source_name`` and ``target_name``: as the origin names
#: them. ``source_sectors`` and ``target_sectors``: as the origin gives them, joined by commas.
#: ``type`` and ``mode``: PLOVER. ``cameo``: the code, as text. ``goldstein``: intensity, -10 to 10, as
#: the origin gives it. ``quad``: 1 cooperative words, 2 cooperative deeds, 3 conflictual words, 4
#: conflictual deeds; 0 where the code has none. ``modality``: as in a reading. ``sources``: how many
#: stories tell it, as far as known. ``story``: address or id of a story that tells it. ``publisher``:
#: who printed it. ``place``: where. ``reciprocal``: whether the other direction is the same act, of
#: which only one row is to be counted where direction does not matter.
EVENT_SCHEMA: dict[str, pl.DataType] = {
    "id": pl.String(),
    "date": pl.Date(),
    "until": pl.Date(),
    "source": pl.String(),
    "target": pl.String(),
    "source_name": pl.String(),
    "target_name": pl.String(),
    "source_sectors": pl.String(),
    "target_sectors": pl.String(),
    "type": pl.String(),
    "mode": pl.String(),
    "cameo": pl.String(),
    "goldstein": pl.Float64(),
    "quad": pl.Int8(),
    "modality": pl.String(),
    "origin": pl.String(),
    "sources": pl.Int32(),
    "story": pl.String(),
    "publisher": pl.String(),
    "place": pl.String(),
    "reciprocal": pl.Boolean(),
}
