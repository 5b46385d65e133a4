"""Search: actors, pairs, articles, sentences and acts by words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import Found, Record
from detente.web.answers import plain

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What a search found; nothing when nothing was asked."""

    query: str
    found: Found | None

    @property
    def nothing(self) -> bool:
        """Whether a search found nothing at all."""
        f = self.found
        return f is not None and not (f.actors or f.pairs or f.articles or f.events)

    @property
    def template(self) -> str:
        """File name of its template."""
        return "search.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"query": self.query, "found": plain(self.found)}


def build(record: Record, request: Request) -> SearchPage:
    """Return the page."""
    query = request.query_params.get("q", "").strip()[:_LONGEST]
    return SearchPage(query=query, found=record.search(query, limit=20) if query else None)
