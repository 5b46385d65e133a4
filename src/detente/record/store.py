"""The record: one SQLite file that keeps every finding with its evidence.

:class:`Record` is the whole interface; each method answers with the frozen dataclasses of
:mod:`detente.record.views`. Writing happens in one transaction a call. Reading is safe beside a
writer; to serve pages open one read-only record a request.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from detente.errors import RecordError, UnknownItem
from detente.record import judging, overviews, searching
from detente.record.acts import loosen, rebuild
from detente.record.asks import loosen_asks, rebuild_asks
from detente.record.checking import Problem, check_rows
from detente.record.connect import BUSY_SECONDS, connect, plainly, transaction
from detente.record.filters import Where, act_filter, ask_filter
from detente.record.matching import days_of
from detente.record.reading_back import Loader, rows
from detente.record.views import (
    Act,
    ActDetail,
    ActLink,
    ActorHit,
    Added,
    ArticleRow,
    Ask,
    ClaimRow,
    Count,
    Facet,
    Found,
    ItemKind,
    Judgement,
    Mover,
    Order,
    Page,
    PairRow,
    StatementRow,
    Summary,
    Verdict,
)
from detente.record.vocabulary import StandardVocabulary, Vocabulary
from detente.record.writing import (
    check_evidence,
    digest,
    know_actors,
    know_types,
    place_events,
    place_requests,
    settle,
    write,
)
from detente.records import Article, Modality, Reading, RequestStatus

Pair = tuple[str, str]
_ACT_ORDER: dict[Order, str] = {
    "newest": "{listed}.day_from DESC, a.id",  # null is the least
    "oldest": "{listed}.day_from NULLS LAST, a.id",
    "sources": "a.sources DESC, a.day_from DESC, a.id",
    "confidence": "a.confidence DESC, a.day_from DESC, a.id",
}
_ASK_ORDER: dict[Order, str] = {
    "newest": "a.last_asked IS NULL, a.last_asked DESC, a.id",
    "oldest": "a.first_asked IS NULL, a.first_asked, a.id",
    "sources": "a.sources DESC, a.id",
    "confidence": "a.id",
}


class Record:
    """One record file, open.

    Use it as a context manager::

        with Record.open("detente.db") as record:
            record.add(reading)
            for act in record.events(pair=("KOR", "CHN"), since="2016"):
                print(act.date, act.sentence)
    """

    def __init__(self, db: sqlite3.Connection, path: Path, vocabulary: Vocabulary) -> None:
        self._db = db
        self._path = path
        self._vocabulary = vocabulary

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = True,
        readonly: bool = False,
        vocabulary: Vocabulary | None = None,
        busy: float = BUSY_SECONDS,
    ) -> Self:
        """Open a record file, making or migrating it where needed.

        Args:
            path: The file.
            create: Make it when it is not there.
            readonly: Never write.
            vocabulary: Names and types; the shipped codebook and actor list when left out.
            busy: Seconds to wait for another writer.

        Raises:
            RecordError: When it is missing, no record, newer than this program, or locked.
        """
        path = Path(path)
        db = connect(path, create=create, readonly=readonly, busy=busy)
        return cls(db, path, vocabulary or StandardVocabulary())

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    # Writing

    def add(self, reading: Reading, *, original: bytes | None = None) -> Added:
        """Add an article with its reading, in one transaction.

        The same reading again changes nothing; another reading of the same article replaces the
        earlier one and keeps what people said of its items.

        Args:
            reading: What was read.
            original: The bytes it came from, kept beside it when given.

        Raises:
            EvidenceError: When a quoted piece does not stand where it is said to stand.
            RecordError: When the file cannot be written, or an id is taken by another article.
        """
        check_evidence(reading)
        with transaction(self._db, self._path):
            return write(self._db, reading, original, self._vocabulary)

    @plainly
    def holds(self, article: Article) -> bool:
        """Tell whether the record holds this very article (same id, same words), read already."""
        row = self._db.execute("SELECT digest FROM articles WHERE id = ?", (article.id,)).fetchone()
        return row is not None and row[0] == digest(article)

    @plainly
    def judge(
        self,
        item: str,
        verdict: Verdict,
        *,
        user: str,
        reason: str = "",
        changes: Mapping[str, str] | None = None,
        kind: ItemKind = "act",
    ) -> tuple[Judgement, ...]:
        """Confirm, correct or strike out an item; every figure follows at once.

        Args:
            item: Id of an act (all its tellings are judged), or of one telling, statement,
                request or claim.
            verdict: ``confirmed``, ``corrected`` or ``struck``.
            user: Who judges.
            reason: Why.
            changes: For ``corrected``: new values by field. Of an event: ``source``, ``target``
                (identifiers separated by commas), ``type``, ``mode``, ``modality``, ``date``,
                ``place``; of a request: ``from``, ``to``, ``concerning``, ``about``, ``status``;
                of a statement: ``speaker``, ``actor``, ``type``; of a relation: ``state``,
                ``period``, ``claimed_by``. An empty value means none.
            kind: What the id stands for.

        Raises:
            UnknownItem: When there is no such item.
            RecordError: When a field or a value cannot be set.
        """
        items = [item]
        if kind == "act":
            items = [t.event for t in self.event(item).act.tellings]
        table = "event" if kind == "act" else kind
        with transaction(self._db, self._path):
            for one in items:
                n = judging.judge(self._db, one, table, verdict, user, reason, changes or {})
                self._follow(n, table, changes or {})
        return tuple(j for one in items for j in judging.judgements(self._db, one)[:1])

    @plainly
    def undo(self, item: str, *, user: str, kind: ItemKind = "act") -> tuple[Judgement, ...]:
        """Take back the judgement that holds for an item; what was said before holds again.

        Args:
            item: Id of an act (of all its tellings), or of one telling, statement, request or claim.
            user: Who takes it back; the record keeps that, and the judgement.
            kind: What the id stands for.

        Returns:
            The judgements taken back.

        Raises:
            UnknownItem: When there is no such item.
            RecordError: When no judgement holds for it.
        """
        items = [item]
        if kind == "act":
            items = [t.event for t in self.event(item).act.tellings]
        table = "event" if kind == "act" else kind
        undone = []
        with transaction(self._db, self._path):
            for one in items:
                judging.home_of(self._db, one, table)
                held = judging.latest(self._db, one)
                n = judging.undo(self._db, one, user)
                if held is None or n is None:
                    continue
                undone.append(held)
                self._follow(n, table, dict(held.changes))
            if not undone:
                raise RecordError(f"{kind} {item!r}: no judgement holds for it; nothing to undo")
        return tuple(undone)

    @plainly
    def home_of(self, item: str, kind: ItemKind = "event") -> str:
        """Return the id of the article that a telling, statement, request or claim was read in.

        Raises:
            UnknownItem: When there is no such item.
        """
        return judging.home_of(self._db, item, kind)

    def _follow(self, n: int, table: str, changes: Mapping[str, str]) -> None:
        """Let every figure follow a judgement on an item of an article."""
        reading = Loader(self._db).reading(n)
        if table == "event" and "type" in changes:
            know_types(self._db, {changes["type"]}, self._vocabulary)
        know_actors(self._db, judging.actors_of(changes), self._vocabulary)
        held, asked = loosen(self._db, [n]), loosen_asks(self._db, [n])
        settle(self._db, reading)
        held |= place_events(self._db, n, reading.article.published)
        asked |= place_requests(self._db, n, reading)
        rebuild(self._db, held, self._vocabulary)
        rebuild_asks(self._db, asked, self._vocabulary)

    # Articles

    @plainly
    def articles(self, *, limit: int = 50, offset: int = 0) -> Page[ArticleRow]:
        """Return the articles, latest published first."""
        loader = Loader(self._db)
        total = self._db.execute("SELECT count(*) FROM articles").fetchone()[0]
        order = "published DESC, id"  # null is the least
        page = f"SELECT n FROM articles ORDER BY {order} LIMIT ? OFFSET ?"
        items = loader.article_rows(f"WHERE r.n IN ({page}) ORDER BY r.{order}", (limit, offset))
        return Page(items=items, total=total, limit=limit, offset=offset)

    @plainly
    def first_published(self) -> str | None:
        """Return the earliest date of publication that is one, to the day; ``None`` without any."""
        told = self._db.execute("SELECT published FROM articles ORDER BY published")
        days = (days_of(published[:10]) for (published,) in told if published)
        return next((day[0] for day in days if day), None)

    @plainly
    def article(self, article: str) -> Reading:
        """Return an article's reading as it was added.

        Raises:
            UnknownItem: When there is no such article.
        """
        loader = Loader(self._db)
        return loader.reading(loader.key(article))

    @plainly
    def article_row(self, article: str) -> ArticleRow:
        """Return an article as it stands in a list, with its story.

        Raises:
            UnknownItem: When there is no such article.
        """
        loader = Loader(self._db)
        return loader.article_row(loader.key(article))

    @plainly
    def copies(self, article: str) -> tuple[ArticleRow, ...]:
        """Return the articles that carry the same story, the original first."""
        loader = Loader(self._db)
        story = loader.article_row(loader.key(article)).story
        return loader.article_rows("WHERE r.story = ? ORDER BY r.copy, r.published, r.id", (story,))

    @plainly
    def original(self, article: str) -> bytes | None:
        """Return the bytes that an article came from, where they were kept."""
        row = self._db.execute(
            "SELECT o.bytes FROM originals o JOIN articles r ON r.n = o.article WHERE r.id = ?",
            (article,),
        ).fetchone()
        return bytes(row[0]) if row else None

    # Acts

    @plainly
    def events(
        self,
        *,
        pair: Pair | None = None,
        actor: str | None = None,
        source: str | None = None,
        target: str | None = None,
        type: str | None = None,
        quad: int | None = None,
        modality: Modality | None = None,
        since: str | None = None,
        until: str | None = None,
        by_article: str | None = None,
        min_confidence: float = 0.0,
        limit: int = 50,
        offset: int = 0,
        order: Order = "newest",
    ) -> Page[Act]:
        """Return acts, each with its tellings.

        Args:
            pair: Between these two, either way.
            actor: With this actor on either side.
            source: With this actor acting.
            target: With this actor acted upon.
            type: Of this PLOVER type.
            quad: In this quad class, 1 to 4.
            modality: ``actual``, ``planned``, ``hypothetical`` or ``negated``.
            since: Not ended before this date (``2016``, ``2016-07``, ``2016-07-08``).
            until: Not begun after this date.
            by_article: Told by this article.
            min_confidence: At least this sure.
            limit: Rows in a page.
            offset: Rows to skip.
            order: ``newest``, ``oldest``, ``sources`` (most told first) or ``confidence``.
        """
        where = act_filter(
            pair=pair,
            actor=actor,
            source=source,
            target=target,
            type=type,
            quad=quad,
            modality=modality,
            since=since,
            until=until,
            by_article=by_article,
            min_confidence=min_confidence,
        )
        by = _ACT_ORDER[order].format(listed=where.listed)
        found = rows(
            self._db,
            f"SELECT a.* FROM {where.tables} {where.sql} ORDER BY {by} LIMIT ? OFFSET ?",
            (*where.values, limit, offset),
        )
        total = overviews.total(self._db, where)
        items = Loader(self._db).acts(found)
        return Page(items=items, total=total, limit=limit, offset=offset)

    @plainly
    def event(self, event: str) -> ActDetail:
        """Return an act by its id or by the id of any of its tellings.

        Raises:
            UnknownItem: When there is no such act or telling.
        """
        n = self._act_key(event)
        loader = Loader(self._db)
        (act,) = loader.acts(rows(self._db, "SELECT * FROM acts WHERE n = ?", (n,)))
        links = loader.links(n)
        others = [k.target if k.source == act.id else k.source for k in links]
        linked = tuple(
            loader.acts(rows(self._db, "SELECT * FROM acts WHERE id = ?", (o,)))[0] for o in others
        )
        judged = [j for t in act.tellings for j in judging.judgements(self._db, t.event)]
        return ActDetail(
            act=act,
            links=links,
            linked=linked,
            judgements=tuple(sorted(judged, key=lambda j: j.at, reverse=True)),
        )

    def _act_key(self, event: str) -> int:
        row = self._db.execute(
            "SELECT n FROM acts WHERE id = ? UNION SELECT p.act FROM placements p"
            " JOIN events e ON e.n = p.event WHERE e.id = ? AND p.act NOT NULL",
            (event, event),
        ).fetchone()
        if row is None:
            raise UnknownItem(f"no event {event!r} in this record")
        return int(row[0])

    @plainly
    def links(self, event: str) -> tuple[ActLink, ...]:
        """Return the ties from and to an act (by its id or that of a telling)."""
        return Loader(self._db).links(self._act_key(event))

    @plainly
    def counts(
        self,
        facet: Facet,
        *,
        pair: Pair | None = None,
        actor: str | None = None,
        source: str | None = None,
        target: str | None = None,
        type: str | None = None,
        quad: int | None = None,
        modality: Modality | None = None,
        since: str | None = None,
        until: str | None = None,
        by_article: str | None = None,
        min_confidence: float = 0.0,
        limit: int = 50,
    ) -> tuple[Count, ...]:
        """Count the acts that pass the filters of :meth:`events`, by one facet.

        Years and months come in order, other facets most frequent first.
        """
        where = act_filter(
            pair=pair,
            actor=actor,
            source=source,
            target=target,
            type=type,
            quad=quad,
            modality=modality,
            since=since,
            until=until,
            by_article=by_article,
            min_confidence=min_confidence,
        )
        return overviews.counts(self._db, facet, where, limit)

    # Requests, claims, statements

    @plainly
    def requests(
        self,
        *,
        open_only: bool = False,
        source: str | None = None,
        target: str | None = None,
        concerning: str | None = None,
        actor: str | None = None,
        pair: Pair | None = None,
        status: RequestStatus | None = None,
        by_article: str | None = None,
        limit: int = 50,
        offset: int = 0,
        order: Order = "newest",
    ) -> Page[Ask]:
        """Return requests followed over articles.

        Args:
            open_only: Only those that still wait for an answer (``open`` or ``unanswered``).
            source: Asked by this actor.
            target: Asked of this actor.
            concerning: About this third actor.
            actor: With this actor in any part.
            pair: Between these two, either way.
            status: With this status.
            by_article: Told by this article.
            limit: Rows in a page.
            offset: Rows to skip.
            order: ``newest`` (last asked) or ``oldest`` (first asked, so longest waiting).
        """
        where = ask_filter(
            open_only=open_only,
            source=source,
            target=target,
            concerning=concerning,
            actor=actor,
            pair=pair,
            status=status,
            by_article=by_article,
        )
        total = self._db.execute(
            f"SELECT count(*) FROM asks a {where.sql}", where.values
        ).fetchone()[0]
        found = rows(
            self._db,
            f"SELECT a.* FROM asks a {where.sql} ORDER BY {_ASK_ORDER[order]} LIMIT ? OFFSET ?",
            (*where.values, limit, offset),
        )
        items = Loader(self._db).asks(found)
        return Page(items=items, total=total, limit=limit, offset=offset)

    @plainly
    def request(self, request: str) -> Ask:
        """Return a request by its id or by that of any of its tellings.

        Raises:
            UnknownItem: When there is no such request.
        """
        found = rows(
            self._db,
            "SELECT * FROM asks WHERE id = ? OR n = (SELECT ask FROM requests WHERE id = ?)",
            (request, request),
        )
        if not found:
            raise UnknownItem(f"no request {request!r} in this record")
        return Loader(self._db).asks(found)[0]

    @plainly
    def relations(
        self,
        pair: Pair | None = None,
        *,
        actors: Sequence[str] | None = None,
        by_article: str | None = None,
        limit: int = 200,
    ) -> tuple[ClaimRow, ...]:
        """Return claims on how pairs stand, latest first; of one pair, or of all with any of some actors."""
        where = Where((judging.NOT_STRUCK,))
        if actors is not None:
            marks = ",".join("?" * len(actors))
            where = where.and_(f"(t.a IN ({marks}) OR t.b IN ({marks}))", *actors, *actors)
        if pair is not None:
            where = where.and_("t.a = ?", min(pair)).and_("t.b = ?", max(pair))
        if by_article is not None:
            where = where.and_("r.id = ?", by_article)
        found = rows(
            self._db,
            "SELECT t.* FROM relations t JOIN articles r ON r.n = t.article"
            f" {where.sql} ORDER BY r.published DESC, r.id, t.position LIMIT ?",
            (*where.values, limit),
        )
        return Loader(self._db).claims(found)

    @plainly
    def statements(
        self,
        *,
        actor: str | None = None,
        pair: Pair | None = None,
        by_article: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[StatementRow]:
        """Return statements, latest first; of a pair: by one, to or in an article with the other."""
        where = Where((judging.NOT_STRUCK,))
        if actor is not None:
            where = where.and_("t.actor = ?", actor)
        if pair is not None:
            where = where.and_("t.actor IN (?, ?)", *pair).and_(
                "t.article IN (SELECT e.article FROM events e JOIN placements p ON p.event = e.n"
                " JOIN act_pairs q ON q.act = p.act WHERE q.a = ? AND q.b = ?)",
                min(pair),
                max(pair),
            )
        if by_article is not None:
            where = where.and_("r.id = ?", by_article)
        found = rows(
            self._db,
            "SELECT t.article, t.position FROM statements t JOIN articles r ON r.n = t.article"
            f" {where.sql} ORDER BY r.published DESC, r.id, t.position",
            where.values,
        )
        total = len(found)
        items = Loader(self._db).statements(found[offset : offset + limit])
        return Page(items=items, total=total, limit=limit, offset=offset)

    # Overviews

    @plainly
    def summary(self) -> Summary:
        """Return what is in the record."""
        return overviews.summary(self._db)

    @plainly
    def pairs(self, *, actor: str | None = None, limit: int = 50) -> tuple[PairRow, ...]:
        """Return pairs with counts of their actual acts, most acts first."""
        return overviews.pair_rows(self._db, self._vocabulary, actor=actor, limit=limit)

    @plainly
    def pair(self, pair: Pair) -> PairRow:
        """Return one pair with its counts (zeros when the record holds nothing on it)."""
        low, high = sorted(pair)
        found = overviews.pair_rows(self._db, self._vocabulary, only=(low, high), limit=1)
        return found[0] if found else overviews.empty_pair(self._db, (low, high), self._vocabulary)

    @plainly
    def pair_mark(self, pair: Pair) -> int:
        """Return a number that goes up whenever an act between two comes, goes or changes."""
        return overviews.pair_mark(self._db, (min(pair), max(pair)))

    @plainly
    def actors(self, *, limit: int = 500) -> tuple[ActorHit, ...]:
        """Return the actors that the record names, in alphabetical order of name."""
        found = rows(self._db, "SELECT id, name FROM actors ORDER BY name, id LIMIT ?", (limit,))
        return tuple(ActorHit(id=r["id"], name=r["name"]) for r in found)

    @plainly
    def moved(self, *, days: int = 365, until: str | None = None) -> tuple[Mover, ...]:
        """Return the pairs whose recent acts differ most from those before, largest change first.

        A plain comparison of shares, with how many acts each share rests on; turns of a relation
        are the business of :mod:`detente.relations`.

        Args:
            days: Length of the recent window.
            until: Its last day; the latest act of the record when left out.
        """
        return overviews.movers(self._db, self._vocabulary, days, until)

    @plainly
    def judgements(
        self, item: str | None = None, *, article: str | None = None
    ) -> tuple[Judgement, ...]:
        """Return what people said, latest first; of one item, of one article's items, or of all."""
        return judging.judgements(self._db, item, article=article)

    @plainly
    def search(self, query: str, *, limit: int = 20) -> Found:
        """Find actors, pairs, articles, sentences and acts by words.

        Any text is a legal query; a quoted part is looked up as a phrase. "korea china" finds the
        pairs that those names may mean.
        """
        return searching.search(self._db, query, limit, self._vocabulary)

    @plainly
    def check(self) -> tuple[Problem, ...]:
        """Check the rows of the open file: every reading, act and count; return what is wrong.

        Imported events beside it are looked at by :func:`detente.record.checking.check_record`.
        """
        return tuple(check_rows(self._db, self._path))
