"""Read an article: the one function that turns text into a :class:`~detente.records.Reading`.

It is pure: the same article and the same pipeline give the same reading with the same ids, on one
core or on a cluster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from detente.actors import ActorIndex, load_actors
from detente.codebook import load_codebook
from detente.language.dates import DateMention, find_dates
from detente.language.document import Document
from detente.language.invisible import printed_reading, seen_article
from detente.language.pipeline import Pipeline, load_pipeline
from detente.reading.coder.find import Trained, trained_claims, trained_events
from detente.reading.coder.model import Told, load_coder
from detente.reading.coder.weigh import Candidate, candidates, weighed
from detente.reading.events import find_events
from detente.reading.gate import worth_reading
from detente.reading.lexicon import load_lexicon
from detente.reading.links import find_links
from detente.reading.mentions import Mentions, find_mentions
from detente.reading.merge import merge_claims, merge_events
from detente.reading.relations import find_relations
from detente.reading.requests import find_requests
from detente.reading.roles import Scene
from detente.reading.statements import find_statements
from detente.records import Article, Event, Reading, Where
from detente.sources.article import dateline_end

#: Whose words are kept: of those who act for somebody in politics, or everybody's.
Voices = Literal["political", "all"]


@dataclass(frozen=True, slots=True)
class Part:
    """The text or the title of an article, made ready for reading.

    Attributes:
        where: Which of them.
        scene: Its actors and statements.
        dates: The dates named in it.
        told: What the trained model finds in it.
    """

    where: Where
    scene: Scene
    dates: tuple[DateMention, ...]
    told: tuple[Told, ...]


def read_article(
    article: Article, *, pipeline: Pipeline | None = None, voices: Voices = "political"
) -> Reading:
    """Read one article.

    Args:
        article: What to read; its ``text`` is never changed.
        pipeline: The language pipeline; the pinned English one when left out.
        voices: ``political`` keeps the statements of those who act for somebody and of politicians
            out of office; ``all`` keeps every attribution, of private voices, of beliefs and wishes
            too, with no actor where nobody is acted for. Nothing else of the reading depends on it
            but the links to statements.

    Returns:
        Events, statements, requests, relation claims and links, each with its evidence.
    """
    seen = seen_article(article)
    if voices == "political" and not worth_reading(seen.title, seen.text):
        return Reading(article=article)
    pipeline = pipeline or load_pipeline()
    return printed_reading(read_parsed(seen, *parsed(seen, pipeline), voices=voices), article)


def parsed(article: Article, pipeline: Pipeline) -> tuple[Document, Document | None]:
    """Return an article's text and its title, parsed."""
    texts = [without_dateline(article.text), *([article.title] if article.title else [])]
    body, *titles = pipeline.parse_many(texts)
    return body, titles[0] if titles else None


def without_dateline(text: str) -> str:
    """Return a text whose dateline is blanked out, every offset as before.

    "SEOUL, Oct 31 (Reuters) - South Korea agreed": nobody in the dateline does anything.
    """
    end = dateline_end(text)
    return " " * end + text[end:]


def read_parsed(
    article: Article,
    body: Document,
    title: Document | None = None,
    *,
    voices: Voices = "political",
) -> Reading:
    """Read an article that is parsed already (title and text apart)."""
    text, *headline = parts_of(article, body, title)
    scene, dates, statements = text.scene, text.dates, text.scene.statements
    events = merge_events(weighed(act_candidates(article, (text, *headline))), body)
    requests = find_requests(article, scene, events)
    for part in headline:
        asked = {(r.source, r.target) for r in requests}
        requests += tuple(
            r
            for r in find_requests(article, part.scene, events, where=part.where)
            if (r.source, r.target) not in asked
        )
    relations = merge_claims(
        find_relations(article, scene, dates=dates),
        trained_claims(article, scene, text.told, dates=dates),
    )
    if voices == "all":
        # acts and requests are read from the political voices all the same
        statements = find_statements(article, body, scene.mentions, scope="all")
    return Reading(
        article=article,
        events=events,
        statements=statements,
        requests=requests,
        relations=relations,
        links=find_links(body, events, statements, requests, relations),
    )


def parts_of(article: Article, body: Document, title: Document | None) -> tuple[Part, ...]:
    """Return the text of an article, then its title when it has one, with all that is known of each.

    The title has no statements of its own.
    """
    actors, coder = load_actors(), load_coder()
    home = _home(article, actors)

    def part(document: Document, where: Where) -> Part:
        mentions = find_mentions(document, actors, published=article.published, home=home)
        said = find_statements(article, document, mentions) if where == "text" else ()
        return Part(
            where,
            Scene(document, mentions, said),
            find_dates(document, article.published),
            coder.triggers(document, sentences=_political(mentions, document)),
        )

    text = part(body, "text")
    return (text, part(title, "title")) if title is not None else (text,)


def _political(mentions: Mentions, document: Document) -> frozenset[int]:
    """Return the sentences in which a political actor stands; none where only one is named at all."""
    named = [m for m in mentions.all if m.political and m.actors]
    if len({a for m in named for a in m.actors}) < 2:
        return frozenset()
    return frozenset(document.tokens[m.head].sent for m in named)


def act_candidates(article: Article, parts: Iterable[Part]) -> list[Candidate]:
    """Return every reading of an act in the parts of an article, by rules and by the trained model."""
    lexicon, codebook = load_lexicon(), load_codebook()
    by_rule: list[Event] = []
    trained: list[Trained] = []
    for part in parts:
        by_rule += find_events(
            article,
            part.scene,
            lexicon=lexicon,
            codebook=codebook,
            dates=part.dates,
            where=part.where,
        )
        trained += trained_events(
            article,
            part.scene,
            part.told,
            lexicon=lexicon,
            codebook=codebook,
            dates=part.dates,
            where=part.where,
        )
    return candidates(by_rule, trained)


def _home(article: Article, actors: ActorIndex) -> str | None:
    """Return the state of the dateline, whose "foreign ministry" needs no nationality."""
    if not article.dateline:
        return None
    for candidate in actors.resolve(article.dateline.title(), on=article.published):
        if candidate.kind in ("state", "capital", "city"):
            return candidate.id
    return None
