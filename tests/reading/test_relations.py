"""The relation lexicon reads its examples and leaves its counterexamples alone."""

from __future__ import annotations

from typing import Any

import pytest

from detente.reading.read import read_article
from detente.reading.relations import load_relation_lexicon
from detente.records import Article, RelationClaim


def claims(text: str) -> tuple[RelationClaim, ...]:
    return read_article(Article(id="x", text=text, published="2024-05-01")).relations


@pytest.mark.parametrize("example", load_relation_lexicon().examples, ids=lambda e: e["text"])
def test_examples(example: dict[str, Any]) -> None:
    found = [(set(c.pair), c.state) for c in claims(example["text"])]
    assert (set(example["pair"]), example["state"]) in found


@pytest.mark.parametrize("text", load_relation_lexicon().counterexamples)
def test_counterexamples(text: str) -> None:
    assert claims(text) == ()
