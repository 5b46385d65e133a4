"""What the record answers with: frozen dataclasses, one for each thing a page or a table shows.

A record holds *tellings* (what one article says) and *acts* (what happened, told once or many
times). An :class:`Act` carries its tellings, each with the article and the words that prove it; an
:class:`Ask` is a request with its history over articles. Identifiers are stable: the id of an act
is the id of its first telling, and the id of any telling leads to its act.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from detente.records import (
    Evidence,
    LinkKind,
    Modality,
    RelationState,
    RequestStatus,
    Span,
    StatementType,
)

AddedStatus = Literal["added", "unchanged", "replaced", "copy"]
Verdict = Literal["confirmed", "corrected", "struck"]
ItemKind = Literal["act", "event", "statement", "request", "relation"]
DateFrom = Literal["told", "published"]
Order = Literal["newest", "oldest", "sources", "confidence"]
Facet = Literal["type", "quad", "modality", "source", "target", "pair", "year", "month"]
ActLinkKind = LinkKind | Literal["fulfils"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of an article that was added.

    Attributes:
        article: Its id.
        status: ``added``; ``unchanged`` when the same reading was there already; ``replaced`` when
            an earlier reading gave way to this one; ``copy`` when it is a (near-)copy of another.
        copy_of: Id of the article that it copies, or ``None``.
    """

    article: str
    status: AddedStatus
    copy_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a longer list.

    Attributes:
        items: The rows of this page.
        total: How many there are in all.
        limit: Rows asked for.
        offset: Rows skipped.
    """

    items: tuple[T, ...]
    total: int
    limit: int
    offset: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.offset + len(self.items) < self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a named person said of an item.

    Attributes:
        item: Id of the telling, statement, request or claim.
        kind: Which of them it is.
        verdict: ``confirmed``, ``corrected`` or ``struck``.
        changes: For ``corrected``: pairs of field and new value.
        user: Who judged.
        reason: Why, in the person's words.
        at: When, ISO 8601 in UTC.
        undone_by: Who took it back, or ``None`` when it was not.
        undone_at: When it was taken back.
    """

    item: str
    kind: ItemKind
    verdict: Verdict
    changes: tuple[tuple[str, str], ...] = ()
    user: str
    reason: str = ""
    at: str
    undone_by: str | None = None
    undone_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """An article in a list.

    Attributes:
        story: Id of the story it belongs to; copies share one.
        copy_of: Id of the story's original, or ``None`` when it is the original itself.
        copies: How many other articles carry the same story.
        events: How many events were read in it (struck ones left out).
    """

    id: str
    title: str
    published: str | None
    url: str | None
    dateline: str | None
    publisher: str | None
    agency: str | None
    story: str
    copy_of: str | None
    copies: int
    events: int
    statements: int
    requests: int
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One article's telling of an act.

    Attributes:
        event: Id of the event as read in the article.
        article: The article that tells it.
        type: As read, or as corrected by a person.
        evidence: The words that prove it.
        counted: ``False`` for a copy, and for a telling that a person struck out.
    """

    event: str
    article: ArticleRow
    type: str
    mode: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    modality: Modality
    date: str | None
    place: str | None
    evidence: Evidence
    trigger: Span | None
    source_spans: tuple[Span, ...]
    target_spans: tuple[Span, ...]
    speakers: tuple[str, ...]
    by: str
    confidence: float
    counted: bool = True
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that one side did to another, however many articles tell it.

    Attributes:
        id: Id of its first telling.
        sentence: In words: "South Korea asked China - mediate".
        source: Identifiers of who acts, in alphabetical order.
        target: Identifiers of who is acted upon; for AGREE, CONSULT and COOPERATE the two sides
            are one unordered set, given here as first and rest.
        quad: 1 words of cooperation, 2 deeds of cooperation, 3 words of conflict, 4 deeds of it.
        date: When it happened: ``2017``, ``2017-11`` or ``2017-11-08``; ``None`` when neither told
            nor to be had from the publication.
        date_from: ``told`` when an article tells it, ``published`` when taken from the publication.
        confidence: That at least one of its independent tellings is right, 0 to 1.
        sources: Number of distinct stories that tell it (copies counted once).
        articles: Number of articles that tell it, copies too.
        first_reported: Earliest publication among its tellings.
        last_reported: Latest publication among its tellings.
        tellings: Each article's telling, first told first.
        verdict: What people said of it, when anyone did.
    """

    id: str
    sentence: str
    source: tuple[str, ...]
    type: str
    mode: str | None
    target: tuple[str, ...]
    quad: int
    modality: Modality
    date: str | None
    date_from: DateFrom | None
    place: str | None
    cameo: str | None
    goldstein: float | None
    confidence: float
    sources: int
    articles: int
    first_reported: str | None
    last_reported: str | None
    tellings: tuple[Telling, ...]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLink:
    """A tie between two acts, from the later (effect) to the earlier (cause).

    Attributes:
        source: Id of the later act.
        target: Id of the earlier act.
        kind: ``response``, ``retaliation``, ``repeats``, ``cause``; or ``fulfils`` when a planned
            act was later told as done.
        articles: Ids of the articles that make the link (empty for ``fulfils``).
    """

    source: str
    target: str
    kind: str
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActDetail:
    """An act with all that hangs on it.

    Attributes:
        act: The act.
        links: Ties from and to it.
        linked: The acts at the other ends, in the order of ``links``.
        judgements: Every judgement on its tellings, latest first.
    """

    act: Act
    links: tuple[ActLink, ...]
    linked: tuple[Act, ...]
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTelling:
    """One article's telling of a request.

    Attributes:
        request: Id of the request as read in the article.
        date: When it was asked, as told by the act of asking, else the publication date.
    """

    request: str
    article: ArticleRow
    about: str
    concerning: tuple[str, ...]
    status: RequestStatus
    date: str | None
    evidence: Evidence
    reply: Evidence | None
    by: str
    confidence: float
    counted: bool = True
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request, followed over the articles that tell of it.

    Attributes:
        id: Id of its first telling.
        sentence: In words: "South Korea asked China: a mediating role with North Korea".
        status: The latest informative reply; ``open`` while there is none.
        reply: The words of that reply, or ``None``.
        first_asked: Date of the earliest telling.
        last_asked: Date of the latest telling.
        answered: Publication date of the article that brought the reply, or ``None``.
        sources: Number of distinct stories that tell it.
        history: Each article's telling, oldest first.
    """

    id: str
    sentence: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    about: str
    concerning: tuple[str, ...]
    status: RequestStatus
    reply: Evidence | None
    first_asked: str | None
    last_asked: str | None
    answered: str | None
    sources: int
    history: tuple[AskTelling, ...]

    @property
    def standing(self) -> bool:
        """Whether it still waits for an answer (``open`` or ``unanswered``)."""
        return self.status in {"open", "unanswered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim on how a pair stands or moves, with its article."""

    id: str
    article: ArticleRow
    pair: tuple[str, str]
    state: RelationState
    period: str | None
    claimed_by: str | None
    evidence: Evidence
    by: str
    confidence: float
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement with its article."""

    id: str
    article: ArticleRow
    speaker: str
    actor: str | None
    via: tuple[str, ...]
    to: tuple[str, ...]
    type: StatementType
    speaker_span: Span | None
    cue: tuple[Span, ...]
    content: tuple[Evidence, ...]
    by: str
    confidence: float
    judgement: Judgement | None = None
