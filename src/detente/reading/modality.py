"""Fact or hope: whether an act happened, is planned, is only spoken of as possible, or did not happen.

Grammar first (negation, auxiliaries, conditions), then the words that govern the act, from
``lexicon/en/modality.yaml``. What somebody says to have happened stays ``actual``; whose claim it
is stands in the event's speakers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from detente.errors import CodebookError
from detente.language.document import Document, Token
from detente.reading.syntax import is_verb
from detente.records import Modality

_FUTURE = {"will", "shall", "'ll", "’ll"}
_IRREAL = {"may", "might", "could", "would", "can", "should", "must", "ought", "'d", "’d"}
_CONDITIONS = {"if", "unless", "whether", "lest", "should"}
_NEGATORS = {"not", "n't", "n’t", "never", "no", "nor", "neither", "hardly"}
_CLAUSES = ("xcomp", "ccomp", "advcl", "pcomp", "acl")
_STEPS = 4


@dataclass(frozen=True, slots=True)
class ModalWords:
    """Governing words and attributes by modality."""

    words: dict[str, frozenset[str]]
    adjectives: dict[str, frozenset[str]]
    examples: tuple[tuple[str, str, Modality], ...]
    counterexamples: tuple[tuple[str, str, Modality], ...]


@lru_cache(maxsize=1)
def load_modal_words() -> ModalWords:
    """Load the word lists with their examples.

    Raises:
        CodebookError: When a list is missing.
    """
    file = resources.files("detente.reading.lexicon") / "en" / "modality.yaml"
    raw: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    kinds: tuple[Modality, ...] = ("planned", "hypothetical", "negated")
    try:
        return ModalWords(
            {k: frozenset(raw[k]["words"]) for k in kinds},
            {k: frozenset(raw[k]["adjectives"]) for k in kinds},
            tuple((e["text"], e["trigger"], k) for k in kinds for e in raw[k]["examples"]),
            tuple((e["text"], e["trigger"], k) for k in kinds for e in raw[k]["counterexamples"]),
        )
    except KeyError as missing:
        raise CodebookError(f"modality.yaml: {missing} is missing") from None


def modality_of(document: Document, token: int) -> Modality:
    """Return the modality of the act that a verb or noun signals.

    Args:
        document: The parsed text.
        token: The trigger.
    """
    word = document.tokens[token]
    if _before_its_noun(document, word):
        return "actual"
    if is_verb(word) and word.dep not in ("amod", "compound"):
        return _of_verb(document, word)
    return _of_noun(document, word)


def _before_its_noun(doc: Document, word: Token) -> bool:
    """Tell whether a participle only qualifies the noun after it ("told visiting President Ruto")."""
    i = word.i
    return (
        word.tag == "VBG"
        and word.dep in ("amod", "xcomp", "ccomp")
        and 0 < i < len(doc.tokens) - 1
        and doc.tokens[i + 1].pos in ("PROPN", "ADJ")
        and doc.tokens[i - 1].pos == "VERB"
        and not doc.kids(i, "aux", "prep")
    )


def _of_verb(doc: Document, verb: Token) -> Modality:
    if _is_negated(doc, verb):
        return "negated"
    own = _by_helpers(doc, verb)
    if own is not None:
        return own
    if _is_conditional(doc, verb):
        return "hypothetical"
    return _by_governor(doc, verb)


def _is_negated(doc: Document, word: Token) -> bool:
    return any(
        k.dep == "neg" or (k.text.lower() in _NEGATORS and k.dep in ("advmod", "det", "preconj"))
        for k in doc.kids(word.i)
    )


def _by_helpers(doc: Document, verb: Token) -> Modality | None:
    """Read the auxiliaries; those of a first conjunct count for the second."""
    helpers = doc.kids(verb.i, "aux", "auxpass")
    first = doc.tokens[verb.head]
    if verb.dep == "conj" and is_verb(first) and not doc.kids(verb.i, "nsubj", "nsubjpass", "aux"):
        helpers = [k for k in doc.kids(first.i, "aux") if k.tag in ("MD", "TO")]
    texts = {k.text.lower() for k in helpers}
    if texts & _FUTURE:
        return "planned"
    if texts & {"would", "'d", "’d"} and _reported_in_past(doc, verb):
        return "planned"
    if texts & _IRREAL:
        return "hypothetical"
    if verb.tag == "VBG" and any(k.lemma == "be" and k.tag in ("VBP", "VBZ") for k in helpers):
        return "planned" if _tells_of_later(doc, verb) else None
    return None


def _reported_in_past(doc: Document, verb: Token) -> bool:
    """Tell whether "would" is the "will" of reported speech ("announced it would withdraw")."""
    if any(k.dep == "advcl" and _is_conditional(doc, k) for k in doc.kids(verb.i)):
        return False
    here = verb
    while here.dep == "conj":
        here = doc.tokens[here.head]
    above = doc.tokens[here.head]
    return (
        here.dep == "ccomp"
        and above.tag in ("VBD", "VBN")
        and above.lemma
        in ("say", "announce", "declare", "tell", "add", "confirm", "state", "vow", "promise")
    )


def _tells_of_later(doc: Document, verb: Token) -> bool:
    """Tell whether "is visiting" speaks of what is to come ("next week", "this week", "on Friday")."""
    below = {doc.tokens[t].text.lower() for t in doc.subtree(verb.i)}
    return bool(below & {"next", "tomorrow", "later", "soon", "coming", "upcoming", "this"})


def _is_conditional(doc: Document, verb: Token) -> bool:
    return any(
        k.text.lower() in _CONDITIONS and k.dep in ("mark", "advmod", "aux")
        for k in doc.kids(verb.i)
    )


def _by_governor(doc: Document, word: Token) -> Modality:
    """Read what stands above: "asked X to", "plans to", "refrained from", "is to"."""
    here = word
    for _ in range(_STEPS):
        head = doc.tokens[here.head]
        if head.i == here.i:
            return "actual"
        if here.dep == "conj":
            here = head
            if is_verb(here) and _is_negated(doc, here) and not doc.kids(word.i, "nsubj"):
                return "negated"
            continue
        if here.dep in ("prep", "agent", "pobj", "dobj", "attr", "nsubj", "nsubjpass"):
            return "actual" if is_verb(word) else _governed(doc, here, head)
        if here.dep == "pcomp":  # "refrained from blaming", "against attacking", "without asking"
            above = doc.tokens[head.head]
            if head.lemma == "without":
                return "negated"
            if head.lemma in ("against", "from") and head.dep == "prep":
                return "negated" if _named(above, "negated") else "hypothetical"
            if head.lemma in ("of", "for", "on", "in", "to") and _named(above, "hypothetical"):
                return "hypothetical"
            return _named_or_actual(doc, above)
        return _clause_below(doc, here, head) if here.dep in _CLAUSES else "actual"
    return "actual"


def _clause_below(doc: Document, clause: Token, head: Token) -> Modality:
    to_infinitive = any(k.tag == "TO" for k in doc.kids(clause.i, "aux"))
    gerund = clause.tag == "VBG" and clause.dep in ("xcomp", "pcomp", "ccomp")
    for kind in ("negated", "planned", "hypothetical"):
        if (to_infinitive or gerund) and _named(head, kind):
            if (
                kind == "hypothetical"
                and gerund
                and not doc.kids(clause.i, "nsubj")
                and head.tag == "VBD"
                and head.lemma in ("discuss",)
            ):
                return "hypothetical"
            return _as_modality(kind)
    if head.lemma == "be" and to_infinitive:
        return "planned"
    if clause.dep == "ccomp" and not to_infinitive and head.lemma == "deny":
        return "negated"
    if clause.dep == "ccomp" and not to_infinitive:
        if head.lemma in (
            "hope",
            "wish",
            "demand",
            "insist",
            "propose",
            "suggest",
            "urge",
            "recommend",
        ):
            return "hypothetical"
        return "actual"
    if to_infinitive and clause.dep in ("xcomp", "ccomp"):
        # "began to", "managed to", "continued to" did happen; so did what one made another do
        if is_verb(head) and head.lemma in (
            "begin", "start", "continue", "manage", "proceed", "happen", "come", "prompt", "cause",
            "force", "lead", "use", "appear", "seem", "help", "go", "have", "get",
        ):  # fmt: skip
            return modality_of(doc, head.i)
        return "hypothetical"
    if to_infinitive and clause.dep in ("advcl", "acl"):
        if head.pos == "NOUN" and head.lemma in ("decision", "move"):
            return "actual"
        return "hypothetical"
    if clause.dep == "xcomp" and gerund:
        return modality_of(doc, head.i) if is_verb(head) else "actual"
    return "actual"


def _as_modality(kind: str) -> Modality:
    return "negated" if kind == "negated" else "planned" if kind == "planned" else "hypothetical"


def _named(word: Token, kind: str) -> bool:
    return word.lemma in load_modal_words().words[kind]


def _named_or_actual(doc: Document, above: Token) -> Modality:
    if is_verb(above) and _is_negated(doc, above):
        return "negated"
    return "negated" if _named(above, "negated") else "actual"


def _of_noun(doc: Document, noun: Token) -> Modality:
    lists = load_modal_words().adjectives
    modifiers = {k.lemma.lower() for k in doc.kids(noun.i, "amod", "det", "compound", "advmod")}
    modifiers |= {k.text.lower() for k in doc.kids(noun.i, "amod", "det")}
    for kind in ("negated", "hypothetical", "planned"):
        if modifiers & lists[kind]:
            return _as_modality(kind)
    for kid in doc.kids(noun.i, "acl"):
        if kid.tag == "VBN" and kid.lemma in ("schedule", "plan", "propose", "expect", "slate"):
            return "hypothetical" if kid.lemma == "propose" else "planned"
    here = noun
    for _ in range(_STEPS):
        head = doc.tokens[here.head]
        if head.i == here.i:
            break
        if here.dep == "conj":
            here = head
            continue
        if here.dep == "pobj":
            above = doc.tokens[head.head]
            if head.lemma == "without":
                return "negated"
            if head.lemma in ("for", "of", "to", "on", "about", "against") and above.i != head.i:
                found = _governed(doc, here, above, preposition=head.lemma)
                if found != "actual" or is_verb(above):
                    return found
                here = above
                continue
            if is_verb(above):
                return _verb_above(doc, above)
            here = above
            continue
        if is_verb(head):
            return _governed(doc, here, head)
        here = head
    return "actual"


def _governed(doc: Document, below: Token, head: Token, preposition: str = "") -> Modality:
    """Return what a word makes of the noun below it: "hopes for talks", "discussed a ceasefire"."""
    if not is_verb(head):
        for kind in ("negated", "hypothetical", "planned"):
            if _named(head, kind) and preposition in ("for", "of", "to"):
                return _as_modality(kind)
        return "actual"
    if below.dep in ("nsubj", "nsubjpass") and not _is_negated(doc, head):
        return _by_helpers(doc, head) or "actual"
    if _is_negated(doc, head) or head.lemma in (
        "cancel",
        "abort",
        "scrap",
        "avoid",
        "prevent",
        "deny",
    ):
        return "negated"
    if preposition in ("", "for", "on") and head.lemma in (
        "seek", "want", "propose", "urge", "demand", "consider", "hope", "call", "push", "press",
        "appeal", "suggest", "threaten", "mull", "weigh", "ask", "request", "wish", "provoke",
    ):  # fmt: skip
        return "hypothetical"
    if head.lemma in ("plan", "schedule", "prepare", "await", "arrange"):
        return "planned"
    return _verb_above(doc, head)


def _verb_above(doc: Document, verb: Token) -> Modality:
    """Return the modality of the verb that a noun completes ("will hold talks")."""
    return _of_verb(doc, verb)
