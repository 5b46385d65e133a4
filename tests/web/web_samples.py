"""Invented dispatches with their readings, made by hand."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from fastapi.testclient import TestClient

from detente.records import (
    Article,
    Event,
    Link,
    Reading,
    RelationClaim,
    Request,
    Span,
    Statement,
    content_id,
)
from detente.web.app import create_app

FIRST = Article(
    id="first",
    title="Seoul turns to Beijing over the North",
    text=(
        "SHANGHAI - South Korea asked China on Wednesday to carry a message to North Korea.\n\n"
        '"We knocked, and no one opened," Lee said. Xi urged Seoul to be patient, Lee said.\n\n'
        "Relations between South Korea and China are better than last year."
    ),
    published="2026-01-07",
    dateline="SHANGHAI",
    publisher="The Harbour Post",
    agency="Reuters",
)
HOSTILE = Article(
    id='<b>&"x',
    title="<script>alert(1)</script>",
    text=(
        'China protested to South Korea. <img src=x onerror="alert(2)">\n\n'
        "</script><style>body{display:none}</style> {{ 7 * 7 }} &amp; javascript:alert(3)"
    ),
    published="2025-12",
    url="javascript:alert(4)",
    publisher="<i>Paper</i>",
)


def span(article: Article, words: str, nth: int = 1) -> Span:
    """Return where words stand for the n-th time in an article's text."""
    at = -1
    for _ in range(nth):
        at = article.text.index(words, at + 1)
    return Span(at, at + len(words))


def event(
    article: Article, proof: str, kind: str, source: str, target: str, **more: object
) -> Event:
    """Return an event proved by the given words; ``trigger``, ``by_`` and other fields by name."""
    where = span(article, proof)
    fields = {f.name for f in dataclasses.fields(Event)}
    assert set(more) <= fields, more
    values: dict[str, object] = {
        "id": content_id(article.id, kind, source, target, str(where.start)),
        "source": (source,),
        "type": kind,
        "target": (target,),
        "evidence": article.quote(where.start, where.end),
        "date": article.published,
        "by": "test.rule",
        "confidence": 0.9,
        **more,
    }
    return Event(**values)  # type: ignore[arg-type]


def first_reading() -> Reading:
    asked = "South Korea asked China on Wednesday to carry a message to North Korea"
    urged = "Xi urged Seoul to be patient"
    proof, knock = span(FIRST, asked), span(FIRST, "We knocked, and no one opened")
    claim = span(FIRST, "Relations between South Korea and China are better than last year")
    patient = span(FIRST, urged)
    return Reading(
        article=FIRST,
        events=(
            event(
                FIRST,
                asked,
                "REQUEST",
                "KOR",
                "CHN",
                trigger=span(FIRST, "asked"),
                source_spans=(span(FIRST, "South Korea"),),
                target_spans=(span(FIRST, "China"),),
                place="Shanghai",
            ),
            event(
                FIRST,
                urged,
                "REQUEST",
                "CHN",
                "KOR",
                trigger=span(FIRST, "urged"),
                source_spans=(span(FIRST, "Xi"),),
                target_spans=(span(FIRST, "Seoul"),),
                speakers=("Lee",),
            ),
        ),
        statements=(
            Statement(
                id="s-knock",
                speaker="Lee",
                actor="KOR",
                type="direct",
                speaker_span=span(FIRST, "Lee"),
                cue=(span(FIRST, "said"),),
                content=(FIRST.quote(knock.start, knock.end),),
            ),
            Statement(
                id="s-patient",
                speaker="Xi",
                actor="CHN",
                via=("Lee",),
                to=("KOR",),
                type="indirect",
                speaker_span=span(FIRST, "Xi"),
                cue=(span(FIRST, "urged"),),
                content=(FIRST.quote(patient.start, patient.end),),
            ),
        ),
        requests=(
            Request(
                id="r-message",
                source=("KOR",),
                target=("CHN",),
                about="carry a message",
                concerning=("PRK",),
                status="hedged",
                reply=FIRST.quote(patient.start, patient.end),
                evidence=FIRST.quote(proof.start, proof.end),
            ),
        ),
        relations=(
            RelationClaim(
                id="c-better",
                pair=("KOR", "CHN"),
                state="improving",
                evidence=FIRST.quote(claim.start, claim.end),
            ),
        ),
        links=(Link(source="events/1", target="events/0", kind="response"),),
    )


def hostile_reading() -> Reading:
    return Reading(
        article=HOSTILE,
        events=(
            event(
                HOSTILE,
                'China protested to South Korea. <img src=x onerror="alert(2)">',
                "ACCUSE",
                "CHN",
                "KOR",
                trigger=span(HOSTILE, "protested"),
                place="<u>there</u>",
                speakers=("<script>alert(5)</script>",),
            ),
        ),
    )


def past_reading(n: int) -> Reading:
    """Return one of many short dispatches of earlier years, each telling one act."""
    kinds = (
        ("CONSULT", "met", "actual"),
        ("SANCTION", "punished", "actual"),
        ("COOPERATE", "helped", "actual"),
        ("THREATEN", "warned", "hypothetical"),
        ("ACCUSE", "blamed", "negated"),
    )
    kind, verb, modality = kinds[n % len(kinds)]
    year, month = 2016 + n % 10, n % 12 + 1
    article = Article(
        id=f"past-{n}",
        title=f"Dispatch number {n}",
        text=f"In dispatch number {n} China {verb} South Korea again, as {n * 7919} people saw.",
        published=f"{year}-{month:02}-1{n % 9}",
        publisher="The Harbour Post",
    )
    date = (f"{year}", f"{year}-{month:02}", article.published)[n % 3]
    told = event(
        article,
        f"China {verb} South Korea again",
        kind,
        "CHN",
        "KOR",
        trigger=span(article, verb),
        modality=modality,
        date=date,
    )
    return Reading(article=article, events=(told,))


def crowded_reading() -> Reading:
    """Return one digest that tells more acts of a day than can stand on each other in a chart."""
    said = [f"In point {n} of the digest Japan blamed North Korea." for n in range(40)]
    article = Article(id="digest", title="A digest", text=" ".join(said), published="2024-05-01")
    return Reading(
        article=article,
        events=tuple(
            event(article, one, "ACCUSE", "JPN", "PRK", date="2024-05-01", place=f"Place {n}")
            for n, one in enumerate(said)
        ),
    )


def client(path: Path) -> TestClient:
    return TestClient(create_app(path), base_url="http://127.0.0.1:8765")
