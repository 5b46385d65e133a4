"""Channels as rows with stacked bars, each part with what leads down to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from detente.record import ArticleRow, Record
from detente.relations.channels import Channel, Channels
from detente.web import words
from detente.web.origin_acts import ActLine, act_lines

_DAY = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a part rests on, with what leads down to it."""

    words: str
    source: str
    acts: tuple[ActLine, ...]
    articles: tuple[ArticleRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One part of a score, as a piece of the bar.

    Attributes:
        name: As in ``channels.yaml``; also its class.
        title: In words.
        value: 0 to 1.
        weight: What it counts for.
        adds: Value times weight.
        at: Where its piece of the bar begins, in hundredths of the bar.
        width: How wide it is.
        grounds: What it rests on.
    """

    name: str
    title: str
    value: float
    weight: float
    adds: float
    at: float
    width: float
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A third party, ranked."""

    rank: int
    actor: str
    score: float
    nearer: str | None
    pieces: tuple[Piece, ...]


def titles_of(found: Channels) -> dict[str, str]:
    """Return the parts in words, with the names of the sides in the place of harder and other."""
    first = found.harder or found.sides[0]
    second = next(s for s in found.sides if s != first)
    one, two = words.actor_name(first), words.actor_name(second)
    return {
        "relation_harder": f"stands well with {one}",
        "relation_other": f"stands well with {two}",
        "contact_harder": f"met {one} lately",
        "contact_other": f"met {two} lately",
        "leverage_harder": f"has a hold over {one}",
        "leverage_other": f"has a hold over {two}",
        "past": "has mediated between them",
        "asked": "is asked to mediate now",
    }


def row_of(
    rank: int,
    channel: Channel,
    top: float,
    names: dict[str, str],
    lines: dict[str, ActLine],
    articles: dict[str, ArticleRow],
) -> Row:
    """Return a channel as a row.

    Args:
        rank: Its place, from 1.
        channel: The channel.
        top: The best score of those shown, which fills the bar.
        names: The parts in words.
        lines: Acts by their ids.
        articles: Articles by their ids.
    """
    pieces = []
    at = 0.0
    for part in channel.parts:
        adds = part.value * part.weight
        width = 100 * adds / top
        pieces.append(
            Piece(
                name=part.name,
                title=names[part.name],
                value=part.value,
                weight=part.weight,
                adds=round(adds, 4),
                at=round(at, 2),
                width=round(width, 2),
                grounds=tuple(
                    Ground(
                        words=_DAY.sub(lambda m: words.date_words(m[0]), r.words),
                        source=r.source,
                        acts=tuple(lines[i] for i in r.acts if i in lines),
                        articles=tuple(articles[i] for i in r.articles if i in articles),
                    )
                    for r in part.reasons
                ),
            )
        )
        at += width
    return Row(
        rank=rank,
        actor=channel.actor,
        score=channel.score,
        nearer=channel.nearer,
        pieces=tuple(pieces),
    )


def lines_of(
    record: Record, events: pl.DataFrame, found: Channels, shown: tuple[Channel, ...]
) -> dict[str, ActLine]:
    """Return the acts that reasons and past mediations name, by their ids."""
    ids = [i for c in shown for r in c.reasons for i in r.acts]
    ids += [i for m in found.mediations for i in m.acts]
    return {line.id: line for line in act_lines(record, events, ids)}


def articles_of(record: Record, shown: tuple[Channel, ...]) -> dict[str, ArticleRow]:
    """Return the articles that the reasons of some channels name, by their ids."""
    ids = dict.fromkeys(i for c in shown for r in c.reasons for i in r.articles)
    return {i: record.article_row(i) for i in ids}
