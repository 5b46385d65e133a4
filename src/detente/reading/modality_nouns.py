"""The modality of a noun: what stands before it, what governs it, what is said of it."""

from __future__ import annotations

from detente.language.document import Document, Token
from detente.reading.modality_verbs import STEPS, by_helpers, kind_of, of_verb, under, with_particle
from detente.reading.modality_words import UNREAL, load_modal_words
from detente.reading.syntax import is_verb
from detente.records import Modality

#: Prepositions under which a noun is as real as the verb; the empty one is an object.
_CARRYING = ("", "at", "in", "during", "with", "into", "on", "as", "to")
#: "discussed a ceasefire": there is none yet; "discussed the ceasefire", "discussed attacks".
_TALKED_OF = ("discuss", "support", "back")
_TAKEN = ("for", "of", "to", "on", "about", "against")


def of_noun(doc: Document, noun: Token) -> Modality:
    """Return the modality of the act that a noun signals."""
    own = _by_modifiers(doc, noun)
    above = _by_place(doc, noun)
    if own == "planned" and above == "negated":
        return "negated"  # "cancelled its planned visit"
    return own or above


def _by_modifiers(doc: Document, noun: Token) -> Modality | None:
    """Read "a possible strike", "no deal", "talks scheduled for Friday"."""
    lists = load_modal_words().adjectives
    kids = doc.kids(noun.i, "amod", "det", "compound", "advmod")
    modifiers = {k.lemma for k in kids} | {k.text.lower() for k in kids if k.dep != "compound"}
    for listed in (UNREAL[0], UNREAL[2], UNREAL[1]):
        if modifiers & lists[listed]:
            return listed
    for kid in doc.kids(noun.i, "acl", "relcl"):
        if kid.tag == "VBN" and not doc.kids(kid.i, "nsubj"):
            kind = kind_of(kid, "predicates", with_particle(doc, kid))
            if kind is not None:
                return kind
    return None


def _by_place(doc: Document, noun: Token) -> Modality:
    """Read where a noun stands: "hopes for talks", "discussed a ceasefire", "talks are planned"."""
    lists = load_modal_words()
    here = noun
    for _ in range(STEPS):
        head = doc.tokens[here.head]
        if head.i == here.i:
            return "actual"
        if here.dep in ("compound", "poss", "nmod", "amod") and not is_verb(head):
            return "actual"  # "the attack plan": another noun's act
        if here.dep == "conj":
            here = head
            continue
        if here.dep == "pobj":
            above = doc.tokens[head.head]
            if head.lemma == "without":
                return "negated"
            if above.lemma == "ahead" or (head.lemma == "of" and above.text.lower() == "ahead"):
                return "planned"
            if is_verb(above):
                return _below_verb(doc, noun, above, head.lemma)
            if above.lemma in lists.actual["ends"] and head.lemma in ("to", "of", "in"):
                return "actual"
            kind = kind_of(above, "words") if head.lemma in _TAKEN else None
            if kind is not None and above.pos in ("NOUN", "ADJ", "PROPN"):
                return under(doc, above, kind)
            if above.i == head.i or head.lemma not in ("of", "in", "on"):
                return "actual"
            here = above
            continue
        if is_verb(head):
            if here.dep in ("nsubj", "nsubjpass"):
                return _as_subject(doc, here, head)
            return _below_verb(doc, noun, head, "")
        here = head
    return "actual"


def _as_subject(doc: Document, noun: Token, verb: Token) -> Modality:
    """Read "a meeting is possible", "talks will take place", "the visit was cancelled"."""
    said_of = [*doc.kids(verb.i, "acomp", "attr", "oprd"), verb]
    for word in said_of:
        kind = kind_of(word, "predicates", with_particle(doc, word))
        passive = word.i != verb.i or noun.dep == "nsubjpass"
        if kind is not None and passive:
            return under(doc, verb, kind)
    if verb.lemma in load_modal_words().actual["occur"]:
        return of_verb(doc, verb)
    loose = not _is_definite(doc, noun)
    # "a ceasefire would allow aid to pass"; "the attack would have consequences" is about a fact
    return "hypothetical" if loose and by_helpers(doc, verb) == "hypothetical" else "actual"


def _below_verb(doc: Document, noun: Token, verb: Token, preposition: str) -> Modality:
    """Read an object: what the verb makes of it, else as real as the verb."""
    lists = load_modal_words()
    kind = kind_of(verb, "objects", with_particle(doc, verb))
    if preposition in ("", "for") and kind is not None:
        if noun.lemma in lists.actual["said"] and kind == "negated":
            return "actual"
        return under(doc, verb, kind)
    if preposition == "for" and kind_of(verb, "words") == "hypothetical":
        return under(doc, verb, "hypothetical")
    article = any(k.text.lower() in ("a", "an") for k in doc.kids(noun.i, "det"))
    negotiated = verb.lemma == "negotiate" and not _is_definite(doc, noun)
    if not preposition and (negotiated or (article and verb.lemma in _TALKED_OF)):
        return "hypothetical"
    if verb.lemma in lists.actual["about"]:
        return "actual"
    if preposition not in _CARRYING:
        return "actual"
    own = of_verb(doc, verb)
    # "will not take part in the meeting": the meeting may well be
    real = own == "negated" and preposition and _is_definite(doc, noun)
    return "actual" if real else own


def _is_definite(doc: Document, noun: Token) -> bool:
    """Tell whether a noun names an act that is known ("the attack", "their talks")."""
    kids = doc.kids(noun.i, "poss", "det")
    return any(k.dep == "poss" or k.text.lower() in ("the", "this", "that", "these") for k in kids)
