"""The cues of attribution: ``lexicon/en/cues.yaml``, and what is thought, not said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from detente.errors import CodebookError

_FIELDS = {
    "id", "frames", "verbs", "nouns", "phrases", "attitude", "note", "examples", "counterexamples",
}  # fmt: skip
_FRAMES = {"clause", "quote", "infinitive", "judgement", "thing", "adverb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CueExample:
    """A sentence, who speaks in it and what is said (pieces joined by " ... ")."""

    text: str
    speaker: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CueClass:
    """Words that attribute in the same way.

    Attributes:
        id: Stable, ``en.cue.<word>``.
        frames: Where what is said may stand: ``clause``, ``quote``, ``infinitive``, ``judgement``,
            ``thing``, ``adverb``.
        verbs: Lemmas of verbs.
        nouns: Lemmas of nouns.
        attitude: They tell what somebody thinks or wants.
        examples: Sentences it must read.
        counterexamples: Sentences it must leave alone.
    """

    id: str
    frames: frozenset[str]
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    attitude: bool = False
    examples: tuple[CueExample, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cues:
    """All classes of cues, looked up by lemma."""

    classes: tuple[CueClass, ...]
    verbs: dict[str, tuple[CueClass, ...]]
    nouns: dict[str, CueClass]

    def of_verb(self, lemma: str, frame: str) -> CueClass | None:
        """Return the class by which a verb may stand in a frame, or ``None``."""
        return next((c for c in self.verbs.get(lemma.lower(), ()) if frame in c.frames), None)

    def says(self, lemma: str) -> bool:
        """Tell whether a verb says something, whatever follows it."""
        return any(
            c.frames & {"clause", "quote", "thing"}
            and not c.attitude
            and "infinitive" not in c.frames
            for c in self.verbs.get(lemma, ())
        )


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """Load and check the cues once.

    Raises:
        CodebookError: When the file is malformed; the message names the class.
    """
    file = resources.files("detente.reading.lexicon") / "en" / "cues.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    classes = tuple(_class(entry) for entry in raw)
    verbs: dict[str, tuple[CueClass, ...]] = {}
    nouns: dict[str, CueClass] = {}
    for one in classes:
        for lemma in one.verbs:
            verbs[lemma] = (*verbs.get(lemma, ()), one)
        nouns |= dict.fromkeys(one.nouns, one)
    return Cues(classes, verbs, nouns)


def _class(entry: dict[str, Any]) -> CueClass:
    name = entry.get("id", "?")
    if unknown := sorted(set(entry) - _FIELDS):
        raise CodebookError(f"cues.yaml: class {name}: unknown field {unknown[0]!r}")
    if not entry.get("examples"):
        raise CodebookError(f"cues.yaml: class {name}: has no examples; it needs at least one")
    if wrong := sorted(set(entry.get("frames", ())) - _FRAMES):
        raise CodebookError(f"cues.yaml: class {name}: {wrong[0]!r} is no frame")
    return CueClass(
        id=name,
        frames=frozenset(entry["frames"]),
        verbs=tuple(entry.get("verbs", ())),
        nouns=tuple(entry.get("nouns", ())),
        attitude=bool(entry.get("attitude", False)),
        examples=tuple(CueExample(**e) for e in entry["examples"]),
        counterexamples=tuple(entry.get("counterexamples", ())),
    )


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


def speaks(lemmas: tuple[str, ...]) -> bool:
    """Tell whether one of a cue's words is, in itself, a word of saying.

    >>> speaks(("make", "clear")), speaks(("attack",))
    (True, False)
    """
    _, said, _ = _lists()
    cues = load_cues()
    words = {w for lemma in lemmas for w in (lemma, lemma.removesuffix("s"))}
    return bool(words & said) or any(cues.says(w) for w in words)


def voices(lemmas: tuple[str, ...]) -> bool:
    """Tell whether a cue may be followed by a thing that is said, not by a clause.

    >>> voices(("voice",)), voices(("announce",))
    (True, False)
    """
    cues = load_cues()
    return any(cues.of_verb(w, "thing") is not None for w in lemmas) or "say" in lemmas


def judges(lemmas: tuple[str, ...]) -> bool:
    """Tell whether a cue passes judgement, so that a quoted word or two is what was said.

    >>> judges(("denounce",)), judges(("recall",))
    (True, False)
    """
    cues = load_cues()
    return any(cues.of_verb(w, "judgement") is not None for w in lemmas)


def relays(lemma: str) -> bool:
    """Tell whether a verb inside somebody's words may tell what another said."""
    return lemma in _lists()[2]
