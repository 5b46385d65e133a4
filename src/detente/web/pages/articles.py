"""The articles of the record, latest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import ArticleRow, Page, Record
from detente.web.answers import plain
from detente.web.pages.trouble import number
from detente.web.paging import Pager, pager

_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesPage:
    """One page of the list."""

    rows: Page[ArticleRow]
    pager: Pager

    @property
    def template(self) -> str:
        """File name of its template."""
        return "articles.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"total": self.rows.total, "articles": plain(self.rows.items)}


def build(record: Record, request: Request) -> ArticlesPage:
    """Return the page."""
    at = number(request, "page", 1, 1_000_000)
    rows = record.articles(limit=_ROWS, offset=(at - 1) * _ROWS)
    return ArticlesPage(rows=rows, pager=pager(request, at, rows.total, _ROWS))
