"""The event lexicon is well formed: ids are unique, every rule has examples, types exist."""

from __future__ import annotations

from detente.reading.lexicon import load_lexicon


def test_lexicon_loads_with_examples() -> None:
    lexicon = load_lexicon()
    assert lexicon.rules
    assert all(rule.examples for rule in lexicon.rules)
    assert lexicon.rule("en.request.urge") is not None
    assert lexicon.rule("en.no.such.rule") is None
