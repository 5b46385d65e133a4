"""Attributions by grammar: a verb or noun of saying, its subject, and the clause that hangs on it.

Reads the dependency parse for the frames of ``lexicon/en/cues.yaml``: "X said that A", "A, X said",
"according to X, A", "X's claim that A", "a statement saying A", "X was quoted as saying A".
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.attribution.cues import CueClass, Cues, load_cues
from detente.reading.attribution.tagger import Attribution
from detente.records import Span

_SURE = 0.85
_LONG_CLAUSE = 12
_OPENING = {"“", '"', "‘", "'", "''", "``", "„", "«"}
_BEFORE_CUE = {",", "”", '"', "’", "'", "''", "»", "“", "?", "!", "-", "–", "—", "--", ".", ")"}


def by_grammar(doc: Document) -> tuple[Attribution, ...]:
    """Return what the parse alone tells of who says what, in the order of the cues."""
    cues = load_cues()
    out: list[Attribution] = []
    for token in doc.tokens:
        found: Attribution | None = None
        if syntax.is_verb(token) and token.lemma.lower() in cues.verbs:
            found = _verb(doc, cues, token)
        elif token.pos == "NOUN" and token.lemma.lower() in cues.nouns:
            found = _noun(doc, cues.nouns[token.lemma.lower()], token)
        elif token.text.lower() == "according":
            found = _according(doc, token)
        if found is not None:
            out.append(found)
    return tuple(out)


def _verb(doc: Document, cues: Cues, verb: Token) -> Attribution | None:
    cue_class = cues.of_verb(verb.lemma, "clause")
    content: list[list[int]] = []
    if cue_class is not None and not _passive_told(doc, verb):
        content = _clauses(doc, verb)
    if not content:
        cue_class = cues.of_verb(verb.lemma, "infinitive")
        content = _infinitive(doc, verb) if cue_class is not None else []
    if not content or cue_class is None:
        return None
    source = source_of(doc, verb.i)
    inside = {t for run in content for t in run}
    if inside & set(source):
        source = []
    return _built(doc, cue_tokens(doc, verb.i), source, content, cue_class.id)


def _passive_told(doc: Document, verb: Token) -> bool:
    """Tell whether the verb is passive with nobody named who does it ("was told that")."""
    return syntax.is_passive(doc, verb.i) and not syntax.agents(doc, verb.i)


def _clauses(doc: Document, verb: Token) -> list[list[int]]:
    """Return what is said, as runs of tokens: the clause before the verb, after it, or both."""
    before: list[int] = []
    after: list[int] = []
    for clause in doc.kids(verb.i, "ccomp"):
        if _bare_participle(doc, clause, verb):
            continue
        if clause.i < verb.i:
            before.append(clause.i)
        else:
            after.append(clause.i)
    head = doc.head(verb.i)
    if verb.dep == "parataxis" and syntax.is_verb(head):
        before.append(head.i)
    out = []
    if before:
        out += _preposed(doc, verb, before)
    if after:
        out.append(_postposed(doc, verb, after))
    return [run for run in out if run]


def _bare_participle(doc: Document, clause: Token, verb: Token) -> bool:
    """Tell whether a clause is a participle without subject ("said, adding") or an infinitive."""
    if doc.kids(clause.i, "nsubj", "nsubjpass", "expl", "csubj"):
        return clause.i > verb.i and any(k.tag == "TO" for k in doc.kids(clause.i, "aux"))
    return clause.tag in ("VBG", "VBN", "VB") and clause.i > verb.i


def _preposed(doc: Document, verb: Token, clauses: list[int]) -> list[list[int]]:
    """Return "A" of "A, said X" and "A" and "B" of "A, said X, B"."""
    sentence = doc.sentence_of(verb.i)
    below = {t for c in clauses for t in doc.subtree(c)}
    own = _around(doc, verb.i) | set(source_of(doc, verb.i)) | {verb.i}
    left = list(range(sentence.first, min(own)))
    if not left or doc.tokens[left[-1]].text not in _BEFORE_CUE:
        return []
    opened = max((t for t in left if doc.tokens[t].text in (":", "--", "—")), default=-1)
    if opened >= 0 and opened + 1 < left[-1] and doc.tokens[opened + 1].text in _OPENING:
        left = list(range(opened + 1, left[-1] + 1))  # "one thing was plain: “it is over,” X said"
    right = sorted(t for t in below if t > max(own))
    return [left, _filled(right)]


def _postposed(doc: Document, verb: Token, clauses: list[int]) -> list[int]:
    """Return the clause after the verb, with what the parser hung on the verb behind it."""
    tokens = {t for c in clauses for t in doc.subtree(c) if t > verb.i}
    last = max(tokens)
    for kid in doc.kids(verb.i):
        if kid.i > last and kid.dep in ("prep", "advmod", "npadvmod", "advcl", "dobj", "ccomp"):
            if kid.dep == "advcl" and kid.tag == "VBG":
                break
            last = max(doc.subtree(kid.i))
        elif kid.i > last and kid.dep not in ("punct",):
            break
    return list(range(min(tokens), last + 1))


def _around(doc: Document, verb: int) -> set[int]:
    """Return the words that belong to the act of saying: auxiliaries, adverbs, those told."""
    out: set[int] = set()
    for kid in doc.kids(verb):
        if kid.dep in ("aux", "auxpass", "neg", "prt") or (
            kid.dep in ("advmod", "dobj", "dative", "npadvmod", "prep") and kid.i > verb
        ):
            out.update(doc.subtree(kid.i))
    return out


def _filled(tokens: list[int]) -> list[int]:
    return list(range(tokens[0], tokens[-1] + 1)) if tokens else []


def _infinitive(doc: Document, verb: Token) -> list[list[int]]:
    """Return "to open the road" of "vowed to open the road", with those urged to do it."""
    for clause in doc.kids(verb.i, "xcomp", "ccomp"):
        to = [k for k in doc.kids(clause.i, "aux") if k.tag == "TO"]
        if clause.i > verb.i and to:
            below = [t for t in doc.subtree(clause.i) if t > verb.i]
            told = [t for k in doc.kids(verb.i, "dobj") for t in doc.subtree(k.i)]
            return [_filled(sorted({*below, *(t for t in told if t > verb.i)}))]
    return []


def cue_tokens(doc: Document, verb: int) -> list[int]:
    """Return a verb with its auxiliaries, negation and particle, as far as they stand together."""
    own = {verb} | {k.i for k in doc.kids(verb, "aux", "auxpass", "neg", "prt")}
    low = high = verb
    while low - 1 in own:
        low -= 1
    while high + 1 in own:
        high += 1
    return list(range(low, high + 1))


def source_of(doc: Document, verb: int) -> list[int]:
    """Return the tokens that name who says it, as they stand in the sentence."""
    token = doc.tokens[verb]
    own = doc.kids(verb, "nsubj")
    if syntax.is_passive(doc, verb):
        heads = syntax.agents(doc, verb)
    elif own:
        heads = [own[0].i]
    else:
        heads = _inherited(doc, token)
    if not heads:
        return []
    tokens = [t for t in named(doc, heads[0]) if doc.tokens[t].sent == token.sent]
    left = heads[0] < verb
    kept = [t for t in tokens if (t < verb) == left]
    return _trim(doc, kept, heads[0])


def named(doc: Document, head: int) -> list[int]:
    """Return a noun phrase, titles, appositions and short relative clauses included."""
    dropped: set[int] = set()
    for kid in doc.kids(head, "relcl", "acl", "advcl", "ccomp"):
        below = doc.subtree(kid.i)
        if kid.dep in ("advcl", "ccomp") or len(below) > _LONG_CLAUSE:
            dropped.update(below)
    return [t for t in doc.subtree(head) if t not in dropped]


def _inherited(doc: Document, verb: Token) -> list[int]:
    """Return the subject of a verb that has none of its own ("..., saying that")."""
    head = doc.head(verb.i)
    if verb.dep == "acl" and verb.tag == "VBG":
        return [head.i]
    if verb.dep == "pcomp" and head.lemma == "as" and doc.head(head.i).lemma in ("quote", "cite"):
        quoted = doc.head(head.i)
        passive = doc.kids(quoted.i, "nsubjpass") or doc.kids(quoted.i, "dobj")
        return [passive[0].i] if passive else [quoted.head] if quoted.dep == "acl" else []
    for _ in range(4):
        if verb.dep not in ("conj", "advcl", "xcomp", "ccomp", "pcomp", "prep", "relcl", "dep"):
            return []
        verb = doc.head(verb.i)
        subject = doc.kids(verb.i, "nsubj", "nsubjpass")
        if syntax.is_verb(verb) and subject:
            return [subject[0].i]
    return []


def _trim(doc: Document, tokens: list[int], head: int) -> list[int]:
    """Return the run of tokens around the head, punctuation at both ends left out."""
    kept = set(tokens)
    low = high = head
    while low - 1 in kept:
        low -= 1
    while high + 1 in kept:
        high += 1
    while low < head and doc.tokens[low].pos == "PUNCT":
        low += 1
    while high > head and doc.tokens[high].pos == "PUNCT":
        high -= 1
    return list(range(low, high + 1))


def _noun(doc: Document, cue_class: CueClass, noun: Token) -> Attribution | None:
    """Return "X's claim that A" and "X expressed hope that A"."""
    clause = next(
        (
            k
            for k in doc.kids(noun.i, "acl", "ccomp", "relcl")
            if k.i > noun.i
            and any(m.lemma.lower() == "that" and m.dep == "mark" for m in doc.kids(k.i))
        ),
        None,
    )
    if clause is None:
        return None
    source = [t for k in doc.kids(noun.i, "poss") for t in doc.subtree(k.i)]
    source = [t for t in source if doc.tokens[t].tag != "POS"]
    cue = [noun.i]
    verb = doc.head(noun.i)
    if not source and noun.dep == "dobj" and syntax.is_verb(verb):
        source = source_of(doc, verb.i)
        cue = list(range(min(cue_tokens(doc, verb.i)), noun.i + 1))
    if not source:
        return None
    return _built(doc, cue, source, [_filled(doc.subtree(clause.i))], cue_class.id)


def _according(doc: Document, token: Token) -> Attribution | None:
    """Return "according to X, A" and "A, according to X"."""
    to = next((k for k in doc.kids(token.i, "prep") if k.lemma == "to"), None)
    after = doc.kids(to.i, "pobj") if to is not None else []
    if to is None or not after or after[0].lemma in ("plan", "need", "rule", "schedule"):
        return None
    sentence = doc.sentence_of(token.i)
    source = _trim(doc, named(doc, after[0].i), after[0].i)
    phrase = range(token.i, max(source) + 1)
    if token.i - sentence.first <= 1:
        content = [list(range(max(phrase) + 1, sentence.last))]
    else:
        head = syntax.clause_of(doc, token.head)
        above = doc.tokens[head]
        first = (
            min(doc.subtree(head))
            if above.dep in ("ccomp", "relcl", "acl", "conj", "advcl")
            else sentence.first
        )
        content = [list(range(first, token.i))]
    if not content[0]:
        return None
    return _built(doc, [token.i, to.i], source, content, "en.cue.according")


def _built(
    doc: Document, cue: list[int], source: list[int], content: list[list[int]], rule: str
) -> Attribution | None:
    taken = {*cue, *source}
    pieces = [run for part in content for run in _runs(t for t in part if t not in taken)]
    pieces = [p for p in pieces if any(doc.tokens[t].text[0].isalnum() for t in p)]
    if not pieces:
        return None
    return Attribution(
        (_span(doc, cue),),
        (_span(doc, source),) if source else (),
        tuple(_span(doc, p) for p in pieces),
        _SURE,
        rule,
    )


def _runs(tokens: Iterable[int]) -> list[list[int]]:
    out: list[list[int]] = []
    for t in tokens:
        if out and out[-1][-1] == t - 1:
            out[-1].append(t)
        else:
            out.append([t])
    return out


def _span(doc: Document, tokens: list[int]) -> Span:
    return Span(doc.tokens[tokens[0]].start, doc.tokens[tokens[-1]].end)
