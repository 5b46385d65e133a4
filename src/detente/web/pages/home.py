"""Home: what is in the record, what moved, what waits, what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import Act, Ask, Mover, PairRow, Record, Summary
from detente.web.answers import plain
from detente.web.charts import Spark, spark


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A pair that moved, with its years as a sparkline."""

    mover: Mover
    spark: Spark


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What is in the record."""

    summary: Summary
    moved: tuple[Moved, ...]
    pairs: tuple[PairRow, ...]
    waiting: tuple[Ask, ...]
    latest: tuple[Act, ...]

    @property
    def template(self) -> str:
        """File name of its template."""
        return "home.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {
            "summary": plain(self.summary),
            "moved": [plain(m.mover) for m in self.moved],
            "pairs": plain(self.pairs),
            "waiting": plain(self.waiting),
            "latest": plain(self.latest),
        }


def build(record: Record, request: Request) -> HomePage:  # noqa: ARG001
    """Return the page."""
    return HomePage(
        summary=record.summary(),
        moved=tuple(Moved(mover=m, spark=spark(record, m.pair)) for m in record.moved()[:5]),
        pairs=record.pairs(limit=8),
        waiting=record.requests(open_only=True, limit=6, order="oldest").items,
        latest=record.events(limit=12, modality="actual").items,
    )
