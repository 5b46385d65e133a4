"""When an act happened, where its own clause does not say: the story's own time.

A news story is about the days before it was printed. An act told in the simple past without a date
belongs to that time: words, meetings and the deeds of the first sentences to the day that the lead
gives, other deeds to the month of publication. Three things take a sentence out of the story's
time: a chronology, whose entries open with their day; a paragraph that went back to another day;
and a habit ("for decades", "once"). A plan, the perfect ("has long urged"), the pluperfect, the
possible and the negated get no date that is not told.
"""

from __future__ import annotations

import datetime as dt

from detente.language.calendar_words import parse_day
from detente.language.dates import DateMention, date_of
from detente.language.dates_governing import dated_noun
from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.timing_frame import heading, is_habit, lead_day, paragraph_day, reckoned
from detente.records import Modality

_DAY, _MONTH = 10, 7
#: Sentences that tell the news itself; further down comes what led to it.
_NEWS = 8
_SAY = {"say", "add", "announce", "report", "write"}
_HELD = {"hold", "have", "conduct", "open", "begin", "start", "conclude", "finish", "end", "pay"}


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
    entry = heading(doc, token, dates)
    if told is not None or modality == "hypothetical":
        return entry if told and entry and told.startswith(entry) else told
    if entry is not None and modality != "planned":
        return entry
    today = parse_day(published)
    if today is None or modality == "negated":
        return None
    month = today.isoformat()[:_MONTH]
    if headline:
        exact = len(str(published)) >= _DAY
        return None if _finite(doc, token) is None else today.isoformat() if exact else month
    verb = _finite(doc, token)
    if verb is None:
        return None
    if modality == "planned":
        return _planned(doc, token, dates, month)
    lead = lead_day(doc, dates, today)
    counted = reckoned(doc, token, dates, published, lead)
    if counted is not None:
        return counted
    fresh = _announced(doc, verb)
    if fresh is not None:
        return date_of(doc, fresh, dates, published) or lead
    if not (
        _is_of_the_story(doc, verb)
        or (verbal and _said_now(doc, verb))
        or (verb.sent == 0 and _is_running(doc, verb))
    ):
        return None
    if is_habit(doc, verb, dates):
        return None
    return _story_time(doc, token, verb, dates, today, verbal=verbal)


def _story_time(
    doc: Document,
    token: int,
    verb: Token,
    dates: tuple[DateMention, ...],
    today: dt.date,
    *,
    verbal: bool,
) -> str | None:
    """Return the time of a past tense that no date governs."""
    lead, month = lead_day(doc, dates, today), today.isoformat()[:_MONTH]
    above = {t.i for t in doc.ancestors(token)} | {token}
    here = [d for d in dates if d.value and doc.tokens[d.first].sent == verb.sent]
    if verbal:
        for date in here:
            near = (date.value or "")[:_MONTH] == month and not dated_noun(doc, date)
            if near and _verb_of(doc, date) in above:
                return date.value  # "said on Friday that the raid was a crime": said that day
    # a date in the sentence that tells the time of another clause
    clauses = [d for d in here if verb.dep == "relcl" or _is_of_a_clause(doc, d, above)]
    if clauses:
        return month if any((d.value or "")[:_MONTH] == month for d in clauses) else None
    day, follows = paragraph_day(doc, token, dates, today)
    if day is not None and lead is not None and day != lead:
        return day if follows else None
    if lead is None:
        return month
    return lead if verbal or _is_of_the_lead(doc, token, verb) else month


def _is_of_the_lead(doc: Document, token: int, verb: Token) -> bool:
    """Tell whether a deed is the news itself: told early, by a verb, not by a noun in passing."""
    word = doc.tokens[token]
    if not syntax.is_verb(word):
        held = word.dep in ("dobj", "nsubjpass") and word.head == verb.i and verb.lemma in _HELD
        return held and not doc.kids(token, "poss")
    return verb.sent < _NEWS


def _planned(doc: Document, token: int, dates: tuple[DateMention, ...], month: str) -> str | None:
    """Return the month of a plan that goes on from one told for the month just before."""
    sent = doc.tokens[token].sent
    near = [d for d in dates if d.value and 0 <= sent - doc.tokens[d.first].sent <= 1]
    return month if near and near[-1].value == month else None


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


def _is_of_the_story(doc: Document, verb: Token) -> bool:
    helpers = doc.kids(verb.i, "aux", "auxpass")
    if any(h.lemma == "have" for h in helpers):
        return False
    return verb.tag == "VBD" or any(h.tag == "VBD" for h in helpers)


def _said_now(doc: Document, verb: Token) -> bool:
    """Tell whether a present tense stands in reported speech ("added that it hopes ...")."""
    above = doc.tokens[verb.head]
    if any(k.tag == "MD" for k in doc.kids(verb.i, "aux")):
        return verb.dep == "ccomp" and above.tag == "VBD"  # "said it would never accept"
    if verb.tag not in ("VBZ", "VBP"):
        return False
    told = [k for k in doc.kids(verb.i, "conj", "parataxis") if k.tag == "VBD"]
    return (verb.dep == "ccomp" and above.tag == "VBD") or any(k.lemma in _SAY for k in told)


def _is_running(doc: Document, verb: Token) -> bool:
    """Tell whether a verb tells what is being done ("is halting deliveries")."""
    now = any(k.lemma == "be" and k.tag in ("VBZ", "VBP") for k in doc.kids(verb.i, "aux"))
    return verb.tag == "VBG" and now


def _announced(doc: Document, verb: Token) -> int | None:
    """Return the verb that announced the news in the perfect ("have agreed, he said on Monday")."""
    above = doc.tokens[verb.head]
    perfect = any(k.lemma == "have" and k.tag in ("VBZ", "VBP") for k in doc.kids(verb.i, "aux"))
    first = verb.dep == "ccomp" and above.tag == "VBD" and verb.sent == 0 and verb.i < above.i
    return above.i if first and (perfect or _is_running(doc, verb)) else None


def _is_of_a_clause(doc: Document, date: DateMention, above: set[int]) -> bool:
    """Tell whether a date tells the time of a clause that may be the act's own.

    That of a noun is not ("the treaty of 1951"), nor that of a clause on a noun ("the ban that has
    held since 1992").
    """
    for word in (doc.tokens[date.last - 1], *doc.ancestors(date.last - 1)):
        if (
            date.first <= word.i < date.last
            or word.dep in ("prep", "npadvmod")
            or word.pos == "ADP"
        ):
            continue
        aside = word.dep in ("relcl", "acl") and word.i not in above
        return word.pos in ("VERB", "AUX") and not aside
    return False


def _verb_of(doc: Document, date: DateMention) -> int | None:
    """Return the verb that a date hangs on."""
    for word in doc.ancestors(date.first):
        if word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass"):
            return word.i
    return None
