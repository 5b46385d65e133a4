"""Find the persons of a text: full names first, then the bare surnames that repeat them."""

from __future__ import annotations

from detente.actors import ActorIndex
from detente.language.document import Document
from detente.reading.mentions.names import Hit, entries_of, in_term
from detente.reading.mentions.offices import Offices
from detente.reading.mentions.people import (
    Naming,
    People,
    Person,
    apposition,
    from_list,
    listed,
    titles,
)
from detente.reading.mentions.unsaid import at_hand, body_of, by_surname

#: Title nouns after which a capitalised word is a name, whatever the tagger thinks.
_BEFORE_NAME = {
    "president", "premier", "minister", "chancellor", "ambassador", "secretary", "king", "queen",
    "emperor", "sultan", "emir", "prince", "pope", "spokesman", "spokeswoman", "spokesperson",
    "envoy", "general", "admiral", "leader", "marshal", "ayatollah", "counterpart", "diplomat",
    "commissioner", "chief",
}  # fmt: skip
_PARTICLES = {"al", "bin", "van", "von", "de", "der", "ul", "el", "da", "dos", "ter"}
_NOT_NAMES = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}


def find_people(
    doc: Document,
    actors: ActorIndex,
    hits: tuple[Hit, ...],
    offices: Offices,
    *,
    published: str | None,
    home: str | None,
    introduced: dict[str, str],
) -> tuple[Naming, ...]:
    """Return every place where a person is named, with who that is.

    Args:
        doc: The parsed text.
        actors: The actor list.
        hits: Known names.
        offices: The word lists.
        published: Date of the article.
        home: State of the dateline, for officials whose state is left unsaid.
        introduced: For names that stand right after an office, whose office that is.
    """
    by_token = {t: h for h in hits if h.entry.kind != "person" for t in range(h.first, h.last)}
    spans = _spans(doc, hits, by_token, offices)
    spans = sorted({*spans, *_surnames(doc, actors, spans, by_token, published)})
    people = People()
    out: dict[tuple[int, int], Naming] = {}
    spans = _unshouted(doc, spans, actors, offices, by_token)
    long = [s for s in spans if s[1] - s[0] > 1]
    short = [s for s in spans if s[1] - s[0] == 1]
    for first, last in (*long, *short):
        name = _text(doc, first, last)
        start, state, office, role = titles(doc, first, by_token, offices)
        after_state, after_office, after_role = apposition(doc, last, by_token, offices)
        if state is None and last + 1 < len(doc.tokens) and doc.tokens[last].lemma == "of":
            # "Foreign Minister Odhiambo of Kenya"
            home_hit = by_token.get(last + 1)
            state = home_hit.entry.id if home_hit is not None else None
        known = people.get(name)
        list_state, others = from_list(listed(actors, name), published)
        if last - first == 1 and known is None and not (office or state or after_office):
            bare = entries_of(actors, name)
            if all(e.risky for e in bare):
                list_state, others = None, ()
        state = state or after_state or (known.state if known else None) or list_state
        if state is None and office:
            state, others = by_surname(actors, name, published)
            list_state = state
        if name in introduced and role != "politician" and (list_state is None or state is None):
            state, after_office = introduced[name], after_office or "official"
        role = _role(role, after_role, office or after_office, known, list_state)
        if state is None and (office or after_office) and role == "official":
            state = body_of(doc, start, first, by_token) or at_hand(doc, start, by_token) or home
        alternatives = others if state is not None and state == list_state else ()
        person = Person(name, state, office or after_office, role, alternatives)
        people.add(person)
        complete = people.get(name) or person
        out[first, last] = Naming(start, first, last, complete)
    for first, last in _repeats(doc, people, out, by_token):
        repeated = people.get(_text(doc, first, last))
        if repeated is not None:
            start = titles(doc, first, by_token, offices)[0]
            out[first, last] = Naming(start, first, last, repeated)
    return tuple(
        Naming(n.start, n.first, n.last, people.get(n.person.name) or n.person)
        for _, n in sorted(out.items())
    )


def _role(
    before: str, after: str, office: str, known: Person | None, list_state: str | None
) -> str:
    if before == "politician" or after == "politician":
        return "politician"
    if office:
        return "official"
    if known is not None:
        return known.role
    if before or after:
        return before or after
    return "official" if list_state else "private"


def _text(doc: Document, first: int, last: int) -> str:
    text = doc.text[doc.tokens[first].start : doc.tokens[last - 1].end]
    return " ".join(text.replace("’", "'").split())


def _spans(
    doc: Document, hits: tuple[Hit, ...], by_token: dict[int, Hit], offices: Offices
) -> list[tuple[int, int]]:
    """Return the token ranges that hold a person's name, in order, none overlapping."""
    raw = [(h.first, h.last) for h in hits if h.entry.kind == "person"]
    raw += [
        _trim(doc, n.first, n.last, by_token, offices) for n in doc.names if n.label == "PERSON"
    ]
    raw += _after_titles(doc, by_token, offices)
    out: list[tuple[int, int]] = []
    used: set[int] = set()
    for first, last in sorted(raw, key=lambda s: (s[0] - s[1], s[0])):
        if last <= first or used & set(range(first, last)):
            continue
        if any(t in by_token for t in range(first, last)) and last - first == 1:
            continue
        used |= set(range(first, last))
        out.append((first, last))
    return sorted(out)


def _surnames(
    doc: Document,
    actors: ActorIndex,
    spans: list[tuple[int, int]],
    by_token: dict[int, Hit],
    published: str | None,
) -> list[tuple[int, int]]:
    """Return bare surnames of leaders in office that are no common word ("Trump")."""
    used = {t for first, last in spans for t in range(first, last)}
    return [
        (t.i, t.i + 1)
        for t in doc.tokens
        if t.pos in ("PROPN", "NOUN")
        and t.text[:1].isupper()
        and t.i not in used
        and t.i not in by_token
        and any(
            e.kind == "surname" and not e.risky and in_term(e, published)
            for e in entries_of(actors, t.text)
        )
    ]


def _unshouted(
    doc: Document,
    spans: list[tuple[int, int]],
    actors: ActorIndex,
    offices: Offices,
    by_token: dict[int, Hit],
) -> list[tuple[int, int]]:
    """Cut names in headings, where every word is a capital ("Lee Appeals"), to their first word."""
    plain = {_text(doc, *s) for s in spans if not _is_heading(doc, s[0])}
    out = []
    for first, last in spans:
        name = _text(doc, first, last)
        trusted = name in plain or bool(listed(actors, name))
        raised = last - first > 1 and _is_heading(doc, first)
        if raised and not trusted and not titles(doc, first, by_token, offices)[2]:
            last = first + 1
        out.append((first, last))
    return out


def _is_heading(doc: Document, token: int) -> bool:
    """Tell whether a sentence is set like a heading: capitals throughout, no full stop."""
    words = doc.words(doc.sentence_of(token))
    content = [w for w in words if w.pos in ("NOUN", "VERB", "PROPN", "ADJ", "ADV")]
    raised = sum(w.text[:1].isupper() for w in content)
    return bool(content) and raised >= 0.8 * len(content) and words[-1].text not in {".", "?", "!"}


def _trim(
    doc: Document, first: int, last: int, by_token: dict[int, Hit], offices: Offices
) -> tuple[int, int]:
    """Leave titles, nationalities, possessive marks and punctuation out of a tagged name."""
    while first < last and (
        doc.tokens[first].lemma.lower() in offices.persons
        or doc.tokens[first].text.lower().removesuffix("s") in offices.persons
        or (doc.tokens[first].text.islower() and doc.tokens[first].text not in _PARTICLES)
        or first in by_token
        or doc.tokens[first].pos in ("DET", "PUNCT", "ADP")
        or doc.tokens[first].text.lower() in ("prime", "foreign", "vice", "crown")
    ):
        first += 1
    while last > first and (
        doc.tokens[last - 1].tag in ("POS", ".", ",", ":", "''")
        or doc.tokens[last - 1].lemma.lower() in offices.persons
        or not doc.tokens[last - 1].text[:1].isalpha()
        or doc.tokens[last - 1].text.islower()
    ):
        last -= 1
    for t in range(first, last):
        if doc.tokens[t].text in _NOT_NAMES:
            return first, t
    return first, last


def _after_titles(
    doc: Document, by_token: dict[int, Hit], offices: Offices
) -> list[tuple[int, int]]:
    """Return the capitalised words that follow a title: "President Mulino", "envoy Salam Mu"."""
    out = []
    for token in doc.tokens:
        if token.lemma.lower() not in _BEFORE_NAME or token.i + 1 >= len(doc.tokens):
            continue
        first = last = token.i + 1
        end = doc.sentence_of(token.i).last
        while last < end and _namelike(doc, last, by_token, offices, first):
            last += 1
        if last > first:
            out.append((first, last))
    return out


def _namelike(
    doc: Document, i: int, by_token: dict[int, Hit], offices: Offices, first: int
) -> bool:
    word = doc.tokens[i]
    if i in by_token or word.text in _NOT_NAMES:
        return False
    if word.lemma.lower() in offices.persons or word.lemma.lower() in offices.institutions:
        return False
    if word.text[:1].isupper() and word.pos in ("PROPN", "NOUN", "ADJ", "X"):
        return True
    inside = first < i < len(doc.tokens) - 1
    particle = word.text == "-" or word.text.lower() in _PARTICLES
    return (
        inside
        and particle
        and doc.tokens[i + 1].text[:1].isalpha()
        and (
            doc.tokens[i + 1].text[:1].isupper()
            or (word.text == "-" and word.start == doc.tokens[i - 1].end)
        )
    )


def _repeats(
    doc: Document,
    people: People,
    out: dict[tuple[int, int], Naming],
    by_token: dict[int, Hit],
) -> list[tuple[int, int]]:
    """Return the bare parts of known names that were not tagged as persons."""
    used = {t for first, last in out for t in range(first, last)}
    return [
        (t.i, t.i + 1)
        for t in doc.tokens
        if t.i not in used
        and t.i not in by_token
        and t.text[:1].isupper()
        and t.pos in ("PROPN", "NOUN", "ADJ", "X")
        and len(t.text) > 1
        and people.get(t.text) is not None
    ]
