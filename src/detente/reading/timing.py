"""When an act happened, where its own clause does not say: the story's own time.

A news story is about the days before it was printed. An act told in the simple past or the future
without a date belongs to that time: words to the day of the lead sentence when it gives one, deeds
to the month of publication. The perfect ("has long urged"), the pluperfect, the possible and the
negated get no date.
"""

from __future__ import annotations

from detente.language.calendar_words import parse_day
from detente.language.dates import DateMention, date_of
from detente.language.document import Document, Token
from detente.reading import syntax
from detente.records import Modality

_DAY = 10
_LEAD = 2


def time_of(
    doc: Document,
    token: int,
    dates: tuple[DateMention, ...],
    published: str | None,
    *,
    verbal: bool,
    modality: Modality,
    headline: bool = False,
) -> str | None:
    """Return the date of an act: told, else that of the story.

    Args:
        doc: The parsed text.
        token: The trigger (or the cue, for an act done by saying it).
        dates: The dates of the text.
        published: Day of publication.
        verbal: Whether the act is words rather than a deed.
        modality: Of the act.
        headline: The text is a headline, whose present tense tells what just happened.
    """
    told = date_of(doc, token, dates, published)
    today = parse_day(published)
    if told is not None or today is None or modality in ("hypothetical", "negated"):
        return told
    verb = _finite(doc, token)
    if verb is None or not (
        headline or _is_of_the_story(doc, verb, modality) or (verbal and _said_now(doc, verb))
    ):
        return None
    here = [
        d.value for d in dates if doc.tokens[d.first].sent == doc.tokens[token].sent and d.value
    ]
    month = today.isoformat()[:7]
    if headline:
        return today.isoformat() if len(str(published)) >= _DAY else month
    if verbal and modality == "actual":
        above = {t.i for t in doc.ancestors(token)}
        for date in dates:
            if date.value and date.value[:7] == month and _verb_of(doc, date) in above:
                return date.value  # "said on Friday that the raid was a crime": said that day
    if here:
        # a date elsewhere in the sentence: good only where it is of the same days
        near = [v for v in here if v[:7] == month]
        return month if near else None
    lead = _lead_day(doc, dates)
    if verbal and lead is not None and modality == "actual":
        return lead
    return month


def _finite(doc: Document, token: int) -> Token | None:
    """Return the finite verb that tells an act: the trigger, or what governs it."""
    for word in (doc.tokens[token], *doc.ancestors(token)):
        if word.dep == "acl":
            return None  # "the decision to cancel", "attacks targeting": told of a thing, not of a time
        if syntax.is_verb(word) and word.dep not in ("aux", "auxpass", "amod", "compound"):
            helpers = doc.kids(word.i, "aux", "auxpass")
            if word.tag in ("VBD", "VBZ", "VBP") or any(
                h.tag in ("VBD", "VBZ", "VBP", "MD") for h in helpers
            ):
                return word
    return None


def _is_of_the_story(doc: Document, verb: Token, modality: Modality) -> bool:
    helpers = doc.kids(verb.i, "aux", "auxpass")
    if any(h.lemma == "have" for h in helpers):
        return False
    return verb.tag == "VBD" or modality == "planned" or any(h.tag == "VBD" for h in helpers)


def _said_now(doc: Document, verb: Token) -> bool:
    """Tell whether a present tense stands in reported speech ("added that it hopes ...")."""
    above = doc.tokens[verb.head]
    return verb.tag in ("VBZ", "VBP") and verb.dep == "ccomp" and above.tag == "VBD"


def _verb_of(doc: Document, date: DateMention) -> int | None:
    """Return the verb that a date hangs on."""
    for word in doc.ancestors(date.first):
        if word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass"):
            return word.i
    return None


def _lead_day(doc: Document, dates: tuple[DateMention, ...]) -> str | None:
    """Return the day that the first sentences give, or ``None``."""
    for date in dates:
        if doc.tokens[date.first].sent >= _LEAD:
            return None
        if date.value and len(date.value) == _DAY and date.kind in ("weekday", "relative", "day"):
            return date.value
    return None
