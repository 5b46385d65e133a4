"""``detente requests``: who asked whom for what, and the answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.options import actor_of, format_option, pair_of, record_option
from detente.cli.printing import chosen, print_rows
from detente.language.asking import request_said

if TYPE_CHECKING:
    from detente.relations.ledger import Entry, Status

COLUMNS = (
    "first_asked",
    "sentence",
    "status",
    "waiting_days",
    "answer",
    "reply",
    "sources",
    "id",
    "outlook",
)
#: In a table the answer says what the reply says and more; the outlook joins it where there is a figure.
TABLE = ("first_asked", "sentence", "status", "waiting_days", "answer", "sources", "id")
_SILENT = frozenset({"open", "unanswered", "overtaken"})
_UNITS = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}


@click.command(name="requests")
@record_option
@click.option("--open", "open_only", is_flag=True, help="Only those that wait for an answer.")
@click.option(
    "--status",
    type=click.Choice(["accepted", "declined", "hedged", "unanswered", "open", "overtaken"]),
)
@click.option("--from", "source", help="Who asks.")
@click.option("--to", "target", help="Who is asked.")
@click.option("--concerning", help="A third actor it is about.")
@click.option("--pair", help="Between these two, either way.")
@click.option("--about", help="Words of the matter, or its kind: talks, mediate, aid ...")
@click.option(
    "--older-than",
    metavar="AGE",
    help="Waiting (or having waited) longer than 30d, 8w, 6m or 2y.",
)
@click.option(
    "--as-of",
    metavar="DATE",
    help="The ledger of this day, or of 'today'; default: the record's last publication date.",
)
@click.option(
    "--outlook/--no-outlook",
    default=True,
    help="Say how asks like those that wait have fared; slow beside much imported data.",
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@format_option("table", "ndjson", "json", "csv")
def command(
    record_path: Path,
    open_only: bool,
    status: Status | None,
    source: str | None,
    target: str | None,
    concerning: str | None,
    pair: str | None,
    about: str | None,
    older_than: str | None,
    as_of: str | None,
    outlook: bool,
    limit: int,
    form: str | None,
) -> None:
    """List requests and their answers, longest waiting first.

    A request told by several articles is one row. An answer found in a later article closes it. Of one that
    waits, the outlook says how asks like it have fared, where there is enough to say.
    """
    from detente.record import Record
    from detente.relations.ledger import ledger, select

    day, age = day_of(as_of, "--as-of"), _days(older_than)
    with Record.open(record_path, create=False, readonly=True) as record:
        found = select(
            ledger(record, as_of=day),
            open_only=open_only,
            status=status,
            source=actor_of(source),
            target=actor_of(target),
            concerning=actor_of(concerning),
            pair=pair_of(pair),
            older_than=age,
            about=about,
        )
    rows = _with_outlook(record_path, found[:limit], outlook)
    form = chosen(form)
    told = any(row["outlook"] for row in rows)
    print_rows(
        rows,
        form,
        COLUMNS if form != "table" else (*TABLE[:-2], "outlook", *TABLE[-2:]) if told else TABLE,
        empty="no request in the record matches",
    )
    if len(found) > len(rows):
        click.echo(f"{len(rows)} of {len(found)}; --limit shows more", err=True)


def _with_outlook(path: Path, entries: Sequence[Entry], wanted: bool) -> list[dict[str, Any]]:
    """Return requests as rows; those that wait with how asks like them have fared, or ``None``."""
    from detente.outlook.ledger_notes import Ask, histories, ledger_notes
    from detente.record.filters import day_of as date_of

    asks = [
        Ask(
            source=e.source,
            target=e.target,
            day=date_of(e.first_asked, last=True) if wanted and e.standing else None,
        )
        for e in entries
    ]
    notes = ledger_notes(histories(path), asks)
    return [
        entry_row(e) | {"outlook": note.words if note else None}
        for e, note in zip(entries, notes, strict=True)
    ]


def day_of(text: str | None, option: str) -> dt.date | None:
    """Return the last day of a date as a user writes it: 2016, 2016-07, 2016-07-08 or today.

    Raises:
        UsageError: When it is no date.
    """
    from detente.record.matching import days_of

    if not text:
        return None
    if text == "today":
        return dt.date.today()
    days = days_of(text)
    if days is None:
        raise click.UsageError(f"{option} wants a date such as 2016-07-08, or today; got {text!r}")
    return dt.date.fromisoformat(days[1])


def _days(age: str | None) -> int | None:
    if age is None:
        return None
    found = re.fullmatch(r"\s*(\d{1,6})\s*([dwmy]?)\s*", age.lower())
    if not found:
        raise click.UsageError(f"--older-than wants an age such as 30d, 8w, 6m or 2y; got {age!r}")
    return int(found[1]) * _UNITS[found[2]]


def entry_row(entry: Entry) -> dict[str, Any]:
    """Return a request of the ledger as a flat row, with its history and what answered it."""
    answer = entry.answer
    told = next((line.reply for line in reversed(entry.history) if line.reply), None)
    return {
        "id": entry.id,
        "sentence": request_said(entry.sentence),
        "from": list(entry.source),
        "to": list(entry.target),
        "about": entry.about,
        "kinds": list(entry.kinds),
        "concerning": list(entry.concerning),
        "status": entry.status,
        "reply": told,
        "answer": answer.text if answer else None,
        "answer_kind": answer.kind if answer else None,
        "answer_date": answer.date if answer else None,
        "answer_article": answer.article if answer else None,
        "answer_act": answer.act if answer else None,
        "answer_rule": answer.rule if answer else None,
        "first_asked": entry.first_asked,
        "last_asked": entry.last_asked,
        "times": entry.times,
        "waiting_days": entry.waiting_days,
        "answered": next((r.date for r in entry.replies if r.status not in _SILENT), None),
        "sources": entry.sources,
        "implied": entry.implied,
        "evidence": entry.history[0].text if entry.history else "",
        "history": [
            {
                "date": line.date,
                "article": line.article,
                "published": line.published,
                "status": line.status,
                "text": line.text,
                "reply": line.reply,
            }
            for line in entry.history
        ],
        "replies": [
            {
                "kind": r.kind,
                "status": r.status,
                "date": r.date,
                "text": r.text,
                "article": r.article,
                "act": r.act,
                "rule": r.rule,
            }
            for r in entry.replies
        ],
    }
