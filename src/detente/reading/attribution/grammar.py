"""Attributions by grammar: a verb or noun of saying, its subject, and the clause that hangs on it.

Reads the dependency parse for the frames of ``lexicon/en/cues.yaml``: "X said that A", "A, X said",
"according to X, A", "X's claim that A", "a statement saying A", "X was quoted as saying A".
"""

from __future__ import annotations

from collections.abc import Iterable

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.attribution.content import (
    clauses,
    far_clause,
    filled,
    infinitive,
    judgement,
    parenthesis,
    thing,
)
from detente.reading.attribution.cues import CueClass, Cues, load_cues
from detente.reading.attribution.sources import QUOTING, cue_tokens, named, source_of, trimmed
from detente.reading.attribution.tagger import Attribution
from detente.records import Span

_SURE = 0.85
#: Ends the id of a rule whose content is what somebody shall do ("urged Peru to wait").
TO = ".to"
#: The class of cues after which a thing is said, not a clause ("voiced regret").
VOICED = "en.cue.voice"


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
    told = not _passive_told(doc, verb)
    source = source_of(doc, verb.i)
    if verb.dep == "pcomp" and (quoting := doc.head(doc.head(verb.i).i)).lemma in QUOTING:
        content = clauses(doc, verb) or clauses(doc, quoting)
        rule = cues.of_verb(verb.lemma, "clause")
        return _spoken(doc, verb, source, content, rule.id) if content and rule else None
    if told and (cue_class := cues.of_verb(verb.lemma, "clause")) is not None:
        content = clauses(doc, verb) or far_clause(doc, verb)
        if content:
            return _spoken(doc, verb, source, content, cue_class.id)
    if told and (cue_class := cues.of_verb(verb.lemma, "quote")) is not None:
        content = parenthesis(doc, verb, source)
        if content:
            return _spoken(doc, verb, source, content, cue_class.id)
    if told and (cue_class := cues.of_verb(verb.lemma, "judgement")) is not None:
        content = judgement(doc, verb)
        if content:
            return _spoken(doc, verb, source, content, cue_class.id)
    if told and (cue_class := cues.of_verb(verb.lemma, "thing")) is not None:
        content = thing(doc, verb)
        if content:
            return _spoken(doc, verb, source, content, cue_class.id)
    if (cue_class := cues.of_verb(verb.lemma, "infinitive")) is not None:
        content = infinitive(doc, verb)
        if content:
            return _spoken(doc, verb, source, content, cue_class.id + TO)
    return None


def _spoken(
    doc: Document, verb: Token, source: list[int], content: list[list[int]], rule: str
) -> Attribution | None:
    if verb.dep == "pcomp":
        # "...", Reuters quoted him as saying: the words of the relay are no content
        head = doc.head(doc.head(verb.i).i)
        outer = {t for k in doc.kids(head.i, "nsubj") for t in doc.subtree(k.i)} | {head.i}
        content = [[t for t in run if t not in outer] for run in content]
    inside = {t for run in content for t in run}
    return _built(
        doc, cue_tokens(doc, verb.i), [] if inside & set(source) else source, content, rule
    )


def _passive_told(doc: Document, verb: Token) -> bool:
    """Tell whether the verb is passive with nobody named who does it ("was told that")."""
    return syntax.is_passive(doc, verb.i) and not syntax.agents(doc, verb.i)


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
    owners = [
        k
        for k in doc.kids(noun.i)
        if k.dep == "poss" or any(c.tag == "POS" for c in doc.kids(k.i, "case"))
    ]
    source = [t for k in owners for t in doc.subtree(k.i)]
    source = [t for t in source if doc.tokens[t].tag != "POS"]
    cue = [noun.i]
    verb = doc.head(noun.i)
    if not source and noun.dep == "dobj" and syntax.is_verb(verb):
        source = source_of(doc, verb.i)
        cue = list(range(min(cue_tokens(doc, verb.i)), noun.i + 1))
    if not source:
        return None
    return _built(doc, cue, source, [filled(doc.subtree(clause.i))], cue_class.id)


def _according(doc: Document, token: Token) -> Attribution | None:
    """Return "according to X, A" and "A, according to X"."""
    to = next((k for k in doc.kids(token.i, "prep") if k.lemma == "to"), None)
    after = doc.kids(to.i, "pobj") if to is not None else []
    if to is None or not after or after[0].lemma in ("plan", "need", "rule", "schedule"):
        return None
    sentence = doc.sentence_of(token.i)
    source = trimmed(doc, named(doc, after[0].i), after[0].i)
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
