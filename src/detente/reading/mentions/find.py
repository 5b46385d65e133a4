"""Find the mentions of a text: names, people, offices, then what points back to them."""

from __future__ import annotations

from dataclasses import replace

from detente.actors import ActorIndex
from detente.language.document import Document
from detente.reading.mentions.backward import office_mention, pointing_back
from detente.reading.mentions.context import in_context, is_about_the_union
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
_PLACES = ("state", "capital", "group")


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
    hits = in_context(
        document,
        tuple(h for h in scan(document, actors, published) if h.entry.kind != "place"),
    )
    if home == "BEL" and is_about_the_union(hits):
        home = None  # a dateline of the Union's seat, not of Belgium
    return _resolved(document, actors, hits, published, home, {})


def _resolved(
    document: Document,
    actors: ActorIndex,
    hits: tuple[Hit, ...],
    published: str | None,
    home: str | None,
    introduced: dict[str, str],
) -> Mentions:
    """Resolve all mentions; once more when the first round tells the state of an unknown person."""
    offices = load_offices()
    namings = find_people(
        document, actors, hits, offices, published=published, home=home, introduced=introduced
    )
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
    mentions = Mentions(found + pointing_back(document, found, phrases, offices, home))
    if not introduced and (new := _introduced(document, mentions)):
        return _resolved(document, actors, hits, published, home, new)
    return mentions


def _introduced(doc: Document, mentions: Mentions) -> dict[str, str]:
    """Return the states of those named right after their office: "Kenya's envoy, Amos Otieno,"."""
    out = {}
    for person in mentions.all:
        if person.kind != "person" or person.first < 2 or doc.tokens[person.first - 1].text != ",":
            continue
        office = mentions.headed(person.first - 2)
        if office is not None and office.kind == "office" and len(office.actors) == 1:
            sure = doc.tokens[office.head].tag not in ("NNS", "NNPS")
            if (
                sure
                and office.political
                and doc.sentence_of(office.head).i == doc.tokens[person.first].sent
            ):
                out[person.name] = office.actors[0]
    return out


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
        place=kind in _PLACES and is_place(doc, hit.first),
        alternatives=hit.alternatives,
    )


def _named_office(doc: Document, phrase: Phrase, found: list[Mention]) -> Mention:
    """Return an office phrase; "the Chinese leader" carries the name of the one named before."""
    mention = office_mention(doc, phrase, phrase.actors)
    if phrase.lemma in _HEADS and phrase.definite and mention.political:
        for earlier in reversed(found):
            if earlier.kind == "person" and earlier.first < phrase.first:
                titles = {t.lemma.lower() for t in doc.tokens[earlier.first : earlier.head]}
                if earlier.actors == mention.actors and titles & _HEADS:
                    return replace(mention, name=earlier.name)
    return mention
