"""What people judged as training data: articles with the items that someone looked at.

The form is that of annotated articles: one JSON object an article, evidence as exact substrings. An
item that nobody judged is neither right nor wrong, so it is left out and counted; what was struck out
stands apart, as an example of what is not there. Links are not judged, so there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from detente.record.corrected import standing_by_item, with_corrections
from detente.record.store import Record
from detente.record.views import Judgement
from detente.records import Event, Reading, RelationClaim, Request, Statement

Item = Event | Statement | Request | RelationClaim


def judged_articles(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the articles of a record that hold a judged item, in the order of their ids."""
    by_article: dict[str, list[Judgement]] = {}
    for judgement in record.judgements():
        if judgement.undone_by is None:
            by_article.setdefault(record.home_of(judgement.item, judgement.kind), []).append(
                judgement
            )
    for article in sorted(by_article):
        yield gold_article(record.article(article), by_article[article])


def gold_article(reading: Reading, judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return one article with what people said of its items.

    Args:
        reading: What was read.
        judgements: What people said, latest first.

    Returns:
        ``id``, ``url``, ``title``, ``published``, ``dateline``, ``text``; ``events``,
        ``statements``, ``requests``, ``relations`` (confirmed, or as corrected), ``links`` (none);
        ``struck`` with the same four lists; ``judged`` with the count of each verdict, of
        ``unjudged`` items, and the names of those who judged.
    """
    held = standing_by_item(judgements)
    corrected = with_corrections(reading, judgements)
    lists: dict[str, tuple[Item, ...]] = {
        "events": corrected.events,
        "statements": corrected.statements,
        "requests": corrected.requests,
        "relations": corrected.relations,
    }
    counts = dict.fromkeys(("confirmed", "corrected", "struck", "unjudged"), 0)
    kept: dict[str, list[dict[str, Any]]] = {name: [] for name in lists}
    struck: dict[str, list[dict[str, Any]]] = {name: [] for name in lists}
    for name, items in lists.items():
        for item in items:
            verdict = held[item.id].verdict if item.id in held else "unjudged"
            counts[verdict] += 1
            if verdict != "unjudged":
                (struck if verdict == "struck" else kept)[name].append(_gold(item))
    article = reading.article
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "published": article.published,
        "dateline": article.dateline,
        "text": article.text,
        **kept,
        "links": [],
        "struck": struck,
        "judged": {**counts, "by": sorted({j.user for j in held.values()})},
    }


def _gold(item: Item) -> dict[str, Any]:
    if isinstance(item, Event):
        return {
            "source": list(item.source),
            "type": item.type,
            "target": list(item.target),
            "modality": item.modality,
            "date": item.date,
            "place": item.place,
            "evidence": item.evidence.text,
        }
    if isinstance(item, Statement):
        return {
            "speaker": item.speaker,
            "actor": item.actor,
            "via": list(item.via),
            "type": item.type,
            "content": " ... ".join(piece.text for piece in item.content),
            "to": list(item.to),
        }
    if isinstance(item, Request):
        return {
            "from": list(item.source),
            "to": list(item.target),
            "about": item.about,
            "concerning": list(item.concerning),
            "status": item.status,
            "reply": item.reply.text if item.reply else None,
            "evidence": item.evidence.text,
        }
    return {
        "pair": list(item.pair),
        "state": item.state,
        "period": item.period,
        "claimed_by": item.claimed_by,
        "evidence": item.evidence.text,
    }
