"""The floor for typing marked sentences: TF-IDF and logistic regression, five folds.

    python evaluation/floor.py MARKED.jsonl

Needs scikit-learn, which the project itself does not. Prints macro-F1 over the types of the file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline


def main() -> None:
    """Fit, predict, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("marked", type=Path)
    given = options.parse_args()
    rows = [json.loads(r) for r in given.marked.read_text("utf-8").split("\n") if r.strip()]
    texts = [r["marked"] for r in rows]
    types = [r["type"] for r in rows]
    floor = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[<\w/>]+"),
        LogisticRegression(C=20, max_iter=2000, class_weight="balanced"),
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    made = cross_val_predict(floor, texts, types, cv=folds)
    print(
        f"TF-IDF and logistic regression, five folds: macro-F1 {100 * f1_score(types, made, average='macro'):.1f}"
    )


if __name__ == "__main__":
    main()
