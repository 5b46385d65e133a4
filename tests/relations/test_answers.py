"""Every rule on answers takes its examples and leaves its counterexamples."""

from typing import Any

import pytest

from detente.codebook import load_codebook
from detente.language.matters import load_matters
from detente.relations.answers import Deed, Rule, Wanted, load_answers

ANSWERS = load_answers()
RULES = [("fulfilled", r) for r in ANSWERS.fulfilled] + [
    ("overtaken", r) for r in ANSWERS.overtaken
]


def taken(kind: str, case: dict[str, Any]) -> Rule | None:
    wanted = Wanted.of(case["about"], mode=case.get("mode"), thirds=bool(case.get("concerning")))
    type_, _, mode = case["act"].partition("/")
    coded = load_codebook().from_cameo(type_) if type_[0].isdigit() else (type_, mode or None)
    assert coded is not None
    deed = Deed(type=coded[0], mode=coded[1], cameo=type_ if type_[0].isdigit() else None)
    if kind == "fulfilled":
        return ANSWERS.fulfils(wanted, deed, case["toward"], doer=case.get("doer", True))
    return ANSWERS.overtakes(wanted, deed, case["by"])


@pytest.mark.parametrize(
    ("kind", "rule", "case"),
    [(k, r.id, c) for k, r in RULES for c in r.examples],
    ids=lambda v: str(v),
)
def test_a_rule_takes_its_examples(kind: str, rule: str, case: dict[str, Any]) -> None:
    found = taken(kind, case)
    assert found is not None
    assert found.id == rule


@pytest.mark.parametrize(
    ("kind", "rule", "case"),
    [(k, r.id, c) for k, r in RULES for c in r.counterexamples],
    ids=lambda v: str(v),
)
def test_a_rule_leaves_its_counterexamples(kind: str, rule: str, case: dict[str, Any]) -> None:
    found = taken(kind, case)
    assert found is None or found.id != rule


@pytest.mark.parametrize("words", [ANSWERS.silence, ANSWERS.names], ids=["silence", "names"])
def test_words_find_their_examples_alone(words: Any) -> None:
    assert all(words.pattern.search(t) for t in words.examples)
    assert not any(words.pattern.search(t) for t in words.counterexamples)


@pytest.mark.parametrize("rule", [r for _, r in RULES], ids=lambda r: r.id)
def test_a_rule_names_only_what_there_is(rule: Rule) -> None:
    book = load_codebook()
    assert rule.matters <= {k.id for k in load_matters().kinds}
    assert rule.modes <= set(book.type("REQUEST").modes)
    assert rule.codes <= set(book.cameo)
    for act in rule.acts:
        type_, _, mode = act.partition("/")
        assert type_ in book.types or type_ in book.cameo
        assert not mode or mode in book.type(type_).modes
    assert rule.examples
    assert rule.counterexamples


def test_a_deed_too_late_answers_nothing() -> None:
    wanted = Wanted.of("resume talks")
    assert ANSWERS.fulfils(wanted, Deed(type="CONSULT"), "asker", days=30)
    assert ANSWERS.fulfils(wanted, Deed(type="CONSULT"), "asker", days=400) is None
