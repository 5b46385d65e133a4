"""What is on the screen as a file: rows as CSV, a figure as SVG."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

#: What a spreadsheet would take for a formula: a text that begins so gets a quotation mark before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], name: str) -> Response:
    """Return rows as a CSV file for download.

    Args:
        rows: Values by column; lists are joined by commas, what is missing stays empty.
        columns: In order.
        name: Of the file.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows({c: cell(row.get(c)) for c in columns} for row in rows)
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=_attached(name))


def svg_file(text: str, name: str) -> Response:
    """Return a drawing for download."""
    return Response(text, media_type="image/svg+xml", headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}


def cell(value: Any) -> Any:
    """Return a value as a cell.

    >>> cell(("KOR", "CHN")), cell(None), cell(-1.5), cell("=1+1")
    ('KOR,CHN', '', -1.5, "'=1+1")
    """
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        value = ",".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
