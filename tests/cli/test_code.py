"""``detente code``: both actors given, which type passes between them; or every act of a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from detente.cli.code import command, unmarked
from detente.records import Span


def test_sentences_are_coded_and_bad_lines_named(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": "a",
            "text": "Peru expelled two envoys of Chile.",
            "source": [0, 4],
            "target": [28, 33],
        },
        {"id": "b", "marked": "<s>Peru</s> praised <t>Chile</t> for its help."},
        {"id": "c", "text": "Peru on Monday expelled two envoys of Chile."},
        {"id": "d", "marked": "Officials of <t>Chile</t> were condemned."},
    ]
    file = tmp_path / "s.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in rows) + "\n{broken")
    done = CliRunner().invoke(command, [str(file)], standalone_mode=False)
    coded = {r["id"]: r for r in map(json.loads, done.stdout.splitlines())}
    assert {k: r["type"] for k, r in coded.items() if "type" in r} == {
        "a": "SANCTION",
        "b": "SUPPORT",
        "d": "ACCUSE",
    }
    (act,) = coded["c"]["events"]
    text = str(rows[2]["text"])
    assert act["type"] == "SANCTION"
    assert [text[s["start"] : s["end"]] for s in act["source_spans"]] == ["Peru"]
    assert any("Chile" in text[s["start"] : s["end"]] for s in act["target_spans"])
    assert abs(sum(coded["a"]["scores"].values()) - 1) < 0.01
    assert done.return_value == 3
    assert "s.jsonl:5" in done.stderr


def test_marks_become_spans() -> None:
    assert unmarked("<t>A</t> by <s>B</s>") == ("A by B", {"t": Span(0, 1), "s": Span(5, 6)})
