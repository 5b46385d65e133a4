"""How well copies of a story are told from other articles on the same matter.

    python evaluation/copies.py

The set is made from the articles of this repository (the samples, those of the quality gate): of each, copies by the
edits that papers make, alone and together. Cut from below, a new headline and lead, paragraphs swapped, house style
(spelling, titles, numerals, quotation marks), a second agency's paragraphs mixed in, a wire story
taken into a longer one. Everything is
deterministic. Pairs of different articles are the negatives, most of them on the same few countries and many on the
same matter; the three pairs that the samples declare to be copies are left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

from detente.record import Record
from detente.record.stories import copies, shingles
from detente.records import Article, Reading
from detente.samples import sample_paths
from detente.sources import load_articles

HERE = Path(__file__).parent
STYLE = (
    (r"\bU\.S\.", "US"), (r"\bper cent\b|%", " percent"), (r"\bPresident ", ""), (r"\bPrime Minister ", "PM "),
    (r"isation", "ization"), (r"ise\b", "ize"), (r"our\b(?=[ ,.])", "or"), (r"\bMonday|Tuesday|Wednesday|Thursday|Friday\b", "this week"),
    (r"\bsaid\b", "stated"), (r"\bone\b", "1"), (r"\btwo\b", "2"), (r"\bthree\b", "3"), (r"\bfour\b", "4"), ("“|”", '"'), ("’", "'"),
    (r"\bmet\b", "held talks with"), (r"\bNorth Korea\b", "DPRK"), (r"\bSouth Korea\b", "the South"),
)  # fmt: skip
LEAD = "In a move watched closely across the region, officials set out their positions again, as this paper reports."


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text; of a text in one piece, its sentences by threes."""
    parts = [p for p in re.split(r"\n\s*\n|\n", text) if p.strip()]
    if len(parts) >= 3:
        return parts
    lines = re.split(r"(?<=[.!?”\"]) +(?=[A-Z“\"])", " ".join(parts))
    return [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]


def cut(parts: list[str], share: float) -> list[str]:
    """Cut from below."""
    return parts[: max(1, round(len(parts) * share))]


def swapped(parts: list[str]) -> list[str]:
    """Swap each two paragraphs after the lead."""
    out = parts[:1]
    for i in range(1, len(parts), 2):
        out += parts[i : i + 2][::-1]
    return out


def styled(parts: list[str]) -> list[str]:
    """Put a text in the style of another house."""
    out = []
    for part in parts:
        for pattern, new in STYLE:
            part = re.sub(pattern, new, part)
        out.append(part)
    return out


def headed(parts: list[str]) -> list[str]:
    """Write a new lead."""
    return [LEAD, *parts[1:]]


def joined(parts: list[str], other: list[str]) -> list[str]:
    """Add the end of another story, as much as a quarter of the own words at the most."""
    words = other[-1].split()
    most = sum(len(p.split()) for p in parts) // 4
    return [*parts, " ".join(words[-most:])]


EDITS: dict[str, Callable[[list[str], list[str]], list[str]]] = {
    "cut to two thirds": lambda p, _: cut(p, 2 / 3),
    "cut to half": lambda p, _: cut(p, 1 / 2),
    "cut to a third": lambda p, _: cut(p, 1 / 3),
    "new headline and lead": lambda p, _: headed(p),
    "paragraphs swapped": lambda p, _: swapped(p),
    "house style": lambda p, _: styled(p),
    "end of another story added": joined,
    "half, new lead, house style": lambda p, _: styled(headed(cut(p, 1 / 2))),
    "swapped, house style": lambda p, _: styled(swapped(p)),
    "all of these": lambda p, o: styled(joined(headed(swapped(cut(p, 2 / 3))), o)),
}


def originals() -> list[Article]:
    """Return the articles of this repository that are no declared copies."""
    paths = [str(p) for p in sample_paths() if not p.stem.endswith("-copy")]
    found = list(load_articles(paths, on_error=print))
    for path in sorted((HERE.parent / "tests" / "quality").glob("articles_*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            found.append(Article(id=str(row["id"]), title=row.get("title", ""), text=row["text"]))
    return [a for a in found if len(a.text.split()) >= 60]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--record", type=Path, help="also file all of them in a new record, and count there"
    )
    given = options.parse_args()
    held = originals()
    parts = [paragraphs(a.text) for a in held]
    prints = [shingles(a.text) for a in held]
    made: list[tuple[int, str, str]] = []
    for i, own in enumerate(parts):
        other = parts[(i + 7) % len(parts)]
        made += [(i, name, "\n\n".join(edit(own, other))) for name, edit in EDITS.items()]
    found: dict[str, int] = dict.fromkeys(EDITS, 0)
    right = wrong = tried = 0
    for i, name, text in made:
        mine = shingles(text)
        hit = copies(prints[i], mine) is not None
        found[name] += hit
        right += hit
        for j, other_print in enumerate(prints):
            if j != i:
                tried += 1
                # the story that lent a paragraph is no original of this one
                wrong += copies(other_print, mine) is not None
    for a, b in itertools.combinations(range(len(held)), 2):
        tried += 1
        if copies(prints[a], prints[b]) is not None:
            wrong += 1
            print(
                f"  taken for copies: {held[a].id} {held[a].title[:50]!r} and {held[b].id} {held[b].title[:50]!r}"
            )
    print(f"{len(held)} articles, {len(made)} copies, {tried:,} pairs of different stories")
    for name, count in found.items():
        print(f"  {name:36} {count / len(held):6.1%}")
    print(
        f"precision {right / max(1, right + wrong):.2%} ({wrong} wrong), recall {right / len(made):.2%}"
    )
    if given.record:
        in_record(given.record, held, made)


def in_record(path: Path, held: list[Article], made: list[tuple[int, str, str]]) -> None:
    """File all in a record, whose sketches find the candidates, and count pairs that share a story."""
    family: dict[str, int] = {}
    with Record.open(path) as record:
        for i, article in enumerate(held):
            family[f"o{i}"] = i
            record.add(
                Reading(
                    article=Article(
                        id=f"o{i}", title=article.title, text=article.text, published="2020-01-01"
                    )
                )
            )
        for n, (i, _, text) in enumerate(made):
            family[f"c{n}"] = i
            record.add(Reading(article=Article(id=f"c{n}", text=text, published="2020-01-02")))
        stories: dict[str, list[int]] = {}
        linked = 0
        for row in record.articles(limit=1_000_000):
            stories.setdefault(row.story, []).append(family[row.id])
            linked += row.id[0] == "c" and row.story == f"o{family[row.id]}"
    pairs = sum(len(s) * (len(s) - 1) // 2 for s in stories.values())
    good = sum(s.count(f) * (s.count(f) - 1) // 2 for s in stories.values() for f in set(s))
    size = len(EDITS) + 1
    print(
        f"in a record: {len(stories)} stories; pairs in one story: precision {good / pairs:.2%}, "
        f"recall {good / (len(held) * size * (size - 1) // 2):.2%}; filed under their original {linked / len(made):.2%}"
    )


if __name__ == "__main__":
    main()
