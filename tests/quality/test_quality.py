"""The quality gate: on the project's own annotated articles reading stays at least this good.

Floors fall only by explicit decision, in a commit that says why.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scoring import KINDS, Tally, score

from detente.reading.read import read_article
from detente.sources.article import make_article

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))


def annotated() -> list[dict[str, Any]]:
    """Return the annotated articles."""
    rows = []
    for path in sorted(Path(__file__).parent.glob("articles_*.jsonl")):
        rows += [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    return rows


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    rows = annotated()
    readings = [read_article(make_article(row, row["id"])) for row in rows]
    return score(rows, readings)


@pytest.mark.parametrize("kind", KINDS)
def test_floor(kind: str, tallies: dict[str, Tally]) -> None:
    assert tallies[kind].f1 >= FLOORS[kind], f"{kind}: {tallies[kind]}"


def test_every_annotation_quotes_its_article() -> None:
    for row in annotated():
        whole = f"{row['title'] or ''}\n{row['text']}"
        for kind in ("events", "requests", "relations"):
            for item in row[kind]:
                assert item["evidence"] in whole, (row["id"], item["evidence"])
        for statement in row["statements"]:
            for piece in statement["content"].split(" ... "):
                assert piece in whole, (row["id"], piece)
