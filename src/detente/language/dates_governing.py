"""The date of an act: told in its own clause, the nearest first, never that of who reports it."""

from __future__ import annotations

from detente.language.dates_holder import AHEAD, DONE, helpers, holder, is_clause, opened_by
from detente.language.dates_mention import DateMention
from detente.language.document import Document, Token

_OPEN = {"since", "until", "till"}
#: Prepositions under which a noun shares the time of the verb above ("spoke during a visit").
_SHARING = {"during", "at", "in", "on", "with", "to", "into", "for", "by", "through", "as", "upon"}
_LIGHT = {"start", "beginning", "round", "end", "launch", "resumption", "day", "series", "spate"}
#: Verbs whose date is that of the words, not of the act that the words are about.
_JUDGING = {
    "condemn", "criticize", "criticise", "denounce", "welcome", "praise", "hail", "say",
    "tell", "discuss", "defend", "mention", "describe", "deny", "demand", "urge", "call",
    "ask", "seek", "want", "propose", "blame", "accuse", "confirm", "report", "announce",
    "deplore", "regret", "reject", "oppose", "support", "threaten", "warn",
    "claim", "question", "protest", "laud", "decry", "lament", "slam", "investigate",
    "probe", "remember", "commemorate", "mark", "cite", "note", "raise", "back", "approve",
    "consider", "expect", "fear", "see", "know",
}  # fmt: skip
_WHEN = {"when", "while", "as"}
#: Verbs that are done to do something else the same day ("flew to Rome to ask", "met to sign").
_TO_DO = {"travel", "fly", "go", "come", "arrive", "head", "visit", "return", "leave", "meet", "gather", "convene", "assemble", "send", "use"}  # fmt: skip
_PARTS = {"end", "beginning", "start", "middle", "half", "quarter", "day", "night", "morning", "evening", "week", "course", "rest", "part"}  # fmt: skip
_LATER = {"later", "afterwards", "afterward", "eventually", "subsequently", "now"}
_FAR = 8
_MONTH = 7


def date_of(
    document: Document, token: int, dates: tuple[DateMention, ...], published: str | None
) -> str | None:
    """Return the date that governs an act: told in its own clause, the nearest first.

    Args:
        document: The parsed text.
        token: The trigger, a verb or a noun.
        dates: The dates of the text.
        published: Day of publication: what lies after it cannot be the time of a past tense.

    Returns:
        ISO, of the precision told; ``None`` when no date is told for the act itself.
    """
    sentence = document.tokens[token].sent
    reach = _reach(document, token)
    best: tuple[int, int, str] | None = None
    for date in dates:
        if date.value is None or document.tokens[date.first].sent != sentence:
            continue
        cost = _cost(document, token, date, reach, published)
        if cost is None:
            continue
        found = (cost, abs(date.first - token), date.value)
        best = min(best, found) if best else found
    return best[2] if best else None


def _cost(
    doc: Document, token: int, date: DateMention, reach: dict[int, int], published: str | None
) -> int | None:
    """Return how far a date is from being the act's own; ``None`` when it is another's."""
    for verb, distance in reach.items():
        if any(k.text.lower() == "when" and 0 <= k.i - date.last <= 1 for k in doc.kids(verb)):
            return distance  # "on Thursday, when Peru sent jets", whatever the clause hangs on
    head = _head_of(doc, date)
    if date.first <= doc.tokens[token].head < date.last and doc.tokens[token].dep == "relcl":
        return 0  # "in July, when China pressed Vietnam"
    above = opened_by(doc, date.first, date.last) or dated_noun(doc, date) or holder(doc, head)
    if date.first and doc.tokens[date.first - 1].text.lower() in _OPEN:
        begun = doc.tokens[date.first - 1].text.lower() == "since" and above.i == token
        lasting = any(k.lemma == "have" for k in helpers(doc, token))
        return _FAR if begun and lasting else None  # "has been fined since May": from May on
    if _is_ahead(date.value, published) and is_clause(above) and _is_past(doc, above):
        # "agreed to meet next week": what lies ahead belongs to what was agreed
        below = doc.kids(above.i, "xcomp", "ccomp", "dobj")
        return (
            1 if any(k.i in reach and reach[k.i] <= 1 and k.i != above.i for k in below) else None
        )
    if above.i in reach:
        joined = _joined_later(doc, token, above, date, reach)
        joined = joined or (above.i != token and _is_later(doc, token, date))
        return None if joined else reach[above.i]
    if len(date.value or "") <= _MONTH and _came_after(doc, token, above):
        return _FAR
    return _inside(doc, token, above, date, reach)


def _inside(
    doc: Document, token: int, above: Token, date: DateMention, reach: dict[int, int]
) -> int | None:
    """Read a date that hangs on a noun of the verb's own phrase ("held talks in Lima on Friday").

    A verb that judges what is done takes only a day from there, or what comes with "during".
    """
    if not is_clause(doc.tokens[token]) or date.first <= above.i:
        return None
    if dated_noun(doc, date) is not None:
        return None
    here, during = above, False
    for _ in range(_FAR):
        head = doc.tokens[here.head]
        if here.i in reach and is_clause(here):
            clear = during or len(date.value or "") > 7 or here.lemma not in _JUDGING
            return reach[here.i] + 1 if clear else None
        during = during or (here.dep == "prep" and here.lemma in ("during", "at", "in"))
        # "The court in March ordered": told between the subject and its verb
        during = during or (here.dep == "nsubj" and here.pos == "PROPN")
        inside = here.dep in (
            "dobj",
            "pobj",
            "prep",
            "attr",
            "npadvmod",
            "advmod",
            "dative",
            "conj",
        )
        between = here.dep in ("nsubj", "nsubjpass") and date.last <= head.i
        if is_clause(here) or head.i == here.i or not (inside or between):
            return None
        here = head
    return None


def dated_noun(doc: Document, date: DateMention) -> Token | None:
    """Return the noun whose day a date is ("welcomed the plan of March 6"), however it is parsed."""
    if date.first < 2 or doc.tokens[date.first - 1].text.lower() != "of":
        return None
    noun = doc.tokens[date.first - 2]
    dated = noun.pos in ("NOUN", "PROPN") and noun.lemma not in _PARTS
    return noun if dated else None


def _is_later(doc: Document, token: int, date: DateMention) -> bool:
    """Tell whether a verb tells what came some time after a date ("and later closed the border")."""
    late = any(k.lemma in _LATER and k.head == token for k in doc.kids(token, "advmod"))
    return late and len(date.value or "") >= _MONTH


def _came_after(doc: Document, token: int, above: Token) -> bool:
    """Tell whether a verb is in a clause with "after" below another ("left in May after ...").

    What it tells came shortly before: in the same month or year, if not on the same day.
    """
    verb = doc.tokens[token]
    if verb.dep != "advcl" or verb.head != above.i or "after" not in _marks(doc, token):
        return False
    return not any(k.dep == "npadvmod" for k in doc.kids(token))


def _head_of(doc: Document, date: DateMention) -> int:
    """Return the token by which a date hangs on the sentence."""
    for i in range(date.last - 1, date.first - 1, -1):
        if not date.first <= doc.tokens[i].head < date.last or doc.tokens[i].head == i:
            return i
    return date.last - 1


def _reach(doc: Document, token: int) -> dict[int, int]:
    """Return the words whose date is the act's too, with the distance of each."""
    out = {token: 0}
    word, steps = doc.tokens[token], 0
    if not is_clause(word):
        for kid in doc.kids(token, "acl", "relcl"):
            if kid.tag != "VBG" and not doc.kids(kid.i, "nsubj", "dobj"):
                out[kid.i] = 1  # "talks scheduled for Friday"
            elif kid.dep == "relcl" and any(k.text.lower() in ("which", "that") for k in doc.kids(kid.i, "nsubj")):  # fmt: skip
                out[kid.i] = 2
        verb = _verb_over(doc, word)
        if verb is None:
            return out
        word, steps = verb, 1
        out[word.i] = steps
    while steps < _FAR:
        above = _shares(doc, word)
        if above is None:
            break
        word, steps = above, steps + 2
        out.setdefault(word.i, steps)
    subject = [k for k in doc.kids(word.i, "nsubj") if k.text.lower() in ("which", "that")]
    if word.dep == "relcl" and word.tag == "VBD" and subject:
        out.setdefault(word.head, steps + 2)  # "the 2017 deployment, which prompted Peru to act"
    for reached, distance in list(out.items()):
        if not is_clause(doc.tokens[reached]):
            continue
        for below, more in _below(doc, reached):
            out.setdefault(below, distance + more)
    return out


def _below(doc: Document, verb: int) -> list[tuple[int, int]]:
    """Return the clauses below a verb whose time is the verb's too, with their distance."""
    out = []
    for kid in doc.kids(verb, "conj", "xcomp", "advcl"):
        marks = _marks(doc, kid.i)
        if not is_clause(kid):
            continue
        if kid.dep == "conj" and not doc.kids(kid.i, "nsubj", "nsubjpass"):
            out.append((kid.i, 3))
        elif kid.dep == "xcomp" and doc.tokens[verb].lemma in DONE | AHEAD | {"be"}:
            out.append((kid.i, 1))  # "began to withdraw in August", "talks are to resume in May"
        elif kid.dep == "advcl" and (
            "when" in marks or (kid.tag == "VBG" and kid.i < verb and not marks)
        ):
            out.append((kid.i, 3))  # "Visiting Seoul on Friday, he warned"
    return out


def _marks(doc: Document, verb: int) -> set[str]:
    """Return the conjunctions of a clause ("when", "after")."""
    kids = doc.kids(verb, "mark", "advmod")
    return {k.text.lower() for k in kids if k.dep == "mark" or k.tag == "WRB"}


def _verb_over(doc: Document, noun: Token) -> Token | None:
    """Return the verb whose time is that of a noun: "held talks", "during his visit, he said"."""
    here = noun
    for _ in range(5):
        head = doc.tokens[here.head]
        if head.i == here.i:
            return None
        if here.dep == "conj" and not is_clause(head):
            here = head
        elif is_clause(head):
            judged = here.dep in ("dobj", "nsubjpass", "pobj") and head.lemma in _JUDGING
            return None if judged and here.dep != "prep" else head
        elif here.dep == "pobj" and is_clause(doc.tokens[head.head]):
            over = doc.tokens[head.head]
            told = over.lemma in _JUDGING and head.lemma in ("for", "of", "to", "as", "with")
            return over if head.lemma in _SHARING and not told else None
        elif here.dep == "pobj" and doc.tokens[head.head].lemma in _LIGHT and head.lemma == "of":
            here = doc.tokens[head.head]
        else:
            return None
    return None


def _shares(doc: Document, verb: Token) -> Token | None:
    """Return the clause above whose time a verb shares: conjuncts, participles, "when"."""
    head = doc.tokens[verb.head]
    if verb.dep == "pcomp" and head.lemma in ("by", "in") and is_clause(doc.tokens[head.head]):
        return doc.tokens[head.head]  # "angered China last year by taking a call"
    if head.i == verb.i or not is_clause(head):
        return None
    if verb.dep == "conj":
        return head
    if verb.dep == "xcomp" and any(k.tag == "TO" for k in helpers(doc, verb.i)):
        return head if head.lemma in DONE else None
    if verb.dep in ("advcl", "xcomp"):
        marks = _marks(doc, verb.i)
        if marks & _WHEN and not marks & {"if", "after", "before"}:
            return head
        if verb.tag == "VBG" and not marks and not doc.kids(verb.i, "nsubj"):
            return head
        if any(k.tag == "TO" for k in doc.kids(verb.i, "aux")) and head.lemma in _TO_DO:
            return head
    return None


def _joined_later(
    doc: Document, token: int, above: Token, date: DateMention, reach: dict[int, int]
) -> bool:
    """Tell whether a date is only that of one conjunct ("warned, and in May expelled")."""
    verb = doc.tokens[token]
    if above.i == token:
        return False
    if above.dep == "conj" and reach.get(above.head, 99) < reach[above.i]:
        return date.first < above.i
    # from the second conjunct up: a date told after the first verb may still count, unless the
    # second has its own subject
    if verb.dep == "conj" and verb.head == above.i and doc.kids(token, "nsubj", "nsubjpass"):
        return date.first > above.i and len(date.value or "") >= _MONTH
    return False


def _is_past(doc: Document, verb: Token) -> bool:
    aids = helpers(doc, verb.i)
    if verb.dep == "acl" or verb.lemma in AHEAD or any(k.tag in ("MD", "TO") for k in aids):
        return False
    return verb.tag in ("VBD", "VBN") or any(k.tag == "VBD" for k in aids)


def _is_ahead(value: str | None, published: str | None) -> bool:
    """Tell whether a date lies wholly after the day of publication."""
    if not value or not published or not published[:4].isdecimal():
        return False
    return value > published[: len(value)] and len(published) >= len(value)
