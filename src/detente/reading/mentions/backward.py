"""Nouns that point back: "the ministry in Tokyo", "the president", "the country", "the alliance"."""

from __future__ import annotations

from dataclasses import replace

from detente.language.document import Document, Token
from detente.reading.mentions.anaphora import Looking, resolve_pronoun, stands_for_a_person
from detente.reading.mentions.descriptions import load_descriptions
from detente.reading.mentions.groups import group_size, resolve_group
from detente.reading.mentions.offices import Offices, load_offices
from detente.reading.mentions.phrases import Phrase
from detente.reading.mentions.types import Mention
from detente.records import Span

#: "the country": nouns that point back to one state.
THE_STATE = frozenset(
    {"country", "nation", "kingdom", "republic", "island", "neighbour", "neighbor"}
)
_HEADS = {"president", "leader", "premier", "minister", "chancellor", "king", "emir", "ruler"}
_BARE = {
    "president", "premier", "minister", "chancellor", "spokesman", "spokeswoman", "spokesperson",
    "ministry", "government", "embassy", "administration", "ambassador", "envoy", "king",
    "delegation", "leader", "coalition", "junta", "regime", "army", "military", "secretary", "kremlin", "emir", "prince",
    "department",
}  # fmt: skip
#: Offices that no dateline explains: they are of whoever was called so before, or of nobody.
_NOT_AT_HOME = {"coalition", "junta", "regime", "leader", "king", "emir", "envoy"}
_RECENT = 3
_OF_THEM = {"either", "both", "neither", "two"}
_KINDS_OF_ACTOR = ("group", "organization")


def office_mention(doc: Document, phrase: Phrase, actors: tuple[str, ...]) -> Mention:
    """Return the mention of an office phrase that acts for some actors."""
    acting = phrase.role == "official" and bool(actors)
    text = doc.text[doc.tokens[phrase.first].start : doc.tokens[phrase.head].end]
    return Mention(
        span=Span(doc.tokens[phrase.first].start, doc.tokens[phrase.head].end),
        first=phrase.first,
        last=phrase.head + 1,
        head=phrase.head,
        actors=actors if acting else (),
        name=" ".join(text.split()),
        kind="office" if phrase.lemma in load_offices().persons else "institution",
        political=acting,
        role="official" if acting else "politician",
    )


def pointing_back(
    doc: Document,
    found: list[Mention],
    phrases: tuple[Phrase, ...],
    offices: Offices,
    home: str | None,
) -> list[Mention]:
    """Resolve pronouns, groups, bare offices and descriptions, in the order of the text."""
    look = Looking(doc, found)
    taken = {t for m in found if m.kind == "person" for t in range(m.first, m.last)}
    named = {t for m in found for t in range(m.first, m.last)}
    open_phrases = {p.head: p for p in phrases if not p.actors}
    out: list[Mention] = []
    for token in doc.tokens:
        if token.i in taken:
            continue
        mention: Mention | None = None
        phrase = open_phrases.get(token.i)
        size = group_size(doc, token, offices)
        if size and token.i not in named:
            together = resolve_group(look, token, size)
            mention = _description(doc, token.i, together) if together else None
        elif token.pos == "PRON" or token.tag == "PRP$":
            mention = _between_them(look, token) or resolve_pronoun(look, token)
        elif token.i in named:
            continue
        elif described := _described(look, token):
            mention = described
        elif phrase is not None and phrase.lemma in THE_STATE:
            mention = _the_country(look, phrase)
        elif phrase is not None:
            mention = _open_office(look, phrase, offices, home)
        if mention is not None:
            out.append(mention)
            look.add(mention)
    return out


def _between_them(look: Looking, token: Token) -> Mention | None:
    """Resolve "between them" and "either of them" to two, even where one alone was the subject."""
    before = [t.text.lower() for t in look.doc.tokens[max(token.i - 2, 0) : token.i]]
    two = before[-1:] == ["between"] or (before[-1:] == ["of"] and before[0] in _OF_THEM)
    if not two or token.text.lower() not in ("them", "themselves"):
        return None
    both = resolve_group(look, token, 2)
    return _description(look.doc, token.i, both) if both else None


def _described(look: Looking, token: Token) -> Mention | None:
    """Resolve "the alliance" to the last actor named that may be called so."""
    doc = look.doc
    fitting = load_descriptions().nouns.get(token.lemma.lower())
    if fitting is None or token.tag not in ("NN", "NNP") or token.i == 0:
        return None
    if token.dep == "compound" or doc.kids(token.i, "poss", "relcl") or not _definite(doc, token):
        return None
    if any(k.lemma in ("of", "for") for k in doc.kids(token.i, "prep")):
        return None
    if _names_itself(look, token):
        return None

    def fits(mention: Mention) -> bool:
        if len(mention.actors) != 1 or mention.kind == "pronoun":
            return False
        kind = mention.kind if mention.kind in _KINDS_OF_ACTOR else ""
        again = doc.tokens[mention.head].lemma.lower() == token.lemma.lower()
        return again or mention.actors[0] in fitting or kind in fitting

    # the one in the same sentence; else the one that the story speaks of most
    near = [m for m in look.before(token.i, 0) if fits(m)]
    far = [m for m in look.before(token.i, len(doc.sentences)) if fits(m)]
    far.sort(key=lambda m: -look.counts[m.actors[0]])
    chosen = near or far
    return _description(doc, token.i, chosen[0].actors) if chosen else None


def _names_itself(look: Looking, token: Token) -> bool:
    """Tell whether the noun ends a name that is no actor: "Hans Island ... the island"."""
    known = {t for m in look.known for t in range(m.first, m.last)}
    name = token.text[:1].upper() + token.text[1:]
    return token.text != name and any(t.text == name and t.i not in known for t in look.doc.tokens)


def _definite(doc: Document, token: Token) -> bool:
    """Tell whether "the" stands before a noun, adjectives between ("the 54-year-old bloc")."""
    i = token.i - 1
    while i > doc.sentence_of(token.i).first and doc.tokens[i].pos in ("ADJ", "NUM"):
        i -= 1
    return doc.tokens[i].text.lower() in ("the", "this", "that")


def _the_country(look: Looking, phrase: Phrase) -> Mention | None:
    """Resolve "the impoverished country": the state last named that does not act here itself.

    Where the sentence names none, it is that of the one who speaks.
    """
    if not phrase.definite or phrase.owner >= 0 or look.doc.tokens[phrase.head].tag != "NN":
        return None
    subjects = look.subjects_of(phrase.head)
    acting = {a for m in subjects for a in m.actors}

    def state(mention: Mention) -> bool:
        return mention.kind in ("state", "adjective", "capital") and not (
            set(mention.actors) & acting
        )

    here = [m for m in look.before(phrase.head, 0) if state(m)]
    speaking = [m for m in subjects if m.kind == "person" and m.political]
    near = [m for m in look.before(phrase.head, 2) if state(m)]
    chosen = here or speaking or near
    return _description(look.doc, phrase.head, chosen[0].actors) if chosen else None


def _description(doc: Document, head: int, actors: tuple[str, ...]) -> Mention:
    first = head
    while first > doc.sentence_of(head).first and doc.tokens[first - 1].pos in ("NUM", "ADJ"):
        first -= 1
    return Mention(
        span=Span(doc.tokens[first].start, doc.tokens[head].end),
        first=first,
        last=head + 1,
        head=head,
        actors=actors,
        name=doc.text[doc.tokens[first].start : doc.tokens[head].end],
        kind="description",
    )


def _open_office(
    look: Looking, phrase: Phrase, offices: Offices, home: str | None
) -> Mention | None:
    """Resolve an office that names no state: by its owner, by what was called so, by the dateline."""
    doc = look.doc
    if phrase.owner >= 0 and not _part_of_a_title(look, phrase):
        actors = _owner(look, doc.tokens[phrase.owner], offices)
        return office_mention(doc, phrase, actors) if actors else None
    if phrase.lemma not in _BARE or (
        not phrase.definite and doc.tokens[phrase.head].pos != "PROPN"
    ):
        return None
    if (holder := _named_next(look, phrase)) is not None:
        return _as_person(doc, phrase, holder)
    for earlier in look.before(phrase.head, len(doc.sentences)):
        if earlier.kind == "person" and earlier.actors:
            titles = {t.lemma.lower() for t in doc.tokens[earlier.first : earlier.last]}
            if phrase.lemma in titles:
                return _as_person(doc, phrase, earlier)
        elif earlier.kind in ("office", "institution") and earlier.actors:
            words = {t.lemma.lower() for t in doc.tokens[earlier.first : earlier.last]}
            head = doc.tokens[earlier.head].lemma.lower()
            if phrase.lemma in (words if phrase.lemma in _NOT_AT_HOME else {head}):
                return office_mention(doc, phrase, earlier.actors)
    if (leader := _untitled(look, phrase, offices)) is not None:
        return _as_person(doc, phrase, leader)
    if home is None or phrase.lemma in _NOT_AT_HOME:
        return None
    return office_mention(doc, phrase, (home,))


def _part_of_a_title(look: Looking, phrase: Phrase) -> bool:
    """Tell whether what follows "of" is no owner ("the Department of Foreign Affairs")."""
    word = look.doc.tokens[phrase.owner]
    titled = look.doc.tokens[phrase.head].text[:1].isupper() and word.text[:1].isupper()
    return titled and not any(m.head == phrase.owner for m in look.known)


def _named_next(look: Looking, phrase: Phrase) -> Mention | None:
    """Return the person named in apposition: "the foreign minister, Luis Videgaray"."""
    if look.doc.tokens[phrase.head].tag not in ("NN", "NNP"):
        return None
    for m in look.known:
        if m.kind == "person" and m.first == phrase.head + 2 and m.actors:
            return m if look.doc.tokens[phrase.head + 1].text == "," else None
    return None


def _untitled(look: Looking, phrase: Phrase, offices: Offices) -> Mention | None:
    """Return a leader whose office needed no telling: "Theresa May ... the prime minister"."""
    doc = look.doc
    before = doc.tokens[phrase.head - 1].lemma.lower() if phrase.head else ""
    if phrase.lemma not in _HEADS or (phrase.lemma == "minister" and before != "prime"):
        return None
    for m in look.before(phrase.head, _RECENT):
        if not set(m.actors) & look.states:
            continue
        titles = {t.lemma.lower() for t in doc.tokens[m.first : m.last]}
        if stands_for_a_person(doc, m) or (m.kind == "person" and not titles & offices.persons):
            return m
    return None


def _owner(look: Looking, token: Token, offices: Offices) -> tuple[str, ...]:
    """Return whom an owner stands for: "its", "the country's", "of the two sides"."""
    owner = next((m for m in look.known if m.head == token.i), None)
    if owner is None and token.tag == "PRP$":
        owner = resolve_pronoun(look, token)
    if owner is None and (size := group_size(look.doc, token, offices)):
        return resolve_group(look, token, size)
    return owner.actors if owner is not None and owner.political else ()


def _as_person(doc: Document, phrase: Phrase, person: Mention) -> Mention:
    return replace(
        person,
        span=Span(doc.tokens[phrase.first].start, doc.tokens[phrase.head].end),
        first=phrase.first,
        last=phrase.head + 1,
        head=phrase.head,
        kind="office",
        place=False,
    )
