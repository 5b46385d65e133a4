"""What is said, by the frame it stands in: clause, parenthesis, judgement, infinitive.

Each function returns runs of token indices, none where the frame is not there.
"""

from __future__ import annotations

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.attribution.cues import load_cues
from detente.reading.attribution.sources import cue_tokens, named, source_of
from detente.reading.attribution.tails import opening, reported_on

_OVER = {"over", "about", "at", "for", "toward", "towards", "with", "against"}
_SPEAKING = {"speak", "talk", "warn", "complain"}
_ASIDE = {"cite", "refer"}
_TELLING = {"tell", "inform", "remind", "assure", "reassure", "warn", "notify", "brief", "advise"}
_FEWEST, _HEADING = 3, 6
_FINITE = {"VBD", "VBZ", "VBP", "MD"}
_AGAIN = {"he", "she", "it", "they"}
_DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "week", "month",
    "year", "yesterday", "today", "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
}  # fmt: skip
_SUBORDINATING = {
    "after", "before", "since", "until", "till", "while", "as", "although", "though", "because", "if",
    "once", "unless", "whereas",
}  # fmt: skip
_OPENING = {"“", '"', "‘", "'", "''", "``", "„", "«"}
_CLOSING = {"”", '"', "’", "'", "''", "»", "“"}
_BEFORE_CUE = {",", "”", '"', "’", "'", "''", "»", "“", "?", "!", "-", "–", "—", "--", ".", ")"}


def clauses(doc: Document, verb: Token) -> list[list[int]]:
    """Return what is said, as runs of tokens: the clause before the verb, after it, or both."""
    before: list[int] = []
    after: list[int] = []
    for clause in doc.kids(verb.i, "ccomp"):
        if _bare_participle(doc, clause, verb) or _aside_before(doc, clause, verb):
            continue
        if clause.i < verb.i:
            before.append(clause.i)
        else:
            after.append(clause.i)
    head = doc.head(verb.i)
    if verb.dep == "parataxis" and syntax.is_verb(head):
        before.append(head.i)
    out = []
    if before and verb.dep != "relcl":
        out += _preposed(doc, verb, before)
    if out and after and doc.tokens[out[0][-1]].text not in _CLOSING:
        out = []  # "the envoy, later alleging A, said B": two acts, not one broken in two
    if after:
        out.append(_postposed(doc, verb, after))
    return [run for run in out if run]


def _bare_participle(doc: Document, clause: Token, verb: Token) -> bool:
    """Tell whether a clause is a participle without subject ("said, adding") or an infinitive."""
    if doc.kids(clause.i, "nsubj", "nsubjpass", "expl", "csubj"):
        return clause.i > verb.i and any(k.tag == "TO" for k in doc.kids(clause.i, "aux"))
    return clause.tag in ("VBG", "VBN", "VB") and clause.i > verb.i


def _aside_before(doc: Document, clause: Token, verb: Token) -> bool:
    """Tell whether a clause before the verb tells when or why: "after it rained, Peru recalled"."""
    marks = {k.lemma.lower() for k in doc.kids(clause.i, "mark")}
    return clause.i < verb.i and bool(marks & _SUBORDINATING)


def _preposed(doc: Document, verb: Token, clauses: list[int]) -> list[list[int]]:
    """Return "A" of "A, said X" and "A" and "B" of "A, said X, B"."""
    sentence = doc.sentence_of(verb.i)
    below = {t for c in clauses for t in doc.subtree(c)}
    own = _around(doc, verb.i) | set(source_of(doc, verb.i)) | {verb.i}
    left = list(range(sentence.first, min(own)))
    if not left or doc.tokens[left[-1]].text not in _BEFORE_CUE:
        return []
    opened = max((t for t in left if doc.tokens[t].text in (":", "--", "—")), default=-1)
    if opened >= 0 and opened + 1 < left[-1] and doc.tokens[opened + 1].text in _OPENING:
        left = list(range(opened + 1, left[-1] + 1))  # "one thing was plain: “it is over,” X said"
    titled = [t for t in left[:_HEADING] if doc.tokens[t].text == ":"]
    if titled and not any(doc.tokens[t].tag in _FINITE for t in range(left[0], titled[0])):
        left = list(range(titled[0] + 1, left[-1] + 1))  # "Iran: the talks go on, X said"
    right = sorted(t for t in below if t > max(own)) or _joined_on(doc, verb, max(own))
    return [left, filled(right)]


def _joined_on(doc: Document, verb: Token, end: int) -> list[int]:
    """Return "B" of "A, X said, and B": the parser joins B to the verb of saying."""
    for clause in doc.kids(verb.i, "conj"):
        start = opening(doc, clause.i)
        between = [doc.tokens[t] for t in range(end + 1, start)]
        if (
            [t.pos for t in between] == ["PUNCT", "CCONJ"]
            and between[0].text == ","
            and doc.kids(clause.i, "nsubj", "nsubjpass", "expl")
            and (
                syntax.is_passive(doc, clause.i)
                or load_cues().of_verb(clause.lemma, "quote") is None
            )
        ):
            return doc.subtree(clause.i)
    return []


def _postposed(doc: Document, verb: Token, clauses: list[int]) -> list[int]:
    """Return the clause after the verb, with what the parser hung on the verb behind it."""
    tokens = {t for c in clauses for t in doc.subtree(c) if t > verb.i}
    last = max(tokens)
    for kid in doc.kids(verb.i):
        if kid.i > last and kid.dep in ("prep", "advmod", "npadvmod", "advcl", "dobj", "ccomp"):
            if kid.dep == "advcl" and kid.tag == "VBG":
                break
            last = max(doc.subtree(kid.i))
        elif kid.i > last and kid.dep not in ("punct",):
            break
    first = _after_day(doc, min(tokens))
    return list(range(first, _cut(doc, verb, first, last) + 1))


def _after_day(doc: Document, first: int) -> int:
    """Leave out the time of saying: "said on Monday it would", "said this week it would"."""
    at = first
    if doc.tokens[at].lemma in ("on", "in", "late", "early", "earlier", "later", "at"):
        at += 1
    while doc.tokens[at].text.lower() in ("this", "last", "the"):
        at += 1
    while doc.tokens[at].text in _DAYS or (
        at > first
        and doc.tokens[at].pos == "NUM"
        and (doc.tokens[at - 1].text in _DAYS or doc.tokens[at - 1].tag == "IN")
    ):
        at += 1
    before = doc.tokens[at - 1]
    dated = at > first and (before.text in _DAYS or before.pos == "NUM")
    return at if dated and doc.tokens[at].text != "," else first


def far_clause(doc: Document, verb: Token) -> list[list[int]]:
    """Return the "that" clause which the parser hung on a noun between: "told X on Monday that"."""
    held = [
        t for k in doc.kids(verb.i, "dobj", "dative", "prep", "npadvmod") for t in doc.subtree(k.i)
    ]
    for t in held:
        clause = doc.tokens[t]
        if t < verb.i or clause.dep not in ("acl", "relcl", "ccomp", "advcl"):
            continue
        marks = [k for k in doc.kids(t, "mark") if k.lemma == "that"]
        bare = verb.lemma in _TELLING and not any(
            doc.tokens[i].tag in ("WDT", "WP", "IN") for i in doc.subtree(t)[:1]
        )
        if bare and clause.dep == "relcl" and doc.head(t).head == verb.i:
            marks = doc.kids(t, "nsubj")  # "told the envoy he wanted to go"
        held_by = doc.head(t)
        thing = held_by.dep in ("dobj", "npadvmod") and held_by.text not in _DAYS
        if verb.lemma not in _TELLING and thing:
            continue  # "insisted on quotas, a condition that both refused"
        if marks and doc.tokens[clause.head].lemma not in load_cues().nouns:
            return [filled(doc.subtree(t))]
    return []


def parenthesis(doc: Document, verb: Token, source: list[int]) -> list[list[int]]:
    """Return "A" of "A, X said on Monday." where the parser joined the two as equals."""
    if not source or verb.dep == "relcl" or doc.kids(verb.i, "xcomp", "ccomp"):
        return []
    sentence = doc.sentence_of(verb.i)
    if doc.kids(verb.i, "mark"):
        return _as_told(doc, verb)
    heard = {"dobj", "dative"} & {k.dep for k in doc.kids(verb.i) if k.i > verb.i}
    if heard and verb.lemma not in _TELLING:
        return []
    first = min(source[0], *cue_tokens(doc, verb.i))
    left = list(range(sentence.first, first))
    if len(left) < _FEWEST or doc.tokens[left[-1]].text not in _BEFORE_CUE - {"-", "–", "—", "--"}:
        return []
    if not any(doc.tokens[t].tag in _FINITE for t in left):
        return []
    above = doc.head(verb.i)
    if verb.dep == "conj" and doc.kids(above.i, "cc"):
        return []  # "A went, and X said": two clauses, not one inside the other
    right = range(max(source[-1], verb.i) + 1, sentence.last)
    rest = [doc.tokens[t] for t in right if t not in _around(doc, verb.i)]
    return [left] if all(t.pos == "PUNCT" for t in rest) else []


def _as_told(doc: Document, verb: Token) -> list[list[int]]:
    """Return "A" of "As X noted, A" and "As noted by X, A"."""
    sentence = doc.sentence_of(verb.i)
    below = doc.subtree(verb.i)
    words = doc.tokens[sentence.first : below[-1] + 1]
    told = verb.dep == "advcl" and below[0] == sentence.first and words[0].text == "As"
    if not told or below[-1] + 2 >= sentence.last or doc.tokens[below[-1] + 1].text != ",":
        return []
    return [list(range(below[-1] + 2, sentence.last))]


def judgement(doc: Document, verb: Token) -> list[list[int]]:
    """Return "A as B" of "hailed A as B" and "A B" of "called A B"."""
    objects = [k for k in doc.kids(verb.i, "dobj") if k.i > verb.i]
    told = [k for k in doc.kids(verb.i, "oprd", "attr") if k.i > verb.i]
    told += [k for k in doc.kids(verb.i, "prep") if k.lemma == "as" and doc.kids(k.i)]
    small = [
        k
        for k in doc.kids(verb.i, "ccomp")
        if k.i > verb.i and k.pos in ("NOUN", "ADJ", "PROPN") and doc.kids(k.i, "nsubj")
    ]
    if small:
        aside = {t for k in doc.kids(small[0].i, "appos") for t in doc.subtree(k.i)}
        return [filled([t for t in doc.subtree(small[0].i) if t not in aside])]
    if any(k.lemma.endswith(("self", "selves")) for k in objects):
        return []
    if objects and told:
        return [filled(sorted(t for k in objects + told for t in doc.subtree(k.i)))]
    return []


def thing(doc: Document, verb: Token) -> list[list[int]]:
    """Return what is voiced as a thing: "regret" of "voiced regret", "a crime" of "spoke of a crime"."""
    for kid in doc.kids(verb.i, "dobj", "prep"):
        if kid.i < verb.i:
            continue
        if kid.dep == "dobj" and verb.lemma not in _SPEAKING:
            if any(k.dep == "mark" for c in doc.kids(kid.i, "acl") for k in doc.kids(c.i)):
                return []  # "expressed hope that": the noun has a clause of its own
            end = max(doc.subtree(kid.i))
            for other in doc.kids(verb.i, "prep"):
                if doc.subtree(other.i)[0] == end + 1 and other.lemma in _OVER:
                    end = doc.subtree(other.i)[-1]
            return [list(range(doc.subtree(kid.i)[0], end + 1))]
        if kid.lemma == "of" and verb.lemma in _SPEAKING:
            return [filled([t for k in doc.kids(kid.i, "pobj") for t in doc.subtree(k.i)])]
    return []


def _cut(doc: Document, verb: Token, first: int, last: int) -> int:
    """Leave out a tail that says on: ", saying that", ", though he admitted", "and suggested"."""
    cues = load_cues()
    for t in range(first + 1, last + 1):
        token = doc.tokens[t]
        joined = doc.tokens[t - 1].dep == "cc" and token.dep == "conj"
        bare = not doc.kids(t, "nsubj", "nsubjpass", "aux") and token.tag in _FINITE - {"MD"}
        if joined and bare and doc.head(t).tag == "VB" and doc.head(t).i > verb.i:
            return t - 2  # "said he would wait and left"
        if reported_on(doc, verb, token, first):
            return opening(doc, t) - (2 if doc.tokens[t].dep == "conj" else 1)
        if not syntax.is_verb(token) or (
            token.lemma not in _ASIDE and cues.of_verb(token.lemma, "quote") is None
        ):
            continue
        subject = doc.kids(t, "nsubj")
        start = min(doc.subtree(t)[0], t)
        if subject and subject[-1].i < t and _only_marks(doc, t + 1, last):
            start = min(named(doc, subject[-1].i))
            if start - 1 > first and doc.tokens[start - 1].pos == "PUNCT":
                return start - 1  # "said it was over, the envoy added"
        if token.dep == "advcl" and start > first and doc.tokens[start - 1].text == ",":
            spoken = bool(subject) and subject[0].text.lower() in _AGAIN
            if (token.tag == "VBG" and not subject) or spoken:
                return start - 1
        if token.dep == "conj" and not subject and token.tag == verb.tag == "VBD" and t - 1 > first:
            before = doc.tokens[t - 1]
            if before.dep == "cc" and not doc.kids(token.head, "aux"):
                continue
            if before.dep == "cc":
                return t - 2
    return last


def _around(doc: Document, verb: int) -> set[int]:
    """Return the words that belong to the act of saying: auxiliaries, adverbs, those told."""
    out: set[int] = set()
    for kid in doc.kids(verb):
        if kid.dep in ("aux", "auxpass", "neg", "prt") or (
            kid.dep in ("advmod", "dobj", "dative", "npadvmod", "prep") and kid.i > verb
        ):
            out.update(doc.subtree(kid.i))
    return out


def _only_marks(doc: Document, first: int, last: int) -> bool:
    return all(doc.tokens[t].pos == "PUNCT" for t in range(first, last + 1))


def filled(tokens: list[int]) -> list[int]:
    """Return all tokens from the first to the last of some."""
    return list(range(tokens[0], tokens[-1] + 1)) if tokens else []


def infinitive(doc: Document, verb: Token) -> list[list[int]]:
    """Return "to open the road" of "vowed to open the road", with those urged to do it."""
    for clause in doc.kids(verb.i, "xcomp", "ccomp"):
        to = [k for k in doc.kids(clause.i, "aux") if k.tag == "TO"]
        if clause.i > verb.i and to:
            below = [t for t in doc.subtree(clause.i) if t > verb.i]
            told = [t for k in doc.kids(verb.i, "dobj") for t in doc.subtree(k.i)]
            return [filled(sorted({*below, *(t for t in told if t > verb.i)}))]
    return []
