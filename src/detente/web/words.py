"""How findings read on a page: names rather than codes, dates with their precision, plain verdicts."""

from __future__ import annotations

from collections.abc import Iterable

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.records import Event

_MONTHS = "January February March April May June July August September October November December"
_MODAL = {
    "actual": "",
    "planned": "planned",
    "hypothetical": "possible",
    "negated": "did not happen",
}
_QUADS = {
    1: "words of cooperation",
    2: "deeds of cooperation",
    3: "words of conflict",
    4: "deeds of conflict",
}
_STATUSES = {
    "accepted": "accepted",
    "declined": "declined",
    "hedged": "neither yes nor no",
    "unanswered": "no answer given",
    "open": "waiting",
    "overtaken": "overtaken",
}
_LINKS = {
    "response": "answers",
    "retaliation": "retaliates for",
    "repeats": "repeats",
    "cause": "follows from",
    "fulfils": "fulfils",
}
_LINKED = {
    "response": "answered by",
    "retaliation": "met with",
    "repeats": "repeated by",
    "cause": "led to",
    "fulfils": "fulfilled by",
}


def actor_name(actor: str) -> str:
    """Return an actor's printed name."""
    return load_actors().name(actor)


def listed(words: Iterable[str]) -> str:
    """Join words as one says them.

    >>> listed(["Japan", "China", "South Korea"])
    'Japan, China and South Korea'
    """
    all_ = list(words)
    return ", ".join(all_[:-1]) + " and " + all_[-1] if len(all_) > 1 else "".join(all_)


def names(actors: Iterable[str]) -> str:
    """Return actors by name: "South Korea, Japan and China"."""
    return listed(actor_name(a) for a in actors)


def date_words(value: str | None) -> str:
    """Return a date with the precision it was told with.

    >>> date_words("2026-01-07"), date_words("2026-01"), date_words("2026"), date_words(None)
    ('7 January 2026', 'January 2026', '2026', 'undated')
    """
    if not value:
        return "undated"
    parts = value[:10].split("-")
    try:
        if len(parts) == 1:
            return str(int(parts[0]))
        month = _MONTHS.split()[int(parts[1]) - 1]
        return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"
    except (ValueError, IndexError):
        return value


def modality_words(modality: str) -> str:
    """Return what is said of an act that is not simply told as done; empty for the others."""
    return _MODAL.get(modality, modality)


def quad_words(quad: int) -> str:
    """Return a quad class: "deeds of conflict"."""
    return _QUADS.get(quad, "")


def tone(quad: int) -> str:
    """Return ``cooperation`` or ``conflict``."""
    return "cooperation" if quad <= 2 else "conflict"


def deed(quad: int) -> bool:
    """Tell a deed from words."""
    return quad in (2, 4)


def quad_of(type_: str) -> int:
    """Return the quad class of an event type."""
    return load_codebook().quad(type_)


def type_words(type_: str) -> str:
    """Return an event type by its printed name."""
    return load_codebook().type(type_).name


def status_words(status: str) -> str:
    """Return the state of a request."""
    return _STATUSES.get(status, status)


def link_words(kind: str, *, back: bool = False) -> str:
    """Return a tie in words, from the later to the earlier, or ``back``."""
    return (_LINKED if back else _LINKS).get(kind, kind)


def event_words(event: Event) -> str:
    """Return an act as a sentence: "South Korea asked China"."""
    verb = load_codebook().type(event.type).verb
    return f"{names(event.source)} {verb} {names(event.target)}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> plural(1, "act"), plural(1200, "act"), plural(2, "story", "stories")
    ('1 act', '1,200 acts', '2 stories')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def pair_path(a: str, b: str) -> str:
    """Return the address of a pair."""
    return f"/pairs/{a}-{b}"
