"""What points back: "he", "it", "the two leaders", "both sides", "the ministry"."""

from __future__ import annotations

from collections import Counter

from detente.language.document import Document, Token
from detente.reading.mentions.offices import Offices
from detente.reading.mentions.types import Mention
from detente.records import Span

_PERSON_PRONOUNS = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
_THING_PRONOUNS = {"it", "its", "itself"}
_PLURAL_PRONOUNS = {"they", "them", "their", "theirs", "themselves"}
_NUMBERS = {"two": 2, "both": 2, "three": 3, "trilateral": 3, "neighbouring": 2, "neighboring": 2}
#: "the country": nouns that point back to one state.
THE_STATE = frozenset(
    {"country", "nation", "kingdom", "republic", "island", "neighbour", "neighbor"}
)
_SUBJECT = ("nsubj", "nsubjpass")
_BACK = 3
_THINGS = ("state", "capital", "organization", "group", "institution")
_PEOPLE_FIRST = {"leader", "president", "minister", "premier", "man", "diplomat", "official"}


class Looking:
    """The mentions known so far, looked back through from a token."""

    def __init__(self, doc: Document, mentions: list[Mention]) -> None:
        self.doc = doc
        self.known = sorted(mentions, key=lambda m: m.head)
        self.counts = Counter(
            a for m in mentions if m.political and m.kind != "pronoun" for a in m.actors
        )

    def add(self, mention: Mention) -> None:
        """Make a resolved mention available to later ones."""
        self.known.append(mention)
        self.known.sort(key=lambda m: m.head)

    def before(self, token: int, sentences: int) -> list[Mention]:
        """Return the mentions before a token, nearest first, at most so many sentences back."""
        here = self.doc.tokens[token].sent
        return [
            m
            for m in reversed(self.known)
            if m.head < token and here - self.doc.tokens[m.head].sent <= sentences
        ]

    def subjects_of(self, token: int) -> list[Mention]:
        """Return the mentions that are subjects of the clauses above a token, innermost first."""
        heads = {m.head: m for m in self.known}
        out: list[Mention] = []
        for above in (self.doc.tokens[token], *self.doc.ancestors(token)):
            for kid in self.doc.kids(above.i, *_SUBJECT):
                if kid.i == token or token in self.doc.subtree(kid.i):
                    continue
                # "Lee's visit underscores his wish": whoever owns the subject stands for it
                owner = next((k.i for k in self.doc.kids(kid.i, "poss") if k.i in heads), kid.i)
                if kid.i in heads or owner in heads:
                    out.append(heads.get(kid.i) or heads[owner])
            # "While Seoul has said ..., it ...": the subject of the clause set before
            for clause in self.doc.kids(above.i, "advcl"):
                if clause.i < token:
                    out += [heads[k.i] for k in self.doc.kids(clause.i, "nsubj") if k.i in heads]
        return out

    def main_subject(self, sentence: int) -> list[Mention]:
        """Return the mentions that are subjects in a sentence, that of the root first."""
        if sentence < 0:
            return []
        s = self.doc.sentences[sentence]
        found = [
            m
            for m in self.known
            if s.first <= m.head < s.last and self.doc.tokens[m.head].dep in _SUBJECT
        ]
        return sorted(found, key=lambda m: (self.doc.tokens[m.head].head != s.root, m.head))


def resolve_pronoun(look: Looking, token: Token) -> Mention | None:
    """Return the mention that a pronoun repeats, as a mention of its own."""
    text = token.text.lower()
    if text in _PERSON_PRONOUNS:
        found = _last_person(look, token)
    elif text in _THING_PRONOUNS:
        found = None if _is_expletive(look.doc, token) else _last_thing(look, token)
    elif text in _PLURAL_PRONOUNS:
        return _plural(look, token)
    else:
        return None
    return _again(found, token) if found is not None else None


def _again(found: Mention, token: Token) -> Mention:
    return Mention(
        span=Span(token.start, token.end),
        first=token.i,
        last=token.i + 1,
        head=token.i,
        actors=found.actors,
        name=found.name,
        kind="pronoun",
        political=found.political,
        role=found.role,
        alternatives=found.alternatives,
    )


def _last_person(look: Looking, token: Token) -> Mention | None:
    def person(m: Mention) -> bool:
        return m.kind in ("person",) or (m.kind == "pronoun" and len(m.actors) <= 1 and _human(m))

    for m in look.subjects_of(token.i):
        if person(m) or (m.kind == "office" and not m.actors[1:]):
            return m
    here = [m for m in look.before(token.i, 0) if m.kind == "person"]
    if here:
        return here[0]
    for back in range(1, _BACK + 1):
        for m in look.main_subject(token.sent - back):
            if person(m):
                return m
        nearest = [m for m in look.before(token.i, back) if m.kind == "person"]
        if nearest and back > 1:
            return nearest[0]
    nearest = [m for m in look.before(token.i, _BACK) if m.kind in ("person", "office")]
    return nearest[0] if nearest else None


def _human(mention: Mention) -> bool:
    return bool(mention.name) and mention.name[:1].isupper() and " " in mention.name


def _last_thing(look: Looking, token: Token) -> Mention | None:
    possessive = token.tag == "PRP$"
    for m in look.subjects_of(token.i):
        if m.kind in _THINGS and len(m.actors) == 1 and not m.place:
            return m
        if m.kind == "pronoun" and len(m.actors) == 1 and not _human(m):
            return m
    if possessive:
        nearest = [m for m in look.before(token.i, 0) if m.kind in _THINGS and not m.place]
        if nearest:
            return nearest[0]
    for m in look.main_subject(token.sent - 1):
        if not m.place and m.kind in _THINGS and len(m.actors) == 1:
            return m
    nearest = [m for m in look.before(token.i, 1) if m.kind in _THINGS and not m.place]
    return nearest[0] if nearest else None


def _is_expletive(doc: Document, token: Token) -> bool:
    """Tell whether "it" stands for nothing ("it is clear that", "it seems")."""
    if token.dep not in _SUBJECT:
        return token.dep == "expl"
    verb = doc.tokens[token.head]
    if verb.lemma in ("seem", "appear", "happen", "turn"):
        return True
    return verb.lemma == "be" and bool(doc.kids(verb.i, "ccomp", "xcomp", "acomp", "advcl", "attr"))


def _plural(look: Looking, token: Token) -> Mention | None:
    """Resolve "they": several together if they were the subject, else a body or its officials."""
    subjects = look.subjects_of(token.i) + look.main_subject(token.sent - 1)
    for m in subjects:
        if len(m.actors) > 1:
            return _again(m, token)
    pair: list[Mention] = []
    for m in subjects:
        joined = {k.i for k in look.doc.kids(m.head, "conj")}
        others = [o for o in look.known if o.head in joined and o.political]
        if others and m.political:
            pair = [m, *others]
            break
    if pair:
        actors = tuple(dict.fromkeys(a for m in pair for a in m.actors))
        first = pair[0]
        return _again(
            Mention(
                span=first.span,
                first=first.first,
                last=first.last,
                head=first.head,
                actors=actors,
                name=" and ".join(m.name for m in pair),
                kind="description",
            ),
            token,
        )
    for m in subjects:
        if m.kind in (*_THINGS, "office") and not m.place:
            return _again(m, token)
    return None


def group_size(doc: Document, token: Token, offices: Offices) -> int:
    """Return how many actors a noun stands for: 2 in "both sides", 0 when it is no group."""
    lemma = token.lemma.lower()
    if lemma not in offices.groups or token.tag not in ("NNS", "NNPS"):
        return 0
    for i in range(token.i - 1, max(token.i - 5, doc.sentence_of(token.i).first) - 1, -1):
        word = doc.tokens[i].text.lower()
        if word in _NUMBERS:
            return _NUMBERS[word]
        if doc.tokens[i].pos in ("VERB", "ADP", "PUNCT", "AUX"):
            break
    before = doc.tokens[token.i - 1].text.lower() if token.i else ""
    return 2 if lemma == "side" and before in ("the", "both", "two") else 0


def resolve_group(look: Looking, token: Token, size: int) -> tuple[str, ...]:
    """Return the actors that "the two leaders" stand for: the last so many spoken of together."""
    people = token.lemma.lower() in _PEOPLE_FIRST
    for sentences in range(_BACK + 1):
        near = [m for m in look.before(token.i, sentences) if m.political and not m.place]
        found = _distinct([m for m in near if m.kind == "person"]) if people else []
        if len(found) != size:
            found = _distinct([m for m in near if m.kind != "pronoun" or len(m.actors) == 1])
        if len(found) == size:
            return tuple(found)
        if len(found) > size:
            by_weight = sorted(found, key=lambda a: -look.counts[a])[:size]
            return tuple(a for a in found if a in by_weight)
    common = [a for a, _ in look.counts.most_common(size)]
    return tuple(common) if len(common) == size else ()


def _distinct(mentions: list[Mention]) -> list[str]:
    """Return the actors, in the order of the text."""
    return list(dict.fromkeys(a for m in reversed(mentions) for a in m.actors))
