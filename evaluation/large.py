"""A large made record: articles with acts, requests, statements and claims, added one by one.

Usage: python evaluation/large.py OUT.db --events 1000000 [--seed 1]

Every article has eight acts on average, of 2 to 14. Pairs and types come as unevenly as in the news: the
n-th most frequent pair of states has a share of 1/n. Days spread over ten years. One article in ten is a near-copy of
an earlier one. A run that was broken off goes on; the same seed makes the same record. Articles are
added by ``Record.add``, many in one transaction, which says nothing about how fast adding is.
"""

from __future__ import annotations

import argparse
import bisect
import datetime as dt
import itertools
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.record import Record
from detente.record.connect import connect, transaction
from detente.record.vocabulary import StandardVocabulary
from detente.record.writing import write
from detente.records import (
    Article,
    Event,
    Evidence,
    Reading,
    RelationClaim,
    Request,
    Statement,
    content_id,
)

FIRST, DAYS = dt.date(2014, 1, 1), 3650
STATES, WORDS = 120, 6000
BATCH = 500
T = TypeVar("T")
COPY, ASK, SAID, CLAIM = 0.1, 0.06, 0.25, 0.03


@dataclass(frozen=True)
class World:
    """What articles are made of: pairs and types with their frequencies summed up, and words."""

    pairs: tuple[tuple[str, str], ...]
    pair_sums: tuple[float, ...]
    types: tuple[str, ...]
    type_sums: tuple[float, ...]
    names: dict[str, str]
    words: tuple[str, ...]


def world() -> World:
    """Return it; always the same."""
    chance = random.Random(0)
    actors, book = load_actors().actors, load_codebook()
    states = sorted(i for i, a in actors.items() if len(i) == 3 and a.kind == "state")[:STATES]
    pairs = list(itertools.combinations(states, 2))
    chance.shuffle(pairs)
    types = sorted(book.types, key=lambda t: (t != "CONSULT", t))
    words = tuple(
        "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        for _ in range(WORDS)
    )  # fmt: skip
    return World(
        pairs=tuple(pairs),
        pair_sums=tuple(itertools.accumulate(1 / (n + 1) for n in range(len(pairs)))),
        types=tuple(types),
        type_sums=tuple(itertools.accumulate(1 / (n + 2) for n in range(len(types)))),
        names={i: actors[i].name for i in states},
        words=words,
    )


def _one(chance: random.Random, of: tuple[T, ...], sums: tuple[float, ...]) -> T:
    return of[bisect.bisect_left(sums, chance.random() * sums[-1])]


def made(seed: int, number: int, held: World) -> Reading:
    """Return the article of a number with its reading."""
    chance = random.Random(f"{seed} {number}")
    if number > 20 and chance.random() < COPY:
        return _copy(made(seed, number - chance.randint(1, 20), held), number)
    day = FIRST + dt.timedelta(days=chance.randrange(DAYS))
    name = f"made-{number}"
    pieces: list[str] = []
    events: list[Event] = []
    requests: list[Request] = []
    statements: list[Statement] = []
    claims: list[RelationClaim] = []
    at = 0
    pair = _one(chance, held.pairs, held.pair_sums)
    for i in range(chance.randint(2, 14)):
        if chance.random() < 0.3:
            pair = _one(chance, held.pairs, held.pair_sums)
        a, b = pair if chance.random() < 0.5 else pair[::-1]
        kind = _one(chance, held.types, held.type_sums)
        line = f"{held.names[a]} and {held.names[b]}: {' '.join(chance.choices(held.words, k=14))}."
        words = Evidence(at, at + len(line), line)
        told = day - dt.timedelta(days=int(chance.expovariate(0.2)))
        events.append(
            Event(
                id=content_id(name, str(i)), source=(a,), type=kind, target=(b,), evidence=words,
                modality="planned" if chance.random() < 0.1 else "actual", date=told.isoformat(),
                by="made", confidence=round(0.4 + 0.5 * chance.random(), 2),
            )
        )  # fmt: skip
        if chance.random() < ASK:
            requests.append(
                Request(
                    id=content_id(name, "ask", str(i)), source=(a,), target=(b,), by="made",
                    about=" ".join(chance.choices(held.words, k=3)), evidence=words, confidence=0.7,
                    status=chance.choice(("open", "unanswered", "accepted", "declined", "hedged")),
                )
            )  # fmt: skip
        if chance.random() < SAID:
            statements.append(
                Statement(
                    id=content_id(name, "said", str(i)), speaker=held.names[a], actor=a,
                    type="indirect", content=(words,), by="made", confidence=0.7,
                )
            )  # fmt: skip
        if chance.random() < CLAIM:
            claims.append(
                RelationClaim(
                    id=content_id(name, "claim", str(i)), pair=(a, b), evidence=words, by="made",
                    state=chance.choice(("improving", "worsening", "good", "bad")), confidence=0.7,
                )
            )  # fmt: skip
        pieces.append(line)
        at += len(line) + 1
    return Reading(
        article=Article(
            id=name,
            title=" ".join(chance.choices(held.words, k=6)).capitalize(),
            text="\n".join(pieces),
            published=day.isoformat(),
            publisher=f"Paper {chance.randrange(60)}",
            url=f"https://paper.example/{number}",
        ),
        events=tuple(events),
        requests=tuple(requests),
        statements=tuple(statements),
        relations=tuple(claims),
    )


def _copy(of: Reading, number: int) -> Reading:
    """Return the same story as another paper prints it."""
    name = f"made-{number}"
    return Reading(
        article=replace(of.article, id=name, url=f"https://paper.example/{number}", publisher="Copyist"),
        events=tuple(replace(e, id=content_id(name, e.id)) for e in of.events),
        requests=tuple(replace(r, id=content_id(name, r.id)) for r in of.requests),
        statements=tuple(replace(s, id=content_id(name, s.id)) for s in of.statements),
        relations=tuple(replace(c, id=content_id(name, c.id)) for c in of.relations),
    )  # fmt: skip


def build(out: Path, events: int, seed: int) -> None:
    """Add made articles to a record until it holds so many events."""
    held = world()
    with Record.open(out) as record:
        found = record.summary()
    number, done = found.articles, found.tellings
    vocabulary, begun, before = StandardVocabulary(), time.perf_counter(), found.articles
    with closing(connect(out)) as db:
        while done < events:
            with transaction(db, out):
                for n in range(number, number + BATCH):
                    reading = made(seed, n, held)
                    write(db, reading, None, vocabulary)
                    done += len(reading.events)
                number += BATCH
            rate = (number - before) / (time.perf_counter() - begun)
            size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{done:,} events, {number:,} articles, {rate:.0f} a second, {size:.0f} MB",
                file=sys.stderr,
            )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def articles(out: Path, seed: int) -> Iterator[Reading]:
    """Yield articles that a made record does not hold yet, in order, without end."""
    held = world()
    with closing(sqlite3.connect(f"{out.absolute().as_uri()}?mode=ro", uri=True)) as db:
        first = int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    for number in itertools.count(first):
        yield made(seed, number, held)


def main() -> None:
    """Build one."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("out", type=Path)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    build(given.out, given.events, given.seed)


if __name__ == "__main__":
    main()
