"""Statements: who says what in an article, and through whom it is known.

The tagger finds the words; this module gives each attribution its speaker (through the article's
mentions), its place among quotation marks (direct, indirect, mixed), and those who relay it.
"""

from __future__ import annotations

from typing import Literal

from detente.language.document import Document
from detente.reading.attribution.combine import attributions
from detente.reading.attribution.counts import counts
from detente.reading.attribution.cues import relays as relaying
from detente.reading.attribution.grammar import TO, by_grammar
from detente.reading.attribution.marks import quotations
from detente.reading.attribution.speakers import Said, carried_on, relays, spoken_by
from detente.reading.attribution.tagger import (
    Attribution,
    AttributionTagger,
    load_tagger,
)
from detente.reading.attribution.tails import pared
from detente.reading.attribution.worth import worth_tagging
from detente.reading.mentions import Mentions
from detente.records import Article, Evidence, Span, Statement, StatementType, content_id

#: How sure the tagger must be where it alone finds an attribution: a statement less is worth more.
_SURE = {"political": 0.7, "all": 0.45}
_TRIM = " \n\t,;:.“”\"'‘’«»„—–-"
_LEADING = {"that", "whether"}
_ALL, _NONE = 0.9, 0.05
_RELAYED = 0.6
_GAP = 4
_CRUMB = 0.2
_SHORTEST = 8
_LISTENERS = {"tell", "inform", "remind", "assure", "warn", "ask", "urge", "promise"}


def find_statements(
    article: Article,
    document: Document,
    mentions: Mentions,
    *,
    scope: Literal["political", "all"] = "political",
    tagger: AttributionTagger | None = None,
) -> tuple[Statement, ...]:
    """Return the statements of an article's text, in order.

    Args:
        article: The article; offsets point into its text.
        document: Its text, parsed.
        mentions: Who is spoken of.
        scope: ``political`` keeps those who act for somebody and politicians out of office;
            ``all`` keeps every voice, beliefs and wishes too.
        tagger: The tagger; the shipped one when left out.
    """
    marks = quotations(document.text)
    near = worth_tagging(document, mentions) if scope == "political" else None
    tagged = (tagger or load_tagger()).tag(document.text, near)
    told: list[Said] = []
    sure = _SURE[scope]
    for found in attributions(document, tagged, marks, sure=sure):
        if scope == "political":
            found = pared(document, found, descriptions=True)
        pieces = _pieces(document, found, marks)
        if pieces:
            told += spoken_by(document, mentions, found, pieces)
    if scope == "political":
        told = carried_on(document, told)
        told = _by_cue(told + _inside(document, mentions, told, marks))
        told = [one for one in told if counts(document, one, told, marks)]
        said = [one for one in told if not _own_words(one, told)]
        said = _one_a_sentence(document, said)
    else:
        said = told
    return tuple(_statement(article, document, mentions, one, told, marks) for one in said)


def _by_cue(said: list[Said]) -> list[Said]:
    return sorted(said, key=lambda one: (one.found.cue[0].start, one.pieces[0].start))


def _own_words(one: Said, told: list[Said]) -> bool:
    """Tell whether the speaker reports himself: "Lee said he had told Xi that"."""
    at = one.found.cue[0].start
    return any(
        other is not one
        and other.speaker == one.speaker
        and any(p.start <= at < p.end for p in other.pieces)
        for other in told
    )


def _one_a_sentence(doc: Document, said: list[Said]) -> list[Said]:
    """Join what one speaker says in one sentence: "said he agreed, noting that ..."."""
    out: list[Said] = []
    for one in said:
        at = doc.sentence_at(one.found.cue[0].start)
        home = next(
            (
                i
                for i, other in enumerate(out)
                if one.speaker
                and other.speaker == one.speaker
                and doc.sentence_at(other.found.cue[0].start) == at
                and not any(p.start <= one.found.cue[0].start < p.end for p in other.pieces)
            ),
            None,
        )
        if home is None:
            out.append(one)
            continue
        other = out[home]
        found = Attribution(
            tuple(sorted({*other.found.cue, *one.found.cue})),
            other.found.source or one.found.source,
            (),
            max(other.found.confidence, one.found.confidence),
            other.found.by,
        )
        pieces = _joined(doc.text, (*other.pieces, *one.pieces))
        out[home] = Said(found, other.mention or one.mention, other.speaker, pieces)
    return out


def _inside(
    doc: Document, mentions: Mentions, told: list[Said], marks: tuple[Span, ...]
) -> list[Said]:
    """Return what somebody, inside a quotation, is told to have said."""
    out: list[Said] = []
    for found in by_grammar(doc):
        cue = found.cue[-1]
        token = doc.token_at(cue.end - 1)
        outer = [o for o in told if any(p.covers(cue) for p in o.pieces)]
        if token is None or not relaying(token.lemma) or not outer:
            continue
        if not any(m.covers(cue) for m in marks) or found.by.endswith(TO):
            continue
        pieces = _pieces(doc, found, marks)
        for one in spoken_by(doc, mentions, found, pieces) if pieces else ():
            if one.actors and one.actors != outer[-1].actors:
                out.append(one)
    return out


def _pieces(doc: Document, found: Attribution, marks: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return what is said without marks, cue and crumbs."""
    pieces = tuple(p for c in found.content if (p := _trimmed(doc, _whole(c, marks))) is not None)
    pieces = tuple(p for p in pieces if not any(c.covers(p) for c in found.cue))
    if not pieces:
        return ()
    return _healed(doc, _joined(doc.text, pieces), (*found.cue, *found.source))


def _healed(
    doc: Document, pieces: tuple[Span, ...], kept_out: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Close small gaps inside a sentence, and drop crumbs: words the tagger left out or in."""
    out: list[Span] = []
    for piece in pieces:
        if out:
            gap = Span(out[-1].end, piece.start)
            inside = doc.within(gap.start, gap.end)
            first, second = doc.token_at(out[-1].start), doc.token_at(piece.start)
            same = first is not None and second is not None and first.sent == second.sent
            if same and len(inside) <= _GAP and not any(k.overlaps(gap) for k in kept_out):
                out[-1] = Span(out[-1].start, piece.end)
                continue
        out.append(piece)
    longest = max(p.end - p.start for p in out)
    return (
        tuple(p for p in out if p.end - p.start >= _CRUMB * longest) if longest >= _SHORTEST else ()
    )


def _joined(text: str, pieces: tuple[Span, ...]) -> tuple[Span, ...]:
    """Join pieces that overlap or that only marks and blanks divide."""
    out: list[Span] = []
    for piece in sorted(pieces):
        if out and (piece.start <= out[-1].end or not text[out[-1].end : piece.start].strip(_TRIM)):
            out[-1] = Span(out[-1].start, max(out[-1].end, piece.end))
        else:
            out.append(piece)
    return tuple(out)


def _whole(content: Span, marks: tuple[Span, ...]) -> Span:
    """Extend content that covers most of a quotation to the whole of it."""
    start, end = content.start, content.end
    for mark in marks:
        shared = min(end, mark.end) - max(start, mark.start)
        if shared > 0.5 * (mark.end - mark.start):
            start, end = min(start, mark.start), max(end, mark.end)
    return Span(start, end)


def _trimmed(doc: Document, span: Span) -> Span | None:
    """Leave marks, blanks and a leading "that" out."""
    first, last = doc.token_at(span.start), doc.token_at(max(span.start, span.end - 1))
    start = first.start if first is not None else span.start
    end = last.end if last is not None else span.end
    text = doc.text
    while True:
        while start < end and text[start] in _TRIM:
            start += 1
        token = doc.token_at(start)
        if token is None or token.text.lower() not in _LEADING or token.end >= end:
            break
        start = token.end
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return Span(start, end) if end > start else None


def _kind(text: str, pieces: tuple[Span, ...], marks: tuple[Span, ...]) -> StatementType:
    total = quoted = 0
    for piece in pieces:
        for i in range(piece.start, piece.end):
            if text[i].isalnum():
                total += 1
                quoted += any(m.start <= i < m.end for m in marks)
    share = quoted / total if total else 0.0
    return "direct" if share >= _ALL else "indirect" if share <= _NONE else "mixed"


def _listeners(doc: Document, mentions: Mentions, cue: tuple[Span, ...]) -> tuple[str, ...]:
    """Return the actors told: the object of "told", "warned"."""
    out: list[str] = []
    for token in (t for c in cue for t in doc.within(c.start, c.end)):
        if token.lemma in _LISTENERS:
            for kid in doc.kids(token.i, "dobj", "dative"):
                mention = mentions.headed(kid.i)
                if mention is not None and mention.political:
                    out += mention.actors
    return tuple(dict.fromkeys(out))


def _statement(
    article: Article,
    doc: Document,
    mentions: Mentions,
    one: Said,
    told: list[Said],
    marks: tuple[Span, ...],
) -> Statement:
    mention, found = one.mention, one.found
    actor = mention.actors[0] if mention and mention.political and mention.actors else None
    content: tuple[Evidence, ...] = tuple(article.quote(p.start, p.end) for p in one.pieces)
    source = found.source
    return Statement(
        id=content_id(article.id, one.speaker, str(one.pieces[0].start), content[0].text),
        speaker=one.speaker,
        actor=actor,
        via=relays(doc, mentions, one, told),
        to=tuple(a for a in _listeners(doc, mentions, found.cue) if a != actor),
        type=_kind(doc.text, one.pieces, marks),
        speaker_span=Span(source[0].start, source[-1].end) if source else None,
        cue=found.cue,
        content=content,
        by=found.by,
        confidence=found.confidence,
    )
