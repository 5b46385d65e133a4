"""The event lexicon is well formed: ids are unique, every rule has examples, types exist."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml

from detente.reading.lexicon import load_lexicon


def test_lexicon_loads_with_examples() -> None:
    lexicon = load_lexicon()
    assert lexicon.rules
    assert all(rule.examples for rule in lexicon.rules)
    assert lexicon.rule("en.request.urge") is not None
    assert lexicon.rule("en.no.such.rule") is None


def test_no_word_is_read_as_yes_or_no() -> None:
    """YAML takes a bare ``on`` or ``no`` in a list for true or false; such words need quotes."""
    folder = resources.files("detente.reading.lexicon") / "en"
    files = [*folder.iterdir(), *(folder / "events").iterdir()]
    for file in files:
        if file.name.endswith(".yaml"):
            assert not list(_flags(yaml.safe_load(file.read_text("utf-8")))), file.name


def _flags(value: Any) -> Iterator[bool]:
    if isinstance(value, dict):
        for inner in value.values():
            if not isinstance(inner, bool):
                yield from _flags(inner)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, bool):
                yield inner
            yield from _flags(inner)
