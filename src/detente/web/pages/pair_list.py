"""The acts of a pair as a list with facets: own acts from the record, imported ones from their rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import polars as pl
from starlette.requests import Request

from detente.codebook import load_codebook
from detente.record import Act, Record
from detente.records import Modality
from detente.web import words
from detente.web.origin_acts import ActLine, act_lines
from detente.web.pages.trouble import BadAddress, choice, number
from detente.web.paging import Pager, address, pager
from detente.web.relation_view import Seen

_ROWS = 50
_MOST_OPTIONS = 24
Key = Literal["type", "quad", "modality", "year", "publisher"]
_FACETS: tuple[tuple[Key, str], ...] = (
    ("quad", "Class"),
    ("type", "Type"),
    ("modality", "Told as"),
    ("year", "Year"),
    ("publisher", "Printed by"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a facet, or of a switch."""

    label: str
    count: int | None
    href: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A facet with its values and their counts under the other filters."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asks of the list, beside direction and time."""

    type: str | None = None
    quad: int | None = None
    modality: Modality | None = None
    year: str | None = None
    publisher: str | None = None

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return any((self.type, self.quad, self.modality, self.year, self.publisher))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of the list.

    Attributes:
        own: Acts of the record, with their sentences.
        imported: Acts that others coded.
        total: How many there are under the filters.
    """

    own: tuple[Act, ...]
    imported: tuple[ActLine, ...]
    total: int
    pager: Pager
    facets: tuple[Facet, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing passes the filters."""
        return not (self.own or self.imported)


def filters_of(request: Request) -> Filters:
    """Return what the address asks of the list.

    Raises:
        BadAddress: When a value is none of those it can have.
    """
    modalities: tuple[Modality, ...] = get_args(Modality)
    modality = choice(request, "modality", modalities)
    quad = choice(request, "quad", ("1", "2", "3", "4"))
    year = request.query_params.get("year") or None
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadAddress(f"year={year[:40]}: want four digits")
    return Filters(
        type=request.query_params.get("type") or None,
        quad=int(quad) if quad else None,
        modality=next((m for m in modalities if m == modality), None),
        year=year,
        publisher=request.query_params.get("publisher") or None,
    )


def listed(record: Record, request: Request, seen: Seen, filters: Filters) -> Listed:
    """Return a page of the acts of a pair."""
    at = number(request, "page", 1, 1_000_000)
    own = seen.origin in ("", "read")
    facets = tuple(
        Facet(name=name, options=_options(record, request, seen, filters, key, own))
        for key, name in _FACETS
    )
    start = (at - 1) * _ROWS
    lines: tuple[ActLine, ...] = ()
    if own and filters.publisher is None:
        page = record.events(**_asked(seen, filters), limit=_ROWS, offset=start)
        acts, total = page.items, page.total
    else:
        ids = passing(seen, filters)["id"].unique(maintain_order=True).to_list()
        total, ids = len(ids), ids[start : start + _ROWS]
        acts = tuple(record.event(i).act for i in ids) if own else ()
        lines = () if own else act_lines(record, seen.rows, ids)
    return Listed(
        own=acts,
        imported=lines,
        total=total,
        pager=pager(request, at, total, _ROWS),
        facets=facets,
    )


def _asked(seen: Seen, filters: Filters, *, without: Key | None = None) -> dict[str, Any]:
    """Return the filters as arguments of the record, one of them left out."""
    out: dict[str, Any] = {"pair": seen.pair}
    a, b = seen.pair
    if seen.look.direction != "both":
        ab = seen.look.direction == "ab"
        out |= {"source": a if ab else b, "target": b if ab else a}
    for name in ("type", "quad", "modality"):
        if name != without and getattr(filters, name) is not None:
            out[name] = getattr(filters, name)
    days = [seen.look.since, seen.look.until]
    if filters.year and without != "year":
        year = int(filters.year)
        days[0] = max(filter(None, (days[0], dt.date(max(year, 1), 1, 1))))
        days[1] = min(filter(None, (days[1], dt.date(max(year, 1), 12, 31))))
    for name, day in zip(("since", "until"), days, strict=True):
        if day is not None:
            out[name] = day.isoformat()
    return out


def passing(seen: Seen, filters: Filters) -> pl.DataFrame:
    """Return the rows of a pair that pass the filters and lie in the time shown, newest first."""
    rows = seen.rows
    if seen.look.since:
        rows = rows.filter(pl.col("until") >= seen.look.since)
    if seen.look.until:
        rows = rows.filter(pl.col("date") <= seen.look.until)
    for name in ("type", "quad", "modality", "publisher"):
        value = getattr(filters, name)
        if value is not None:
            rows = rows.filter(pl.col(name) == value)
    if filters.year:
        year = int(filters.year)
        rows = rows.filter((pl.col("date").dt.year() <= year) & (pl.col("until").dt.year() >= year))
    return rows.sort("date", "id", descending=[True, False])


def _options(
    record: Record, request: Request, seen: Seen, filters: Filters, key: Key, own: bool
) -> tuple[Option, ...]:
    if own and key != "publisher" and filters.publisher is None:
        found = record.counts(key, **_asked(seen, filters, without=key))
        counts = [(c.value, c.count) for c in found]
    else:
        rows = passing(seen, replace(filters, **{key: None})).unique("id", keep="first")
        value = pl.col("date").dt.year() if key == "year" else pl.col(key)
        tally = rows.select(value.cast(pl.String).alias("value")).filter(pl.col("value") != "")
        counted = tally.group_by("value").len().sort(["len", "value"], descending=[True, False])
        counts = list(counted.iter_rows())
    if key == "quad":
        counts = sorted(c for c in counts if c[0] != "0")
    elif key == "year":
        counts = sorted(counts, reverse=True)
    chosen = str(getattr(filters, key))
    if key in ("modality", "publisher") and len(counts) < 2 and chosen == "None":
        return ()  # nothing to choose
    return tuple(
        Option(
            label=_label(key, value),
            count=count,
            href=address(request, page=None, **{key: None if chosen == value else value}) + "#list",
            on=chosen == value,
        )
        for value, count in counts[: None if key == "year" else _MOST_OPTIONS]
    )


def _label(key: Key, value: str) -> str:
    if key == "type":
        return words.type_words(value) if value in load_codebook().types else value
    if key == "quad":
        return words.quad_words(int(value))
    if key == "modality":
        return words.modality_words(value) or "told as done"
    return value
