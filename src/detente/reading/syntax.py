"""Who does what in a clause: subjects, objects and prepositional phrases as logic has them.

All functions take a :class:`~detente.language.document.Document` and token indices and return token
indices (heads of noun phrases). They look through the passive, coordination, control ("asked Xi to
play"), participles ("missiles fired by") and relative clauses ("which it had cancelled").
"""

from __future__ import annotations

from detente.language.document import Document, Token

_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"}
_RELATIVE = {"who", "whom", "which", "that", "whose"}
#: Verbs whose object is the doer of the infinitive that follows ("urged Ankara to reopen").
_OBJECT_CONTROL = frozenset(
    [
        "ask",
        "urge",
        "press",
        "tell",
        "order",
        "invite",
        "allow",
        "permit",
        "force",
        "compel",
        "call",
        "persuade",
        "encourage",
        "want",
        "expect",
        "enable",
        "help",
        "push",
        "warn",
        "require",
        "request",
        "advise",
        "beg",
        "pressure",
        "lead",
        "prompt",
        "cause",
        "let",
        "get",
        "authorize",
        "instruct",
        "oblige",
        "implore",
        "beseech",
        "lobby",
        "appeal",
        "see",
        "make",
    ]
)


def is_verb(token: Token) -> bool:
    """Tell whether a token is a verb form that can head a clause."""
    return token.pos in ("VERB", "AUX") or (token.tag.startswith("VB") and token.dep != "compound")


def is_passive(doc: Document, verb: int) -> bool:
    """Tell whether a verb stands in the passive."""
    token = doc.tokens[verb]
    if doc.kids(verb, "nsubjpass", "auxpass", "csubjpass"):
        return True
    if token.tag != "VBN":
        return False
    if token.dep == "acl":
        return True
    if token.dep == "conj" and not doc.kids(verb, "nsubj", "aux"):
        return doc.tokens[token.head].tag == "VBN" and is_passive(doc, token.head)
    return token.dep in ("advcl", "amod") and not doc.kids(verb, "nsubj", "aux", "dobj")


def coordinated(doc: Document, token: int) -> list[int]:
    """Return a noun and those joined to it by "and", "or", a comma: ``[A, B, C]``."""
    out = [token]
    for t in out:
        out.extend(k.i for k in doc.kids(t, "conj") if k.pos in _NOMINAL and k.i not in out)
    return out


def antecedent(doc: Document, token: int) -> int:
    """Return the noun that a relative pronoun stands for, else the token itself."""
    word = doc.tokens[token]
    if word.text.lower() in _RELATIVE and word.pos in ("PRON", "DET", "SCONJ"):
        clause = word.head
        for _ in range(4):
            if doc.tokens[clause].dep == "relcl":
                return doc.tokens[clause].head
            if doc.tokens[clause].head == clause:
                break
            clause = doc.tokens[clause].head
    return token


def agents(doc: Document, verb: int) -> list[int]:
    """Return the nouns after "by" in the passive."""
    out = []
    for agent in doc.kids(verb, "agent", "prep"):
        if agent.lemma == "by":
            out += [k.i for k in doc.kids(agent.i, "pobj", "pcomp")]
    return out


def subjects(doc: Document, verb: int, depth: int = 0) -> list[int]:
    """Return who does what the verb says: the logical subject, coordination expanded."""
    if depth > 6:
        return []
    if is_passive(doc, verb):
        return _expand(doc, agents(doc, verb))
    own = [k.i for k in doc.kids(verb, "nsubj")]
    if own:
        return _expand(doc, [antecedent(doc, t) for t in own])
    return _controller(doc, verb, depth)


def _controller(doc: Document, verb: int, depth: int) -> list[int]:
    """Return the subject of a verb that has none of its own."""
    token = doc.tokens[verb]
    head = doc.tokens[token.head]
    if token.dep in ("xcomp", "ccomp") and is_verb(head):
        if head.lemma in _OBJECT_CONTROL:
            told = objects(doc, head.i)
            if told:
                return told
        return _surface_subjects(doc, head.i, depth + 1)
    if token.dep in ("xcomp", "ccomp") and head.dep in ("acomp", "attr", "oprd"):
        # "is due to visit", "is ready to help": the subject of the copula
        return _surface_subjects(doc, head.head, depth + 1)
    if token.dep in ("conj", "advcl", "dep") and is_verb(head):
        return _surface_subjects(doc, head.i, depth + 1)
    if token.dep == "pcomp" and head.dep in ("prep", "agent", "mark"):
        above = doc.tokens[head.head]
        return (
            _surface_subjects(doc, above.i, depth + 1)
            if is_verb(above)
            else noun_agents(doc, above.i, depth + 1)
        )
    if token.dep == "acl":
        if token.tag == "VBG":
            return _expand(doc, [head.i])
        if head.pos == "PROPN" and _infinitive(doc, token.i):
            return _expand(doc, [head.i])  # a headline: "Vanuatu to sign pact"
        # "the U.S. decision to cancel visits": the owner of the noun does it
        return noun_agents(doc, head.i, depth + 1) or possessors(doc, head.i)
    if token.dep == "relcl":
        return [] if objects_raw(doc, verb) == [] else _expand(doc, [head.i])
    return []


def _surface_subjects(doc: Document, verb: int, depth: int) -> list[int]:
    """Return what stands as the subject, doer or sufferer: it controls the verbs below."""
    passive = [k.i for k in doc.kids(verb, "nsubjpass")]
    if passive:
        return _expand(doc, [antecedent(doc, t) for t in passive])
    return subjects(doc, verb, depth)


def objects_raw(doc: Document, verb: int) -> list[int]:
    """Return the direct objects as they stand, without passive or relative clauses."""
    return [k.i for k in doc.kids(verb, "dobj")]


def objects(doc: Document, verb: int) -> list[int]:
    """Return who or what the act falls on: the logical object, coordination expanded."""
    token = doc.tokens[verb]
    if is_passive(doc, verb):
        own = [k.i for k in doc.kids(verb, "nsubjpass")]
        if own:
            return _expand(doc, [antecedent(doc, t) for t in own])
        if token.dep == "acl":
            return _expand(doc, [token.head])
        if token.dep in ("conj", "xcomp", "advcl"):
            return _surface_subjects(doc, token.head, 1)
        return []
    own = objects_raw(doc, verb)
    if own:
        return _expand(doc, [antecedent(doc, t) for t in own])
    if token.dep == "relcl" and doc.kids(verb, "nsubj"):
        first = doc.kids(verb, "nsubj")[0]
        if antecedent(doc, first.i) == first.i and not doc.kids(verb, "prep"):
            return _expand(doc, [token.head])
    # "asked Xi to play", "wants China to act": the parser may make Xi the subject of what follows
    for clause in doc.kids(verb, "ccomp", "xcomp"):
        if clause.lemma and token.lemma in _OBJECT_CONTROL and _infinitive(doc, clause.i):
            return _expand(doc, [k.i for k in doc.kids(clause.i, "nsubj", "nsubjpass")])
    # "condemned and rejected the move": the object belongs to both verbs
    for other in doc.kids(verb, "conj"):
        if is_verb(other) and not doc.kids(other.i, "nsubj"):
            return _expand(doc, objects_raw(doc, other.i))
    return []


def datives(doc: Document, verb: int) -> list[int]:
    """Return the indirect objects ("gave Kyiv arms")."""
    return _expand(doc, [k.i for k in doc.kids(verb, "dative") if k.pos in _NOMINAL])


def prep_objects(doc: Document, token: int, preposition: str, depth: int = 0) -> list[int]:
    """Return the nouns under a preposition of a token, or of its direct object.

    ``preposition`` may be several joined by ``|``; two-word prepositions are written with ``_``
    ("close_to" is not needed: "to" below "close" is found).
    """
    wanted = set(preposition.split("|"))
    out: list[int] = []
    for prep in doc.kids(token, "prep", "dative", "agent", "prt", "advmod", "conj"):
        if prep.lemma in wanted and prep.dep != "conj":
            out += [k.i for k in doc.kids(prep.i, "pobj", "pcomp")]
            out += [g.i for k in doc.kids(prep.i, "prep") for g in doc.kids(k.i, "pobj")]
        elif prep.dep in ("prep", "advmod") and depth < 2:
            # "together with", "along with", "over to"
            out += [
                g.i
                for k in doc.kids(prep.i, "prep")
                if k.lemma in wanted
                for g in doc.kids(k.i, "pobj")
            ]
    if not out and depth < 2:
        for obj in doc.kids(token, "dobj", "nsubjpass", "attr", "acomp", "oprd"):
            out += prep_objects(doc, obj.i, preposition, depth + 1)
    return _expand(doc, out)


def possessors(doc: Document, noun: int) -> list[int]:
    """Return what stands before a noun as owner, nationality or compound ("China's", "U.S.")."""
    return _expand(doc, [k.i for k in doc.kids(noun, "poss", "amod", "compound", "nmod", "nummod")])


def noun_agents(doc: Document, noun: int, depth: int = 0) -> list[int]:
    """Return who is behind a noun: owner, "by ...", or the subject of the verb that governs it."""
    own = [k.i for k in doc.kids(noun, "poss")]
    own += [
        g.i
        for k in doc.kids(noun, "prep", "agent")
        if k.lemma == "by"
        for g in doc.kids(k.i, "pobj")
    ]
    if own:
        return _expand(doc, own)
    verb = governing_verb(doc, noun)
    return _surface_subjects(doc, verb, depth + 1) if verb is not None and depth <= 6 else []


def governing_verb(doc: Document, noun: int) -> int | None:
    """Return the verb whose object (or object of a preposition) a noun is, through conjunctions."""
    token = doc.tokens[noun]
    if is_verb(token) and token.dep in ("xcomp", "ccomp") and is_verb(doc.tokens[token.head]):
        return token.head  # "ordered Russia to vacate": the verb above an infinitive
    for _ in range(4):
        head = doc.tokens[token.head]
        if head.i == token.i:
            return None
        if token.dep in ("dobj", "attr", "nsubjpass", "oprd") and is_verb(head):
            return head.i
        if token.dep in ("pobj", "conj", "prep", "pcomp", "dobj"):
            if token.dep == "prep" and is_verb(head):
                return head.i
            token = head
            continue
        return None
    return None


def clause_of(doc: Document, token: int) -> int:
    """Return the nearest verb that heads the clause of a token (itself for a verb), or the root."""
    word = doc.tokens[token]
    while not (is_verb(word) and word.dep not in ("aux", "auxpass", "amod", "compound")):
        if word.head == word.i:
            return word.i
        word = doc.tokens[word.head]
    return word.i


def _infinitive(doc: Document, verb: int) -> bool:
    return any(k.tag == "TO" for k in doc.kids(verb, "aux"))


def _expand(doc: Document, tokens: list[int]) -> list[int]:
    out: list[int] = []
    for t in tokens:
        for c in coordinated(doc, t):
            if c not in out:
                out.append(c)
    return out
