"""Findings as sentences, for tables and briefs: names rather than codes."""

from __future__ import annotations

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.language.asking import asked_for
from detente.records import Event, RelationClaim, Request, Statement

_MONTHS = "January February March April May June July August September October November December"
_MODAL = {"actual": "", "planned": "planned: ", "hypothetical": "possible: ", "negated": "not so: "}


def names(ids: tuple[str, ...]) -> str:
    """Return actors by name: "South Korea, Japan and China"."""
    words = [load_actors().name(i) for i in ids]
    return (
        words[0]
        if len(words) == 1
        else ", ".join(words[:-1]) + " and " + words[-1]
        if words
        else ""
    )


def date_words(value: str | None) -> str:
    """Return a date with its precision.

    >>> date_words("2026-01-07"), date_words("2026-01"), date_words("2026"), date_words(None)
    ('7 January 2026', 'January 2026', '2026', '')
    """
    if not value:
        return ""
    parts = value.split("-")
    if len(parts) == 1:
        return parts[0]
    month = _MONTHS.split()[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def event_words(event: Event) -> str:
    """Return an act as a sentence: "South Korea asked China"."""
    entry = load_codebook().type(event.type)
    said = f" (as told by {' and '.join(event.speakers)})" if event.speakers else ""
    return f"{_MODAL[event.modality]}{names(event.source)} {entry.verb} {names(event.target)}{said}"


def request_words(request: Request) -> str:
    """Return a request as a sentence with its answer: "Kenya asked Peru for a loan (open)"."""
    sides = f"{names(request.source)} asked {names(request.target)}"
    return f"{sides}{asked_for(request.about)} ({request.status})"


def claim_words(claim: RelationClaim) -> str:
    """Return a claim on a relation as a sentence."""
    whose = f", says {load_actors().name(claim.claimed_by)}" if claim.claimed_by else ""
    when = f" ({date_words(claim.period)})" if claim.period else ""
    return f"{names(claim.pair)}: {claim.state}{when}{whose}"


def statement_words(statement: Statement) -> str:
    """Return who said what, through whom."""
    via = f" via {' via '.join(statement.via)}" if statement.via else ""
    return (
        f"{statement.speaker or 'unnamed'}{via}: {' ... '.join(c.text for c in statement.content)}"
    )
