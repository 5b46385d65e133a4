"""Read an article: the one function that turns text into a :class:`~detente.records.Reading`.

It is pure: the same article and the same pipeline give the same reading with the same ids, on one
core or on a cluster.
"""

from __future__ import annotations

from typing import Literal

from detente.actors import ActorIndex, load_actors
from detente.codebook import load_codebook
from detente.language.dates import find_dates
from detente.language.document import Document
from detente.language.invisible import printed_reading, seen_article
from detente.language.pipeline import Pipeline, load_pipeline
from detente.reading.events import find_events
from detente.reading.lexicon import load_lexicon
from detente.reading.links import find_links
from detente.reading.mentions import find_mentions
from detente.reading.merge import merge_events
from detente.reading.relations import find_relations
from detente.reading.requests import find_requests
from detente.reading.roles import Scene
from detente.reading.statements import find_statements
from detente.records import Article, Reading
from detente.sources.article import dateline_end

#: Whose words are kept: of those who act for somebody in politics, or everybody's.
Voices = Literal["political", "all"]


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
    pipeline = pipeline or load_pipeline()
    seen = seen_article(article)
    title = pipeline.parse(seen.title) if seen.title else None
    body = pipeline.parse(without_dateline(seen.text))
    return printed_reading(read_parsed(seen, body, title, voices=voices), article)


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
    actors, codebook, lexicon = load_actors(), load_codebook(), load_lexicon()
    home = _home(article, actors)
    mentions = find_mentions(body, actors, published=article.published, home=home)
    statements = find_statements(article, body, mentions)
    scene = Scene(body, mentions, statements)
    dates = find_dates(body, article.published)
    told = list(find_events(article, scene, lexicon=lexicon, codebook=codebook, dates=dates))
    headline = _headline(title, actors, article.published, home) if title is not None else None
    if headline is not None:
        told += find_events(
            article,
            headline,
            lexicon=lexicon,
            codebook=codebook,
            dates=find_dates(headline.document, article.published),
            where="title",
        )
    events = merge_events(tuple(told), body)
    requests = find_requests(article, scene, events)
    if headline is not None:
        asked = {(r.source, r.target) for r in requests}
        requests += tuple(
            r
            for r in find_requests(article, headline, events, where="title")
            if (r.source, r.target) not in asked
        )
    relations = find_relations(article, scene, dates=dates)
    if voices == "all":
        # acts and requests are read from the political voices all the same
        statements = find_statements(article, body, mentions, scope="all")
    return Reading(
        article=article,
        events=events,
        statements=statements,
        requests=requests,
        relations=relations,
        links=find_links(body, events, statements, requests, relations),
    )


def _home(article: Article, actors: ActorIndex) -> str | None:
    """Return the state of the dateline, whose "foreign ministry" needs no nationality."""
    if not article.dateline:
        return None
    for candidate in actors.resolve(article.dateline.title(), on=article.published):
        if candidate.kind in ("state", "capital", "city"):
            return candidate.id
    return None


def _headline(
    title: Document, actors: ActorIndex, published: str | None, home: str | None
) -> Scene:
    """Return the headline with its actors; it has no statements of its own."""
    return Scene(title, find_mentions(title, actors, published=published, home=home))
