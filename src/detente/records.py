"""What passes between the layers: frozen, typed records.

One path of data: ``Article -> read() -> Reading -> Record.add() -> pages``. Every finding carries
an :class:`Evidence`, a span of the article that proves it; offsets are Unicode code points into
``Article.text`` (or ``Article.title``). Identifiers are derived from content, so reading the same
article twice gives the same ids. The vocabulary (PLOVER types, modalities, statuses) is that of
the annotation guide and of the codebook.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from detente.errors import SourceError

Modality = Literal["actual", "planned", "hypothetical", "negated"]
StatementType = Literal["direct", "indirect", "mixed"]
RequestStatus = Literal["accepted", "declined", "hedged", "unanswered", "open"]
RelationState = Literal["improving", "worsening", "good", "bad", "mixed"]
LinkKind = Literal["response", "retaliation", "repeats", "cause"]
Where = Literal["text", "title"]

#: Event types in which neither side is the doer alone; their two sides are one unordered set.
SYMMETRIC_TYPES = frozenset({"AGREE", "CONSULT", "COOPERATE"})


def content_id(*parts: str) -> str:
    """Return a short identifier derived from content: 16 hex digits of SHA-256.

    >>> content_id("a", "b") == content_id("a", "b")
    True
    >>> content_id("ab") == content_id("a", "b")
    False
    """
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, ``start`` inclusive, ``end`` exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Tell whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def to_dict(self) -> dict[str, int]:
        """Return ``{"start", "end"}``."""
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The words that prove a finding: a span of the article's text or title, and what stands there.

    Attributes:
        start: First character, in code points.
        end: One past the last character.
        text: Exactly what stands there.
        where: ``"text"`` or ``"title"``.
    """

    start: int
    end: int
    text: str
    where: Where = "text"

    @property
    def span(self) -> Span:
        """The same range without the words."""
        return Span(self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """Return ``{"in", "start", "end", "text"}``."""
        return {"in": self.where, "start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as printed.

    Attributes:
        id: The publisher's or the user's id, else one derived from the content.
        title: The headline, empty when there is none.
        text: The body; all offsets point into it.
        published: ISO 8601 date (``2026-01-07``) or ``None`` when unknown.
        url: Where it was found, or ``None``.
        dateline: The place of the dateline ("BEIJING"), or ``None``.
        publisher: Who printed it, as far as the page says.
        agency: The news agency it was taken from ("Reuters"), or ``None``.
    """

    id: str
    title: str = ""
    text: str
    published: str | None = None
    url: str | None = None
    dateline: str | None = None
    publisher: str | None = None
    agency: str | None = None

    def part(self, where: Where) -> str:
        """Return the title or the text."""
        return self.title if where == "title" else self.text

    def quote(self, start: int, end: int, where: Where = "text") -> Evidence:
        """Return the evidence that stands at ``start..end``."""
        return Evidence(start, end, self.part(where)[start:end], where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one political actor does to another.

    Attributes:
        id: Derived from article, type, actors and evidence.
        source: Identifiers of who acts (ISO alpha-3 for states, names in capitals otherwise).
        type: One of the sixteen PLOVER types.
        mode: PLOVER mode within the type, or ``None``.
        target: Identifiers of who is acted upon.
        modality: ``actual``, ``planned``, ``hypothetical`` or ``negated``.
        date: When it happened, as precisely as told: ``2026``, ``2026-01`` or ``2026-01-07``.
        place: Where, as named in the text.
        cameo: CAMEO code, the nearest in the codebook.
        goldstein: Goldstein weight of that code, -10 (hostile) to +10.
        source_spans: Where the source is named.
        target_spans: Where the target is named.
        trigger: The word that signals the act.
        evidence: The clause that proves it.
        speakers: Whose telling it is, outermost first; empty when the reporter's own.
        by: Rule id, or ``model@version``.
        confidence: Probability that the event is right, 0 to 1.
    """

    id: str
    source: tuple[str, ...]
    type: str
    mode: str | None = None
    target: tuple[str, ...]
    modality: Modality = "actual"
    date: str | None = None
    place: str | None = None
    cameo: str | None = None
    goldstein: float | None = None
    source_spans: tuple[Span, ...] = ()
    target_spans: tuple[Span, ...] = ()
    trigger: Span | None = None
    evidence: Evidence
    speakers: tuple[str, ...] = ()
    by: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Who said what, and through whom it is known.

    Attributes:
        id: Derived from article, speaker and content.
        speaker: Name or institution, resolved inside the article ("Lee Jae Myung" for "he").
        actor: Identifier of the actor spoken for, or ``None`` for a private voice.
        via: Who relays it, outermost first.
        to: Identifiers of those addressed, when told.
        type: ``direct``, ``indirect`` or ``mixed``.
        speaker_span: Where the speaker stands in the sentence, or ``None`` when left unsaid.
        cue: Spans of the words that attribute ("said", "according to").
        content: Pieces of what was said; a quotation broken by "he said" has two.
        by: Rule id, or ``model@version``.
        confidence: Probability that the attribution is right, 0 to 1.
    """

    id: str
    speaker: str
    actor: str | None
    via: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    type: StatementType
    speaker_span: Span | None = None
    cue: tuple[Span, ...] = ()
    content: tuple[Evidence, ...]
    by: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asked whom for what, and the answer so far in this article.

    Attributes:
        id: Derived from article, sides and evidence.
        source: Identifiers of those who ask (``from`` in JSON).
        target: Identifiers of those asked (``to`` in JSON).
        about: Short noun phrase.
        concerning: Third actors it is about.
        status: ``accepted``, ``declined``, ``hedged``, ``unanswered`` or ``open``.
        reply: The words of the answer, or ``None``.
        evidence: The clause that makes the request.
        by: Rule id, or ``model@version``.
        confidence: 0 to 1.
    """

    id: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    about: str
    concerning: tuple[str, ...] = ()
    status: RequestStatus = "open"
    reply: Evidence | None = None
    evidence: Evidence
    by: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationClaim:
    """A claim on how a pair stands or moves.

    Attributes:
        id: Derived from article, pair and evidence.
        pair: The two actors.
        state: ``improving``, ``worsening``, ``good``, ``bad`` or ``mixed``.
        period: The time spoken of (``2017``), or ``None`` for now.
        claimed_by: Actor whose claim it is, or ``None`` for the reporter.
        evidence: The clause that makes the claim.
        by: Rule id, or ``model@version``.
        confidence: 0 to 1.
    """

    id: str
    pair: tuple[str, str]
    state: RelationState
    period: str | None = None
    claimed_by: str | None = None
    evidence: Evidence
    by: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tie between two items of one article, from the later (effect) to the earlier (cause).

    ``source`` and ``target`` are references such as ``events/3`` or ``statements/0``.
    """

    source: str
    target: str
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that one article says of diplomacy."""

    article: Article
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    requests: tuple[Request, ...] = ()
    relations: tuple[RelationClaim, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    def to_dict(self) -> dict[str, Any]:
        """Return the stable JSON form (see docs/reference/reading.md)."""
        return {
            "id": self.article.id,
            "title": self.article.title,
            "published": self.article.published,
            "dateline": self.article.dateline,
            "url": self.article.url,
            "publisher": self.article.publisher,
            "agency": self.article.agency,
            "events": [_event(e) for e in self.events],
            "statements": [_statement(s) for s in self.statements],
            "requests": [_request(r) for r in self.requests],
            "relations": [_relation(r) for r in self.relations],
            "links": [{"from": k.source, "to": k.target, "kind": k.kind} for k in self.links],
        }

    @classmethod
    def from_dict(cls, article: Article, form: dict[str, Any]) -> Reading:
        """Build a reading from the form of :meth:`to_dict` and the article it was read from.

        Raises:
            SourceError: When a part is missing or has another shape; names the article.
        """
        try:
            return cls._from_form(article, form)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            said = " ".join(str(error).split())[:120]
            raise SourceError(
                article.id, f"no reading of this form ({type(error).__name__}: {said})"
            ) from None

    @classmethod
    def _from_form(cls, article: Article, form: dict[str, Any]) -> Reading:
        return cls(
            article=article,
            events=tuple(_event_from(e) for e in form["events"]),
            statements=tuple(_statement_from(s) for s in form["statements"]),
            requests=tuple(_request_from(r) for r in form["requests"]),
            relations=tuple(_relation_from(r) for r in form["relations"]),
            links=tuple(
                Link(source=k["from"], target=k["to"], kind=k["kind"]) for k in form["links"]
            ),
        )


def _span_from(value: dict[str, int] | None) -> Span | None:
    return Span(value["start"], value["end"]) if value else None


def _spans_from(values: list[dict[str, int]]) -> tuple[Span, ...]:
    return tuple(Span(v["start"], v["end"]) for v in values)


def _evidence_from(value: dict[str, Any]) -> Evidence:
    return Evidence(value["start"], value["end"], value["text"], value["in"])


def _event_from(e: dict[str, Any]) -> Event:
    return Event(
        **{
            **e,
            "source": tuple(e["source"]),
            "target": tuple(e["target"]),
            "speakers": tuple(e["speakers"]),
            "source_spans": _spans_from(e["source_spans"]),
            "target_spans": _spans_from(e["target_spans"]),
            "trigger": _span_from(e["trigger"]),
            "evidence": _evidence_from(e["evidence"]),
        }
    )


def _statement_from(s: dict[str, Any]) -> Statement:
    return Statement(
        **{
            **s,
            "via": tuple(s["via"]),
            "to": tuple(s["to"]),
            "speaker_span": _span_from(s["speaker_span"]),
            "cue": _spans_from(s["cue"]),
            "content": tuple(_evidence_from(c) for c in s["content"]),
        }
    )


def _request_from(r: dict[str, Any]) -> Request:
    kept = {k: v for k, v in r.items() if k not in ("from", "to")}
    return Request(
        **{
            **kept,
            "source": tuple(r["from"]),
            "target": tuple(r["to"]),
            "concerning": tuple(r["concerning"]),
            "reply": _evidence_from(r["reply"]) if r["reply"] else None,
            "evidence": _evidence_from(r["evidence"]),
        }
    )


def _relation_from(r: dict[str, Any]) -> RelationClaim:
    return RelationClaim(
        **{**r, "pair": (r["pair"][0], r["pair"][1]), "evidence": _evidence_from(r["evidence"])}
    )


def _plain(record: Any, **own: Any) -> dict[str, Any]:
    """Turn a record into JSON values, with some fields given by the caller."""
    out: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value = own.get(field.name, getattr(record, field.name))
        out[field.name] = list(value) if isinstance(value, tuple) else value
    return out


def _spans(spans: tuple[Span, ...]) -> list[dict[str, int]]:
    return [s.to_dict() for s in spans]


def _event(e: Event) -> dict[str, Any]:
    return _plain(
        e,
        source_spans=_spans(e.source_spans),
        target_spans=_spans(e.target_spans),
        trigger=e.trigger.to_dict() if e.trigger else None,
        evidence=e.evidence.to_dict(),
    )


def _statement(s: Statement) -> dict[str, Any]:
    return _plain(
        s,
        speaker_span=s.speaker_span.to_dict() if s.speaker_span else None,
        cue=_spans(s.cue),
        content=[c.to_dict() for c in s.content],
    )


def _request(r: Request) -> dict[str, Any]:
    out = _plain(r, reply=r.reply.to_dict() if r.reply else None, evidence=r.evidence.to_dict())
    return {{"source": "from", "target": "to"}.get(k, k): v for k, v in out.items()}


def _relation(r: RelationClaim) -> dict[str, Any]:
    return _plain(r, evidence=r.evidence.to_dict())
