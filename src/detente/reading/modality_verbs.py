"""The modality of a verb: negation, auxiliaries, conditions, then the words that govern it."""

from __future__ import annotations

from detente.language.calendar_words import MONTHS, WEEKDAYS
from detente.language.document import Document, Token
from detente.reading.modality_words import UNREAL, load_modal_words
from detente.reading.syntax import is_verb
from detente.records import Modality

_FUTURE = {"will", "shall", "'ll", "’ll"}
_IRREAL = {"may", "might", "could", "would", "can", "should", "must", "ought", "'d", "’d"}
_CONDITIONS = {"if", "unless", "whether", "lest", "should"}
_NEGATORS = {"not", "n't", "n’t", "never", "no", "nor", "neither", "hardly"}
_LATER = {"next", "tomorrow", "later", "soon", "coming", "upcoming", "this"} | set(WEEKDAYS) | set(MONTHS)  # fmt: skip
#: Verbs of reported speech after which "would" is a past "will".
_TOLD = {
    "say",
    "announce",
    "declare",
    "tell",
    "add",
    "confirm",
    "state",
    "vow",
    "promise",
    "report",
}
#: Verbs whose that-clause is wished for, not told.
_WISHED = {"hope", "wish", "demand", "insist", "propose", "suggest", "urge", "recommend", "request"}  # fmt: skip
#: "had planned to": it came otherwise.
_THWARTED = {"plan", "intend", "due", "schedule", "expect", "hope", "set", "slate"}
#: Verbs that have a person beside them and no gerund.
_ADDRESS = {"tell", "ask", "urge", "meet", "inform", "thank", "greet", "host", "receive", "welcome"}
_FINITE = ("VBD", "VBZ")
_CLAUSES = ("xcomp", "ccomp", "advcl", "pcomp", "acl")
STEPS = 5


def _before_its_noun(doc: Document, word: Token) -> bool:
    """Tell whether a participle only qualifies the noun after it ("told visiting President Ruto")."""
    i = word.i
    if word.tag != "VBG" or word.dep not in ("amod", "xcomp", "ccomp"):
        return False
    if not 0 < i < len(doc.tokens) - 1 or doc.tokens[i + 1].pos not in ("PROPN", "ADJ"):
        return False
    verb = doc.tokens[i - 1]
    # "told visiting President Ruto" against "denied visiting Kenya"
    plain = verb.lemma in _ADDRESS or not doc.kids(i, "dobj")
    return verb.pos == "VERB" and plain and not doc.kids(i, "aux", "prep")


def of_verb(doc: Document, verb: Token, depth: int = 0) -> Modality:
    """Return the modality of the act that a verb signals; ``depth`` counts the verbs above."""
    if depth > STEPS or _before_its_noun(doc, verb):
        return "actual"
    if _is_negated(doc, verb):
        return "negated"
    own = by_helpers(doc, verb)
    if own is not None:
        return own
    if _is_conditional(doc, verb):
        return "hypothetical"
    return _by_governor(doc, verb, depth)


def _is_negated(doc: Document, word: Token) -> bool:
    """Tell whether a word is denied; what is asked not to be done is only asked ("urged not to")."""
    return _has_negation(doc, word) and not _asked_not_to(doc, word)


def _asked_not_to(doc: Document, verb: Token) -> bool:
    head = doc.tokens[verb.head]
    return (
        verb.dep in ("xcomp", "ccomp")
        and any(k.tag == "TO" for k in doc.kids(verb.i, "aux"))
        and head.pos == "VERB"
        and kind_of(head, "words") == "hypothetical"
    )


def _has_negation(doc: Document, word: Token) -> bool:
    for kid in doc.kids(word.i):
        text = kid.text.lower()
        if kid.dep == "neg" or (text in _NEGATORS and kid.dep in ("advmod", "det", "preconj")):
            # "not only attacked but ..."
            after = doc.tokens[kid.i + 1].text.lower() if kid.i + 1 < len(doc.tokens) else ""
            return not (text == "not" and after in ("only", "just", "merely"))
        if kid.dep in ("nsubj", "nsubjpass") and is_verb(word):
            first = [k.text.lower() for k in doc.kids(kid.i, "det", "preconj", "cc")]
            if "neither" in first or kid.text.lower() in ("nobody", "none", "neither"):
                return True
    return False


def by_helpers(doc: Document, verb: Token) -> Modality | None:
    """Read the auxiliaries; those of a first conjunct count for the second."""
    helpers = doc.kids(verb.i, "aux", "auxpass")
    first = doc.tokens[verb.head]
    joined = verb.dep == "conj" and is_verb(first) and verb.tag not in _FINITE
    if joined and not doc.kids(verb.i, "nsubj", "nsubjpass", "aux"):
        helpers = [k for k in doc.kids(first.i, "aux") if k.tag in ("MD", "TO")]
    texts = {k.text.lower() for k in helpers}
    if texts & _FUTURE:
        return "hypothetical" if _asks(doc, verb, helpers) else "planned"
    if texts & {"would", "'d", "’d"} and "have" not in texts and _reported_in_past(doc, verb):
        return "planned"
    if texts & _IRREAL:
        return "hypothetical"
    if verb.tag == "VBG" and any(k.lemma == "be" and k.tag in ("VBP", "VBZ") for k in helpers):
        return "planned" if _tells_of_later(doc, verb) else None
    return None


def _asks(doc: Document, verb: Token, helpers: list[Token]) -> bool:
    """Tell whether a future is only asked about ("Will Kenya attack?")."""
    subjects = doc.kids(verb.i, "nsubj", "nsubjpass")
    end = doc.tokens[doc.sentence_of(verb.i).last - 1].text
    return end == "?" and bool(subjects) and helpers[0].i < subjects[0].i


def _reported_in_past(doc: Document, verb: Token) -> bool:
    """Tell whether "would" is the "will" of reported speech ("announced it would withdraw")."""
    if any(k.dep == "advcl" and _is_conditional(doc, k) for k in doc.kids(verb.i)):
        return False
    here = verb
    while here.dep == "conj":
        here = doc.tokens[here.head]
    above = doc.tokens[here.head]
    return here.dep == "ccomp" and above.tag in ("VBD", "VBN") and above.lemma in _TOLD


def _tells_of_later(doc: Document, verb: Token) -> bool:
    """Tell whether "is visiting" speaks of what is to come ("next week", "on Friday")."""
    for kid in doc.kids(verb.i, "prep", "npadvmod", "advmod", "dobj"):
        for t in (kid.i, *(k.i for k in doc.kids(kid.i))):
            if {
                doc.tokens[t].text.lower(),
                *(k.text.lower() for k in doc.kids(t, "amod", "det")),
            } & _LATER:
                return True
    return False


def _is_conditional(doc: Document, verb: Token) -> bool:
    return any(
        k.text.lower() in _CONDITIONS and k.dep in ("mark", "advmod", "aux")
        for k in doc.kids(verb.i)
    )


def _by_governor(doc: Document, verb: Token, depth: int) -> Modality:
    """Read what stands above: "asked X to", "plans to", "refrained from", "is to"."""
    here = verb
    for _ in range(STEPS):
        head = doc.tokens[here.head]
        if head.i == here.i:
            return "actual"
        if here.dep == "conj":
            if here.tag in _FINITE and head.tag == "VB":
                return "actual"  # a finite verb is not joined to an infinitive, whatever the parse
            here = head
            if is_verb(here) and _is_negated(doc, here) and not doc.kids(verb.i, "nsubj"):
                return "negated"
            if not is_verb(here) or doc.kids(verb.i, "nsubj", "nsubjpass"):
                return "actual"
            continue
        if here.dep == "pcomp":
            return _after_preposition(doc, head)
        return _in_clause(doc, here, head, depth) if here.dep in _CLAUSES else "actual"
    return "actual"


def _after_preposition(doc: Document, preposition: Token) -> Modality:
    """Read a gerund: "refrained from blaming", "accused of attacking", "without asking"."""
    above = doc.tokens[preposition.head]
    if preposition.lemma == "without":
        return "negated"
    if above.lemma in ("short", "back", "away"):  # "stopped short of", "held back from"
        verb = doc.tokens[above.head]
        return "negated" if kind_of(verb, "words", f"{verb.lemma}_{above.lemma}") else "actual"
    kind = kind_of(above, "words", with_particle(doc, above))
    if kind == "negated" or preposition.lemma in ("against", "from"):
        return under(doc, above, kind or "hypothetical")
    if kind is not None and preposition.lemma in ("of", "for", "on", "in", "to", "about"):
        return under(doc, above, kind) if above.lemma != "warn" else "hypothetical"
    beside = preposition.lemma not in ("after", "before", "despite", "since", "following", "upon")
    return "negated" if beside and is_verb(above) and _is_negated(doc, above) else "actual"


def _in_clause(doc: Document, clause: Token, head: Token, depth: int) -> Modality:
    infinitive = any(k.tag == "TO" for k in doc.kids(clause.i, "aux"))
    perfect = any(k.lemma == "have" for k in doc.kids(clause.i, "aux"))
    lists = load_modal_words()
    if infinitive and perfect and head.lemma in lists.actual["held"]:
        return "negated" if _is_negated(doc, head) else "actual"
    if not infinitive and clause.tag != "VBG":
        return _in_that_clause(doc, clause, head)
    if clause.dep == "advcl" and not infinitive:
        return _at_once(doc, clause, head)
    if infinitive and any(k.text.lower() == "yet" for k in doc.kids(head.i, "advmod")):
        return "negated"
    if head.lemma == "go" and head.tag == "VBG" and infinitive:
        return under(doc, head, "planned")
    if infinitive and head.lemma == "be":
        return under(doc, head, "planned")
    if head.lemma in lists.actual["done"] and is_verb(head):
        return of_verb(doc, head, depth + 1)
    if head.text.lower() == "prepared" and (head.dep == "acomp" or doc.kids(head.i, "auxpass")):
        return under(doc, head, "hypothetical")
    if head.pos == "NOUN" and head.lemma in ("decision", "move") and infinitive:
        return "actual"
    kind = kind_of(head, "words", with_particle(doc, head))
    if kind is not None and not (clause.dep == "advcl" and kind == "negated"):
        return under(doc, head, kind)
    if infinitive:
        return under(doc, head, "hypothetical") if clause.dep != "advcl" else "hypothetical"
    if clause.dep in ("xcomp", "ccomp") and is_verb(head):
        return of_verb(doc, head, depth + 1)
    return "actual"


def _at_once(doc: Document, participle: Token, head: Token) -> Modality:
    """Read a participle beside a verb: "will travel to Lima, visiting the fair"."""
    if doc.kids(participle.i, "nsubj") or not is_verb(head):
        return "actual"
    return by_helpers(doc, head) or "actual"


def _in_that_clause(doc: Document, clause: Token, head: Token) -> Modality:
    """Read "that it attacked": told as it is, unless denied or only wished for."""
    if clause.dep != "ccomp" or not is_verb(head):
        return "actual"
    if head.lemma == "deny" and not _is_negated(doc, head):
        return "negated"
    if head.lemma in ("say", "announce", "tell", "add", "think", "believe"):
        return "actual"
    told = clause.tag == "VBD" or any(k.tag == "VBD" for k in doc.kids(clause.i, "aux", "auxpass"))
    if told and head.lemma not in ("hope", "wish"):
        return "actual"  # "insisted that it attacked nobody" tells what was
    return "hypothetical" if head.lemma in _WISHED else "actual"


def under(doc: Document, governor: Token, kind: Modality) -> Modality:
    """Return what a governing word makes of the act, given how real the governing word is itself.

    "does not want to" and "has no plans to" negate; "had planned to" did not come about; "could agree
    to" is no plan; "did not refuse to" is left as done.
    """
    verb = governor
    if not is_verb(governor):
        if any(k.lemma == "no" for k in doc.kids(governor.i, "det")):
            return "actual" if kind == "negated" else "negated"
        above = doc.tokens[governor.head]
        if governor.dep not in ("acomp", "attr", "dobj") or not is_verb(above):
            return kind
        verb = above
    if _is_negated(doc, verb):
        return "actual" if kind == "negated" else "negated"
    if kind == "planned":
        aids = doc.kids(verb.i, "aux", "auxpass")
        if any(k.text.lower() == "had" for k in aids) and governor.lemma in _THWARTED:
            return "hypothetical"
        if by_helpers(doc, verb) == "hypothetical":
            return "hypothetical"
    return kind


def kind_of(word: Token, field: str, particle: str = "") -> Modality | None:
    """Return what a word makes of what is below it; a verb with its particle is looked up first."""
    lists = load_modal_words()
    table = {
        "words": lists.words,
        "objects": lists.objects,
        "predicates": lists.predicates,
        "adjectives": lists.adjectives,
    }[field]
    for name in (particle, word.lemma):
        for kind in UNREAL:
            if name and name in table[kind]:
                return kind
    return None


def with_particle(doc: Document, verb: Token) -> str:
    """Return "rule_out" for "ruled out"."""
    parts = [k.lemma for k in doc.kids(verb.i, "prt")]
    return f"{verb.lemma}_{parts[0]}" if parts else ""
