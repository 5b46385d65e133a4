"""Find claims on how a pair of actors stands or moves: "ties soured", "an ally of", "a thaw".

Three shapes are known: a noun for the relationship with a word for its state ("relations between
X and Y deteriorated", "strained ties", "rising tensions"), what one is to the other ("X, a close
ally of Y"), and a move ("X has grown closer to Y"). The words are in ``lexicon/en/relations.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from detente.language.dates import DateMention, date_of
from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.evidence import clause_evidence
from detente.reading.modality import modality_of
from detente.reading.roles import Scene
from detente.records import Article, RelationClaim, RelationState, Where, content_id

_STATES: tuple[RelationState, ...] = ("improving", "worsening", "bad", "good")
_MOVING = ("improving", "worsening")
_PAIR_PREPS = "between|among|with|to|toward|towards|of|against"


@dataclass(frozen=True, slots=True)
class RelationLexicon:
    """The words of ``relations.yaml``, by lemma."""

    nouns: dict[str, str]
    verbs: dict[str, RelationState]
    adjectives: dict[str, RelationState]
    state_nouns: dict[str, RelationState]
    inverted: dict[str, RelationState]
    roles: dict[str, RelationState]
    moves: tuple[tuple[RelationState, frozenset[str], frozenset[str], frozenset[str]], ...]
    matters: frozenset[str]
    of_the_relationship: frozenset[str]
    examples: tuple[dict[str, Any], ...]
    counterexamples: tuple[str, ...]


@lru_cache(maxsize=1)
def load_relation_lexicon() -> RelationLexicon:
    """Load ``lexicon/en/relations.yaml`` once."""
    path = resources.files("detente.reading.lexicon").joinpath("en/relations.yaml")
    raw = yaml.safe_load(path.read_text("utf-8"))

    def states(kind: str) -> dict[str, RelationState]:
        return {w: s for s in _STATES for w in raw["states"][s][kind]}

    return RelationLexicon(
        nouns={w: group for group, words in raw["relationship_nouns"].items() for w in words},
        verbs=states("verbs"),
        adjectives=states("adjectives"),
        state_nouns=states("nouns"),
        inverted={w: s for s, words in raw["inverted_by_bad_noun"].items() for w in words},
        roles={w: s for s, words in raw["roles"].items() for w in words},
        moves=tuple(
            (state, frozenset(m["verbs"]), frozenset(m["with"]), frozenset(m["prep"]))
            for state, moves in raw["moves"].items()
            for m in moves
        ),
        matters=frozenset(raw["matters"]),
        of_the_relationship=frozenset(raw["of_the_relationship"]),
        examples=tuple(raw["examples"]),
        counterexamples=tuple(raw["counterexamples"]),
    )


def find_relations(
    article: Article,
    scene: Scene,
    *,
    dates: tuple[DateMention, ...],
    where: Where = "text",
) -> tuple[RelationClaim, ...]:
    """Return the claims on relations made in one part of an article, each kind once per pair."""
    lexicon = load_relation_lexicon()
    doc = scene.document
    out: dict[tuple[frozenset[str], str, str | None], RelationClaim] = {}
    for token in doc.tokens:
        for finder in (_named_relationship, _what_one_is, _move):
            found = finder(scene, lexicon, token)
            if found is None:
                continue
            pair, state, anchor, by = found
            told = scene.telling(token.i)
            claimed_by = told.actor if told else None
            evidence = clause_evidence(article, doc, anchor, (token.i,), where)
            claim = RelationClaim(
                id=content_id(article.id, where, *sorted(pair), state, str(evidence.start)),
                pair=pair,
                state=state,
                period=date_of(doc, anchor, dates, article.published),
                claimed_by=claimed_by,
                evidence=evidence,
                by=by,
                confidence=0.6,
            )
            out.setdefault((frozenset(pair), state, claimed_by), claim)
            break
    return tuple(sorted(out.values(), key=lambda c: (c.evidence.start, c.id)))


_Found = tuple[tuple[str, str], RelationState, int, str] | None


def _named_relationship(scene: Scene, lexicon: RelationLexicon, token: Token) -> _Found:
    group = lexicon.nouns.get(token.lemma) or lexicon.nouns.get(token.text.lower())
    if group is None or token.pos not in ("NOUN", "PROPN") or token.dep == "compound":
        return None
    doc = scene.document
    if token.lemma in lexicon.matters and not any(
        k.lemma.lower() in lexicon.of_the_relationship for k in doc.kids(token.i, "amod")
    ):
        return None
    if _is_an_aim(doc, token.i):
        return None
    state, anchor = _state_of(doc, lexicon, token, group)
    if state is None:
        return None
    pair = _pair(scene, token)
    return (pair, state, anchor, f"en.relation.{group}") if pair else None


def _is_an_aim(doc: Document, noun: int) -> bool:
    """Tell whether a noun stands in what is only aimed at ("talks aimed at easing tensions")."""
    for above in doc.ancestors(noun):
        if above.dep == "pcomp" and doc.tokens[doc.tokens[above.head].head].lemma in (
            "aim",
            "work",
        ):
            return True
        if above.dep in ("ROOT", "ccomp", "relcl"):
            return False
    return False


def _state_of(
    doc: Document, lexicon: RelationLexicon, noun: Token, group: str
) -> tuple[RelationState | None, int]:
    """Say how the relationship that a noun names stands, and which word says so."""
    words = lexicon.inverted if group == "bad" else lexicon.verbs
    verb = _predicate(doc, noun)
    if verb is not None:
        actual = modality_of(doc, verb) == "actual"
        told = doc.tokens[verb]
        if told.tag in ("VBN", "JJ") and actual and not syntax.agents(doc, verb):
            stands = lexicon.adjectives.get(told.text.lower())
            if stands and syntax.is_passive(doc, verb):
                return stands, verb  # "have been strained": how they stand, not what was done
        if doc.tokens[verb].lemma in words:
            return (words[doc.tokens[verb].lemma], verb) if actual else (None, verb)
        for word in _complements(doc, verb):
            state = lexicon.adjectives.get(word.lemma) or lexicon.state_nouns.get(word.lemma)
            if state and word.i != noun.i and actual:
                return state, verb
    for word in doc.kids(noun.i, "amod", "compound", "acl"):
        if group == "bad":
            if lexicon.adjectives.get(word.text.lower()) == "worsening" or word.lemma in (
                "rise",
                "mount",
                "grow",
            ):
                return "worsening", noun.i
            continue
        state = lexicon.adjectives.get(word.text.lower()) or (
            lexicon.verbs.get(word.lemma) if word.pos == "VERB" else None
        )
        if state:
            return state, noun.i
    if group in ("improving", "worsening", "good", "bad") and group != "neutral":
        return _group_state(group), noun.i
    return None, noun.i


def _group_state(group: str) -> RelationState | None:
    return next((s for s in _STATES if s == group), None)


def _predicate(doc: Document, noun: Token) -> int | None:
    """Return the verb of which a noun is subject or object."""
    word = noun
    for _ in range(3):
        if word.dep in ("nsubj", "nsubjpass", "dobj"):
            return word.head
        if word.dep in ("pobj", "prep", "conj"):
            word = doc.tokens[word.head]
            continue
        return None
    return None


def _complements(doc: Document, verb: int) -> list[Token]:
    """Return what a verb says of its subject: complements and what hangs on them."""
    out = doc.kids(verb, "acomp", "attr", "oprd", "dobj", "xcomp", "advmod")
    for prep in doc.kids(verb, "prep"):
        out += doc.kids(prep.i, "pobj")
    deeper = [k for o in out for k in doc.kids(o.i, "amod", "acomp")]
    passive = [doc.tokens[verb]] if doc.tokens[verb].tag == "VBN" else []
    return passive + out + deeper


def _pair(scene: Scene, token: Token) -> tuple[str, str] | None:
    """Return the two whose relationship a noun names."""
    doc = scene.document
    ids: list[str] = []
    owners = scene.gather(syntax.possessors(doc, token.i), "owner")
    others = scene.gather(syntax.prep_objects(doc, token.i, _PAIR_PREPS), "prep")
    for found in (owners, others):
        if found:
            ids += [a for a in found.actors if a not in ids]
    if len(ids) == 1:
        subject = scene.gather(syntax.noun_agents(doc, token.i), "governor")
        told = scene.telling(token.i)
        extra = subject.actors if subject else (told.actor,) if told and told.actor else ()
        ids += [a for a in extra if a not in ids]
    if len(ids) < 2:
        ids = _only_two(scene, token) or _pair_before(scene, token)
    return (ids[0], ids[1]) if len(ids) >= 2 else None


def _only_two(scene: Scene, token: Token) -> list[str]:
    """Return the actors of the sentence when there are just two."""
    doc = scene.document
    sentence = doc.sentence_of(token.i)
    ids: list[str] = []
    for mention in scene.mentions.all:
        if sentence.first <= mention.head < sentence.last:
            hit = scene.resolve(mention.head)
            ids += [a for a in (hit[0] if hit else ()) if a not in ids]
    return ids if len(ids) == 2 else []


def _pair_before(scene: Scene, token: Token) -> list[str]:
    """Return the two actors that the article has named most often up to here."""
    counts: dict[str, int] = {}
    for mention in scene.mentions.all:
        if mention.head > token.i:
            break
        hit = scene.resolve(mention.head)
        for actor in hit[0] if hit else ():
            counts[actor] = counts.get(actor, 0) + 1
    best = sorted(counts, key=lambda a: -counts[a])
    return best[:2]


def _what_one_is(scene: Scene, lexicon: RelationLexicon, token: Token) -> _Found:
    state = lexicon.roles.get(token.lemma)
    if state is None or token.pos != "NOUN":
        return None
    doc = scene.document
    if any(k.lemma in ("former", "erstwhile", "potential") for k in doc.kids(token.i, "amod")):
        return None
    whose = scene.gather(
        [*syntax.possessors(doc, token.i), *syntax.prep_objects(doc, token.i, "of|to|with|in")],
        "owner",
    )
    who = scene.gather(_who_is(doc, token), "subject")
    ids = [*(who.actors if who else ())]
    ids += [a for a in (whose.actors if whose else ()) if a not in ids]
    if len(ids) == 1 and token.tag == "NNS" and not who and not whose:
        return None
    return ((ids[0], ids[1]), state, token.i, "en.relation.role") if len(ids) >= 2 else None


def _who_is(doc: Document, token: Token) -> list[int]:
    """Return who is said to be the ally, partner or rival that a noun names."""
    head = doc.tokens[token.head]
    if token.dep == "appos":
        return [head.i]
    if token.dep in ("attr", "oprd") and syntax.is_verb(head):
        return syntax.subjects(doc, head.i)
    if token.dep == "pobj" and head.lemma == "as":
        above = doc.tokens[head.head]
        return syntax.objects(doc, above.i) if syntax.is_verb(above) else []
    return [k.i for k in doc.kids(token.i, "appos")] + ([head.i] if token.dep == "compound" else [])


def _move(scene: Scene, lexicon: RelationLexicon, token: Token) -> _Found:
    if not syntax.is_verb(token):
        return None
    doc = scene.document
    for state, verbs, words, preps in lexicon.moves:
        if token.lemma not in verbs:
            continue
        beside = [
            k
            for k in doc.kids(token.i, "acomp", "advmod", "prt", "oprd", "attr")
            if k.lemma in words or k.text.lower() in words
        ]
        if words and not beside:
            continue
        anchors = [k.i for k in beside] + [token.i]
        whom = [t for a in anchors for t in syntax.prep_objects(doc, a, "|".join(sorted(preps)))]
        who = scene.gather(syntax.subjects(doc, token.i), "subject")
        other = scene.gather(whom, "prep")
        if who and other and who.actors[0] not in other.actors:
            if modality_of(doc, token.i) != "actual":
                return None
            return (who.actors[0], other.actors[0]), state, token.i, "en.relation.move"
    return None
