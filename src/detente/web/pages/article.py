"""An article as printed, with what was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import ArticleRow, Record
from detente.records import Reading
from detente.web.answers import plain
from detente.web.highlight import highlight, paragraphs
from detente.web.marks import Entry, Piece, entries, marks, piece, source_chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer of marks that the legend switches."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """The text in pieces, the entries in its order."""

    reading: Reading
    row: ArticleRow
    copies: tuple[ArticleRow, ...]
    chain: str
    title: tuple[Piece, ...]
    body: tuple[tuple[Piece, ...], ...]
    entries: tuple[Entry, ...]
    layers: tuple[Layer, ...]

    @property
    def template(self) -> str:
        """File name of its template."""
        return "article.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin: the reading, with its text and its place among copies."""
        return {
            **self.reading.to_dict(),
            "text": self.reading.article.text,
            "source_chain": self.chain,
            "copies": plain(self.copies),
        }


def build(record: Record, request: Request) -> ArticlePage:
    """Return the page."""
    id_ = request.path_params["id"]
    reading, row = record.article(id_), record.article_row(id_)
    over = marks(reading)
    article = reading.article
    return ArticlePage(
        reading=reading,
        row=row,
        copies=tuple(r for r in record.copies(id_) if r.id != id_) if row.copies else (),
        chain=source_chain(reading),
        title=tuple(piece(s, reading) for s in highlight(article.title, over["title"])),
        body=tuple(
            tuple(piece(s, reading) for s in line)
            for line in paragraphs(article.text, over["text"])
        ),
        entries=entries(reading),
        layers=(
            Layer(id="acts", name="Acts", count=len(reading.events)),
            Layer(id="requests", name="Requests", count=len(reading.requests)),
            Layer(id="claims", name="Claims on relations", count=len(reading.relations)),
            Layer(id="statements", name="Who said what", count=len(reading.statements)),
        ),
    )
