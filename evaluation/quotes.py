"""Score attribution against annotated documents.

    python evaluation/quotes.py GOLD.jsonl.gz SCORER.py [--only tagger|grammar] [--limit N]

GOLD holds documents in the form of PolNeAR (development split); SCORER.py is the scorer of such
files, run as a program of its own. Every attribution counts, of private voices and of beliefs too,
so what is scored is attribution before articles' actors are looked at: grammar and tagger
together, or one of them only. Prints the scorer's table and words a second in one process, parsing
included.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from importlib import resources
from pathlib import Path

from detente.language.pipeline import load_pipeline
from detente.reading.attribution.combine import attributions
from detente.reading.attribution.marks import quotations
from detente.reading.attribution.tagger import Attribution, AttributionTagger
from detente.records import Span


def hull(spans: tuple[Span, ...]) -> dict[str, int] | None:
    """Return the span from the first to the last of several."""
    return {"start": spans[0].start, "end": spans[-1].end} if spans else None


def attributed(text: str, tagger: AttributionTagger, only: str | None) -> tuple[Attribution, ...]:
    """Return the attributions of a text by the way asked for."""
    if only == "tagger":
        return tagger.tag(text)
    tagged = () if only == "grammar" else tagger.tag(text)
    return attributions(load_pipeline().parse(text), tagged, quotations(text))


def main() -> None:
    """Tag, score, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=Path)
    options.add_argument("scorer", type=Path)
    options.add_argument("--threshold", type=float, default=0.5)
    options.add_argument("--limit", type=int)
    options.add_argument("--only", choices=("tagger", "grammar"))
    options.add_argument("--model", type=Path)
    given = options.parse_args()
    rows = [
        json.loads(r) for r in gzip.decompress(given.gold.read_bytes()).decode().split("\n") if r
    ]
    rows = rows[: given.limit]
    folder = given.model or Path(str(resources.files("detente.reading"))) / "models" / "attribution"
    tagger = AttributionTagger(folder, threshold=given.threshold)
    load_pipeline()
    began = time.perf_counter()
    words = 0
    with tempfile.TemporaryDirectory() as place:
        gold, out = Path(place) / "gold.jsonl", Path(place) / "read.jsonl"
        gold.write_text("\n".join(json.dumps(r) for r in rows), "utf-8")
        with out.open("w", encoding="utf-8") as lines:
            for row in rows:
                words += len(row["text"].split())
                statements = [
                    {
                        "speaker_span": hull(a.source),
                        "cue": [c.to_dict() for c in a.cue],
                        "content": [c.to_dict() for c in a.content],
                    }
                    for a in attributed(row["text"], tagger, given.only)
                ]
                lines.write(json.dumps({"id": row["doc_id"], "statements": statements}) + "\n")
        seconds = time.perf_counter() - began
        command = [sys.executable, str(given.scorer), str(gold), str(out)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print(f"{words / seconds:.0f} words a second, one process; threshold {given.threshold}")


if __name__ == "__main__":
    main()
