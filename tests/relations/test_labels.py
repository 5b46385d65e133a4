from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from detente.relations.labels import label_of, load_labels

_LABELS = load_labels().labels
_EXAMPLES = [(id_, e) for id_, label in _LABELS.items() for e in label.examples]
_COUNTER = [(id_, e) for id_, label in _LABELS.items() for e in label.counterexamples]


@pytest.mark.parametrize(("label", "example"), _EXAMPLES)
def test_every_example_has_its_label(label: str, example: Mapping[str, Any]) -> None:
    assert label_of(**example) == label


@pytest.mark.parametrize(("label", "example"), _COUNTER)
def test_no_counterexample_has_the_label(label: str, example: Mapping[str, Any]) -> None:
    assert label_of(**example) != label


def test_every_label_has_an_example_and_a_definition() -> None:
    assert set(_LABELS) == {"unclear", "crisis", "chill", "strain", "thaw", "warming", "steady"}
    assert all(label.examples and label.definition for label in _LABELS.values())
