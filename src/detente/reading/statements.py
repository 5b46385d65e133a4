"""Statements: who says what in an article, and through whom it is known.

The tagger finds the words; this module gives each attribution its speaker (through the article's
mentions), its place among quotation marks (direct, indirect, mixed), and those who relay it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.language.document import Document
from detente.reading import syntax
from detente.reading.attribution.combine import attributions
from detente.reading.attribution.cues import is_saying, relays
from detente.reading.attribution.marks import quotations
from detente.reading.attribution.tagger import Attribution, AttributionTagger, load_tagger
from detente.reading.mentions import Mention, Mentions
from detente.records import Article, Evidence, Span, Statement, StatementType, content_id

_TRIM = " \n\t,;:.“”\"'‘’«»„—–-"
_LEADING = {"that", "whether"}
_ALL, _NONE = 0.9, 0.05
_RELAYED = 0.6
_GAP = 4
_CRUMB = 0.2
_SHORTEST = 8
_LISTENERS = {"tell", "inform", "remind", "assure", "warn", "ask", "urge", "promise"}


@dataclass(frozen=True, slots=True)
class _Said:
    """An attribution with its speaker resolved."""

    found: Attribution
    mention: Mention | None
    speaker: str
    pieces: tuple[Span, ...]


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
    tagged = (tagger or load_tagger()).tag(document.text)
    said = []
    for found in attributions(document, tagged, marks):
        one = _resolved(document, mentions, found, marks)
        if one is not None and (scope == "all" or _counts(document, one)):
            said.append(one)
    if scope == "political":
        said += _inside(document, mentions, said, marks)
        said.sort(key=lambda one: one.found.cue[0].start)
        said = _one_a_sentence(document, said)
    return tuple(_statement(article, document, mentions, one, said, marks) for one in said)


def _one_a_sentence(doc: Document, said: list[_Said]) -> list[_Said]:
    """Join what one speaker says in one sentence: "said he agreed, noting that ..."."""
    out: list[_Said] = []
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
        )
        pieces = _joined(doc.text, (*other.pieces, *one.pieces))
        out[home] = _Said(found, other.mention or one.mention, other.speaker, pieces)
    return out


def _inside(
    doc: Document, mentions: Mentions, said: list[_Said], marks: tuple[Span, ...]
) -> list[_Said]:
    """Second pass: what somebody, inside another's words, is told to have said."""
    cues = {c.start for one in said for c in one.found.cue}
    out: list[_Said] = []
    for token in doc.tokens:
        if not relays(token.lemma) or not syntax.is_verb(token) or token.start in cues:
            continue
        outer = [o for o in said if any(p.start <= token.start < p.end for p in o.pieces)]
        clauses = doc.kids(token.i, "ccomp") or doc.kids(token.i, "xcomp")
        if not outer or not clauses or syntax.is_passive(doc, token.i):
            continue
        speaker = next(
            (m for t in syntax.subjects(doc, token.i) if (m := mentions.headed(t))), None
        )
        if (
            speaker is None
            or not speaker.political
            or speaker.actors == (outer[-1].mention.actors if outer[-1].mention else ())
        ):
            continue
        below = [doc.tokens[t] for t in doc.subtree(clauses[0].i)]
        content = Span(min(t.start for t in below), max(t.end for t in below))
        found = Attribution((Span(token.start, token.end),), (speaker.span,), (content,), _RELAYED)
        one = _resolved(doc, mentions, found, marks)
        if one is not None:
            out.append(one)
    return out


def _counts(doc: Document, one: _Said) -> bool:
    if one.mention is None or one.mention.role == "private":
        return False
    lemmas = tuple(
        t.lemma.lower()
        for span in one.found.cue
        for t in doc.tokens
        if span.start <= t.start < span.end
    )
    return is_saying(lemmas)


def _resolved(
    doc: Document, mentions: Mentions, found: Attribution, marks: tuple[Span, ...]
) -> _Said | None:
    pieces = tuple(p for c in found.content if (p := _trimmed(doc, _whole(c, marks))) is not None)
    pieces = tuple(p for p in pieces if not any(c.covers(p) for c in found.cue))
    if not pieces:
        return None
    mention = _speaker(doc, mentions, found.source)
    name = " ".join(" ".join(doc.text[s.start : s.end] for s in found.source).split())
    whole = _healed(doc, _joined(doc.text, pieces), (*found.cue, *found.source))
    return _Said(found, mention, mention.name if mention else name, whole) if whole else None


def _healed(
    doc: Document, pieces: tuple[Span, ...], kept_out: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Close small gaps inside a sentence, and drop crumbs: words the tagger left out or in."""
    out: list[Span] = []
    for piece in pieces:
        if out:
            gap = Span(out[-1].end, piece.start)
            inside = [t for t in doc.tokens if gap.start <= t.start < gap.end]
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


def _speaker(doc: Document, mentions: Mentions, source: tuple[Span, ...]) -> Mention | None:
    """Return the mention that a source names: the one at its head, else the largest inside."""
    for span in source:
        inside = [t for t in doc.tokens if span.start <= t.start < span.end]
        if not inside:
            continue
        first, last = inside[0].i, inside[-1].i
        heads = [t.i for t in inside if not first <= t.head <= last or t.head == t.i]
        for head in heads:
            mention = mentions.headed(head)
            if mention is not None:
                return mention
        held = [m for m in mentions.all if m.kind == "person" and first <= m.head <= last]
        if held:
            return held[0]
    return None


def _kind(text: str, pieces: tuple[Span, ...], marks: tuple[Span, ...]) -> StatementType:
    total = quoted = 0
    for piece in pieces:
        for i in range(piece.start, piece.end):
            if text[i].isalnum():
                total += 1
                quoted += any(m.start <= i < m.end for m in marks)
    share = quoted / total if total else 0.0
    return "direct" if share >= _ALL else "indirect" if share <= _NONE else "mixed"


def _relayed(one: _Said, all_: list[_Said]) -> tuple[str, ...]:
    """Return those inside whose words this attribution stands, outermost first."""
    at = one.found.cue[0].start
    around = [
        other
        for other in all_
        if other is not one
        and other.speaker
        and other.speaker != one.speaker
        and any(p.start <= at < p.end for p in other.pieces)
    ]
    around.sort(key=lambda o: -sum(p.end - p.start for p in o.pieces))
    return tuple(dict.fromkeys(o.speaker for o in around))


def _listeners(doc: Document, mentions: Mentions, cue: tuple[Span, ...]) -> tuple[str, ...]:
    """Return the actors told: the object of "told", "warned"."""
    out: list[str] = []
    for token in doc.tokens:
        if any(c.start <= token.start < c.end for c in cue) and token.lemma in _LISTENERS:
            for kid in doc.kids(token.i, "dobj", "dative"):
                mention = mentions.headed(kid.i)
                if mention is not None and mention.political:
                    out += mention.actors
    return tuple(dict.fromkeys(out))


def _statement(
    article: Article,
    doc: Document,
    mentions: Mentions,
    one: _Said,
    all_: list[_Said],
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
        via=_relayed(one, all_),
        to=tuple(a for a in _listeners(doc, mentions, found.cue) if a != actor),
        type=_kind(doc.text, one.pieces, marks),
        speaker_span=Span(source[0].start, source[-1].end) if source else None,
        cue=found.cue,
        content=content,
        by="attribution@1",
        confidence=found.confidence,
    )
