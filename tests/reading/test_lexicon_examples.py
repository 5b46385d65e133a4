"""Every rule of the event lexicon reads its examples and leaves its counterexamples alone."""

from __future__ import annotations

import pytest

from detente.reading.lexicon import Example, Rule, load_lexicon
from detente.reading.read import read_article
from detente.records import Article, Event

EXAMPLES = [(rule, example) for rule in load_lexicon().rules for example in rule.examples]
COUNTEREXAMPLES = [(rule, case) for rule in load_lexicon().rules for case in rule.counterexamples]


def events_of(text: str) -> tuple[Event, ...]:
    return read_article(Article(id="example", text=text, published="2024-05-01")).events


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{r.id}:{n}" for n, (r, _) in enumerate(EXAMPLES)]
)
def test_rule_reads_its_example(rule: Rule, example: Example) -> None:
    found = [(e.type, set(e.source), set(e.target)) for e in events_of(example.text)]
    assert (rule.type, set(example.source), set(example.target)) in found


@pytest.mark.parametrize(
    ("rule", "example"),
    COUNTEREXAMPLES,
    ids=[f"{r.id}:{n}" for n, (r, _) in enumerate(COUNTEREXAMPLES)],
)
def test_rule_leaves_its_counterexample(rule: Rule, example: Example) -> None:
    assert rule.id not in {e.by for e in events_of(example.text)}
