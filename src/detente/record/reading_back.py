"""Rows back into the dataclasses of :mod:`detente.record.views`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from detente.errors import RecordError, UnknownItem
from detente.record.judging import (
    NOT_STRUCK,
    changes_of,
    corrected_event,
    corrected_request,
    corrected_statement,
    latest,
)
from detente.record.views import (
    Act,
    ActLink,
    ArticleRow,
    Ask,
    AskTelling,
    ClaimRow,
    StatementRow,
    Telling,
)
from detente.records import Article, Event, Evidence, Reading, Request

_ARTICLE = f"""
SELECT r.n, r.id, r.title, r.published, r.url, r.dateline, r.publisher, r.agency, r.story, r.copy,
  s.articles - 1 AS copies, r.added,
  (SELECT count(*) FROM placements p JOIN events e ON e.n = p.event WHERE e.article = r.n) AS events,
  (SELECT count(*) FROM statements t WHERE t.article = r.n AND {NOT_STRUCK}) AS statements,
  (SELECT count(*) FROM requests q WHERE q.article = r.n AND q.block NOT NULL) AS requests
FROM articles r JOIN stories s ON s.original = r.story
"""


def rows(db: sqlite3.Connection, sql: str, values: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries."""
    cursor = db.execute(sql, tuple(values))
    names = [c[0] for c in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _split(value: str | None) -> tuple[str, ...]:
    return tuple(value.split(",")) if value else ()


class Loader:
    """Loads views of one record; each article's reading is parsed once a loader."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._articles: dict[int, ArticleRow] = {}
        self._readings: dict[int, Reading] = {}

    def article_row(self, n: int) -> ArticleRow:
        """Return an article as it stands in a list."""
        if n not in self._articles:
            found = rows(self._db, f"{_ARTICLE} WHERE r.n = ?", (n,))
            self._articles[n] = self._article(found[0])
        return self._articles[n]

    def article_rows(self, tail: str, values: Iterable[Any] = ()) -> tuple[ArticleRow, ...]:
        """Return the articles of a query tail (``WHERE ... ORDER BY ... LIMIT ...``)."""
        return tuple(self._article(r) for r in rows(self._db, f"{_ARTICLE} {tail}", values))

    def _article(self, row: dict[str, Any]) -> ArticleRow:
        return ArticleRow(
            id=row["id"],
            title=row["title"],
            published=row["published"],
            url=row["url"],
            dateline=row["dateline"],
            publisher=row["publisher"],
            agency=row["agency"],
            story=row["story"],
            copy_of=row["story"] if row["copy"] else None,
            copies=row["copies"],
            events=row["events"],
            statements=row["statements"],
            requests=row["requests"],
            added=row["added"],
        )

    def key(self, article: str) -> int:
        """Return the key of an article.

        Raises:
            UnknownItem: When there is no such article.
        """
        row = self._db.execute("SELECT n FROM articles WHERE id = ?", (article,)).fetchone()
        if row is None:
            raise UnknownItem(f"no article {article!r} in this record")
        return int(row[0])

    def reading(self, n: int) -> Reading:
        """Return an article's reading as it was added."""
        if n not in self._readings:
            found = rows(
                self._db,
                "SELECT r.*, j.json FROM articles r JOIN readings j ON j.article = r.n WHERE r.n = ?",
                (n,),
            )
            if not found:
                raise RecordError(
                    f"article number {n}: half there, the record is damaged; see: detente record check"
                )
            row = found[0]
            article = Article(
                **{
                    k: row[k]
                    for k in (
                        "id", "title", "text", "published", "url", "dateline", "publisher", "agency",
                    )
                }
            )  # fmt: skip
            try:
                self._readings[n] = Reading.from_dict(article, json.loads(row["json"]))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise RecordError(
                    f"article {article.id!r}: its reading is damaged ({error}); see: detente record "
                    "check; take a backup in the record's place"
                ) from error
        return self._readings[n]

    def acts(self, found: list[dict[str, Any]]) -> tuple[Act, ...]:
        """Return acts of rows of the table ``acts``, each with its tellings."""
        return tuple(self._act(row) for row in found)

    def _act(self, row: dict[str, Any]) -> Act:
        placed = rows(
            self._db,
            "SELECT e.id, e.article, e.position FROM placements p JOIN events e ON e.n = p.event"
            " JOIN articles r ON r.n = e.article WHERE p.act = ?"
            " ORDER BY coalesce(r.published, '9999'), r.id, e.position",
            (row["n"],),
        )
        return Act(
            id=row["id"],
            sentence=row["sentence"],
            source=_split(row["source"]),
            type=row["type"],
            mode=row["mode"],
            target=_split(row["target"]),
            quad=row["quad"],
            modality=row["modality"],
            date=row["date"],
            date_from=row["date_from"],
            place=row["place"],
            cameo=row["cameo"],
            goldstein=row["goldstein"],
            confidence=row["confidence"],
            sources=row["sources"],
            articles=row["articles"],
            first_reported=row["first_reported"],
            last_reported=row["last_reported"],
            tellings=tuple(self._telling(p) for p in placed),
            verdict=row["verdict"],
        )

    def _telling(self, placed: dict[str, Any]) -> Telling:
        article = self.article_row(placed["article"])
        read: Event = self.reading(placed["article"]).events[placed["position"]]
        event = corrected_event(read, changes_of(self._db, read.id))
        return Telling(
            event=event.id,
            article=article,
            type=event.type,
            mode=event.mode,
            source=event.source,
            target=event.target,
            modality=event.modality,
            date=event.date,
            place=event.place,
            evidence=event.evidence,
            trigger=event.trigger,
            source_spans=event.source_spans,
            target_spans=event.target_spans,
            speakers=event.speakers,
            by=event.by,
            confidence=event.confidence,
            counted=article.copy_of is None,
            judgement=latest(self._db, event.id),
        )

    def asks(self, found: list[dict[str, Any]]) -> tuple[Ask, ...]:
        """Return asks of rows of the table ``asks``, each with its history."""
        return tuple(self._ask(row) for row in found)

    def _ask(self, row: dict[str, Any]) -> Ask:
        told = rows(
            self._db,
            "SELECT q.n, q.id, q.article, q.position, q.asked FROM requests q JOIN articles r"
            " ON r.n = q.article WHERE q.ask = ? ORDER BY coalesce(r.published, '9999'), r.id, q.position",
            (row["n"],),
        )
        history = tuple(self._ask_telling(t) for t in told)
        answer = next(
            (h for t, h in zip(told, history, strict=True) if t["n"] == row["answer"]), None
        )
        return Ask(
            id=row["id"],
            sentence=row["sentence"],
            source=_split(row["source"]),
            target=_split(row["target"]),
            about=row["about"],
            concerning=_split(row["concerning"]),
            status=row["status"],
            reply=answer.reply if answer else None,
            first_asked=row["first_asked"],
            last_asked=row["last_asked"],
            answered=row["answered"],
            sources=row["sources"],
            history=history,
        )

    def _ask_telling(self, told: dict[str, Any]) -> AskTelling:
        article = self.article_row(told["article"])
        read: Request = self.reading(told["article"]).requests[told["position"]]
        request = corrected_request(read, changes_of(self._db, read.id))
        return AskTelling(
            request=request.id,
            article=article,
            about=request.about,
            concerning=request.concerning,
            status=request.status,
            date=told["asked"],
            evidence=request.evidence,
            reply=request.reply,
            by=request.by,
            confidence=request.confidence,
            counted=article.copy_of is None,
            judgement=latest(self._db, request.id),
        )

    def claims(self, found: list[dict[str, Any]]) -> tuple[ClaimRow, ...]:
        """Return claims of rows of the table ``relations``, which holds them as corrected."""
        return tuple(
            ClaimRow(
                id=row["id"],
                article=self.article_row(row["article"]),
                pair=(row["b"], row["a"]) if row["turned"] else (row["a"], row["b"]),
                state=row["state"],
                period=row["period"],
                claimed_by=row["claimed_by"],
                evidence=Evidence(row["start"], row["end"], row["evidence"], row["part"]),
                by=row["by"],
                confidence=row["confidence"],
                judgement=latest(self._db, row["id"]),
            )
            for row in found
        )

    def statements(self, found: list[dict[str, Any]]) -> tuple[StatementRow, ...]:
        """Return statements of rows with ``article`` and ``position``."""
        out = []
        for row in found:
            said = self.reading(row["article"]).statements[row["position"]]
            said = corrected_statement(said, changes_of(self._db, said.id))
            out.append(
                StatementRow(
                    id=said.id,
                    article=self.article_row(row["article"]),
                    speaker=said.speaker,
                    actor=said.actor,
                    via=said.via,
                    to=said.to,
                    type=said.type,
                    speaker_span=said.speaker_span,
                    cue=said.cue,
                    content=said.content,
                    by=said.by,
                    confidence=said.confidence,
                    judgement=latest(self._db, said.id),
                )
            )
        return tuple(out)

    def links(self, act: int) -> tuple[ActLink, ...]:
        """Return the ties from and to an act, by its key."""
        out: dict[tuple[str, str, str], set[str]] = {}
        for row in rows(
            self._db,
            "SELECT a.id AS source, b.id AS target, k.kind, r.id AS article FROM links k"
            " JOIN articles r ON r.n = k.article"
            " JOIN events x ON x.article = k.article AND x.position = k.source_position"
            " JOIN events y ON y.article = k.article AND y.position = k.target_position"
            " JOIN placements p ON p.event = x.n JOIN placements q ON q.event = y.n"
            " JOIN acts a ON a.n = p.act JOIN acts b ON b.n = q.act"
            " WHERE k.source_kind = 'events' AND k.target_kind = 'events' AND (a.n = ? OR b.n = ?)"
            " ORDER BY a.id, b.id, k.kind, r.id",
            (act, act),
        ):
            out.setdefault((row["source"], row["target"], row["kind"]), set()).add(row["article"])
        return tuple(
            ActLink(source=a, target=b, kind=kind, articles=tuple(sorted(articles)))
            for (a, b, kind), articles in out.items()
        )
