"""Fit the weights by which a reading of an act gets its probability.

    python training/events/calibrate.py ARTICLES.jsonl [...] [--test ARTICLES.jsonl ...] [--out confidence.yaml]

ARTICLES hold annotated articles, one a line. A reading counts as right when an annotated act has its type and
sides and the evidence of both overlaps. Prints, for the files given by ``--test``, how many readings of each
tenth of probability are right, and the Brier score beside that of the base rate.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import yaml

from detente.language.pipeline import load_pipeline
from detente.reading.coder.weigh import Candidate, probability
from detente.reading.read import act_candidates, parsed, parts_of
from detente.records import SYMMETRIC_TYPES, Article
from detente.sources.article import make_article

_RIDGE = 8.0
Pair = tuple[Candidate, bool]


def readings(path: Path) -> list[Pair]:
    """Return every reading of an act in a file of annotated articles, and whether it is right."""
    pipeline = load_pipeline()
    out: list[Pair] = []
    for line in path.read_text("utf-8").split("\n"):
        if line.strip():
            row = json.loads(line)
            article = make_article(row, path.name)
            parts = parts_of(article, *parsed(article, pipeline))
            for one in act_candidates(article, parts):
                out.append((one, any(_right(one, gold, article) for gold in row["events"])))
    return out


def _right(one: Candidate, gold: dict, article: Article) -> bool:
    event, at = one.event, article.part(one.event.evidence.where).find(gold["evidence"])
    if event.type != gold["type"] or at < 0:
        return False
    mine, yours = (
        (set(event.source), set(event.target)),
        (set(gold["source"]), set(gold["target"])),
    )
    if mine != yours and not (
        event.type in SYMMETRIC_TYPES and mine[0] | mine[1] == yours[0] | yours[1]
    ):
        return False
    return event.evidence.start < at + len(gold["evidence"]) and at < event.evidence.end


def fit(pairs: list[Pair]) -> dict[str, float]:
    """Return the weights of one family: ridge-penalised logistic regression by Newton's method."""
    names = sorted({k for c, _ in pairs for k in c.signs})
    x = np.array([[1.0, *(c.signs.get(k, 0.0) for k in names)] for c, _ in pairs])
    y = np.array([float(ok) for _, ok in pairs])
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[0] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - ridge * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-8:
            break
    return {k: round(float(w), 4) for k, w in zip(("bias", *names), weights, strict=True)}


def report(pairs: list[Pair], weights: dict[str, dict[str, float]]) -> None:
    """Print how reliable the probabilities are."""
    p = np.array([probability(c, weights[c.family]) for c, _ in pairs])
    y = np.array([float(ok) for _, ok in pairs])
    for low in np.arange(0, 1, 0.1):
        here = (p >= low) & (p < low + 0.1)
        if here.any():
            print(
                f"{low:.1f}-{low + 0.1:.1f}  said {p[here].mean():.2f}  right {y[here].mean():.2f}  of {here.sum()}"
            )
    print(f"Brier {((p - y) ** 2).mean():.4f}, base rate {y.mean() * (1 - y.mean()):.4f}")


def main() -> None:
    """Fit, report, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=Path, nargs="+")
    options.add_argument("--test", type=Path, nargs="*", default=[])
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    pairs = [p for path in given.articles for p in readings(path)]
    weights = {
        family: fit([p for p in pairs if p[0].family == family]) for family in ("rule", "trained")
    }
    for path in given.test:
        print(path.name)
        report(readings(path), weights)
    if given.out:
        given.out.write_text(
            "# Weights of the signs of a reading, by training/events/calibrate.py: log-odds that it is right.\n"
            + yaml.safe_dump(weights, sort_keys=True),
            "utf-8",
        )


if __name__ == "__main__":
    main()
