"""The state of an official whose title leaves it unsaid: by surname, by body, by the sentence."""

from __future__ import annotations

from detente.actors import ActorIndex
from detente.language.document import Document
from detente.reading.mentions.names import Hit, entries_of, in_term


def by_surname(
    actors: ActorIndex, name: str, published: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the state of the one leader in office who bears a surname ("Premier Tony Abbott")."""
    bearers = entries_of(actors, name.split()[-1])
    surnames = [e for e in bearers if e.kind == "surname" and in_term(e, published)]
    first = name[:1]
    alike = [e for e in surnames if (e.person or "")[:1] == first or " " not in (e.person or "")]
    ids = {e.id for e in alike}
    return (ids.pop(), ()) if len(ids) == 1 else (None, ())


def body_of(doc: Document, start: int, first: int, by_token: dict[int, Hit]) -> str | None:
    """Return the body whose secretary-general is named: the one last spoken of, else the UN."""
    title = {t.text.lower() for t in doc.tokens[start:first]}
    if not ({"secretary", "general"} <= title or {"commissioner", "general"} <= title):
        return None
    for i in range(start - 1, -1, -1):
        if i in by_token and by_token[i].entry.kind == "organization":
            return by_token[i].entry.id
    return "UN"


def at_hand(doc: Document, start: int, by_token: dict[int, Hit]) -> str | None:
    """Return the state with which a sentence opens.

    "In Canberra, Prime Minister ...", "Malaysia may go further: Foreign Minister ...".
    """
    words = doc.words(doc.sentence_of(start))
    first = words[0].i
    if words[0].text == "In" and start > first + 1:
        hit = by_token.get(first + 1)
        return hit.entry.id if hit is not None and hit.entry.kind in ("state", "capital") else None
    colon = next((w.i for w in words if w.text in (":", ";") and w.i < start), None)
    if colon is None or colon + 1 != start:
        return None
    hit = by_token.get(first)
    return hit.entry.id if hit is not None and hit.entry.kind in ("state", "capital") else None
