"""Names in a text that the actor list knows: longest match first, over the text as written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from detente.actors import ActorIndex, Entry
from detente.language.document import Document

_RUN = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*\.?")
_LOCATIVE = {"in", "at", "near", "outside", "around", "inside", "within", "across", "throughout"}
_MOST_TOKENS = 9
_SHOUTED = 4
#: What is preferred when one name may be several things.
_ORDER = ("state", "capital", "organization", "group", "metonym", "adjective", "demonym", "person")


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name at tokens ``first`` to ``last`` (exclusive) with what it may stand for."""

    first: int
    last: int
    entry: Entry
    alternatives: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def _openings(actors: ActorIndex) -> dict[str, int]:
    """Return, for the first run of letters of each name, the longest name in characters."""
    out: dict[str, int] = {}
    for name in actors.names:
        run = _RUN.match(name)
        if run:
            for key in {run.group(), run.group().rstrip(".")}:
                out[key] = max(out.get(key, 0), len(name))
    return out


def scan(doc: Document, actors: ActorIndex, published: str | None) -> tuple[Hit, ...]:
    """Return the known names, none overlapping another; bare surnames are left to the article."""
    opening = _openings(actors)
    out: list[Hit] = []
    i = 0
    while i < len(doc.tokens):
        hit = _longest(doc, actors, opening, i, published)
        if hit is None:
            i += 1
        else:
            out.append(hit)
            i = hit.last
    return tuple(out)


def _longest(
    doc: Document, actors: ActorIndex, opening: dict[str, int], i: int, published: str | None
) -> Hit | None:
    word = doc.tokens[i].text
    run = _RUN.match(word)
    if run is None:
        return None
    key = run.group()
    shouted = len(key) >= _SHOUTED and key.isupper()
    length = max(
        opening.get(key, 0),
        opening.get(unaccented(key), 0),
        opening.get(key.rstrip("."), 0),
        opening.get(key.title(), 0) if shouted else 0,
    )
    if not length:
        return None
    start = doc.tokens[i].start
    sentence = doc.sentence_of(i)
    for last in range(min(i + _MOST_TOKENS, sentence.last), i, -1):
        end = doc.tokens[last - 1].end
        if end - start > length + 2:
            continue
        surface = " ".join(doc.text[start:end].replace("’", "'").split())
        entries = entries_of(actors, surface) or (
            actors.names.get(surface.title(), ()) if shouted else ()
        )
        chosen = _choose(entries, published) if entries else None
        if chosen is not None:
            return Hit(i, last, *chosen)
    return None


def entries_of(actors: ActorIndex, name: str) -> tuple[Entry, ...]:
    """Return what a name may stand for; with its accents left out when it has none as written."""
    return actors.names.get(name) or actors.names.get(unaccented(name), ())


def unaccented(text: str) -> str:
    """Return a text without its accents ("Peña" as "Pena"); other scripts stay as they are."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


def _choose(
    entries: tuple[Entry, ...], published: str | None
) -> tuple[Entry, tuple[str, ...]] | None:
    """Return the entry to take and the other actors it may stand for."""
    usable = [e for e in entries if e.kind != "surname"]
    if not usable:
        return None

    def rank(entry: Entry) -> tuple[float, int, int]:
        order = _ORDER.index(entry.kind) if entry.kind in _ORDER else len(_ORDER)
        return (-entry.weight, 0 if in_term(entry, published) else 1, order)

    usable.sort(key=rank)
    best = usable[0]
    others = tuple(dict.fromkeys(e.id for e in usable[1:] if e.id != best.id))
    return best, others


def in_term(entry: Entry, published: str | None) -> bool:
    """Tell whether a person's term covers a date (any date, when either is unknown)."""
    if published is None or (entry.since is None and entry.until is None):
        return True
    return (entry.since or "") <= published[: len(entry.since or "")] and (
        entry.until is None or published[: len(entry.until)] <= entry.until
    )


def is_place(doc: Document, first: int) -> bool:
    """Tell whether a state or city stands as a place ("in Beijing")."""
    sentence = doc.sentence_of(first)
    if sentence.i == 0 and first - sentence.first <= 1 and doc.tokens[first].text.isupper():
        after = [t.text for t in doc.tokens[first + 1 : first + 5]]
        return bool({"(", "-", "–", "—", "--", ","} & set(after))
    if first == 0:
        return False
    before = doc.tokens[first - 1]
    return before.lemma in _LOCATIVE or before.text.lower() in _LOCATIVE
