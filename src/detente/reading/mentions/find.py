"""Find the mentions of a text: names, people, offices, then what points back to them."""

from __future__ import annotations

from dataclasses import replace

from detente.actors import ActorIndex
from detente.language.document import Document
from detente.reading.mentions.anaphora import (
    THE_STATE,
    Looking,
    group_size,
    resolve_group,
    resolve_pronoun,
)
from detente.reading.mentions.names import Hit, is_place, scan
from detente.reading.mentions.offices import Offices, load_offices
from detente.reading.mentions.people import Naming
from detente.reading.mentions.persons import find_people
from detente.reading.mentions.phrases import Phrase, find_phrases
from detente.reading.mentions.types import Mention, MentionKind, Mentions
from detente.records import Span

_KINDS: dict[str, MentionKind] = {
    "state": "state",
    "capital": "capital",
    "city": "capital",
    "adjective": "adjective",
    "demonym": "adjective",
    "organization": "organization",
    "group": "group",
    "metonym": "institution",
}
_HEADS = {"president", "leader", "premier", "minister", "chancellor", "king", "emir", "ruler"}
_BARE = {
    "president", "premier", "minister", "chancellor", "spokesman", "spokeswoman", "spokesperson",
    "ministry", "government", "embassy", "administration", "ambassador", "envoy", "king",
    "delegation", "leader", "coalition", "junta", "regime", "army", "military", "secretary", "kremlin", "emir", "prince",
}  # fmt: skip


def find_mentions(
    document: Document,
    actors: ActorIndex,
    *,
    published: str | None = None,
    home: str | None = None,
) -> Mentions:
    """Find who is spoken of in a text.

    Args:
        document: The parsed text.
        actors: The actor list.
        published: Date of the article, by which leaders in office are preferred.
        home: State of the dateline, whose "foreign ministry" needs no nationality.

    Returns:
        Mentions with actors; private persons too (without actors), since they may speak.
    """
    offices = load_offices()
    hits = tuple(h for h in scan(document, actors, published) if h.entry.kind != "place")
    namings = find_people(document, actors, hits, offices, published=published, home=home)
    by_token = _by_token(hits)
    namings = _by_office(document, namings, by_token, offices)
    people = {
        t: n.person.state if n.person.role == "official" else None
        for n in namings
        for t in range(n.start, n.last)
    }
    in_names = {t for n in namings for t in range(n.first, n.last)}
    found = [_person(document, n) for n in namings]
    found += [
        _named(document, hit)
        for hit in hits
        if hit.entry.kind in _KINDS and hit.first not in in_names
    ]
    phrases = find_phrases(document, by_token, people, offices)
    found += [_named_office(document, p, found) for p in phrases if p.actors]
    return Mentions(found + _pointing_back(document, found, phrases, offices, home))


def _by_office(
    doc: Document, namings: tuple[Naming, ...], by_token: dict[int, Hit], offices: Offices
) -> tuple[Naming, ...]:
    """Give an official without a state that of the office: "China's ambassador ... Ambassador Bao"."""
    named = {t: None for n in namings for t in range(n.start, n.last)}
    owners: dict[str, set[str]] = {}
    for phrase in find_phrases(doc, by_token, dict(named), offices):
        if phrase.actors and phrase.role == "official":
            owners.setdefault(phrase.lemma, set()).update(phrase.actors)
    out = []
    for naming in namings:
        person = naming.person
        held = owners.get(person.office, set())
        if person.state is None and person.role == "official" and len(held) == 1:
            naming = replace(naming, person=replace(person, state=next(iter(held))))
        out.append(naming)
    return tuple(out)


def _by_token(hits: tuple[Hit, ...]) -> dict[int, Hit]:
    return {t: hit for hit in hits for t in range(hit.first, hit.last)}


def _head(doc: Document, first: int, last: int) -> int:
    """Return the token of a span whose own head lies outside it, the last one if several."""
    for i in range(last - 1, first - 1, -1):
        if not first <= doc.tokens[i].head < last or doc.tokens[i].head == i:
            return i
    return last - 1


def _span(doc: Document, first: int, last: int) -> Span:
    return Span(doc.tokens[first].start, doc.tokens[last - 1].end)


def _person(doc: Document, naming: Naming) -> Mention:
    person = naming.person
    acting = person.state is not None and person.role == "official"
    return Mention(
        span=_span(doc, naming.start, naming.last),
        first=naming.start,
        last=naming.last,
        head=_head(doc, naming.first, naming.last),
        actors=(person.state,) if person.state is not None and acting else (),
        name=person.name,
        kind="person",
        political=acting,
        role="official" if acting else "politician" if person.role == "politician" else "private",
        alternatives=person.alternatives,
    )


def _named(doc: Document, hit: Hit) -> Mention:
    kind = _KINDS[hit.entry.kind]
    return Mention(
        span=_span(doc, hit.first, hit.last),
        first=hit.first,
        last=hit.last,
        head=_head(doc, hit.first, hit.last),
        actors=(hit.entry.id,),
        name=" ".join(doc.text[doc.tokens[hit.first].start : doc.tokens[hit.last - 1].end].split()),
        kind=kind,
        place=kind in ("state", "capital") and is_place(doc, hit.first),
        alternatives=hit.alternatives,
    )


def _office(doc: Document, phrase: Phrase, actors: tuple[str, ...]) -> Mention:
    offices = load_offices()
    acting = phrase.role == "official" and bool(actors)
    text = doc.text[doc.tokens[phrase.first].start : doc.tokens[phrase.head].end]
    return Mention(
        span=_span(doc, phrase.first, phrase.head + 1),
        first=phrase.first,
        last=phrase.head + 1,
        head=phrase.head,
        actors=actors if acting else (),
        name=" ".join(text.split()),
        kind="office" if phrase.lemma in offices.persons else "institution",
        political=acting,
        role="official" if acting else "politician",
    )


def _named_office(doc: Document, phrase: Phrase, found: list[Mention]) -> Mention:
    """Return an office phrase; "the Chinese leader" carries the name of the one named before."""
    mention = _office(doc, phrase, phrase.actors)
    if phrase.lemma in _HEADS and phrase.definite and mention.political:
        for earlier in reversed(found):
            if earlier.kind == "person" and earlier.first < phrase.first:
                titles = {t.lemma.lower() for t in doc.tokens[earlier.first : earlier.head]}
                if earlier.actors == mention.actors and titles & _HEADS:
                    return replace(mention, name=earlier.name)
    return mention


def _pointing_back(
    doc: Document,
    found: list[Mention],
    phrases: tuple[Phrase, ...],
    offices: Offices,
    home: str | None,
) -> list[Mention]:
    """Resolve pronouns, groups and bare offices, in the order of the text."""
    look = Looking(doc, found)
    taken = {t for m in found if m.kind == "person" for t in range(m.first, m.last)}
    open_phrases = {p.head: p for p in phrases if not p.actors}
    out: list[Mention] = []
    for token in doc.tokens:
        if token.i in taken:
            continue
        mention: Mention | None = None
        size = group_size(doc, token, offices)
        if token.pos == "PRON" or token.tag == "PRP$":
            mention = resolve_pronoun(look, token)
        elif size and (token.i not in open_phrases or not open_phrases[token.i].actors):
            together = resolve_group(look, token, size)
            if together:
                mention = _description(doc, token.i, together)
        elif token.i in open_phrases and token.lemma.lower() in THE_STATE:
            mention = _the_country(look, open_phrases[token.i])
        elif token.i in open_phrases:
            mention = _open_office(look, open_phrases[token.i], home)
        if mention is not None:
            out.append(mention)
            look.add(mention)
    return out


def _the_country(look: Looking, phrase: Phrase) -> Mention | None:
    """Resolve "the impoverished country": the state last named that does not act here itself."""
    if not phrase.definite or phrase.owner >= 0 or look.doc.tokens[phrase.head].tag != "NN":
        return None
    acting = {a for m in look.subjects_of(phrase.head) for a in m.actors}
    for earlier in look.before(phrase.head, 2):
        if earlier.kind in ("state", "adjective", "capital") and not set(earlier.actors) & acting:
            return _description(look.doc, phrase.head, earlier.actors)
    return None


def _description(doc: Document, head: int, actors: tuple[str, ...]) -> Mention:
    first = head
    while first > doc.sentence_of(head).first and doc.tokens[first - 1].pos in ("NUM", "ADJ"):
        first -= 1
    return Mention(
        span=_span(doc, first, head + 1),
        first=first,
        last=head + 1,
        head=head,
        actors=actors,
        name=doc.text[doc.tokens[first].start : doc.tokens[head].end],
        kind="description",
    )


def _open_office(look: Looking, phrase: Phrase, home: str | None) -> Mention | None:
    """Resolve an office that names no state: by its owner, by what was called so, by the dateline."""
    doc = look.doc
    if phrase.owner >= 0:
        owner = next((m for m in look.known if m.head == phrase.owner), None)
        if owner is None and doc.tokens[phrase.owner].tag == "PRP$":
            owner = resolve_pronoun(look, doc.tokens[phrase.owner])
        if owner is not None and owner.political and owner.actors:
            return _office(doc, phrase, owner.actors)
        return None
    if phrase.lemma not in _BARE or (
        not phrase.definite and doc.tokens[phrase.head].pos != "PROPN"
    ):
        return None
    for earlier in look.before(phrase.head, len(doc.sentences)):
        if earlier.kind == "person" and earlier.actors:
            titles = {t.lemma.lower() for t in doc.tokens[earlier.first : earlier.last]}
            if phrase.lemma in titles:
                return _as_person(doc, phrase, earlier)
        elif (
            earlier.kind in ("office", "institution")
            and earlier.actors
            and doc.tokens[earlier.head].lemma.lower() == phrase.lemma
        ):
            return _office(doc, phrase, earlier.actors)
    return _office(doc, phrase, (home,)) if home else None


def _as_person(doc: Document, phrase: Phrase, person: Mention) -> Mention:
    return Mention(
        span=_span(doc, phrase.first, phrase.head + 1),
        first=phrase.first,
        last=phrase.head + 1,
        head=phrase.head,
        actors=person.actors,
        name=person.name,
        kind="office",
        political=person.political,
        role=person.role,
        alternatives=person.alternatives,
    )
