"""Requests are said in good English: the examples of the data are its tests."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from detente.language.asking import asked_for, load_asking, request_said

DATA = yaml.safe_load(
    resources.files("detente.language").joinpath("asking.yaml").read_text("utf-8")
)


@pytest.mark.parametrize(("matter", "said"), [*DATA["examples"], *DATA["counterexamples"]])
def test_the_examples_of_the_data(matter: str, said: str) -> None:
    assert asked_for(matter).strip() == said


@given(st.text(max_size=40))
def test_whatever_was_asked_is_said(matter: str) -> None:
    said = asked_for(matter)
    assert said == "" or said.startswith((" ", ":"))


def test_a_sentence_of_the_record() -> None:
    assert request_said("Kenya asked Peru: a loan") == "Kenya asked Peru for a loan"
    assert request_said("Kenya asked Peru") == "Kenya asked Peru"


def test_no_word_stands_in_two_lists() -> None:
    asking = load_asking()
    assert asking.verbs & asking.both == frozenset()
    assert asking.verbs & asking.before_nouns <= {"free", "open"}
