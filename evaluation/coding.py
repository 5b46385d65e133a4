"""Score the type of sentences in which both actors are marked, beside a floor and the lexicon alone.

    python evaluation/coding.py MARKED.jsonl SCORER.py

MARKED holds {"id", "marked", "type"} a line; SCORER.py is the scorer of such files, run as a program of its
own. Prints the scorer's table for model and lexicon together (what ``detente code`` gives), for the model
alone, and for the lexicon alone. The shipped model has seen the PLV training split: on it, only the figures
printed by ``training/events/train.py`` (``--score`` of the first step, ``--folds``) mean anything.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from detente.cli.code import unmarked
from detente.language.document import Document
from detente.language.pipeline import load_pipeline
from detente.reading.coder.model import Coder, load_coder
from detente.reading.coding import by_lexicon, code_sentence
from detente.records import Span

Way = Callable[[Document, Span | None, Span | None], dict[str, float]]


def main() -> None:
    """Code, score, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("marked", type=Path)
    options.add_argument("scorer", type=Path)
    options.add_argument("--model", type=Path, help="a folder with other weights")
    given = options.parse_args()
    rows = [json.loads(r) for r in given.marked.read_text("utf-8").split("\n") if r.strip()]
    coder = Coder(given.model) if given.model else load_coder()
    ways: dict[str, Way] = {
        "model and lexicon": lambda d, s, t: code_sentence(d, s, t, coder=coder).scores,
        "model": lambda d, s, t: coder.type_of(d.text, s, t),
        "lexicon": by_lexicon,
    }
    parsed = []
    for row in rows:
        text, spans = unmarked(row["marked"])
        parsed.append((row["id"], load_pipeline().parse(text), spans.get("s"), spans.get("t")))
    for name, way in ways.items():
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
            for id_, document, source, target in parsed:
                scores = way(document, source, target)
                best = max(scores, key=lambda k: scores[k], default="CONSULT")
                out.write(json.dumps({"id": id_, "type": best}) + "\n")
            out.flush()
            command = [sys.executable, str(given.scorer), "types", str(given.marked), out.name]
            print(name)
            print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
