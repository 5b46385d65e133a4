"""What the record answers with on the whole: counts, pairs, what moved, what a search found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detente.record.views import Act, ArticleRow
from detente.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """How much the record holds on a pair.

    Attributes:
        pair: The two identifiers, in alphabetical order.
        names: Their names, in the same order.
        acts: Actual acts between them.
        cooperative: Of those, in quads 1 and 2.
        conflictual: Of those, in quads 3 and 4.
        deeds: Of those, deeds (quads 2 and 4).
        first: Date of the earliest.
        last: Date of the latest.
        standing: Requests between them that wait for an answer.
    """

    pair: tuple[str, str]
    names: tuple[str, str]
    acts: int
    cooperative: int
    conflictual: int
    deeds: int
    first: str | None
    last: str | None
    standing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A pair whose recent acts differ most from those before.

    Attributes:
        recent: Cooperative share of the acts in the window, with how many.
        before: The same for the time before.
    """

    pair: tuple[str, str]
    names: tuple[str, str]
    direction: Literal["warming", "cooling"]
    recent: float
    recent_acts: int
    before: float
    before_acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One value of a facet and how many acts have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is in the record.

    Attributes:
        stories: Articles with copies counted once.
        tellings: Events as read, one an article.
        acts: Events with every telling counted once.
        first: Date of the earliest act.
        last: Date of the latest act.
        last_added: When the latest article was added, ISO 8601 in UTC.
        by_type: Acts by type, most frequent first.
    """

    articles: int
    stories: int
    tellings: int
    acts: int
    pairs: int
    actors: int
    statements: int
    requests: int
    standing_requests: int
    claims: int
    judgements: int
    first: str | None
    last: str | None
    last_added: str | None
    by_type: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorHit:
    """An actor that a search names."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceHit:
    """A sentence of an article that holds words of a search."""

    article: ArticleRow
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, each list best first.

    Attributes:
        query: As typed.
        actors: Actors named in it.
        pairs: Pairs named in it ("korea china").
        articles: Articles that hold all its words.
        sentences: The best sentence of each of them.
        events: Acts that hold its words or are between the actors named.
    """

    query: str
    actors: tuple[ActorHit, ...]
    pairs: tuple[PairRow, ...]
    articles: tuple[ArticleRow, ...]
    sentences: tuple[SentenceHit, ...]
    events: tuple[Act, ...]
