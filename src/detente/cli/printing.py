"""Rows to standard output: a table, JSON lines, JSON, or CSV."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click


def chosen(form: str | None) -> str:
    """Return the format asked for: table on a terminal, ndjson in a pipe."""
    return form or ("table" if sys.stdout.isatty() else "ndjson")


def plain(row: Any) -> Any:
    """Turn a frozen row into JSON values."""
    if dataclasses.is_dataclass(row) and not isinstance(row, type):
        return {f.name: plain(getattr(row, f.name)) for f in dataclasses.fields(row)}
    if isinstance(row, (tuple, list)):
        return [plain(r) for r in row]
    return row


def print_rows(
    rows: Iterable[dict[str, Any]], form: str, columns: Sequence[str], *, empty: str
) -> None:
    """Print rows in a format.

    Args:
        rows: What to print.
        form: ``table``, ``ndjson``, ``json`` or ``csv``.
        columns: Keys shown in tables and CSV, in order.
        empty: Said (on standard error) when there is nothing.
    """
    found = list(rows)
    if not found:
        click.echo(empty, err=True)
    if form == "ndjson":
        for row in found:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({k: _cell(row.get(k)) for k in columns} for row in found)
    elif found:
        _table(found, columns)


def _cell(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _table(rows: list[dict[str, Any]], columns: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        cells = (_cell(row.get(c)) for c in columns)
        # a count of 0 is said; what is not known, or is not so, stays blank
        table.add_row(*(Text("" if c is None or c is False else str(c)) for c in cells))
    Console().print(table)
