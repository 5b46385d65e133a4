"""Quotations and who they belong to: cues beside them, and quotations that go on."""

from __future__ import annotations

import re
from dataclasses import replace

from detente.language.document import Document, Token
from detente.reading import syntax
from detente.reading.attribution.cues import Cues, load_cues
from detente.reading.attribution.sources import cue_tokens, source_of
from detente.reading.attribution.tagger import Attribution
from detente.records import Span

_SURE = 0.85
_CONTINUED = 0.7
_COVERED = 0.5
_WORDS = re.compile(r"\w+")
_BETWEEN = re.compile(r"[ \t“”„‘’'\"«»`)]*")
_COMMA = re.compile(r"[ ,“”„‘’'\"«»`)]*")
_ON_DAY = re.compile(r"( \w+){0,5},[ ,“”„‘’'\"«»`)]*")
_FEW = 3
_REACH = 45
_STOPS = {".", "?", "!"}


def beside_quotations(
    doc: Document, marks: tuple[Span, ...], known: tuple[Attribution, ...]
) -> tuple[Attribution, ...]:
    """Return attributions of quotations that none of the known ones covers: "... ," X said."""
    cues = load_cues()
    out: list[Attribution] = []
    for mark in marks:
        judged = _judged(doc, cues, mark) if not _covered(mark, known) else None
        if judged is not None and not any(_same_cue(judged, a) for a in (*known, *out)):
            out.append(judged)
            continue
        if _covered(mark, known) or len(_WORDS.findall(doc.text[mark.start : mark.end])) < _FEW:
            continue
        verb = _cue_after(doc, cues, mark, marks) or _cue_before(doc, cues, mark, marks)
        if verb is None or any(_spoken_by(verb, a) for a in (*known, *out)):
            continue
        cue_class = cues.of_verb(verb.lemma, "quote")
        source = source_of(doc, verb.i)
        cue = cue_tokens(doc, verb.i)
        out.append(
            Attribution(
                (Span(doc.tokens[cue[0]].start, doc.tokens[cue[-1]].end),),
                (Span(doc.tokens[source[0]].start, doc.tokens[source[-1]].end),) if source else (),
                (mark,),
                _SURE,
                cue_class.id if cue_class else "en.cue.say",
            )
        )
    return tuple(out)


def _judged(doc: Document, cues: Cues, mark: Span) -> Attribution | None:
    """Return the judgement whose object holds a quoted word: "denounced the “greed” of Peru"."""
    token = doc.token_at(mark.start)
    if token is None:
        return None
    for head in doc.ancestors(token.i):
        if not syntax.is_verb(head):
            continue
        rule = cues.of_verb(head.lemma, "judgement")
        held = [k for k in doc.kids(head.i, "dobj", "prep") if token.i in doc.subtree(k.i)]
        source = source_of(doc, head.i)
        if rule is None or not held or not source or held[0].i < head.i:
            return None
        below = doc.subtree(held[0].i)
        first = below[1] if held[0].dep == "prep" else below[0]
        cue = cue_tokens(doc, head.i)
        content = Span(doc.tokens[first].start, doc.tokens[below[-1]].end)
        return Attribution(
            (Span(doc.tokens[cue[0]].start, doc.tokens[cue[-1]].end),),
            (Span(doc.tokens[source[0]].start, doc.tokens[source[-1]].end),),
            (content,),
            _SURE,
            rule.id,
        )
    return None


def _same_cue(one: Attribution, other: Attribution) -> bool:
    return any(a.overlaps(b) for a in one.cue for b in other.cue)


def _spoken_by(verb: Token, found: Attribution) -> bool:
    return any(c.start <= verb.start < c.end for c in found.cue)


def _covered(mark: Span, known: tuple[Attribution, ...]) -> bool:
    """Tell whether somebody outside the quotation is known to say (most of) it."""
    shared = 0
    for one in known:
        if one.cue and mark.covers(one.cue[0]):
            continue
        for piece in one.content:
            shared = max(shared, min(piece.end, mark.end) - max(piece.start, mark.start))
    return shared > _COVERED * (mark.end - mark.start)


def _cue_after(doc: Document, cues: Cues, mark: Span, marks: tuple[Span, ...]) -> Token | None:
    """Return the verb of "A," X said, or "A," said X: near, and before anything else ends."""
    for token in _from(doc, mark.end):
        if token.text in _STOPS or any(m.start <= token.start < m.end for m in marks):
            return None
        if "\n" in doc.text[mark.end : token.start]:
            return None
        if not syntax.is_verb(token) or token.dep in ("aux", "auxpass", "relcl", "acl"):
            continue
        if cues.of_verb(token.lemma, "quote") is None:
            if token.dep in ("amod", "compound", "advcl"):
                continue
            return None
        return None if _own_clause(doc, token) else token
    return None


def _cue_before(doc: Document, cues: Cues, mark: Span, marks: tuple[Span, ...]) -> Token | None:
    """Return the verb of X said: "A", or of X said, "A"."""
    before = doc.text[: mark.start].rstrip("“\"'‘„«` ")
    if not before or (before[-1] not in ",:" and not before[-1].isalpha()):
        return None
    last = doc.token_at(len(before) - 1)
    if last is None:
        return None
    sentence = doc.sentence_of(last.i)
    for token in reversed(doc.tokens[sentence.first : last.i + 1]):
        if any(m.start <= token.start < m.end for m in marks) or "\n" in before[token.end :]:
            return None
        if syntax.is_verb(token) and cues.of_verb(token.lemma, "quote") is not None:
            return token if before[-1] in ",:" or token.i >= last.i - 2 else None
    return None


def _own_clause(doc: Document, verb: Token) -> bool:
    return any(k.i > verb.i for k in doc.kids(verb.i, "ccomp"))


def _from(doc: Document, offset: int) -> tuple[Token, ...]:
    low = next((t.i for t in doc.tokens if t.start >= offset), len(doc.tokens))
    words = [t for t in doc.tokens[low : low + _REACH] if t.pos != "PUNCT" or t.text in _STOPS]
    return tuple(words)


def completed(
    doc: Document, marks: tuple[Span, ...], known: tuple[Attribution, ...]
) -> tuple[Attribution, ...]:
    """Extend what is said to whole quotations, and to the quotations that follow in the paragraph.

    A quotation that follows one by the same speaker is a further piece of it; one that follows a
    paraphrase is an attribution of its own, with the same speaker and cue.
    """
    whole = [_whole(marks, one) for one in known]
    whole = [_broken(doc, marks, one, tuple(o for o in whole if o is not one)) for one in whole]
    out: list[Attribution] = []
    for one in whole:
        others = tuple(o for o in whole if o is not one)
        pieces = list(one.content)
        follow = _following(doc, marks, one, others)
        if follow and _quoted(pieces[-1], marks):
            out.append(replace(one, content=(*pieces, *follow)))
            continue
        out.append(one)
        if follow:
            out.append(replace(one, content=follow, confidence=_CONTINUED, by="en.cue.continued"))
    return tuple(out)


def _whole(marks: tuple[Span, ...], one: Attribution) -> Attribution:
    pieces: list[Span] = []
    for piece in one.content:
        start, end = piece.start, piece.end
        for mark in marks:
            if not mark.overlaps(piece) or mark.covers(one.cue[0]):
                continue
            low, high = min(start, mark.start), max(end, mark.end)
            if any(low <= c.start < high for c in one.cue):
                low, high = start, end
            start, end = low, high
        pieces.append(Span(start, end))
    merged: list[Span] = []
    for piece in sorted(pieces):
        if merged and piece.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(piece.end, merged[-1].end))
        else:
            merged.append(piece)
    return replace(one, content=tuple(merged))


def _broken(
    doc: Document, marks: tuple[Span, ...], one: Attribution, others: tuple[Attribution, ...]
) -> Attribution:
    """Add the other half of a quotation that the cue breaks: "A," he said on Monday, "and B"."""
    own = sorted((*one.cue, *one.source))
    low, high = own[0].start, own[-1].end
    if any(m.covers(one.cue[0]) for m in marks) or not _quoted(one.content[0], marks):
        return one
    added = []
    for mark in marks:
        if any(p.overlaps(mark) for p in one.content) or _covered(mark, others):
            continue
        left, right = doc.text[mark.end : low], doc.text[high : mark.start]
        if (mark.end <= low and doc.text[mark.end - 1] in ",?!" and _COMMA.fullmatch(left)) or (
            mark.start >= high and _ON_DAY.fullmatch(right)
        ):
            added.append(mark)
    return replace(one, content=tuple(sorted((*one.content, *added)))) if added else one


def _quoted(piece: Span, marks: tuple[Span, ...]) -> bool:
    return any(m.overlaps(piece) and m.end >= piece.end - 2 for m in marks)


def _following(
    doc: Document, marks: tuple[Span, ...], one: Attribution, others: tuple[Attribution, ...]
) -> tuple[Span, ...]:
    """Return the quotations that follow at once, whole sentences that nobody else says."""
    at = max(one.content[-1].end, one.cue[-1].end)
    inside = next((m for m in marks if m.covers(one.cue[0])), None)
    if inside is not None:
        return ()
    out: list[Span] = []
    sentence = doc.sentence_of((doc.token_at(at - 1) or doc.tokens[-1]).i)
    at = max(at, sentence.end)
    for mark in marks:
        if mark.start < at:
            continue
        between = doc.text[at : mark.start]
        if "\n" in between or not _BETWEEN.fullmatch(between):
            break
        if _covered(mark, others):
            break
        out.append(mark)
        at = mark.end
    return tuple(out)
