"""``detente code``: the type of an act whose two actors are given, or every act of a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.batch import Troubles
from detente.errors import SourceError
from detente.records import Span

if TYPE_CHECKING:
    from detente.language.document import Document

_TAG = re.compile(r"<(/?)([st])>")


@click.command(name="code")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> int:
    """Code single sentences.

    FILE holds one sentence a line: {"id", "text", "source": [start, end], "target": [start, end]}, or
    "marked" with <s>..</s> and <t>..</t> in place of the spans. Prints {"id", "type", "scores"}, the
    type by the PLOVER codebook. Where neither actor is given, prints {"id", "events"}: every act with
    the words that name its sides, whoever they are.
    """
    from detente.language.pipeline import load_pipeline
    from detente.reading.coding import code_sentence

    troubles = Troubles()
    pipeline = load_pipeline()
    done = 0
    for row in _rows(file, troubles):
        document = pipeline.parse(row["text"])
        if row["source"] is None and row["target"] is None:
            told: dict[str, Any] = {"events": _every_act(document)}
        else:
            coded = code_sentence(document, row["source"], row["target"])
            told = {"type": coded.type, "scores": coded.scores}
        click.echo(json.dumps({"id": row["id"], **told}))
        done += 1
    return troubles.report(done)


def _every_act(document: Document) -> list[dict[str, Any]]:
    """Return the acts of a sentence with the words of their sides."""
    from detente.reading.coder.model import load_coder
    from detente.reading.coder.words import worded_acts

    return [
        {
            "type": act.type,
            "modality": act.modality,
            "trigger": act.trigger.to_dict(),
            "source_spans": [s.to_dict() for s in act.source],
            "target_spans": [s.to_dict() for s in act.target],
            "confidence": act.confidence,
        }
        for act in worded_acts(document, load_coder().triggers(document))
    ]


def _rows(file: Path, troubles: Troubles) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _row(json.loads(line), number)
        except (ValueError, KeyError, TypeError) as error:
            troubles.error(SourceError(f"{file}:{number}", f"not a sentence to code ({error})"))


def _row(raw: dict[str, Any], number: int) -> dict[str, Any]:
    id_ = raw.get("id", number)
    if "marked" in raw:
        text, spans = unmarked(raw["marked"])
        found = {"source": spans.get("s"), "target": spans.get("t")}
    else:
        text, found = raw["text"], {"source": None, "target": None}
    for side in ("source", "target"):
        found[side] = found[side] or _span(raw.get(side), text)
    return {"id": id_, "text": text, **found}


def _span(value: Any, text: str) -> Span | None:
    """Read ``[start, end]``, ``{"start", "end"}``, or the words themselves."""
    if isinstance(value, str):
        at = text.find(value)
        return Span(at, at + len(value)) if value and at >= 0 else None
    if isinstance(value, dict):
        return Span(int(value["start"]), int(value["end"]))
    if value and isinstance(value[0], list):
        value = value[0]
    return Span(int(value[0]), int(value[1])) if value else None


def unmarked(marked: str) -> tuple[str, dict[str, Span]]:
    """Return a text without its marks, and the first span of each.

    >>> unmarked("<s>Peru</s> met <t>Chile</t>.")
    ('Peru met Chile.', {'s': Span(start=0, end=4), 't': Span(start=9, end=14)})
    """
    text, last = "", 0
    opened: dict[str, int] = {}
    spans: dict[str, Span] = {}
    for tag in _TAG.finditer(marked):
        text += marked[last : tag.start()]
        last = tag.end()
        if tag.group(1):
            spans.setdefault(tag.group(2), Span(opened.get(tag.group(2), len(text)), len(text)))
        else:
            opened[tag.group(2)] = len(text)
    text += marked[last:]
    return text, spans
