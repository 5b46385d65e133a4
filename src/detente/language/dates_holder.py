"""What a date hangs on, and whether that speaks of what is over or of what is to come."""

from __future__ import annotations

from typing import Literal

from detente.language.calendar_words import MONTHS, WEEKDAYS
from detente.language.document import Document, Token

Direction = Literal["past", "future", "infinitive", "open"]

_LINKS = {"ADP", "SCONJ", "ADV", "PUNCT", "PART"}
_MODALS = {"will", "shall", "would", "'ll", "’ll", "may", "might", "could", "can", "should", "must"}
#: Words that put the date beside them ahead ("talks scheduled for Friday").
AHEAD = {
    "schedule",
    "plan",
    "slate",
    "expect",
    "set",
    "due",
    "upcoming",
    "forthcoming",
    "deadline",
}
#: Verbs whose infinitive tells what did happen ("began to withdraw on Friday").
DONE = {
    "begin", "start", "continue", "manage", "proceed", "happen", "come", "go", "have",
    "get", "seem", "appear", "help", "force", "lead", "prompt", "cause", "use", "dare",
}  # fmt: skip


_OPENING = 3
_INSIDE = {"week", "weekend", "month", "year", "morning", "afternoon", "evening", "night"}


def is_clause(token: Token) -> bool:
    """Tell whether a token is a verb that heads a clause."""
    return token.pos in ("VERB", "AUX") and token.dep not in ("aux", "auxpass", "amod", "compound")


def helpers(doc: Document, verb: int) -> list[Token]:
    """Return the auxiliaries of a verb, or of the verb that it is joined to."""
    own = doc.kids(verb, "aux", "auxpass")
    token = doc.tokens[verb]
    if own or token.dep != "conj" or doc.kids(verb, "nsubj", "nsubjpass"):
        return own
    return doc.kids(token.head, "aux", "auxpass") if is_clause(doc.tokens[token.head]) else own


def holder(doc: Document, token: int) -> Token:
    """Return what a date tells the time of: the verb or noun above it.

    Prepositions are skipped. A date between a verb and the subject of what was said belongs to the
    verb ("said on Monday it would reopen"), wherever the parser put it.
    """
    above = doc.head(token)
    while above.pos in _LINKS and above.head != above.i:
        above = doc.tokens[above.head]
    while above.dep in ("ccomp", "xcomp"):
        head = doc.tokens[above.head]
        begin = [k.i for k in doc.kids(above.i, "nsubj", "nsubjpass", "mark", "aux", "expl")]
        if not (head.i < token < above.i and begin and token < min(begin)):
            break
        above = head
    return above


def opened_by(doc: Document, first: int, last: int) -> Token | None:
    """Return the verb of the main clause that a date opens ("On Friday, after talks, Kenya left").

    A date at the head of a sentence belongs to the first clause that depends on no other, whatever
    the parser hung it on; ``None`` for a date elsewhere.
    """
    sentence = doc.sentence_of(first)
    if first - sentence.first > _OPENING or any(
        t.pos not in ("ADP", "ADV", "ADJ", "DET", "PUNCT")
        for t in doc.tokens[sentence.first : first]
    ):
        return None
    led = first > sentence.first and doc.tokens[first - 1].pos == "ADP"
    after = doc.tokens[last] if last < len(doc.tokens) else None
    if after is None or after.dep == "case" or after.pos == "NOUN":
        return None  # "Friday's attack", "the 2017 deployment"
    if not led and after.pos in ("PROPN", "ADJ"):
        return None  # "Last month's", "The 2015 Minsk accord", but "In July Kenya"
    for token in doc.tokens[last : sentence.last]:
        main = token.dep in ("ROOT", "conj", "ccomp") and is_clause(token)
        marked = any(k.dep == "mark" or k.tag in ("WRB", "WDT", "WP") for k in doc.kids(token.i))
        if main and not marked and doc.kids(token.i, "nsubj", "nsubjpass", "expl"):
            return token
    return None


def direction(doc: Document, token: int) -> Direction:
    """Tell which way a date without a year, or a bare weekday, is to be read."""
    token = _top(doc, token)
    above = holder(doc, token)
    before = doc.tokens[token - 1].text.lower() if token else ""
    if before in ("until", "till", "by") and above.tag != "VBD":
        return "future"
    for _ in range(6):
        if above.lemma in AHEAD and (above.tag in ("VBN", "JJ", "NN") or above.dep == "acl"):
            # "the plan of March 6" was made on that day
            return "past" if above.tag == "NN" and before == "of" else "future"
        if is_clause(above):
            return _of_verb(doc, above)
        if any(k.lemma in AHEAD or k.text.lower() == "planned" for k in doc.kids(above.i, "amod")):
            return "future"
        if above.head == above.i:
            return "open"
        head = doc.tokens[above.head]
        if above.dep == "pobj" and head.lemma in ("before", "of"):
            over = doc.tokens[head.head]
            if head.lemma == "before" or over.lemma == "ahead":
                return "future"
        above = head
    return "open"


def _top(doc: Document, token: int) -> int:
    """Return the word by which the date around a token hangs on the sentence."""
    for _ in range(4):
        head = doc.head(token)
        word = head.text.lower().rstrip(".")
        if word not in MONTHS and word not in WEEKDAYS and word not in _INSIDE:
            break
        if head.i == token or abs(head.i - token) > 4 or is_clause(head):
            break
        token = head.i
    return token


def _of_verb(doc: Document, verb: Token) -> Direction:
    aids = helpers(doc, verb.i)
    if any(k.text.lower() in _MODALS for k in aids):
        perfect = any(k.lemma == "have" for k in aids)
        return "past" if perfect else "future"
    if any(k.tag == "TO" for k in aids):
        head = doc.tokens[verb.head]
        return _of_verb(doc, head) if head.lemma in DONE and is_clause(head) else "infinitive"
    present = any(k.tag in ("VBP", "VBZ") and k.lemma == "be" for k in aids)
    if verb.tag == "VBG" and present:
        return "future"
    if verb.tag == "VBG" and not aids:
        head = doc.tokens[verb.head]
        return _of_verb(doc, head) if is_clause(head) and head.i != verb.i else "past"
    if verb.tag in ("VBZ", "VBP"):
        # "talks resume on Friday": the timetable's present
        return "open"
    return "past"
