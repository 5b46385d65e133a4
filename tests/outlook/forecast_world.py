"""A made-up world of few actors, for the tests of forecasts."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl

FIRST = dt.date(2020, 1, 1)


def small_world(days: int = 60, *, seed: int = 7) -> pl.DataFrame:
    """Return events of some twenty actors: Ada calls Bo every third day, whom she calls answers next day.

    The other actors do as they like, within their own country.
    """
    draw = random.Random(seed)
    rows: list[tuple[dt.date, str, str, str]] = []
    lands = ["Aland", "Bland"]
    others = [
        f"{kind} ({land})" for land in lands for kind in ("Police", "Citizen", "Army", "Party")
    ]
    for day in range(days):
        date = FIRST + dt.timedelta(days=day)
        if day % 3 == 0:
            rows.append((date, "Ada", "call", "Bo"))
        if day % 3 == 1:
            rows.append((date, "Bo", "answer", "Ada"))
        for _ in range(6):
            one = draw.choice(others)
            land = one[one.index("(") :]
            two = draw.choice([o for o in others if o.endswith(land) and o != one])
            rows.append((date, one, draw.choice(["call", "blame", "help"]), two))
    part = ["train" if (r[0] - FIRST).days < days - 10 else "valid" for r in rows]
    frame = pl.DataFrame(
        rows, schema=["date", "source", "relation", "target"], orient="row"
    ).with_columns(pl.Series("split", part))
    return frame.unique(maintain_order=True)
