"""What a watch remembers: a small SQLite file beside the record.

An item is first noted (``due``), then fetched, then read. Its page is kept here until it stands in the
record, so a watch that is stopped at any moment goes on from there: nothing is lost, asked for again,
or read twice. The file is locked while a watch runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from detente.engine.watch_file import item_from, open_locked, plain_words
from detente.sources.feeds import Item

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sources ( -- What is watched.
  name TEXT PRIMARY KEY, etag TEXT, modified TEXT, digest TEXT,
  due REAL NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, trouble TEXT
);
CREATE TABLE IF NOT EXISTS items ( -- What was found there.
  n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, source TEXT NOT NULL, digest TEXT NOT NULL,
  link TEXT, said TEXT, entry TEXT NOT NULL, status TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0,
  trouble TEXT, etag TEXT, modified TEXT, url TEXT, charset TEXT, body BLOB
);
CREATE INDEX IF NOT EXISTS items_by_link ON items(link);
CREATE INDEX IF NOT EXISTS items_waiting ON items(due) WHERE status IN ('due', 'fetched');
CREATE TABLE IF NOT EXISTS fresh ( -- Articles added that no rule has looked at yet.
  article TEXT PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS told ( -- What each rule has raised an alert for.
  rule TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (rule, item)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS alerts ( -- Alerts, in order.
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, made TEXT NOT NULL, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries ( -- Alerts that are still to be sent somewhere.
  alert INTEGER NOT NULL REFERENCES alerts(n), place TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  due REAL NOT NULL DEFAULT 0, trouble TEXT, PRIMARY KEY (alert, place)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a source.

    Attributes:
        etag: Of its last answer.
        modified: Of its last answer.
        digest: Of what it held.
        due: When to look again, in seconds of the clock.
        failures: Looks in a row that failed.
    """

    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    due: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An item that is to be fetched or read.

    Attributes:
        n: Its number.
        key: What it is known by.
        source: Name of its source.
        entry: As the source gave it.
        fetched: Whether ``body`` holds its page.
        tries: How often fetching it failed.
        etag: Of the last answer, when it was fetched before.
        modified: Likewise.
        url: Address that its page came from.
        charset: Encoding that the page is said to have.
        body: Its page.
    """

    n: int
    key: str
    source: str
    entry: Item
    fetched: bool
    tries: int
    etag: str | None
    modified: str | None
    url: str
    charset: str
    body: bytes


class WatchState:
    """The file, open and locked."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it when it is not there.

        Raises:
            WatchError: When another watch uses it, or it is damaged or cannot be written.
        """
        self.path = path
        self._db = open_locked(path, _SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep all that a block writes, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # Sources

    def source(self, name: str) -> Known:
        """Return what is known of a source."""
        row = self._db.execute(
            "SELECT etag, modified, digest, due, failures FROM sources WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            return Known()
        return Known(etag=row[0], modified=row[1], digest=row[2], due=row[3], failures=row[4])

    def looked(self, name: str, known: Known, trouble: str | None = None) -> None:
        """Note how a look at a source went."""
        self._db.execute(
            "INSERT OR REPLACE INTO sources(name, etag, modified, digest, due, failures, trouble)"
            " VALUES (?,?,?,?,?,?,?)",
            (name, known.etag, known.modified, known.digest, known.due, known.failures, trouble),
        )

    # Items

    def note(self, key: str, source: str, item: Item) -> bool:
        """Note an item to be fetched; return whether it is new, or not what it was."""
        held = self._db.execute("SELECT digest FROM items WHERE key = ?", (key,)).fetchone()
        if held is not None and held[0] == item.digest:
            return False
        entry = json.dumps({f: getattr(item, f) for f in Item.__slots__}, ensure_ascii=False)
        self._db.execute(
            "INSERT INTO items(key, source, digest, link, entry, status) VALUES (?,?,?,?,?,'due')"
            " ON CONFLICT (key) DO UPDATE SET digest = excluded.digest, entry = excluded.entry,"
            " source = excluded.source, status = 'due', tries = 0, due = 0, trouble = NULL, body = NULL",
            (key, source, item.digest, item.url, entry),
        )
        return True

    def number(self, key: str) -> int:
        """Return the number of an item that was noted."""
        return int(self._db.execute("SELECT n FROM items WHERE key = ?", (key,)).fetchone()[0])

    def elsewhere(self, item: Waiting) -> bool:
        """Tell whether another source led to the same page, and it was fetched."""
        row = self._db.execute(
            "SELECT 1 FROM items WHERE link = ? AND source <> ? AND status IN ('fetched', 'done')",
            (item.entry.url, item.source),
        ).fetchone()
        return row is not None

    def said(self, n: int, digest: str) -> bool:
        """Tell whether the text of an item was this when it was last read."""
        row = self._db.execute("SELECT said FROM items WHERE n = ?", (n,)).fetchone()
        return bool(row and row[0] == digest)

    def next_due(self, now: float) -> float:
        """Return when the next item or delivery is due, an hour from now at the latest."""
        row = self._db.execute(
            "SELECT min(due) FROM (SELECT due FROM items WHERE status IN ('due', 'fetched')"
            " UNION ALL SELECT due FROM deliveries)"
        ).fetchone()
        return min(row[0] if row[0] is not None else now + 3_600, now + 3_600)

    def seen(self, key: str, digest: str) -> bool:
        """Tell whether an item with this digest is done, or was given up."""
        row = self._db.execute(
            "SELECT 1 FROM items WHERE key = ? AND digest = ? AND status IN ('done', 'failed')",
            (key, digest),
        ).fetchone()
        return row is not None

    def waiting(self, now: float) -> Iterator[Waiting]:
        """Yield the items to be fetched or read by now, first noted first."""
        last = 0
        while True:
            row = self._db.execute(
                "SELECT n, key, source, entry, status, tries, etag, modified, url, charset, body"
                " FROM items WHERE status IN ('due', 'fetched') AND due <= ? AND n > ?"
                " ORDER BY n LIMIT 1",
                (now, last),
            ).fetchone()
            if row is None:
                return
            with plain_words(self.path):
                if not isinstance(row[0], int) or row[0] <= last:
                    raise ValueError("items that come again and again")
                entry = item_from(row[3])
            last = row[0]
            yield Waiting(
                n=row[0],
                key=row[1],
                source=row[2],
                entry=entry,
                fetched=row[4] == "fetched",
                tries=row[5],
                etag=row[6],
                modified=row[7],
                url=row[8] or "",
                charset=row[9] or "",
                body=row[10] or b"",
            )

    def fetched(
        self, n: int, *, url: str, charset: str, body: bytes, etag: str | None, modified: str | None
    ) -> None:
        """Keep the page of an item until it is read."""
        self._db.execute(
            "UPDATE items SET status = 'fetched', url = ?, charset = ?, body = ?, etag = ?,"
            " modified = ?, trouble = NULL WHERE n = ?",
            (url, charset, body, etag, modified, n),
        )

    def postpone(self, n: int, due: float, trouble: str) -> None:
        """Try an item again later."""
        self._db.execute(
            "UPDATE items SET tries = tries + 1, due = ?, trouble = ? WHERE n = ?",
            (due, trouble, n),
        )

    def finish(self, n: int, trouble: str | None = None, *, said: str | None = None) -> None:
        """Note that an item is done, with what its text was, or given up for a reason."""
        self._db.execute(
            "UPDATE items SET status = ?, trouble = ?, said = coalesce(?, said), body = NULL"
            " WHERE n = ?",
            ("failed" if trouble else "done", trouble, said, n),
        )

    def add_fresh(self, article: str) -> None:
        """Note an article that the rules are to look at."""
        self._db.execute("INSERT OR IGNORE INTO fresh(article) VALUES (?)", (article,))

    def fresh(self) -> tuple[str, ...]:
        """Return the articles that the rules are to look at."""
        rows = self._db.execute("SELECT article FROM fresh ORDER BY rowid").fetchall()
        return tuple(row[0] for row in rows)

    def looked_at(self, articles: Iterable[str]) -> None:
        """Forget articles that the rules have looked at."""
        self._db.executemany("DELETE FROM fresh WHERE article = ?", [(a,) for a in articles])

    # Alerts

    def told(self, rule: str, items: Iterable[str]) -> bool:
        """Tell whether a rule has raised an alert for any of some items."""
        return any(
            self._db.execute(
                "SELECT 1 FROM told WHERE rule = ? AND item = ?", (rule, item)
            ).fetchone()
            for item in items
        )

    def told_like(self, rule: str, beginning: str) -> tuple[str, ...]:
        """Return the items of a rule that begin so."""
        rows = self._db.execute(
            "SELECT item FROM told WHERE rule = ? AND substr(item, 1, ?) = ?",
            (rule, len(beginning), beginning),
        ).fetchall()
        return tuple(row[0] for row in rows)

    def tell(self, rule: str, items: Iterable[str]) -> None:
        """Note what a rule has raised an alert for."""
        self._db.executemany(
            "INSERT OR IGNORE INTO told(rule, item) VALUES (?, ?)", [(rule, i) for i in items]
        )

    def add_alert(self, id: str, made: str, body: dict[str, Any], places: Iterable[str]) -> None:
        """Keep an alert, to be delivered to some places."""
        found = self._db.execute(
            "INSERT OR IGNORE INTO alerts(id, made, body) VALUES (?,?,?)",
            (id, made, json.dumps(body, ensure_ascii=False)),
        )
        if found.rowcount:
            self._db.executemany(
                "INSERT INTO deliveries(alert, place) VALUES (?, ?)",
                [(found.lastrowid, place) for place in places],
            )

    def alerts(self, limit: int = 100) -> tuple[dict[str, Any], ...]:
        """Return the latest alerts, latest first."""
        rows = self._db.execute("SELECT body FROM alerts ORDER BY n DESC LIMIT ?", (limit,))
        return tuple(self._alert(row[0]) for row in rows.fetchall())

    def undelivered(self, place: str, now: float) -> tuple[tuple[int, int, dict[str, Any]], ...]:
        """Return what a place is still to get by now: number, tries, alert."""
        rows = self._db.execute(
            "SELECT d.alert, d.tries, a.body FROM deliveries d JOIN alerts a ON a.n = d.alert"
            " WHERE d.place = ? AND d.due <= ? ORDER BY d.alert",
            (place, now),
        ).fetchall()
        return tuple((row[0], row[1], self._alert(row[2])) for row in rows)

    def _alert(self, body: str) -> dict[str, Any]:
        with plain_words(self.path):
            found = json.loads(body)
            if not isinstance(found, dict):
                raise ValueError("an alert is no object")
            return found

    def delivered(self, alert: int, place: str) -> None:
        """Note that a place has an alert, or that it is given up."""
        self._db.execute("DELETE FROM deliveries WHERE alert = ? AND place = ?", (alert, place))

    def undeliverable(self, alert: int, place: str, due: float, trouble: str) -> None:
        """Try to deliver an alert again later."""
        self._db.execute(
            "UPDATE deliveries SET tries = tries + 1, due = ?, trouble = ?"
            " WHERE alert = ? AND place = ?",
            (due, trouble, alert, place),
        )
