"""Score which words name source and target in single sentences, whoever they are.

    python evaluation/sides.py SENTENCES.jsonl SCORER.py

SENTENCES holds {"id", "text", "spans"} a line; SCORER.py is the scorer of such files, run as a program of its
own. What is scored is what ``detente code`` prints for sentences without marks.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from detente.language.pipeline import load_pipeline
from detente.reading.coder.model import load_coder
from detente.reading.coder.words import worded_acts


def main() -> None:
    """Read, score, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sentences", type=Path)
    options.add_argument("scorer", type=Path)
    options.add_argument("--first", action="store_true", help="only the first act of a sentence")
    given = options.parse_args()
    rows = [json.loads(r) for r in given.sentences.read_text("utf-8").split("\n") if r.strip()]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for row in rows:
            document = load_pipeline().parse(row["text"])
            acts = worded_acts(document, load_coder().triggers(document))
            events = [
                {
                    "source_spans": [s.to_dict() for s in act.source],
                    "target_spans": [s.to_dict() for s in act.target],
                }
                for act in (acts[:1] if given.first else acts)
            ]
            out.write(json.dumps({"id": row["id"], "events": events}) + "\n")
        out.flush()
        command = [sys.executable, str(given.scorer), "actors", str(given.sentences), out.name]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
