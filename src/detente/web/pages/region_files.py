"""What a region's page shows, as files."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from detente.record import Record
from detente.web.answers import environment
from detente.web.downloads import csv_file, svg_file
from detente.web.pages.region import RegionPage, build, passed_row, tie_row
from detente.web.pages.trouble import BadAddress

COLUMNS = (
    "kind", "origin", "from", "to", "source", "target", "acts", "cooperative", "conflictual", "neither",
    "conflict_share", "is", "cooperative_share", "low", "high", "usual", "last",
)  # fmt: skip


def table(record: Record, request: Request) -> Response:
    """Return the matrix and the ties as CSV: rows of kind ``acts`` have a direction, ``tie`` none."""
    page = build(record, request)
    return csv_file(_rows(page), COLUMNS, "region.csv")


def drawing(record: Record, request: Request) -> Response:
    """Return the matrix as SVG that needs no style of ours.

    Raises:
        BadAddress: When there is nothing to draw.
    """
    page = build(record, request)
    if page.standing is None:
        raise BadAddress("nothing to draw: too few states are told of")
    return svg_file(environment().get_template("region.svg").render(page=page), "region.svg")


def _rows(page: RegionPage) -> list[dict[str, Any]]:
    s = page.standing
    if s is None or page.whose is None:
        return []
    base = {
        "origin": page.whose.name,
        "from": s.network.since.isoformat(),
        "to": s.network.at.isoformat(),
    }
    out = [
        {**base, **passed_row(p), "kind": "acts", "cooperative": p.acts - p.conflict}
        for p in s.passed
    ]
    for n in range(len(s.network.ties)):
        row = tie_row(s.network, n)
        a, b = row["pair"]
        shared = {"kind": "tie", "source": a, "target": b, "usual": s.network.usual}
        out.append({**base, **row, **shared, "cooperative_share": row["share"]})
    return out
