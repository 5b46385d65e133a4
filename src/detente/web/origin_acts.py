"""Acts of any origin as lines: own ones lead to their page, imported ones to where they were taken from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.errors import UnknownItem
from detente.language.asking import request_said
from detente.record import Record
from detente.web import words


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """An act in a list.

    Attributes:
        id: Its id within its origin.
        origin: ``read``, or who coded it.
        sentence: Who did what to whom.
        date: ISO, as precisely as told.
        quad: 1 to 4; 0 where the code has none.
        cameo: The code.
        label: What the code means.
        href: Its page, for an act of the record's own.
        publisher: Who printed it, where an imported row says so.
        story: Address or number of the story, where an imported row gives it.
        link: That address, when it is one of the web.
        proof: The words of the first article that tells it, for an act of the record's own.
    """

    id: str
    origin: str
    sentence: str
    date: str
    quad: int
    cameo: str
    label: str
    href: str | None
    publisher: str
    story: str
    link: str | None
    proof: str = ""


def act_lines(record: Record, events: pl.DataFrame, ids: Iterable[str]) -> tuple[ActLine, ...]:
    """Return acts by their ids, in that order; those that are not among the events are left out.

    Args:
        record: The record.
        events: Rows of ``EVENT_SCHEMA``, of one origin.
        ids: Of acts, once or more.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return ()
    found: dict[str, dict[str, Any]] = {}
    for row in events.filter(pl.col("id").is_in(wanted)).iter_rows(named=True):
        if row["id"] not in found or not row["reciprocal"]:
            found[row["id"]] = row
    return tuple(_line(record, found[i]) for i in wanted if i in found)


def latest(events: pl.DataFrame, limit: int) -> Sequence[str]:
    """Return the ids of the latest acts, newest first, each once."""
    rows = events.sort("until", "date", "id", descending=[True, True, False])
    return rows["id"].unique(maintain_order=True).head(limit).to_list()


def _line(record: Record, row: dict[str, Any]) -> ActLine:
    if row["origin"] == "read":
        with contextlib.suppress(UnknownItem):  # struck out since the events were loaded
            act = record.event(row["id"]).act
            return ActLine(
                id=act.id,
                origin="read",
                sentence=request_said(act.sentence),
                date=act.date or row["date"].isoformat(),
                quad=act.quad,
                cameo=act.cameo or "",
                label=words.type_words(act.type),
                href=f"/events/{act.id}",
                publisher="",
                story="",
                link=None,
                proof=" ".join(act.tellings[0].evidence.text.split()) if act.tellings else "",
            )
    story = row["story"]
    return ActLine(
        id=row["id"],
        origin=row["origin"],
        sentence=_sentence(row),
        date=row["date"].isoformat(),
        quad=row["quad"],
        cameo=row["cameo"],
        label=_label(row["cameo"]),
        href=None,
        publisher=row["publisher"],
        story=story,
        link=story if story.startswith(("https://", "http://")) else None,
    )


def _sentence(row: dict[str, Any]) -> str:
    book = load_codebook()
    verb = book.types[row["type"]].verb if row["type"] in book.types else "acted towards"
    return f"{_name(row['source'], row['source_name'])} {verb} {_name(row['target'], row['target_name'])}"


def _name(actor: str, name: str) -> str:
    return load_actors().name(actor) if actor else name


def _label(cameo: str) -> str:
    book = load_codebook()
    return next((book.cameo[cameo[:n]].label for n in (4, 3, 2) if cameo[:n] in book.cameo), "")
