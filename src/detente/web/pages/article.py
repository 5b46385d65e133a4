"""An article as printed, with what was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import ArticleRow, Judgement, Record
from detente.record.corrected import with_corrections
from detente.records import Reading
from detente.web.answers import plain
from detente.web.editing import KINDS, Judged, judged
from detente.web.highlight import highlight, paragraphs
from detente.web.marks import (
    Entry,
    Piece,
    anchor,
    entries,
    folded,
    marks,
    piece,
    source_chain,
)

_NAMES = {"event": "act", "request": "request", "statement": "statement", "relation": "claim"}


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
    judgements: tuple[Judgement, ...]
    judged: dict[str, tuple[Judged, ...]]

    def struck(self, anchor: str) -> bool:
        """Tell whether all that an entry shows was struck out."""
        return all(j.verdict == "struck" for j in self.judged[anchor])

    @property
    def template(self) -> str:
        """File name of its template."""
        return "article.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin: the reading, its text, its place among copies, what people said."""
        return {
            **self.reading.to_dict(),
            "text": self.reading.article.text,
            "source_chain": self.chain,
            "copies": plain(self.copies),
            "judgements": plain(self.judgements),
        }


def build(record: Record, request: Request) -> ArticlePage:
    """Return the page."""
    id_ = request.path_params["id"]
    read, row = record.article(id_), record.article_row(id_)
    judgements = record.judgements(article=id_)
    reading = with_corrections(read, judgements)
    items = _judged(reading, judgements)
    gone = {a for a, held in items.items() if all(j.verdict == "struck" for j in held)}
    over = {w: tuple(m for m in found if m.item not in gone) for w, found in marks(reading).items()}
    article = reading.article

    def counted(kind: str, total: int) -> int:
        out = {
            j.item
            for held in items.values()
            for j in held
            if j.verdict == "struck" and j.kind == kind
        }
        return total - len(out)

    return ArticlePage(
        reading=read,
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
            Layer(id="acts", name="Acts", count=counted("event", len(reading.events))),
            Layer(id="requests", name="Requests", count=counted("request", len(reading.requests))),
            Layer(
                id="claims",
                name="Claims on relations",
                count=counted("relation", len(reading.relations)),
            ),
            Layer(
                id="statements",
                name="Who said what",
                count=counted("statement", len(reading.statements)),
            ),
        ),
        judgements=judgements,
        judged=items,
    )


def _judged(reading: Reading, judgements: tuple[Judgement, ...]) -> dict[str, tuple[Judged, ...]]:
    """Return the items of an article by the entry that shows them; a request may share one."""
    by_item: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_item.setdefault(judgement.item, []).append(judgement)
    within = folded(reading)
    out: dict[str, tuple[Judged, ...]] = {}
    for field, kind in KINDS.items():
        for i, item in enumerate(getattr(reading, field)):
            here = anchor(f"{field}/{i}")
            one = judged(kind, item, tuple(by_item.get(item.id, ())), _NAMES[kind])
            out[within.get(here, here)] = (*out.get(within.get(here, here), ()), one)
    return out
