"""What a record answers on articles, and on what each tells: requests, claims, statements."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import UnknownItem
from detente.record import judging, searching
from detente.record.connect import plainly
from detente.record.filters import Where, ask_filter
from detente.record.matching import days_of
from detente.record.opened import Opened, Pair
from detente.record.reading_back import Loader, rows
from detente.record.summaries import Found
from detente.record.views import (
    ArticleRow,
    Ask,
    ClaimRow,
    Judgement,
    Order,
    Page,
    StatementRow,
)
from detente.records import Reading, RequestStatus

_ASK_ORDER: dict[Order, str] = {
    "newest": "a.last_asked IS NULL, a.last_asked DESC, a.id",
    "oldest": "a.first_asked IS NULL, a.first_asked, a.id",
    "sources": "a.sources DESC, a.id",
    "confidence": "a.id",
}


class ArticleQueries(Opened):
    """Articles of a record with what they tell."""

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
