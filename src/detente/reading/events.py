"""Find the acts in a parsed text with the lexicon: trigger, roles, type, modality, date.

Every token whose lemma is a trigger is tried against the rules of that lemma, best priority first.
A rule that matches names where source and target stand; an act needs both, and they must differ.
The first rule that yields an act wins its trigger.
"""

from __future__ import annotations

from detente.codebook import Codebook
from detente.language.dates import DateMention
from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.evidence import clause_evidence
from detente.reading.lexicon import Lexicon, Rule
from detente.reading.modality import modality_of
from detente.reading.places import place_of
from detente.reading.roles import Found, Scene, find_role
from detente.reading.timing import time_of
from detente.records import (
    SYMMETRIC_TYPES,
    Article,
    Event,
    Modality,
    Span,
    Statement,
    Where,
    content_id,
)

#: How sure an act is, by how its roles were found: strict roles first, looser ones less.
_CONFIDENCE = {"strict": 0.8, "inside": 0.65, "sentence": 0.4}
_MAKING = {"make", "commit", "constitute", "represent", "pose", "carry", "spread", "perpetrate"}
_QUESTION = {"whether", "if", "how", "why", "what", "when", "where", "who", "which"}
_DEMAND_MODALS = {"should", "must", "ought"}


def find_events(
    article: Article,
    scene: Scene,
    *,
    lexicon: Lexicon,
    codebook: Codebook,
    dates: tuple[DateMention, ...],
    where: Where = "text",
) -> tuple[Event, ...]:
    """Return the acts told in one part of an article, in the order of the text.

    Args:
        article: The article.
        scene: The parsed part with its actors and statements.
        lexicon: The triggers.
        codebook: CAMEO codes and Goldstein weights.
        dates: The dates named in this part.
        where: Which part the scene parses.
    """
    doc = scene.document
    out: list[Event] = []
    for token in doc.tokens:
        for rule in lexicon.index.get(token.lemma, ()):
            trigger = _trigger(doc, token, rule, lexicon, scene)
            if trigger is None:
                continue
            roles = _roles(scene, rule, trigger)
            if roles is None:
                continue
            out.append(_event(article, scene, rule, trigger, roles, codebook, dates, where))
            break
    return tuple(out)


def find_triggers(scene: Scene, lexicon: Lexicon) -> list[tuple[int, Rule]]:
    """Return every word that some rule takes for a trigger, whether or not its roles are filled."""
    doc = scene.document
    return [
        (found, rule)
        for token in doc.tokens
        for rule in lexicon.index.get(token.lemma, ())
        if (found := _trigger(doc, token, rule, lexicon, scene)) is not None
    ]


def _trigger(doc: Document, token: Token, rule: Rule, lexicon: Lexicon, scene: Scene) -> int | None:
    """Return the token that carries the act when a rule's conditions hold, else ``None``."""
    if rule.construction == "demand":
        return _demand(token, scene)
    if not _right_word_class(token, rule):
        return None
    i = token.i
    if token.lemma == "ask" and _asks_a_question(doc, i):
        return None
    if rule.construction == "evaluation":
        return i if _evaluates(doc, token, rule, lexicon, scene) else None
    together = rule.symmetric and len(syntax.subjects(doc, i)) > 1
    if (
        rule.prep
        and not together
        and not any(
            k.lemma in rule.prep
            for t in (i, *syntax.objects_raw(doc, i))
            for k in doc.kids(t, "prep", "prt", "agent", "advmod", "dative")
        )
    ):
        return None
    if rule.particle and not any(k.lemma in rule.particle for k in doc.kids(i, "prt", "advmod")):
        return None
    if rule.verbs and token.lemma in rule.verbs and (rule.object or rule.not_object):
        heads = {doc.tokens[o].lemma for o in syntax.objects(doc, i)}
        if rule.object and not heads & set(rule.object):
            return None
        if heads & set(rule.not_object):
            return None
    if rule.governor or rule.not_governor:
        above = syntax.governing_verb(doc, i)
        lemma = doc.tokens[above].lemma if above is not None else ""
        if rule.governor and lemma not in rule.governor:
            return None
        if lemma in rule.not_governor:
            return None
    return i if _complement_fits(doc, i, rule) else None


def _asks_a_question(doc: Document, verb: int) -> bool:
    """Tell "asked whether it was true" from "asked it to leave"."""
    return any(
        k.text.lower() in _QUESTION
        for clause in doc.kids(verb, "ccomp", "advcl")
        for k in doc.kids(clause.i)
        if k.i < clause.i
    )


def _right_word_class(token: Token, rule: Rule) -> bool:
    if token.lemma in rule.verbs and syntax.is_verb(token) and token.dep not in ("aux", "auxpass"):
        return token.dep not in ("amod", "compound")
    if token.lemma in rule.nouns and token.pos in ("NOUN", "PROPN"):
        return token.dep not in ("compound", "npadvmod")
    return token.lemma in rule.adjectives and (token.pos == "ADJ" or token.tag == "VBN")


def _complement_fits(doc: Document, verb: int, rule: Rule) -> bool:
    """Check what must, or must not, hang on the trigger."""
    if rule.complement is None:
        return True
    clauses = doc.kids(verb, "ccomp", "xcomp", "advcl")
    infinitive = any(
        k.tag == "TO" or k.lemma == "to" for c in clauses for k in doc.kids(c.i, "aux", "mark")
    )
    against = any(k.lemma == "against" and doc.kids(k.i, "pcomp") for k in doc.kids(verb, "prep"))
    if rule.complement == "clause":
        return bool(doc.kids(verb, "ccomp", "xcomp"))
    if rule.complement == "infinitive":
        return infinitive or against
    if rule.complement == "not_infinitive":
        return not (infinitive or against)
    if rule.complement == "request":
        wants = doc.kids(verb, "prep")
        return (
            infinitive or doc.tokens[verb].lemma == "appeal" or any(k.lemma == "for" for k in wants)
        )
    raise ValueError(f"{rule.id}: unknown complement {rule.complement!r}")


def _demand(token: Token, scene: Scene) -> int | None:
    """Return the verb under "should", "must" or "ought" inside somebody's speech."""
    if token.lemma not in _DEMAND_MODALS or (token.tag != "MD" and token.lemma != "ought"):
        return None
    if token.dep == "aux":
        return token.head if scene.telling(token.head) else None
    return None


def _evaluates(doc: Document, token: Token, rule: Rule, lexicon: Lexicon, scene: Scene) -> bool:
    """Tell whether a word passes judgement on what somebody else did."""
    if token.lemma in rule.verbs:
        if "speaker" in rule.source:
            return scene.telling(token.i) is not None
        return any(k.lemma in _judging(lexicon) for k in _predicates(doc, token.i))
    made = token.dep == "dobj" and doc.tokens[token.head].lemma in _MAKING
    if token.dep not in ("attr", "acomp") and not made:
        return False
    return scene.telling(token.i) is not None


def _predicates(doc: Document, verb: int) -> list[Token]:
    """Return what a verb says something is: "called it a mistake", "described as illegal"."""
    out = doc.kids(verb, "oprd", "attr", "acomp", "dobj")
    for below in doc.kids(verb, "ccomp", "xcomp"):
        out += [below, *doc.kids(below.i, "attr", "acomp")]
    for prep in doc.kids(verb, "prep"):
        if prep.lemma == "as":
            out += doc.kids(prep.i, "pobj", "amod", "pcomp")
    return out + [k for o in out for k in doc.kids(o.i, "amod")]


def _judging(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(
        lemma
        for rule in lexicon.rules
        if rule.construction == "evaluation"
        for lemma in rule.adjectives + rule.nouns
    )


def _roles(scene: Scene, rule: Rule, trigger: int) -> tuple[Found, Found] | None:
    source = find_role(scene, rule.source, trigger)
    if source is None:
        return None
    target = find_role(scene, rule.target, trigger, avoid=source.actors)
    # "X and Y agreed to ...": the two sides stand together before anyone found further inside
    joint = rule.symmetric or rule.type in SYMMETRIC_TYPES
    together = joint and len(source.actors) >= 2
    if together and (target is None or target.operator.startswith("in:")):
        return _split(source)
    return (source, target) if target is not None else None


def _split(both: Found) -> tuple[Found, Found]:
    """Split "X and Y" (or "the two leaders") into the two sides of one act."""
    first, rest = both.actors[:1], both.actors[1:]
    spans = both.spans
    return (
        Found(first, spans[:1], both.tokens[:1], both.operator),
        Found(rest, spans[1:] or spans[:1], both.tokens[1:], both.operator),
    )


def _timed(doc: Document, rule: Rule, trigger: int, told: Statement | None) -> int:
    """Return the token whose date is the act's: the cue, where the act is done by saying it."""
    word = doc.tokens[trigger]
    by_saying = rule.construction != "frame" and "speaker" in rule.source
    quoted = told is not None and told.type == "direct" and word.tag in ("VBP", "VBZ")
    if (by_saying or quoted) and told is not None and told.cue:
        cue = doc.token_at(told.cue[0].start)
        if cue is not None:
            return cue.i
    if rule.governor and syntax.is_verb(doc.tokens[trigger]):
        above = syntax.governing_verb(doc, trigger)  # "ordered in August to vacate"
        return above if above is not None else trigger
    return trigger


def _event(
    article: Article,
    scene: Scene,
    rule: Rule,
    trigger: int,
    roles: tuple[Found, Found],
    codebook: Codebook,
    dates: tuple[DateMention, ...],
    where: Where,
) -> Event:
    doc = scene.document
    source, target = roles
    evidence = clause_evidence(
        article,
        doc,
        trigger,
        source.tokens + target.tokens,
        where,
        spans=source.spans + target.spans,
    )
    told = scene.telling(trigger)
    coding = codebook.code(rule.type, rule.mode)
    word = doc.tokens[trigger]
    strictness = (
        "sentence"
        if "sentence" in (source.operator, target.operator)
        else "inside"
        if source.operator.startswith("in:") or target.operator.startswith("in:")
        else "strict"
    )
    modality: Modality = rule.modality or (
        "actual" if rule.construction == "demand" else modality_of(doc, trigger)
    )
    return Event(
        id=content_id(
            article.id, where, str(word.start), rule.type, *source.actors, "|", *target.actors
        ),
        source=source.actors,
        type=rule.type,
        mode=rule.mode,
        target=target.actors,
        modality=modality,
        date=time_of(
            doc,
            _timed(doc, rule, trigger, told),
            dates,
            article.published,
            verbal=not codebook.is_deed(rule.type) and rule.type != "CONSULT",
            modality=modality,
            headline=where == "title",
        ),
        place=place_of(doc, trigger, source.tokens + target.tokens),
        cameo=coding.cameo,
        goldstein=coding.goldstein,
        source_spans=source.spans,
        target_spans=target.spans,
        trigger=Span(word.start, word.end),
        evidence=evidence,
        speakers=(*told.via, told.speaker) if told else (),
        by=rule.id,
        confidence=_CONFIDENCE[strictness],
    )
