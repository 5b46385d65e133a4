"""The record: one SQLite file that keeps every finding with its evidence.

:class:`Record` is the whole interface; each method answers with the frozen dataclasses of
:mod:`detente.record.views`. Writing happens in one transaction a call. Reading is safe beside a
writer; to serve pages open one read-only record a request.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from detente.record.connect import BUSY_SECONDS, connect
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
from detente.records import Article, Modality, Reading, RequestStatus

Pair = tuple[str, str]


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
        raise NotImplementedError

    def holds(self, article: Article) -> bool:
        """Tell whether the record holds this very article (same id, same words), read already."""
        raise NotImplementedError

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
        raise NotImplementedError

    # Articles

    def articles(self, *, limit: int = 50, offset: int = 0) -> Page[ArticleRow]:
        """Return the articles, latest published first."""
        raise NotImplementedError

    def article(self, article: str) -> Reading:
        """Return an article's reading as it was added.

        Raises:
            UnknownItem: When there is no such article.
        """
        raise NotImplementedError

    def article_row(self, article: str) -> ArticleRow:
        """Return an article as it stands in a list, with its story.

        Raises:
            UnknownItem: When there is no such article.
        """
        raise NotImplementedError

    def copies(self, article: str) -> tuple[ArticleRow, ...]:
        """Return the articles that carry the same story, the original first."""
        raise NotImplementedError

    def original(self, article: str) -> bytes | None:
        """Return the bytes that an article came from, where they were kept."""
        raise NotImplementedError

    # Acts

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
        raise NotImplementedError

    def event(self, event: str) -> ActDetail:
        """Return an act by its id or by the id of any of its tellings.

        Raises:
            UnknownItem: When there is no such act or telling.
        """
        raise NotImplementedError

    def links(self, event: str) -> tuple[ActLink, ...]:
        """Return the ties from and to an act (by its id or that of a telling)."""
        raise NotImplementedError

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
        raise NotImplementedError

    # Requests, claims, statements

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
        raise NotImplementedError

    def request(self, request: str) -> Ask:
        """Return a request by its id or by that of any of its tellings.

        Raises:
            UnknownItem: When there is no such request.
        """
        raise NotImplementedError

    def relations(
        self, pair: Pair | None = None, *, by_article: str | None = None, limit: int = 200
    ) -> tuple[ClaimRow, ...]:
        """Return claims on how pairs stand, latest first."""
        raise NotImplementedError

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
        raise NotImplementedError

    # Overviews

    def summary(self) -> Summary:
        """Return what is in the record."""
        raise NotImplementedError

    def pairs(self, *, actor: str | None = None, limit: int = 50) -> tuple[PairRow, ...]:
        """Return pairs with counts of their actual acts, most acts first."""
        raise NotImplementedError

    def pair(self, pair: Pair) -> PairRow:
        """Return one pair with its counts (zeros when the record holds nothing on it)."""
        raise NotImplementedError

    def actors(self, *, limit: int = 500) -> tuple[ActorHit, ...]:
        """Return the actors that the record names, in alphabetical order of name."""
        raise NotImplementedError

    def moved(self, *, days: int = 365, until: str | None = None) -> tuple[Mover, ...]:
        """Return the pairs whose recent acts differ most from those before, largest change first.

        A plain comparison of shares, with how many acts each share rests on; turns of a relation
        are the business of :mod:`detente.relations`.

        Args:
            days: Length of the recent window.
            until: Its last day; the latest act of the record when left out.
        """
        raise NotImplementedError

    def judgements(self, item: str | None = None) -> tuple[Judgement, ...]:
        """Return what people said, latest first; of one item or of all."""
        raise NotImplementedError

    def search(self, query: str, *, limit: int = 20) -> Found:
        """Find actors, pairs, articles, sentences and acts by words.

        Any text is a legal query; a quoted part is looked up as a phrase. "korea china" finds the
        pairs that those names may mean.
        """
        raise NotImplementedError

    def check(self) -> tuple[str, ...]:
        """Check the file: integrity, foreign keys, every quotation; return what is wrong."""
        raise NotImplementedError
