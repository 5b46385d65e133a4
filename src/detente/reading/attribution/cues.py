"""Tell saying from thinking, wanting and doing: ``lexicon/en/attitudes.yaml``."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml

from detente.errors import CodebookError


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    file = resources.files("detente.reading.lexicon") / "en" / "attitudes.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or not {"attitudes", "said", "relaying"} <= set(raw):
        raise CodebookError("attitudes.yaml: lists attitudes, said and relaying are needed")
    return frozenset(raw["attitudes"]), frozenset(raw["said"]), frozenset(raw["relaying"])


def is_saying(lemmas: tuple[str, ...]) -> bool:
    """Tell whether a cue, given by its lemmas, says something.

    >>> is_saying(("say",)), is_saying(("want", "to")), is_saying(("express", "hope"))
    (True, False, True)
    """
    attitudes, said, _ = _lists()
    words = set(lemmas)
    return bool(words & said) or not words & attitudes


def relays(lemma: str) -> bool:
    """Tell whether a verb inside somebody's words may tell what another said."""
    return lemma in _lists()[2]
