"""How a request is said: "Kenya asked Peru to open its ports", "asked Peru for a loan"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

_QUOTES = "“”\"'‘’«»„ "
#: Endings of nouns that are asked for without an article: "clarification", "reparations".
_NOUNS = ("tion", "sion", "ment", "ance", "ence", "ness", "ity", "ship", "tions", "sions", "ments",
          "ances", "ences", "ies", "ships", "ees", "ers", "ors")  # fmt: skip

#: A plural has more letters than "was", "has", "does"; a word with such an ending more than "city".
_SHORTEST = 3
_LONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The words of ``asking.yaml``.

    Attributes:
        verbs: What is asked as a deed.
        both: Names of things that may be verbs as well.
        before_nouns: Words before a noun.
        after_deeds: Words after one of ``both`` that make it a deed.
        after_things: Words after a plural that show it to be a thing.
    """

    verbs: frozenset[str]
    both: frozenset[str]
    before_nouns: frozenset[str]
    after_deeds: frozenset[str]
    after_things: frozenset[str]


@lru_cache(maxsize=1)
def load_asking() -> Asking:
    """Load ``asking.yaml`` once."""
    path = resources.files("detente.language").joinpath("asking.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))
    lists = ("verbs", "both", "before_nouns", "after_deeds", "after_things")
    return Asking(**{name: frozenset(raw[name].split()) for name in lists})


def asked_for(matter: str) -> str:
    """Return what follows "asked Peru": a deed after "to", a thing after "for", else a colon.

    >>> asked_for("open its ports"), asked_for("a loan"), asked_for("was in Lima"), asked_for("")
    (' to open its ports', ' for a loan', ': was in Lima', '')
    """
    matter = matter.strip().removesuffix(" and").removesuffix(" or")
    raw = [w.strip(_QUOTES + ",.;:") for w in matter.split()[:3]]
    words = [w.lower() for w in raw]
    if not any(words):
        return ""
    if words[0] == "to" or words[:2] == ["not", "to"]:
        return f" {matter}"
    if words[0] == "not" and _deed(raw[1:]):
        return f" not to {matter.split(maxsplit=1)[1]}"
    if words[0] == "that" and len(words) > 2:
        return f": {matter.split(maxsplit=1)[1]}"
    adverb = words[0].endswith("ly") and words[0] not in load_asking().verbs
    if _deed(raw[1:] if adverb else raw):
        return f" to {matter}"
    return f" for {matter}" if _thing(words) else f": {matter}"


def request_said(sentence: str) -> str:
    """Return an act as the record writes it ("Kenya asked Peru: open its ports") in good English.

    >>> request_said("Kenya asked Peru: open its ports"), request_said("Kenya met Peru")
    ('Kenya asked Peru to open its ports', 'Kenya met Peru')
    """
    sides, colon, matter = sentence.partition(": ")
    return sides + asked_for(matter) if colon and " asked " in sides else sentence


def _deed(words: list[str]) -> bool:
    """Tell whether a matter begins with a verb: "open its ports", "help the refugees"."""
    asking = load_asking()
    first, second = (w.lower() for w in [*words, "", ""][:2])
    if first in asking.both:
        name = words[1:2] not in ([], [second])
        return name or second in asking.after_deeds or second in asking.verbs
    if first in asking.before_nouns:
        return first in asking.verbs and second in asking.before_nouns
    return first in asking.verbs


def _thing(words: list[str]) -> bool:
    """Tell whether a matter begins with a thing: "the release", "talks on grain", "clarification"."""
    asking = load_asking()
    first, second = [*words, "", ""][:2]
    if first in asking.both or first in asking.before_nouns:
        return True
    if {first, first.removesuffix("s"), first.removesuffix("es")} & asking.verbs:
        return False
    plural = len(first) > _SHORTEST and first.endswith("s") and not first.endswith("ss")
    named = len(first) > _LONG and first.endswith(_NOUNS)
    return named or (plural and second in asking.after_things)
