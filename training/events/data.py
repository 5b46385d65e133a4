"""Read the sentences written for the event coder (see RECIPE.md), and check them.

    python training/events/data.py SENTENCES_FOLDER [--leak GOLD.jsonl ...]

prints what there is by type and modality, and fails on malformed lines, on near-duplicates, and on
sentences that share eight words in a row with a file given by ``--leak``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"\[([^\[\]|]+)\|([set]\d{1,2}(?:,[set]\d{1,2})*)\]")
_HEAD = re.compile(
    r"^(?P<plover>[A-Z_]+)(?::(?P<mode>[a-z-]+))?(?:=(?P<guide>[A-Z]+))?"
    r"/(?P<modality>actual|planned|hypothetical|negated)$"
)
_SHINGLE = 8
_LIKE = 0.8


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a sentence, or one claim on a pair; spans are characters of its text.

    Attributes:
        type: By the annotation guide of articles; ``REL_...`` for a claim on how two stand.
        plover: By the PLOVER codebook.
    """

    type: str
    plover: str
    mode: str | None
    modality: str
    source: tuple[tuple[int, int], ...]
    target: tuple[tuple[int, int], ...]
    trigger: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its acts, and where it was read."""

    text: str
    acts: tuple[Act, ...]
    where: str


def parse(line: str, where: str) -> Sentence:
    """Parse one line.

    Raises:
        ValueError: When it is not in the form of the recipe.
    """
    head, separator, body = line.partition("::")
    if not separator:
        raise ValueError(f"{where}: no '::'")
    text, spans, last = "", [], 0
    body = body.strip()
    for mark in _MARK.finditer(body):
        text += body[last : mark.start()]
        start = len(text)
        text += mark.group(1)
        spans += [(label, (start, len(text))) for label in mark.group(2).split(",")]
        last = mark.end()
    text += body[last:]
    if "[" in text or "|" in text:
        raise ValueError(f"{where}: a bracket is left over: {text!r}")
    acts = []
    heads = [] if head.strip() == "-" else head.split()
    for number, given in enumerate(heads, 1):
        match = _HEAD.match(given)
        if match is None:
            raise ValueError(f"{where}: {given!r} is not TYPE[:mode][=TYPE]/modality")
        sides = {
            role: tuple(span for label, span in spans if label == f"{role}{number}")
            for role in "ste"
        }
        if not all(sides.values()):
            missing = [role for role in "ste" if not sides[role]]
            raise ValueError(f"{where}: act {number} lacks {missing}")
        plover = match["plover"]
        acts.append(
            Act(
                match["guide"] or plover,
                plover,
                match["mode"],
                match["modality"],
                sides["s"],
                sides["t"],
                sides["e"],
            )
        )
    marked = {int(label[1:]) for label, _ in spans}
    if marked - set(range(1, len(heads) + 1)):
        raise ValueError(f"{where}: marks of acts that are not named")
    return Sentence(text, tuple(acts), where)


def read_sentences(folder: Path) -> tuple[list[Sentence], list[str]]:
    """Return the well-formed sentences of a folder, and what is wrong with the others."""
    good, bad = [], []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                good.append(parse(line, f"{path.name}:{number}"))
            except ValueError as error:
                bad.append(str(error))
    return good, bad


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def near_duplicates(sentences: list[Sentence]) -> list[tuple[str, str]]:
    """Return pairs that share four fifths of their three-word shingles."""
    holders: dict[tuple[str, ...], list[int]] = {}
    shingles = []
    for i, sentence in enumerate(sentences):
        words = _words(sentence.text)
        own = {tuple(words[k : k + 3]) for k in range(max(1, len(words) - 2))}
        shingles.append(own)
        for shingle in own:
            holders.setdefault(shingle, []).append(i)
    out = []
    for i, own in enumerate(shingles):
        shared = Counter(j for s in own for j in holders[s] if j < i)
        out += [
            (sentences[j].where, sentences[i].where)
            for j, n in shared.items()
            if n >= _LIKE * min(len(own), len(shingles[j]))
        ]
    return out


def leaks(sentences: list[Sentence], files: list[Path]) -> list[str]:
    """Return the sentences that share eight words in a row with any text of the files."""
    known = set()
    for path in files:
        for line in path.read_text("utf-8").split("\n"):
            if line.strip():
                row = json.loads(line)
                words = _words(f"{row.get('title') or ''} . {row.get('text', '')}")
                known |= {tuple(words[k : k + _SHINGLE]) for k in range(len(words) - _SHINGLE + 1)}
    return [
        s.where
        for s in sentences
        if any(
            tuple(w[k : k + _SHINGLE]) in known
            for w in [_words(s.text)]
            for k in range(len(w) - _SHINGLE + 1)
        )
    ]


def main() -> int:
    """Check and count."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--leak", type=Path, nargs="*", default=[])
    given = options.parse_args()
    good, bad = read_sentences(given.folder)
    twice = near_duplicates(good)
    leaked = leaks(good, given.leak)
    for line in bad:
        print(line, file=sys.stderr)
    for a, b in twice:
        print(f"{b} repeats {a}", file=sys.stderr)
    for where in leaked:
        print(f"{where} stands in a file of the gold data", file=sys.stderr)
    kinds = Counter(f"{a.type}/{a.modality}" for s in good for a in s.acts)
    for kind, n in sorted(kinds.items()):
        print(f"{kind:28} {n}")
    empty = sum(not s.acts for s in good)
    print(f"{len(good)} sentences, {sum(kinds.values())} acts, {empty} without any")
    return 1 if bad or twice or leaked else 0


if __name__ == "__main__":
    raise SystemExit(main())
