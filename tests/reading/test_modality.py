"""The examples and counterexamples of the modal word lists hold, and what grammar alone decides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ("text", "trigger", "expected"),
    [
        # claims of facts stay facts; whose claim it is stands elsewhere
        ("The minister said that Peru had invaded Chile.", "invaded", "actual"),
        ("Kenya claims to have attacked Sudan.", "attacked", "actual"),
        ("Kenya denied attacking Sudan.", "denied", "actual"),
        # what is asked for, and the asking
        ("Kenya called on Sudan to withdraw its troops.", "called", "actual"),
        ("Kenya called on Sudan to withdraw its troops.", "withdraw", "hypothetical"),
        ("Kenya said Sudan should withdraw its troops.", "withdraw", "hypothetical"),
        ("Kenya urged Sudan not to attack Chad.", "attack", "hypothetical"),
        ("Kenya agreed not to attack Chad.", "attack", "negated"),
        # a verb lends its own modality to its object, unless the object exists anyhow
        ("Kenya refused to hold talks with Sudan.", "talks", "negated"),
        ("Kenya wants to hold talks with Sudan.", "talks", "hypothetical"),
        ("Kenya could respond to the attack on Sudan.", "attack", "actual"),
        ("During his visit to Sudan, the minister will sign a deal.", "visit", "planned"),
        ("Kenya cancelled its planned visit to Sudan.", "visit", "negated"),
        # the governing word may itself be unreal
        ("Kenya had planned to attack Sudan.", "attack", "hypothetical"),
        ("Kenya would have attacked Sudan.", "attacked", "hypothetical"),
        ("Kenya has not agreed to withdraw its troops.", "withdraw", "negated"),
        ("Kenya did not refuse to meet the envoy.", "meet", "actual"),
        (
            "Officials said the deal could lead to the release of prisoners.",
            "release",
            "hypothetical",
        ),
        ("Jordan will not take part in the meeting.", "meeting", "actual"),
        ("They agreed to disagree but promised to keep talking.", "promised", "actual"),
        ("Ghana helped to negotiate the ceasefire.", "ceasefire", "actual"),
        ("Ghana discussed attacks on its ships with Togo.", "attacks", "actual"),
        ("Bolivia rejected Peru's request.", "request", "actual"),
        # a participle shares the time of its verb
        ("The minister will travel to Lima, visiting the fair.", "visiting", "planned"),
        ("Kenya will not complain after being attacked by Chad.", "attacked", "actual"),
        # present progressive
        ("The minister is visiting Sudan.", "visiting", "actual"),
        ("The minister is visiting Sudan next week.", "visiting", "planned"),
    ],
)
def test_grammar(text: str, trigger: str, expected: Modality) -> None:
    assert modality(text, trigger) == expected


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Kenya",
                "plans",
                "to",
                "not",
                "attack",
                "Sudan",
                "if",
                "talks",
                "will",
                "without",
                "denied",
                "having",
                "for",
                "hopes",
                "and",
                ",",
                "of",
                "been",
                "no",
                "yet",
                "short",
            ]
        ),
        max_size=12,
    ).map(" ".join)
)
def test_no_text_breaks_it(text: str) -> None:
    document = load_pipeline().parse(text)
    for token in document.tokens:
        assert modality_of(document, token.i) in ("actual", "planned", "hypothetical", "negated")
