"""Several actors in one expression: "both sides", "the two leaders", "each army", "the three"."""

from __future__ import annotations

from collections.abc import Iterable

from detente.language.document import Document, Token
from detente.reading.mentions.anaphora import Looking
from detente.reading.mentions.offices import Offices
from detente.reading.mentions.types import Mention

_NUMBERS = {"two": 2, "both": 2, "three": 3, "trilateral": 3, "neighbouring": 2, "neighboring": 2}
_PAIR = ("one", "other")
_EACH = {"each", "either", "neither"}
_STATES_ONLY = {
    "country", "nation", "capital", "neighbour", "neighbor", "state", "government", "power",
    "korea", "economy", "parliament", "navy",
}  # fmt: skip
_PEOPLE = {"leader", "president", "minister", "premier", "man", "diplomat", "official", "statesman"}
_OPPOSED = {"enemy", "adversary", "foe", "rival", "neighbour", "neighbor"}
#: Nouns that in the plural, with "the" alone, mean those whom the story is about.
_THE_ONES = {
    "side", "neighbour", "neighbor", "rival", "foe", "president", "government", "capital", "leader",
    "parliament", "enemy", "adversary", "head",
}  # fmt: skip
_SAYING = {"say", "tell", "add", "note", "write"}
_OBJECT = ("dobj", "dative", "iobj")
_TOWARDS = {"to", "with", "on", "against", "from", "upon", "for"}
_ALONE = ("nsubj", "nsubjpass", "dobj", "dative", "pobj")
_NEAR = 2
_NEAR_WEIGHT = 1.5


def group_size(doc: Document, token: Token, offices: Offices) -> int:
    """Return how many actors a word stands for: 2 in "both sides", 0 when it is no group."""
    low = token.text.lower()
    before = doc.tokens[token.i - 1].text.lower() if token.i else ""
    if low in _NUMBERS and token.dep in _ALONE:
        alone = low == "both" or before == "the"
        following = doc.tokens[token.i + 1].text.lower() if token.i + 1 < len(doc.tokens) else ""
        return _NUMBERS[low] if alone and following != "of" else 0
    lemma = token.lemma.lower()
    if lemma not in offices.groups and lemma not in _STATES_ONLY | _THE_ONES:
        return 0
    if before in _EACH and token.tag == "NN":
        return 2
    if token.tag not in ("NNS", "NNPS"):
        return 0
    for i in range(token.i - 1, max(token.i - 5, doc.sentence_of(token.i).first) - 1, -1):
        word = doc.tokens[i].text.lower()
        if word in _NUMBERS:
            # "two men died": only those spoken of before are "the two men"
            bare = lemma in ("man", "state", "official") and word != "both"
            pointed = i > 0 and doc.tokens[i - 1].text.lower() in ("the", "these", "those")
            return _NUMBERS[word] if pointed or not bare else 0
        if doc.tokens[i].pos in ("VERB", "ADP", "PUNCT", "AUX"):
            break
    return 2 if lemma in _THE_ONES and _is_plain(doc, token, lemma) else 0


def _is_plain(doc: Document, token: Token, lemma: str) -> bool:
    """Tell whether a plural stands with "the" alone: "the leaders", "the heads of state"."""
    first = token.i - 1
    if lemma in _OPPOSED and first > 0 and doc.tokens[first].pos == "ADJ":
        first -= 1  # "the old enemies"
    if first < 0 or doc.tokens[first].text.lower() != "the":
        return False
    owners = [o.lemma for p in doc.kids(token.i, "prep") if p.lemma == "of" for o in doc.kids(p.i)]
    return owners == ["state"] if lemma == "head" else not owners


def resolve_group(look: Looking, token: Token, size: int) -> tuple[str, ...]:
    """Return the actors that "the two leaders" stand for: those the story is about, nearest first.

    The story's weight decides together with nearness; whoever acts on the group is not in it.
    """
    lemma = token.lemma.lower()
    outside = _acting_on(look, token)
    states = look.states if lemma in _STATES_ONLY | _PEOPLE else None

    def fits(mention: Mention) -> bool:
        return (
            mention.political
            and not mention.place
            and not outside & set(mention.actors)
            and (states is None or set(mention.actors) <= states)
        )

    # a pair may be any two; three named in a row stay "the three" to the end of the story
    for sentences in range(2) if size == len(_PAIR) else (len(look.doc.sentences),):
        for m in look.before(token.i, sentences):
            if look.doc.tokens[m.head].dep == "conj":
                continue
            joined = look.joined(m)
            actors = _distinct([m, *joined])
            if len(actors) == size and all(fits(j) for j in (m, *joined)):
                return tuple(actors)
    if lemma in _PEOPLE:
        for sentences in range(_NEAR):
            people = [m for m in look.before(token.i, sentences) if m.kind == "person" and fits(m)]
            if len(found := _distinct(people)) == size:
                return tuple(found)
    weight = {
        a: float(n)
        for a, n in look.counts.items()
        if a not in outside and (states is None or a in states)
    }
    for m in look.before(token.i, _NEAR):
        for a in m.actors:
            if a in weight and not m.place:
                weight[a] += _NEAR_WEIGHT
    ranked = sorted(weight, key=lambda a: -weight[a])[:size]
    return tuple(ranked) if len(ranked) == size else ()


def _acting_on(look: Looking, token: Token) -> set[str]:
    """Return who is set against the group: "Biden congratulated the two leaders", "its two allies"."""
    doc = look.doc
    out: set[str] = set()
    for owner in doc.kids(token.i, "poss"):
        out |= {a for m in look.known if m.head == owner.i for a in m.actors}
    head = doc.tokens[token.head]
    if token.dep == "pobj" and head.lemma in _TOWARDS:
        head = doc.tokens[head.head]
    elif token.dep not in _OBJECT:
        return out
    if head.pos != "VERB" or head.lemma in _SAYING:
        return out
    for subject in doc.kids(head.i, "nsubj"):
        for m in look.known:
            if m.head == subject.i and not m.actors[1:]:
                out |= {a for j in (m, *look.joined(m)) for a in j.actors}
    return out


def _distinct(mentions: Iterable[Mention]) -> list[str]:
    return list(dict.fromkeys(a for m in mentions for a in m.actors))
