"""What was read in an article, as marks over its text and as entries beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from detente.language.asking import asked_for
from detente.records import Event, Evidence, Reading, Span
from detente.web import words
from detente.web.highlight import Mark, Segment

EntryKind = Literal["act", "statement", "request", "claim"]
_PREFIX = {"events": "e", "statements": "s", "requests": "r", "relations": "c"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A link as an entry shows it: in words, with the entry at its other end."""

    words: str
    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One finding beside the text.

    Attributes:
        anchor: Its id on the page.
        item: Its id in the record.
        sentence: What was found, in words.
        detail: What follows the sentence: what is asked for, whose claim it is.
        evidence: The words that prove it.
        reply: For a request, the words of the answer.
        code: Codes, for those who need them.
        ties: Links from and to it.
    """

    anchor: str
    kind: EntryKind
    item: str
    sentence: str
    evidence: tuple[Evidence, ...]
    detail: str = ""
    quad: int = 0
    modality: str = "actual"
    date: str | None = None
    place: str | None = None
    told_by: str = ""
    status: str = ""
    reply: Evidence | None = None
    code: str = ""
    by: str = ""
    confidence: float = 1.0
    ties: tuple[Tie, ...] = ()

    @property
    def start(self) -> tuple[int, int]:
        """Where it stands in the article, the title first."""
        first = self.evidence[0]
        return (first.where == "text", first.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A segment as the template writes it."""

    text: str
    classes: str
    items: str
    href: str


def anchor(reference: str) -> str:
    """Return the anchor of a reference such as ``events/3``.

    >>> anchor("events/3")
    'e3'
    """
    kind, _, position = reference.partition("/")
    return f"{_PREFIX.get(kind, kind)}{position}"


def folded(reading: Reading) -> dict[str, str]:
    """Return the requests that an act of asking tells already, with the anchor of that act.

    The two stand as one entry on the page: the act, with what was asked and how it was answered.
    """
    asking = {
        (e.evidence, e.source, e.target): f"e{i}"
        for i, e in enumerate(reading.events)
        if e.type == "REQUEST"
    }
    return {
        f"r{i}": asking[key]
        for i, r in enumerate(reading.requests)
        if (key := (r.evidence, r.source, r.target)) in asking
    }


def entries(reading: Reading) -> tuple[Entry, ...]:
    """Return everything found in an article, in the order of its text."""
    within = folded(reading)
    asked = {e.anchor: e for e in _requests(reading)}
    of_act = {act: asked[request] for request, act in within.items()}
    found = [
        *(_with_request(e, of_act.get(e.anchor)) for e in _acts(reading)),
        *(e for a, e in asked.items() if a not in within),
        *_statements(reading),
        *_claims(reading),
    ]
    sentences = {e.anchor: e.sentence for e in found}
    ties: dict[str, list[Tie]] = {}
    for link in reading.links:
        later, earlier = (within.get(a, a) for a in (anchor(link.source), anchor(link.target)))
        if later in sentences and earlier in sentences:
            forth = words.link_words(link.kind)
            back = words.link_words(link.kind, back=True)
            ties.setdefault(later, []).append(
                Tie(words=forth, anchor=earlier, sentence=sentences[earlier])
            )
            ties.setdefault(earlier, []).append(
                Tie(words=back, anchor=later, sentence=sentences[later])
            )
    tied = (_with_ties(e, tuple(ties.get(e.anchor, ()))) for e in found)
    order = {"act": 0, "request": 1, "claim": 2, "statement": 3}
    return tuple(sorted(tied, key=lambda e: (e.start, order[e.kind])))


def _with_request(act: Entry, request: Entry | None) -> Entry:
    if request is None:
        return act
    return replace(act, detail=request.detail, status=request.status, reply=request.reply)


def _with_ties(entry: Entry, ties: tuple[Tie, ...]) -> Entry:
    return replace(entry, ties=ties) if ties else entry


def _acts(reading: Reading) -> Iterator[Entry]:
    for i, event in enumerate(reading.events):
        yield Entry(
            anchor=f"e{i}",
            kind="act",
            item=event.id,
            sentence=words.event_words(event),
            evidence=(event.evidence,),
            quad=words.quad_of(event.type),
            modality=event.modality,
            date=event.date,
            place=event.place,
            told_by=words.listed(event.speakers),
            code=_codes(event),
            by=event.by,
            confidence=event.confidence,
        )


def _codes(event: Event) -> str:
    sides = f"{'+'.join(event.source)} > {'+'.join(event.target)}"
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    return " ".join(p for p in (sides, kind, event.cameo) if p)


def _statements(reading: Reading) -> Iterator[Entry]:
    for i, told in enumerate(reading.statements):
        if not told.content:
            continue
        heard = f" to {words.names(told.to)}" if told.to else ""
        yield Entry(
            anchor=f"s{i}",
            kind="statement",
            item=told.id,
            sentence=f"{told.speaker or 'Someone unnamed'} said{heard}",
            evidence=told.content,
            told_by=words.listed(told.via),
            code=" ".join(p for p in (told.actor, told.type) if p),
            by=told.by,
            confidence=told.confidence,
        )


def _requests(reading: Reading) -> Iterator[Entry]:
    for i, asked in enumerate(reading.requests):
        yield Entry(
            anchor=f"r{i}",
            kind="request",
            item=asked.id,
            sentence=f"{words.names(asked.source)} asked {words.names(asked.target)}",
            detail=asked_for(asked.about)
            + (f", concerning {words.names(asked.concerning)}" if asked.concerning else ""),
            evidence=(asked.evidence,),
            status=asked.status,
            reply=asked.reply,
            code=f"{'+'.join(asked.source)} > {'+'.join(asked.target)}",
            by=asked.by,
            confidence=asked.confidence,
        )


def _claims(reading: Reading) -> Iterator[Entry]:
    for i, claim in enumerate(reading.relations):
        whose = words.actor_name(claim.claimed_by) if claim.claimed_by else "the reporter"
        yield Entry(
            anchor=f"c{i}",
            kind="claim",
            item=claim.id,
            sentence=f"{words.names(claim.pair)}: {claim.state}",
            detail=f"as {whose} has it",
            evidence=(claim.evidence,),
            date=claim.period,
            code="-".join(claim.pair),
            by=claim.by,
            confidence=claim.confidence,
        )


def marks(reading: Reading) -> dict[str, tuple[Mark, ...]]:
    """Return the marks over the ``title`` and over the ``text``."""
    found: dict[str, list[Mark]] = {"title": [], "text": []}
    within = folded(reading)

    def put(where: str, span: Span | Evidence | None, layer: str, item: str) -> None:
        if span is not None:
            found[where].append(Mark(span.start, span.end, layer, within.get(item, item)))

    for i, event in enumerate(reading.events):
        where = event.evidence.where
        put(where, event.evidence, "evidence", f"e{i}")
        put(where, event.trigger, "act", f"e{i}")
        for side in (*event.source_spans, *event.target_spans):
            put(where, side, "side", f"e{i}")
    for i, told in enumerate(reading.statements):
        home = told.content[0].where if told.content else "text"
        put(home, told.speaker_span, "speaker", f"s{i}")
        for cue in told.cue:
            put(home, cue, "cue", f"s{i}")
        for content in told.content:
            put(content.where, content, "statement", f"s{i}")
    for i, asked in enumerate(reading.requests):
        put(asked.evidence.where, asked.evidence, "request", f"r{i}")
        if asked.reply:
            put(asked.reply.where, asked.reply, "reply", f"r{i}")
    for i, claim in enumerate(reading.relations):
        put(claim.evidence.where, claim.evidence, "claim", f"c{i}")
    return {k: tuple(v) for k, v in found.items()}


def piece(segment: Segment, reading: Reading) -> Piece:
    """Return a segment with the classes that style it and the items that it belongs to."""
    classes = list(dict.fromkeys(f"l-{m.layer}" for m in segment.marks))
    items = dict.fromkeys(m.item for m in segment.marks)
    acts = [m.item for m in segment.marks if m.layer == "act"]
    if acts:
        event = reading.events[int(acts[-1][1:])]
        quad = words.quad_of(event.type)
        classes += [words.tone(quad), "deed" if words.deed(quad) else "word", event.modality]
    # what each item is in this segment: a hovered entry brackets its own sides, not its neighbour's
    roles = " ".join(dict.fromkeys(f"{m.item}:{m.layer}" for m in segment.marks))
    return Piece(
        text=segment.text,
        classes=" ".join(classes),
        items=roles if items else "",
        href=f"#{acts[-1]}" if acts else "",
    )


def source_chain(reading: Reading) -> str:
    """Return through whom the article is known: "Reuters, in The Times; Xi as told by Lee".

    >>> from detente.records import Article
    >>> source_chain(Reading(article=Article(id="a", text="", agency="Reuters", publisher="The Times")))
    'Reuters, in The Times'
    """
    article = reading.article
    if article.agency and article.publisher and article.agency != article.publisher:
        first = f"{article.agency}, in {article.publisher}"
    else:
        first = article.agency or article.publisher or ""
    relayed = dict.fromkeys(
        f"{told.speaker} as told by {words.listed(told.via)}"
        for told in reading.statements
        if told.via and told.speaker
    )
    return "; ".join(p for p in (first, *relayed) if p)
