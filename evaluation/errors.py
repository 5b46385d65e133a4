"""What reading gets wrong: confusions of types, and why acts are missed.

    python evaluation/errors.py ARTICLES.jsonl [...]

ARTICLES hold annotated articles, one a line. Prints, as tables in Markdown, what annotated acts are read as
when the sides are right, and for each act that is missed the first cause that holds: a side that is not found
in the sentences of the evidence; another type read there; other sides read there; a reading that was not sure
enough; no reading at all. Then the acts that are read and not annotated, by what found them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from detente.language.pipeline import load_pipeline
from detente.reading.coder.weigh import weighed
from detente.reading.merge import act_key, merge_events
from detente.reading.read import act_candidates, parsed, parts_of
from detente.records import SYMMETRIC_TYPES, Event, Span
from detente.sources.article import make_article

CAUSES = (
    "a side is not found in its sentence",
    "another type is read there",
    "other sides are read there",
    "a reading was not sure enough",
    "nothing is read there",
)
Item = dict[str, Any]


def key(item: Item) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return type and sides of an annotated act, as for one that is read."""
    source, target = frozenset(item["source"]), frozenset(item["target"])
    if item["type"] in SYMMETRIC_TYPES:
        return item["type"], source | target, frozenset()
    return item["type"], source, target


def everyone(event: Event | Item) -> frozenset[str]:
    """Return both sides together."""
    if isinstance(event, Event):
        return frozenset((*event.source, *event.target))
    return frozenset((*event["source"], *event["target"]))


def study(
    row: Item, confused: Counter[tuple[str, str]], missed: Counter[str], made: Counter[str]
) -> None:
    """Count the errors in one article."""
    article = make_article(row, "annotated article")
    body, _ = parsed(article, load_pipeline())
    parts = parts_of(article, body, None)  # the headline apart: its acts are in the text
    candidates = act_candidates(article, parts)
    mentions = parts[0].scene.mentions
    events = merge_events(weighed(candidates), body)
    unsure = [c.event for c in candidates]
    left = list(events)
    for gold in row["events"]:
        hit = next((e for e in left if act_key(e) == key(gold)), None)
        if hit is not None:
            left.remove(hit)
            continue
        at = article.text.find(gold["evidence"])
        if at < 0:
            continue  # in the headline
        span = Span(at, at + len(gold["evidence"]))
        here = [e for e in events if e.evidence.span.overlaps(span)]
        for event in here:
            if everyone(event) == everyone(gold) and event.type != gold["type"]:
                confused[gold["type"], event.type] += 1
        inside = [s for s in body.sentences if s.start < span.end and span.start < s.end]
        named = {
            a
            for m in mentions.all
            if inside and inside[0].start <= m.span.start < inside[-1].end
            for a in m.actors
        }
        if not everyone(gold) <= named:
            cause = CAUSES[0]
        elif any(everyone(e) == everyone(gold) for e in here):
            cause = CAUSES[1]
        elif any(e.type == gold["type"] for e in here):
            cause = CAUSES[2]
        elif any(act_key(e) == key(gold) for e in unsure):
            cause = CAUSES[3]
        else:
            cause = CAUSES[4]
        missed[cause] += 1
    for event in left:
        made["the trained model" if event.by.startswith("acts@") else "a rule"] += 1


def main() -> None:
    """Study, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=Path, nargs="+")
    given = options.parse_args()
    confused: Counter[tuple[str, str]] = Counter()
    missed: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for path in given.articles:
        for line in path.read_text("utf-8").split("\n"):
            if line.strip():
                study(json.loads(line), confused, missed, made)
    print("| annotated | read as | times |\n|---|---|---|")
    for (gold, other), n in confused.most_common(15):
        print(f"| {gold} | {other} | {n} |")
    print("\n| why an act is missed | times |\n|---|---|")
    for cause in CAUSES:
        print(f"| {cause} | {missed[cause]} |")
    print("\n| read and not annotated, found by | times |\n|---|---|")
    for by, n in made.most_common():
        print(f"| {by} | {n} |")


if __name__ == "__main__":
    main()
