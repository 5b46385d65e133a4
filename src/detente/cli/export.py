"""``detente export``: the events of a record as NDJSON, CSV or Parquet."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from detente.cli.events import act_row
from detente.cli.options import pair_of, record_option
from detente.errors import DetenteError
from detente.record import Record

_PAGE = 500
_FORMS = ("ndjson", "csv", "parquet", "icews", "corrections")
_ENDINGS = {".jsonl": "ndjson", ".ndjson": "ndjson", ".csv": "csv", ".parquet": "parquet"}
_LISTS = ("source", "target", "articles")


@click.command(name="export")
@record_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Default: by the ending of the file, else ndjson.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Default: standard output (-).",
)
@click.option("--pair", help="Only events between these two.")
@click.option("--since", help="Not ended before.")
@click.option("--until", help="Not begun after.")
def command(
    record_path: Path,
    form: str | None,
    out: Path | None,
    pair: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Write the events out, one row an act. CSV joins several actors by commas.

    With --format icews: the imported ICEWS rows, each as it stood in its file. With --format
    corrections: the articles whose items people judged, one JSON object a line in the form of
    annotated articles, for training and tests.

    Example: detente export --pair KOR-CHN -o korea-china.csv
    """
    out = None if out == Path("-") else out
    form = form or (_ENDINGS.get(out.suffix.lower(), "ndjson") if out else "ndjson")
    if form == "parquet" and out is None:
        raise click.UsageError("--format parquet needs --out FILE")
    if form == "icews":
        _write_icews(record_path, out, pair_of(pair), since, until)
        return
    if form == "corrections":
        if pair or since or until:
            raise click.UsageError("--format corrections takes no --pair, --since or --until")
        _write_corrections(record_path, out)
        return
    with Record.open(record_path, create=False, readonly=True) as record:
        rows = _rows(record, pair_of(pair), since, until)
        try:
            _write(rows, form, out)
        except OSError as error:
            raise DetenteError(f"{out}: {error.strerror}") from error


def _rows(
    record: Record, pair: tuple[str, str] | None, since: str | None, until: str | None
) -> Iterator[dict[str, Any]]:
    offset = 0
    while True:
        page = record.events(
            pair=pair, since=since, until=until, limit=_PAGE, offset=offset, order="oldest"
        )
        yield from (act_row(act) for act in page.items)
        offset += _PAGE
        if offset >= page.total:
            return


def _write(rows: Iterator[dict[str, Any]], form: str, out: Path | None) -> None:
    import polars as pl

    if form == "ndjson":
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if out is None:
            sys.stdout.write(lines)
        else:
            out.write_text(lines, encoding="utf-8")
        return
    frame = pl.DataFrame(list(rows), schema=_schema())
    if form == "parquet":
        frame.write_parquet(out or sys.stdout.buffer)
    else:
        flat = frame.with_columns(pl.col(c).list.join(",") for c in _LISTS)
        flat.write_csv(out or sys.stdout.buffer)


def _write_corrections(record_path: Path, out: Path | None) -> None:
    from detente.record.gold import judged_articles

    with Record.open(record_path, create=False, readonly=True) as record:
        articles = list(judged_articles(record))
    try:
        _write(iter(articles), "ndjson", out)
    except OSError as error:
        raise DetenteError(f"{out}: {error.strerror}") from error
    if not articles:
        click.echo(
            "nobody has judged an item of this record yet: detente serve --edit NAME", err=True
        )


def _write_icews(
    record_path: Path,
    out: Path | None,
    pair: tuple[str, str] | None,
    since: str | None,
    until: str | None,
) -> None:
    from detente.record.bulk import imported_events
    from detente.record.filters import day_of
    from detente.sources.events.icews import COLUMNS, kept_name, to_icews

    Record.open(record_path, create=False, readonly=True).close()
    events = imported_events(
        record_path,
        pair=pair,
        since=day_of(since, last=False),
        until=day_of(until, last=True),
        origins=["icews"],
        copies=True,
        more=[kept_name(c) for c in COLUMNS],
    )
    lines = (line + "\n" for line in to_icews(events))
    try:
        if out is None:
            sys.stdout.writelines(lines)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines)
    except OSError as error:
        raise DetenteError(f"{out}: {error.strerror}") from error


def _schema() -> dict[str, Any]:
    import polars as pl

    text = pl.String()
    many = pl.List(pl.String())
    return {
        "id": text, "date": text, "sentence": text, "source": many, "type": text, "mode": text,
        "target": many, "modality": text, "place": text, "cameo": text, "goldstein": pl.Float64(),
        "quad": pl.Int64(), "confidence": pl.Float64(), "sources": pl.Int64(), "articles": many,
        "evidence": text,
    }  # fmt: skip
