"""What ``lexicon/en/replies.yaml`` says of answers, offers and promises."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from detente.records import Evidence, RequestStatus

_ORDER: tuple[RequestStatus, ...] = ("unanswered", "declined", "hedged", "accepted")


@dataclass(frozen=True, slots=True)
class ReplyCue:
    """Words that answer a request."""

    status: RequestStatus
    words: frozenset[str]
    beside: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True)
class ReplyLexicon:
    """What ``lexicon/en/replies.yaml`` says of answers and offers."""

    cues: tuple[ReplyCue, ...]
    fruitless: frozenset[str]
    asks: frozenset[str]
    doing: frozenset[str]
    delaying: frozenset[str]
    offers: dict[str, frozenset[str]]
    offer_matters: frozenset[str]
    promises: frozenset[str]


@lru_cache(maxsize=1)
def load_reply_lexicon() -> ReplyLexicon:
    """Load ``lexicon/en/replies.yaml`` once."""
    path = resources.files("detente.reading.lexicon").joinpath("en/replies.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))
    cues = tuple(
        ReplyCue(
            status,
            frozenset(str(w) for w in cue["words"]),
            frozenset(str(w) for w in cue.get("with", ())),
            bool(cue.get("negated", False)),
        )
        for status in _ORDER
        for cue in raw[status]
    )
    return ReplyLexicon(
        cues=cues,
        fruitless=frozenset(raw["fruitless"]),
        asks=frozenset(raw["asks"]),
        doing=frozenset(raw["doing"]),
        delaying=frozenset(raw["delaying"]),
        offers={verb: frozenset(o["matters"]) for o in raw["offers"] for verb in o["verbs"]},
        offer_matters=frozenset(m for o in raw["offers"] for m in o["matters"]),
        promises=frozenset(raw["promises"]),
    )


def refusing_words() -> frozenset[str]:
    """Return the words that refuse by themselves."""
    cues = load_reply_lexicon().cues
    return frozenset(
        w
        for c in cues
        if c.status == "declined" and not c.negated and not c.beside
        for w in c.words
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of a request and the words that prove it."""

    status: RequestStatus = "open"
    reply: Evidence | None = None
