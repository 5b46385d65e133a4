"""The examples and counterexamples of the modal word lists hold."""

from __future__ import annotations

import pytest

from detente.language.pipeline import load_pipeline
from detente.reading.modality import load_modal_words, modality_of
from detente.records import Modality


def modality(text: str, trigger: str) -> Modality:
    document = load_pipeline().parse(text)
    token = next(t for t in document.tokens if t.text == trigger)
    return modality_of(document, token.i)


@pytest.mark.parametrize(("text", "trigger", "expected"), load_modal_words().examples)
def test_examples(text: str, trigger: str, expected: Modality) -> None:
    assert modality(text, trigger) == expected


@pytest.mark.parametrize(("text", "trigger", "not_this"), load_modal_words().counterexamples)
def test_counterexamples(text: str, trigger: str, not_this: Modality) -> None:
    assert modality(text, trigger) != not_this


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("The minister said Peru invaded Chile.", "invaded"),  # a claim, but of a fact
        ("Kenya began to withdraw its troops from Somalia.", "withdraw"),
        ("The threat prompted Norway to close its embassy.", "close"),
        ("Ghana continues to supply Togo with power.", "supply"),
    ],
)
def test_what_is_told_as_done_is_actual(text: str, trigger: str) -> None:
    assert modality(text, trigger) == "actual"
