"""Read annotated articles and score the readings, in one run.

    python evaluation/articles.py GOLD.jsonl SCORER.py [--errors]

GOLD.jsonl holds one annotated article a line; SCORER.py is the scorer of such files, run as a
program of its own. Prints the scorer's table, the number of events read from articles that hold no
diplomacy, and the reading speed (articles a second in this process, loading apart).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detente.language.pipeline import load_pipeline
from detente.reading.read import read_article
from detente.sources.article import make_article


def main() -> None:
    """Read, score, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=Path)
    options.add_argument("scorer", type=Path)
    options.add_argument("--errors", action="store_true")
    given = options.parse_args()
    lines = [json.loads(line) for line in given.gold.read_text("utf-8").split("\n") if line.strip()]
    articles = [make_article(row, given.gold.name) for row in lines]
    pipeline = load_pipeline()
    read_article(articles[0], pipeline=pipeline)
    began = time.perf_counter()
    readings = [read_article(a, pipeline=pipeline) for a in articles]
    seconds = time.perf_counter() - began
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for reading in readings:
            out.write(json.dumps(reading.to_dict(), ensure_ascii=False) + "\n")
        out.flush()
        command = [sys.executable, str(given.scorer), str(given.gold), out.name]
        print(
            subprocess.run(
                command + (["--errors"] if given.errors else []),
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
    empty = {str(row["id"]) for row in lines if not row["events"]}
    spurious = sum(len(r.events) for r in readings if r.id in empty)
    print(f"events read from {len(empty)} articles without events: {spurious}")
    print(f"speed: {len(articles) / seconds:.1f} articles a second, one process")


if __name__ == "__main__":
    main()
