"""What answers a request, or makes it moot: written rules (``answers.yaml``) over later acts.

An article may leave a request open that a later one answers: asked to meet, they met; asked to lift a
ban, it was lifted; or ties were broken off and the request is moot. The rules say which act does
what; :mod:`detente.relations.ledger` finds the acts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from detente.errors import CodebookError
from detente.language.matters import matters_of

Side = Literal["asked", "asker"]
Toward = Literal["asker", "third"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a request asks for, as far as the rules look.

    Attributes:
        kinds: Kinds of matter, of its words.
        mode: PLOVER mode of the act of asking, or ``None``.
        cameo: Its CAMEO code, or ``None``.
        thirds: Whether it concerns a third actor.
    """

    kinds: frozenset[str]
    mode: str | None = None
    cameo: str | None = None
    thirds: bool = False

    @classmethod
    def of(
        cls, about: str, *, mode: str | None = None, cameo: str | None = None, thirds: bool = False
    ) -> Wanted:
        """Return what some words ask for.

        >>> sorted(Wanted.of("resume talks").kinds)
        ['talks']
        """
        return cls(kinds=frozenset(matters_of(about)), mode=mode, cameo=cameo, thirds=thirds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What an act is, as far as the rules look: its type, mode and CAMEO code."""

    type: str
    mode: str | None = None
    cameo: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """What rules may call it: ``TYPE``, ``TYPE/mode`` and the CAMEO code."""
        return frozenset(
            name for name in (self.type, f"{self.type}/{self.mode}", self.cameo) if name
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of ``fulfilled`` or ``overtaken``.

    Attributes:
        id: Its name, shown beside the status that it gives.
        note: What it means, in a sentence.
        matters: Kinds of matter that it is for.
        modes: Modes of the act of asking that it is for.
        codes: CAMEO codes of the act of asking that it is for.
        acts: Acts that it takes: ``TYPE``, ``TYPE/mode`` or a CAMEO code.
        toward: ``asker``, ``third`` or ``any``.
        by: ``asked``, ``asker`` or ``either``.
        doer: Whether the side asked has to be the doer of a joint act.
        thirds: Whether requests that concern a third actor are meant too.
        within: Days after the request was last made.
        examples: Cases that it takes.
        counterexamples: Cases that it leaves.
    """

    id: str
    note: str
    matters: frozenset[str]
    modes: frozenset[str]
    codes: frozenset[str]
    acts: frozenset[str]
    toward: str
    by: str
    doer: bool
    thirds: bool
    within: int
    examples: tuple[dict[str, Any], ...]
    counterexamples: tuple[dict[str, Any], ...]

    def meant(self, wanted: Wanted) -> bool:
        """Tell whether it is for a request."""
        if wanted.thirds and not self.thirds:
            return False
        return bool(
            self.matters & wanted.kinds or wanted.mode in self.modes or wanted.cameo in self.codes
        )

    def takes(self, deed: Deed) -> bool:
        """Tell whether an act is one of those it names."""
        return bool(deed.names & self.acts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words that answer where they are about the matter."""

    id: str
    act: str
    status: Literal["accepted", "declined"]
    within: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that tell something, with cases."""

    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All rules of ``answers.yaml``."""

    fulfilled: tuple[Rule, ...]
    overtaken: tuple[Rule, ...]
    said: tuple[Said, ...]
    silence: Words
    names: Words
    newer: int

    @property
    def acts(self) -> frozenset[str]:
        """What any rule calls the acts that it takes (:attr:`Deed.names`)."""
        rules = (*self.fulfilled, *self.overtaken)
        return frozenset({said.act for said in self.said}.union(*(rule.acts for rule in rules)))

    def concern(self, wanted: Wanted) -> bool:
        """Tell whether any rule is for a request: words can answer one of a known kind of matter."""
        rules = (*self.fulfilled, *self.overtaken)
        return bool(wanted.kinds) or any(rule.meant(wanted) for rule in rules)

    def fulfils(
        self, wanted: Wanted, deed: Deed, toward: Toward, *, doer: bool = True, days: int = 0
    ) -> Rule | None:
        """Return the rule by which an act of the side asked fulfils a request.

        Args:
            wanted: The request.
            deed: The act.
            toward: Whom the act goes to: the asker or a third actor that the request concerns.
            doer: Whether the side asked did it, where the act is a joint one.
            days: How long after the request it was done.
        """
        return next(
            (
                rule
                for rule in self.fulfilled
                if days <= rule.within
                and rule.toward in ("any", toward)
                and (doer or not rule.doer)
                and rule.meant(wanted)
                and rule.takes(deed)
            ),
            None,
        )

    def overtakes(self, wanted: Wanted, deed: Deed, by: Side, *, days: int = 0) -> Rule | None:
        """Return the rule by which an act between the two makes a request moot."""
        return next(
            (
                rule
                for rule in self.overtaken
                if days <= rule.within
                and rule.by in ("either", by)
                and rule.meant(wanted)
                and rule.takes(deed)
            ),
            None,
        )


@lru_cache(maxsize=1)
def load_answers() -> Answers:
    """Load ``answers.yaml`` once.

    Raises:
        CodebookError: When a rule is malformed; names it.
    """
    path = resources.files("detente.relations").joinpath("answers.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))
    try:
        return Answers(
            fulfilled=tuple(_rule(r) for r in raw["fulfilled"]),
            overtaken=tuple(_rule(r) for r in raw["overtaken"]),
            said=tuple(Said(**r) for r in raw["said"]),
            silence=_words(raw["silence"], r"[\w-]*"),
            names=_words(raw["names"], r"s?\b"),
            newer=int(raw["newer"]),
        )
    except (KeyError, TypeError) as error:
        raise CodebookError(f"answers.yaml: a field is missing or not known: {error}") from error


def _rule(raw: dict[str, Any]) -> Rule:
    fields: dict[str, Any] = {"toward": "any", "by": "asked", "doer": False, "thirds": True, **raw}
    for name in ("matters", "modes", "codes", "acts"):
        fields[name] = frozenset(fields.get(name, ()))
    for name in ("examples", "counterexamples"):
        fields[name] = tuple(fields[name])
    return Rule(**fields)


def _words(raw: dict[str, Any], ending: str) -> Words:
    rows = (r"\s+".join(map(re.escape, w.split())) for w in raw["words"])
    return Words(
        pattern=re.compile(rf"\b(?:{'|'.join(rows)}){ending}", re.IGNORECASE),
        examples=tuple(raw["examples"]),
        counterexamples=tuple(raw["counterexamples"]),
    )
