"""The record: one SQLite file that keeps every finding with its evidence.

:class:`Record` is the whole interface; each method answers with the frozen dataclasses of
:mod:`detente.record.views`. Writing happens in one transaction a call. Reading is safe beside a
writer; to serve pages open one read-only record a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from detente.errors import RecordError
from detente.record import judging
from detente.record.act_queries import ActQueries
from detente.record.acts import loosen, rebuild
from detente.record.article_queries import ArticleQueries
from detente.record.asks import loosen_asks, rebuild_asks
from detente.record.checking import Problem, check_rows
from detente.record.connect import BUSY_SECONDS, connect, plainly, transaction
from detente.record.reading_back import Loader
from detente.record.views import (
    Added,
    ItemKind,
    Judgement,
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
from detente.records import Article, Reading

Pair = tuple[str, str]


class Record(ActQueries, ArticleQueries):
    """One record file, open.

    Use it as a context manager::

        with Record.open("detente.db") as record:
            record.add(reading)
            for act in record.events(pair=("KOR", "CHN"), since="2016"):
                print(act.date, act.sentence)
    """

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

    @plainly
    def check(self) -> tuple[Problem, ...]:
        """Check the rows of the open file: every reading, act and count; return what is wrong.

        Imported events beside it are looked at by :func:`detente.record.checking.check_record`.
        """
        return tuple(check_rows(self._db, self._path))
