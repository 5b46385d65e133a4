"""A small made world of acts, in the columns of event data: nobody's data, made from a seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import polars as pl

from detente.codebook import load_codebook
from detente.sources.events.columns import EVENT_SCHEMA

START = dt.date(2020, 1, 1)
Row = tuple[int, str, str, str]


def frame(rows: Iterable[Row], *, origin: str = "icews", tag: str = "e") -> pl.DataFrame:
    """Return acts given as (day after START, source, type, target)."""
    book = load_codebook()
    out = []
    for n, (day, source, type_, target) in enumerate(rows):
        at = START + dt.timedelta(day)
        out.append(
            dict.fromkeys(EVENT_SCHEMA)
            | {
                "id": f"{tag}{n:05d}",
                "date": at,
                "until": at,
                "source": source,
                "target": target,
                "type": type_,
                "mode": "",
                "cameo": book.code(type_).cameo,
                "quad": book.quad(type_),
                "modality": "actual",
                "origin": origin,
                "reciprocal": False,
            }
        )
    return pl.DataFrame(out, schema=EVENT_SCHEMA)


def day(n: int) -> int:
    """Return the day number of a day after START."""
    return START.toordinal() + n


def busy_world(days: int = 400, pairs: int = 30, seed: int = 7) -> pl.DataFrame:
    """Return acts of pairs that differ in how much they do, with asks that are often answered."""
    draw = np.random.default_rng(seed)
    types = ("SUPPORT", "ACCUSE", "AID", "REJECT", "CONSULT", "REQUEST", "SANCTION")
    rows: list[Row] = []
    for pair in range(pairs):
        a, b = f"A{pair:02d}", f"B{pair:02d}"
        rate = draw.gamma(1.0, 0.15)
        for at in range(days):
            for source, target in ((a, b), (b, a)):
                for _ in range(int(draw.poisson(rate))):
                    kind = types[int(draw.integers(len(types)))]
                    rows.append((at, source, kind, target))
                    if kind == "REQUEST" and draw.random() < 0.5:
                        later = at + int(draw.integers(1, 6))
                        if later < days:
                            rows.append((later, target, "SUPPORT", source))
    return frame(sorted(rows))
