"""Small articles and event rows of our own for the tests of ledger, chains, balance and channels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from detente.codebook import load_codebook
from detente.record import Record
from detente.records import Article, Event, Evidence, Link, Reading, Request, content_id
from detente.sources.events.columns import EVENT_SCHEMA

Side = tuple[str, ...]


class Dispatch:
    """An article made sentence by sentence, each with what is read in it."""

    def __init__(self, id_: str, published: str) -> None:
        self.id, self.published = id_, published
        self.text = ""
        self.events: list[Event] = []
        self.requests: list[Request] = []
        self.links: list[Link] = []

    def _says(self, words: str) -> Evidence:
        start = len(self.text)
        self.text += f"{words}. "
        return Evidence(start, start + len(words), words)

    def act(
        self,
        type_: str,
        source: Side,
        target: Side,
        words: str,
        *,
        date: str | None = None,
        mode: str | None = None,
        cameo: str | None = None,
    ) -> int:
        """Add a sentence that tells an act; return its place among the events."""
        self._event(type_, source, target, self._says(words), date, mode, cameo)
        return len(self.events) - 1

    def _event(
        self,
        type_: str,
        source: Side,
        target: Side,
        evidence: Evidence,
        date: str | None,
        mode: str | None,
        cameo: str | None,
    ) -> None:
        coding = load_codebook().code(type_, mode)
        self.events.append(
            Event(
                id=content_id(self.id, type_, *source, *target, str(evidence.start)),
                source=source,
                type=type_,
                mode=mode,
                target=target,
                date=date or self.published,
                cameo=cameo or coding.cameo,
                goldstein=coding.goldstein,
                evidence=evidence,
                by="test",
                confidence=0.9,
            )
        )

    def ask(
        self,
        source: Side,
        target: Side,
        about: str,
        *,
        concerning: Side = (),
        status: str = "open",
        reply: str = "",
        date: str | None = None,
        mode: str | None = None,
    ) -> None:
        """Add a sentence that asks, and one that answers where there is a reply."""
        evidence = self._says(f"{source[0]} asked {target[0]} to {about}")
        self._event("REQUEST", source, target, evidence, date, mode, None)
        self.requests.append(
            Request(
                id=content_id(self.id, "request", str(evidence.start)),
                source=source,
                target=target,
                about=about,
                concerning=concerning,
                status=status,  # type: ignore[arg-type]
                reply=self._says(reply) if reply else None,
                evidence=evidence,
                by="test",
            )
        )

    def link(self, later: int, earlier: int, kind: str) -> None:
        """Link two events by their places."""
        self.links.append(
            Link(source=f"events/{later}", target=f"events/{earlier}", kind=kind)  # type: ignore[arg-type]
        )

    def reading(self) -> Reading:
        """Return what was read."""
        article = Article(
            id=self.id, title=f"Dispatch {self.id}", text=self.text, published=self.published
        )
        return Reading(
            article=article,
            events=tuple(self.events),
            requests=tuple(self.requests),
            links=tuple(self.links),
        )


def record_of(path: Path, dispatches: Iterable[Dispatch]) -> Path:
    """Write a record of some dispatches."""
    with Record.open(path) as record:
        for dispatch in dispatches:
            record.add(dispatch.reading())
    return path


Row = tuple[str, str, str, str]


def frame(rows: Sequence[Row], *, modes: dict[int, str] | None = None) -> pl.DataFrame:
    """Return events: each row is day, source, type (or a CAMEO code), target."""
    book = load_codebook()
    out = []
    for n, (day, source, kind, target) in enumerate(rows):
        coded = book.from_cameo(kind) if kind[0].isdigit() else (kind, None)
        assert coded is not None
        type_ = coded[0]
        cameo = kind if kind[0].isdigit() else book.type(type_).cameo
        date = dt.date.fromisoformat(day)
        row = dict.fromkeys(EVENT_SCHEMA, "")
        out.append(
            {
                **row,
                "id": f"e{n}",
                "date": date,
                "until": date,
                "source": source,
                "target": target,
                "type": type_,
                "mode": (modes or {}).get(n, coded[1] or ""),
                "cameo": cameo,
                "goldstein": book.cameo[cameo].goldstein,
                "quad": book.quad(type_),
                "modality": "actual",
                "origin": "read",
                "sources": 1,
                "reciprocal": False,
            }
        )
    return pl.DataFrame(out, schema=EVENT_SCHEMA, orient="row")
