"""Offices and bodies without a name: "the Chinese foreign ministry", "officials from Japan"."""

from __future__ import annotations

from dataclasses import dataclass

from detente.language.document import Document, Token
from detente.reading.mentions.names import Hit
from detente.reading.mentions.offices import Offices

_STATE_LIKE = {
    "state",
    "capital",
    "adjective",
    "demonym",
    "organization",
    "group",
    "metonym",
    "city",
}
_NATIONALITY = {"state", "adjective", "organization", "group", "metonym", "capital", "demonym"}
_OWNING = {"of", "for", "from"}
_INSIDE = {"’s", "'s", "'", "’", "-", "–"}
_PERSON_LEFT = 12
#: Those who stand in the capital of another: "the embassy in Tokyo" is not Japan's.
_ABROAD = {
    "embassy", "ambassador", "envoy", "consulate", "consul", "mission", "representative",
    "diplomat", "attache", "attaché", "delegation", "delegate", "troop", "troops", "soldier",
    "force", "forces", "peacekeeper", "emissary", "negotiator", "office", "counterpart", "inspector",
    "agent", "state", "country", "nation", "leader", "side", "ally", "strike",
}  # fmt: skip
_SEAT = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase that stands for an office or body.

    Attributes:
        first: First token, determiner left out.
        head: The office noun.
        actors: Whose it is; empty when the article said so earlier, or never.
        lemma: Of the head.
        role: ``official``, ``politician`` or ``private``.
        definite: It points back ("the ministry", "its army").
        owner: Token of an owner to be resolved ("its", "the country's"), or -1.
    """

    first: int
    head: int
    actors: tuple[str, ...]
    lemma: str
    role: str
    definite: bool
    owner: int = -1


def find_phrases(
    doc: Document, hits: dict[int, Hit], people: dict[int, str | None], offices: Offices
) -> tuple[Phrase, ...]:
    """Return the office phrases of a text.

    Args:
        doc: The parsed text.
        hits: Known names by each token they cover.
        people: For each token of a person's name or title, the state (or ``None``).
        offices: The word lists.
    """
    out = []
    for token in doc.tokens:
        if token.pos not in ("NOUN", "PROPN") or token.i in people or token.i in hits:
            continue
        lemma = token.lemma.lower()
        if not offices.acts(lemma) or _is_modifier(doc, token):
            continue
        out.append(_phrase(doc, token, lemma, hits, people, offices))
    return tuple(out)


def _is_modifier(doc: Document, token: Token) -> bool:
    """Tell whether the noun only qualifies the next one ("government data", "missile system")."""
    return token.dep in ("compound", "amod", "nmod") and doc.tokens[token.head].pos in (
        "NOUN",
        "PROPN",
    )


def _phrase(
    doc: Document,
    token: Token,
    lemma: str,
    hits: dict[int, Hit],
    people: dict[int, str | None],
    offices: Offices,
) -> Phrase:
    actors: list[str] = []
    role = "official"
    first, owner = token.i, -1
    definite = False
    low = max(doc.sentence_of(token.i).first, token.i - _PERSON_LEFT)
    i = token.i - 1
    joining = False
    while i >= low:
        word = doc.tokens[i]
        hit = hits.get(i)
        if hit is not None and hit.entry.kind in _NATIONALITY:
            if actors and not joining:
                break
            actors.insert(0, hit.entry.id)
            first, i, joining = hit.first, hit.first - 1, False
            continue
        if i in people:
            state = people[i]
            near = i + 1 == token.i or doc.tokens[i + 1].text in _INSIDE
            if state and not actors and near:
                actors.append(state)
                first = i
            break
        low_text = word.text.lower()
        if low_text in ("and", ",", "&") and actors and i > low:
            before = hits.get(i - 1)
            if before is not None and before.entry.kind in _NATIONALITY and _same_kind(doc, i):
                joining = True
                i -= 1
                continue
            break
        if word.lemma.lower() in offices.not_for_the_state:
            role, first = "politician", i
        elif word.tag == "PRP$":
            if not actors:
                owner, first = i, i
            definite = True
            break
        elif word.pos == "DET":
            definite = low_text in ("the", "both", "that", "this")
            break
        elif word.pos == "NOUN" and i + 1 <= token.i and doc.tokens[i + 1].text in _INSIDE:
            if not actors:
                owner, first = i, i
            break
        elif word.pos in ("ADJ", "NOUN", "PROPN", "NUM") or low_text in _INSIDE:
            if not actors and low_text not in _INSIDE:
                first = i
        elif word.tag in ("VBN", "VBG") and word.dep == "amod":
            first = i
        else:
            break
        i -= 1
    if not actors and (owner < 0 or doc.tokens[owner].tag != "PRP$"):
        actors, owner = _owners_after(doc, token.i, hits, people, owner)
    if not actors and owner < 0 and lemma not in _ABROAD:
        actors = _seated(doc, token.i, hits)
    return Phrase(first, token.i, tuple(dict.fromkeys(actors)), lemma, role, definite, owner)


def _seated(doc: Document, head: int, hits: dict[int, Hit]) -> list[str]:
    """Read the seat of an office: "the foreign ministry in Tokyo", "officials in Taipei"."""
    for i in range(head + 1, min(head + _SEAT, doc.sentence_of(head).last)):
        word = doc.tokens[i]
        if word.lemma == "in" and i + 1 < len(doc.tokens):
            hit = hits.get(i + 1)
            return [hit.entry.id] if hit is not None and hit.entry.kind == "capital" else []
        if not (word.text in ("of", "and") or (word.text[:1].isupper() and i not in hits)):
            return []
    return []


def _same_kind(doc: Document, conjunction: int) -> bool:
    """Tell whether "and" joins two modifiers ("South Korean and Japanese officials")."""
    after = doc.tokens[conjunction + 1]
    return after.pos in ("ADJ", "PROPN", "NOUN", "DET")


def _owners_after(
    doc: Document, head: int, hits: dict[int, Hit], people: dict[int, str | None], owner: int
) -> tuple[list[str], int]:
    """Read "of X and Y", "for X", "from X" after a head."""
    actors: list[str] = []
    for prep in doc.kids(head, "prep"):
        if prep.lemma not in _OWNING:
            continue
        todo = [k.i for k in doc.kids(prep.i, "pobj")]
        for t in todo:
            hit = hits.get(t)
            if hit is not None and hit.entry.kind in _STATE_LIKE:
                actors.append(hit.entry.id)
            elif people.get(t):
                actors.append(str(people[t]))
            else:
                inner = [
                    hits[k.i].entry.id
                    for k in doc.kids(t, "poss", "amod", "compound", "nmod")
                    if k.i in hits and hits[k.i].entry.kind in _NATIONALITY
                ]
                if inner:
                    actors.extend(inner)
                elif owner < 0 and not actors:
                    owner = t
            todo.extend(k.i for k in doc.kids(t, "conj"))
    return actors, owner
