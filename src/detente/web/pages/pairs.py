"""The pairs of the record, most acts first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import PairRow, Record
from detente.web.answers import plain

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsPage:
    """All pairs with their counts."""

    rows: tuple[PairRow, ...]

    @property
    def most(self) -> int:
        """The most acts of any pair, for the bars."""
        return max((r.acts for r in self.rows), default=1)

    @property
    def template(self) -> str:
        """File name of its template."""
        return "pairs.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"pairs": plain(self.rows)}


def build(record: Record, request: Request) -> PairsPage:  # noqa: ARG001
    """Return the page."""
    return PairsPage(rows=tuple(r for r in record.pairs(limit=_MOST) if r.acts))
