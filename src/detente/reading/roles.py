"""The operators by which a rule says where its source and target stand.

The list is closed; the lexicon refers to operators by name:

==================  ==============================================================================
``subject``         the logical subject of the trigger verb (or of the verb that governs a noun)
``object``          the logical object
``dative``          the indirect object
``prep:X``          the noun under preposition X (``with|to`` for several) of the trigger
``owner``           owner, nationality or compound before a noun trigger; then "by", then "of"
``before``          owner, nationality or compound before a noun trigger only
``governor``        the subject of the verb that governs a noun trigger ("imposed sanctions")
``governor:X``      the noun under preposition X of that verb
``governor_object`` the object or dative of that verb ("gave Kyiv a promise")
``in:OP``           an actor inside the phrase that OP finds (owner first, then the rest)
``clause``          the subject of the complement clause ("said China should ...")
``in:clause``       an actor anywhere in the complement clause
``predicate``       what a verb calls something ("called the move *Saudi aggression*")
``speaker``         whoever is saying the sentence
``listener``        whoever is told
``sentence``        the nearest other actor of the clause, then of the sentence
==================  ==============================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.mentions import Mention, Mentions
from detente.records import Span, Statement

_FIRST_PERSON = {"we", "our", "us", "ours", "i", "my", "me", "ourselves"}
_COMPLEMENTS = ("ccomp", "xcomp", "advcl", "acl")


@dataclass(frozen=True, slots=True)
class Found:
    """Actors found for a role.

    Attributes:
        actors: Identifiers, in the order of the text.
        spans: Where each stands.
        tokens: Head tokens.
        operator: Which operator found them.
    """

    actors: tuple[str, ...]
    spans: tuple[Span, ...]
    tokens: tuple[int, ...]
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One text with all that is known of it when acts are looked for.

    Attributes:
        document: The parsed text.
        mentions: Its actors.
        statements: Who says which part of it.
    """

    document: Document
    mentions: Mentions
    statements: tuple[Statement, ...] = ()

    def telling(self, token: int) -> Statement | None:
        """Return the innermost statement whose content covers a token."""
        at = self.document.tokens[token].start
        best: Statement | None = None
        size = 1 << 60
        for statement in self.statements:
            for piece in statement.content:
                if piece.start <= at < piece.end and piece.end - piece.start < size:
                    best, size = statement, piece.end - piece.start
        return best

    def resolve(self, token: int) -> tuple[tuple[str, ...], Span] | None:
        """Return the political actors that a noun stands for, and where it is named."""
        word = self.document.tokens[token]
        if word.text.lower() in _FIRST_PERSON:
            told = self.telling(token)
            if told is not None and told.actor is not None:
                return (told.actor,), Span(word.start, word.end)
        mention = self.mentions.headed(token)
        if mention is None or not mention.political or not mention.actors:
            return None
        return mention.actors, mention.span

    def gather(self, tokens: list[int], operator: str) -> Found | None:
        """Resolve several nouns into one set of actors."""
        actors: list[str] = []
        spans: list[Span] = []
        heads: list[int] = []
        for token in tokens:
            hit = self.resolve(token)
            if hit is None:
                continue
            ids, span = hit
            if any(a not in actors for a in ids):
                actors += [a for a in ids if a not in actors]
                spans.append(span)
                heads.append(token)
        return Found(tuple(actors), tuple(spans), tuple(heads), operator) if actors else None

    def inside(self, tokens: list[int], operator: str, avoid: tuple[str, ...]) -> Found | None:
        """Find an actor inside noun phrases: owner first, then by, of, and what else is there."""
        doc = self.document
        named = self.gather(tokens, operator)
        if named and not set(named.actors) <= set(avoid):
            return named  # "between Armenia and Azerbaijan": all of them
        for token in tokens:
            owned = self.gather(
                [*syntax.possessors(doc, token), *syntax.agents(doc, token)], operator
            )
            if owned and not set(owned.actors) <= set(avoid):
                return owned
            found = self.gather([token], operator)
            if found and not set(found.actors) <= set(avoid):
                return found
            for prep in ("of", "by", "against|on|with|to|in|from|for|between|over|toward|towards"):
                found = self.gather(syntax.prep_objects(doc, token, prep), operator)
                if found and not set(found.actors) <= set(avoid):
                    return found
            for below in doc.subtree(token):
                found = self.gather([below], operator)
                if found and not set(found.actors) & set(avoid):
                    return found
        return None


def find_role(
    scene: Scene, operators: tuple[str, ...], trigger: int, avoid: tuple[str, ...] = ()
) -> Found | None:
    """Try operators in order; return the first actors found that are not all in ``avoid``."""
    for operator in operators:
        found = _apply(scene, operator, trigger, avoid)
        if found is None:
            continue
        if avoid:
            found = _without(found, avoid)
        if found and found.actors:
            return found
    return None


def _without(found: Found, avoid: tuple[str, ...]) -> Found | None:
    keep = tuple(a for a in found.actors if a not in avoid)
    return Found(keep, found.spans, found.tokens, found.operator) if keep else None


def _apply(scene: Scene, operator: str, trigger: int, avoid: tuple[str, ...]) -> Found | None:
    if operator == "speaker":
        return _speaker(scene, trigger)
    if operator == "sentence":
        return _nearest(scene, trigger, avoid)
    if operator.startswith("in:"):
        doc = scene.document
        tokens = (
            [k.i for k in doc.kids(trigger, *_COMPLEMENTS)]
            if operator == "in:clause"
            else role_tokens(doc, operator[3:], trigger)
        )
        return scene.inside(tokens, operator, avoid)
    return scene.gather(role_tokens(scene.document, operator, trigger), operator)


def role_tokens(doc: Document, operator: str, trigger: int) -> list[int]:
    """Return the heads of the noun phrases that an operator names, whether actors or not."""
    verb = syntax.is_verb(doc.tokens[trigger])
    name, _, prep = operator.partition(":")
    if name == "prep":
        return syntax.prep_objects(doc, trigger, prep)
    if name == "object":
        return syntax.objects(doc, trigger)
    if name == "dative":
        return syntax.datives(doc, trigger)
    if name == "subject":
        return (
            syntax.subjects(doc, trigger)
            if verb
            else _predicate_subject(doc, trigger) or syntax.noun_agents(doc, trigger)
        )
    if name == "before":
        return syntax.possessors(doc, trigger)
    if name == "owner":
        return (
            syntax.possessors(doc, trigger)
            or syntax.agents(doc, trigger)
            or syntax.prep_objects(doc, trigger, "of", depth=2)
        )
    if name in ("governor", "governor_object"):
        above = syntax.governing_verb(doc, trigger)
        if above is None:
            return []
        if name == "governor_object":
            return syntax.datives(doc, above) or [
                t for t in syntax.objects(doc, above) if t != trigger
            ]
        return syntax.prep_objects(doc, above, prep) if prep else syntax.subjects(doc, above)
    if name == "clause":
        return _clause_subjects(doc, trigger)
    if name == "predicate":
        return [k.i for k in doc.kids(trigger, "oprd", "attr", "ccomp", "xcomp")]
    if name == "listener":
        above = _saying(doc, trigger)
        return syntax.objects(doc, above) if above is not None else []
    raise ValueError(f"unknown role operator {operator!r}")


def _predicate_subject(doc: Document, token: int) -> list[int]:
    """Return the subject of the copula that a noun or adjective completes."""
    word = doc.tokens[token]
    head = doc.tokens[word.head]
    if word.dep in ("attr", "acomp", "oprd") and syntax.is_verb(head):
        return syntax.subjects(doc, head.i)
    return []


def _clause_subjects(doc: Document, trigger: int) -> list[int]:
    for clause in doc.kids(trigger, *_COMPLEMENTS):
        own = [k.i for k in doc.kids(clause.i, "nsubj", "nsubjpass")]
        if own:
            return [c for t in own for c in syntax.coordinated(doc, t)]
    return []


def _saying(doc: Document, token: int) -> int | None:
    """Return the verb above a clause, with which it is said."""
    for above in doc.ancestors(token):
        if syntax.is_verb(above) and above.lemma in ("tell", "inform", "remind", "assure"):
            return above.i
    return None


def _speaker(scene: Scene, trigger: int) -> Found | None:
    told = scene.telling(trigger)
    if told is None or told.actor is None:
        return None
    spans = (told.speaker_span,) if told.speaker_span else ()
    return Found((told.actor,), spans, (), "speaker")


def _nearest(scene: Scene, trigger: int, avoid: tuple[str, ...]) -> Found | None:
    """Return the nearest other actor: inside the clause, then in the sentence."""
    doc = scene.document
    sentence = doc.sentence_of(trigger)
    clause = set(doc.subtree(syntax.clause_of(doc, trigger)))
    best: tuple[int, int, Mention] | None = None
    for mention in scene.mentions.all:
        if not (sentence.first <= mention.head < sentence.last):
            continue
        hit = scene.resolve(mention.head)
        if hit is None or set(hit[0]) & set(avoid):
            continue
        rank = (0 if mention.head in clause else 1, abs(mention.head - trigger))
        if best is None or rank < best[:2]:
            best = (*rank, mention)
    if best is None:
        return None
    return scene.gather([best[2].head], "sentence")


def governs(doc: Document, trigger: int) -> Token | None:
    """Return the verb that governs a noun trigger, if any."""
    above = syntax.governing_verb(doc, trigger)
    return doc.tokens[above] if above is not None else None
