"""What points back: "he", "its", "they"."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from detente.language.document import Document, Token
from detente.reading.mentions.types import Mention
from detente.records import Span

_PERSON_PRONOUNS = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
_THING_PRONOUNS = {"it", "its", "itself"}
_PLURAL_PRONOUNS = {"they", "them", "their", "theirs", "themselves"}
_SUBJECT = ("nsubj", "nsubjpass")
_BACK = 3
_TWO = 2
_THINGS = ("state", "capital", "organization", "group", "institution")
_STATE_KINDS = ("state", "capital", "adjective")
_REFLEXIVE = {"himself", "herself", "itself", "themselves"}
_OBJECT = ("dobj", "dative", "iobj")
#: "called it a stab in the back": what is called so is the act.
_CALLING = {"call", "describe", "term", "deem", "brand", "label", "dub"}


class Looking:
    """The mentions known so far, looked back through from a token."""

    def __init__(self, doc: Document, mentions: list[Mention]) -> None:
        self.doc = doc
        self.known = sorted(mentions, key=lambda m: m.head)
        self.counts = Counter(
            a for m in mentions if m.political and m.kind != "pronoun" for a in m.actors
        )
        bodies = {a for m in mentions if m.kind in ("organization", "group") for a in m.actors}
        self.states = {a for m in mentions if m.kind in _STATE_KINDS for a in m.actors} - bodies

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

    def joined(self, mention: Mention) -> list[Mention]:
        """Return the political mentions that "and" joins to one, in the order of the text."""
        heads, last = {mention.head}, mention.head
        for kid in self.doc.kids(mention.head, "conj"):
            heads.add(last := kid.i)
        for kid in self.doc.kids(last, "conj"):
            heads.add(kid.i)
        return [m for m in self.known if m.head in heads - {mention.head} and m.political]

    def own_subject(self, token: Token) -> set[int]:
        """Return the heads of the subject of the clause in which a token is an object.

        "Trump told him": he is not Trump.
        """
        if token.tag == "PRP$" or token.text.lower() in _REFLEXIVE:
            return set()
        verb = self.doc.tokens[token.head]
        if token.dep == "pobj":
            verb = self.doc.tokens[verb.head]
        elif token.dep not in _OBJECT:
            return set()
        return {k.i for k in self.doc.kids(verb.i, *_SUBJECT)}

    def subjects_of(self, token: int) -> list[Mention]:
        """Return the mentions that are subjects of the clauses above a token, innermost first."""
        heads = {m.head: m for m in self.known}
        out: list[Mention] = []
        barred = self.own_subject(self.doc.tokens[token])
        for above in (self.doc.tokens[token], *self.doc.ancestors(token)):
            for kid in self.doc.kids(above.i, *_SUBJECT):
                if kid.i == token or token in self.doc.subtree(kid.i):
                    continue
                if kid.i in barred:
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
    return replace(
        found,
        span=Span(token.start, token.end),
        first=token.i,
        last=token.i + 1,
        head=token.i,
        kind="pronoun",
        place=False,
    )


def _last_person(look: Looking, token: Token) -> Mention | None:
    def person(m: Mention) -> bool:
        return m.kind == "person" or stands_for_a_person(look.doc, m)

    def human(m: Mention) -> bool:
        one = look.doc.tokens[m.head].tag in ("NN", "NNP") and not m.actors[1:]
        return person(m) or (m.kind == "office" and one)

    for m in look.subjects_of(token.i):
        if person(m) or (m.kind == "office" and not m.actors[1:]):
            return m
    barred = {
        a for m in look.known if m.head in look.own_subject(token) for a in (m.name, *m.actors)
    }
    if token.dep in _SUBJECT:
        # "He was ready to meet Macron, he added": whoever is a subject already, not who is met
        for m in look.before(token.i, 0):
            if person(m) and look.doc.tokens[m.head].dep in _SUBJECT and m.name not in barred:
                return m
    here = [m for m in look.before(token.i, 0) if m.kind == "person" and m.name not in barred]
    if here:
        return here[0]
    for back in range(1, _BACK + 1):
        for m in look.main_subject(token.sent - back):
            if human(m) and m.name not in barred:
                return m
        nearest = [
            m for m in look.before(token.i, back) if m.kind == "person" and m.name not in barred
        ]
        if nearest and back > 1:
            return nearest[0]
    nearest = [
        m
        for m in look.before(token.i, _BACK)
        if m.kind in ("person", "office") and m.name not in barred
    ]
    return nearest[0] if nearest else None


def stands_for_a_person(doc: Document, mention: Mention) -> bool:
    """Tell whether a mention is a resolved "he" or "she"."""
    return mention.kind == "pronoun" and doc.tokens[mention.head].text.lower() in _PERSON_PRONOUNS


def _last_thing(look: Looking, token: Token) -> Mention | None:
    possessive = token.tag == "PRP$"
    for m in look.subjects_of(token.i):
        if m.kind in _THINGS and len(m.actors) == 1 and not m.place:
            return m
        if m.kind == "pronoun" and len(m.actors) == 1 and not stands_for_a_person(look.doc, m):
            return m
    if possessive:
        nearest = [m for m in look.before(token.i, 0) if m.kind in _THINGS and not m.place]
        # "have died in Lebanon, its health ministry says"
        nearest = nearest or [m for m in look.before(token.i, 0) if m.kind == "state"]
        if nearest:
            return nearest[0]
    for m in look.main_subject(token.sent - 1):
        if not m.place and m.kind in _THINGS and len(m.actors) == 1:
            return m
    nearest = [m for m in look.before(token.i, 1) if m.kind in _THINGS and not m.place]
    return nearest[0] if nearest else None


def _is_expletive(doc: Document, token: Token) -> bool:
    """Tell whether "it" stands for no actor ("it is clear that", "called it a mistake")."""
    if token.i and token.text.lower() == "it" and doc.tokens[token.i - 1].lemma in _CALLING:
        return True
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
        return _again(_together(pair), token)
    for m in subjects:
        if m.kind in (*_THINGS, "office") and not m.place:
            return _again(m, token)
    people = [m for m in look.before(token.i, 1) if m.kind == "person" and m.political]
    both = list({m.name: m for m in reversed(people)}.values())
    if len({m.actors for m in both}) == _TWO and len(both) == _TWO:
        return _again(_together(both), token)
    return None


def _together(mentions: list[Mention]) -> Mention:
    first = mentions[0]
    return Mention(
        span=first.span,
        first=first.first,
        last=first.last,
        head=first.head,
        actors=tuple(dict.fromkeys(a for m in mentions for a in m.actors)),
        name=" and ".join(m.name for m in mentions),
        kind="description",
    )
