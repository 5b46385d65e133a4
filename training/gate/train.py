"""Train the cheap look at an article that says whether it is worth reading in full.

    python training/gate/train.py --out src/detente/reading/models/gate \
        --polnear POLNEAR_TRAIN.jsonl.gz [--check ARTICLES.jsonl ...]

Sentences that hold something: those of ``training/events/sentences`` with an act or a claim, those of
the shipped dispatches in which the reader finds anything, and those of PolNeAR's training split whose
speaker is a known actor or holds an office. Sentences that hold nothing: those of ``plain.jsonl``, 180
articles written for this project in which no state acts and nobody speaks for one. A tenth of the
plain articles is kept out to choose by. The least chance is set so that of dispatches
made of four of our sentences each, not seen in training, one in a thousand is lost; ``--check`` then says
what it does on annotated articles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent.parent / "events"))
from data import read_sentences

from detente.actors import load_actors
from detente.reading.gate import BUCKETS, Gate, features, known_names, masked, sentences

_OFFICE = re.compile(
    r"\b(president|minister|ministry|spokes\w+|official|ambassador|secretary|senator|governor"
    r"|government|diplomat|envoy|general|chancellor|congress\w*|white house|department|campaign)\b",
    re.I,
)
_SEED = 5
#: Sentences of the shortest dispatch, and how many of such may be passed over.
_SENTENCES, _LOST = 4, 0.001
#: How often a sentence with a claim counts.
_CLAIMS = 4


def rows(texts: list[str], known: frozenset[str]) -> csr_matrix:
    """Return the features of sentences, each row of length one."""
    at, data, ends = [], [], [0]
    for text in texts:
        found = list(features(text, known))
        at += found
        data += [1 / max(len(found), 1) ** 0.5] * len(found)
        ends.append(len(at))
    return csr_matrix((data, at, ends), shape=(len(texts), BUCKETS))


def placed(text: str) -> list[tuple[int, int, str]]:
    """Return the sentences of a text with where each begins and ends."""
    out, at = [], 0
    for sentence in sentences(text):
        first = text.index(sentence, at)
        at = first + len(sentence)
        out.append((first, at, sentence))
    return out


def of_events(folder: Path) -> list[str]:
    """Return our own sentences that tell an act or a claim; those with a claim, which are few, again."""
    out = []
    for one in read_sentences(folder)[0]:
        for first, last, sentence in placed(one.text):
            here = [a for a in one.acts if any(first <= s < last for s, _ in a.trigger)]
            claims = any(a.type.startswith("REL_") for a in here)
            out += [sentence] * (_CLAIMS if claims else min(len(here), 1))
    return out


def of_polnear(path: Path, known: frozenset[str]) -> list[str]:
    """Return sentences that quote somebody known or in office."""
    out = []
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").split("\n"):
        if not line.strip():
            continue
        document = json.loads(line)
        text = document["text"]
        starts = placed(text)
        for quote in document["quotes"]:
            source, cue = quote.get("source"), quote.get("cue")
            if not source or not cue:
                continue
            flat = source if isinstance(source[0], int) else source[0]
            place = cue if isinstance(cue[0], int) else cue[0]
            who = text[flat[0] : flat[1]]
            if "§a" in masked(f"x {who}", known) or _OFFICE.search(who):
                out += [s for a, b, s in starts if a <= place[0] < b]
    return sorted(set(out))


def main() -> None:
    """Train, choose, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--polnear", type=Path, required=True)
    options.add_argument("--check", type=Path, nargs="*", default=[])
    given = options.parse_args()
    here, pick = Path(__file__).parent, random.Random(_SEED)
    known = known_names(load_actors())
    held = of_events(here.parent / "events" / "sentences")
    said = of_polnear(given.polnear, known)
    articles = [json.loads(x) for x in (here / "plain.jsonl").read_text("utf-8").splitlines()]
    pick.shuffle(articles)
    kept, used = articles[: len(articles) // 10], articles[len(articles) // 10 :]
    empty = [s for a in used for s in (a["title"], *sentences(a["text"]))]
    texts = [*held, *said, *empty]
    labels = np.asarray([1] * (len(held) + len(said)) + [0] * len(empty))
    weights = np.concatenate(
        [
            np.full(len(held), 1.0),
            np.full(len(said), len(held) / max(len(said), 1)),
            np.full(len(empty), 2 * len(held) / len(empty)),
        ]
    )
    print(f"{len(held)} sentences with acts, {len(said)} with voices, {len(empty)} plain")
    model = LogisticRegression(C=10.0, max_iter=2000)
    model.fit(rows(texts, known), labels, sample_weight=weights)
    gate = Gate(model.coef_[0].astype(np.float16).astype(np.float32), float(model.intercept_[0]), 0)
    held_out = cross(held, said, empty, known)
    dispatches = [max(pick.choices(held_out, k=_SENTENCES)) for _ in range(100_000)]
    least = float(np.quantile(dispatches, _LOST))
    print(f"least chance {least:.3f}")
    for name, found in (
        ("plain, kept out", kept),
        *(
            (p.name, [json.loads(x) for x in p.read_text("utf-8").splitlines()])
            for p in given.check
        ),
    ):
        report(name, found, gate, least, known)
    given.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        given.out / "gate.npz",
        weights=gate.weights.astype(np.float16),
        bias=np.float32(gate.bias),
        least=np.float32(least),
    )


def cross(held: list[str], said: list[str], empty: list[str], known: frozenset[str]) -> list[float]:
    """Return the chances of sentences that hold something, from a model that has not seen them."""
    pick = random.Random(_SEED)
    full, plain = [*held, *said], list(empty)
    pick.shuffle(full)
    pick.shuffle(plain)
    cut, cut_plain = len(full) // 2, len(plain) // 2
    model = LogisticRegression(C=10.0, max_iter=2000)
    texts = [*full[:cut], *plain[:cut_plain]]
    model.fit(
        rows(texts, known),
        np.asarray([1] * cut + [0] * cut_plain),
        sample_weight=np.asarray([1.0] * cut + [cut / cut_plain] * cut_plain),
    )
    unseen = sorted(set(full[cut:]) - set(full[:cut]))
    out: list[float] = model.predict_proba(rows(unseen, known))[:, 1].tolist()
    return out


def report(
    name: str, articles: list[dict[str, object]], gate: Gate, least: float, known: frozenset[str]
) -> None:
    """Say how many articles are read, and which of those with findings are not."""
    lost, read = [], 0
    for a in articles:
        best = max(
            gate.chance(s, known) for s in (str(a.get("title") or ""), *sentences(str(a["text"])))
        )
        read += best >= least
        if best < least and (a.get("events") or a.get("statements")):
            lost.append(f"{a['id']} {best:.3f}")
    print(f"{name}: {read} of {len(articles)} read; lost: {', '.join(lost) or 'none'}", flush=True)


if __name__ == "__main__":
    main()
