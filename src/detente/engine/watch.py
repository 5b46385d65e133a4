"""Follow feeds, pages and folders: look, fetch what is new, read it into the record, raise alerts.

One pass looks at every source that is due and works off every item that waits. Each step is kept
before the next begins (:mod:`detente.engine.watch_state`), so a watch may be stopped at any moment.
What goes wrong is listed, tried again later where that may help, and never stops the rest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from detente.engine.alerts import alerts_of
from detente.engine.deliver import deliver, places_of, write_whole
from detente.engine.digest import digest, render
from detente.engine.many import read_many
from detente.engine.watch_config import Config, FeedSource, FolderSource, PageSource
from detente.engine.watch_sources import Source, item_of, links_in, named_sources
from detente.engine.watch_state import Known, Waiting, WatchState
from detente.errors import DetenteError, FetchError, SourceError
from detente.record import Record
from detente.records import Article, content_id
from detente.sources import load_originals
from detente.sources.article import make_article
from detente.sources.feeds import read_feed
from detente.sources.fetch import Client
from detente.sources.folder import look_in
from detente.sources.page import decode_page, read_page
from detente.sources.publishers import agency_of_page, host_of

_DAY = 86_400.0
_MOST_TRIES = 5
_FIRST_RETRY = 60.0
_LONGEST_NAP = 60.0


@dataclass
class Pass:
    """What one pass did.

    Attributes:
        looked: Sources looked at.
        noted: Items that are new, or changed.
        added: Articles added.
        copies: Of those, copies of others.
        held: Articles that the record held already.
        alerts: Alerts raised.
        failed: What could not be fetched, read or sent.
        odd: What is odd, but was read all the same.
    """

    looked: int = 0
    noted: int = 0
    added: int = 0
    copies: int = 0
    held: int = 0
    alerts: int = 0
    failed: list[SourceError] = field(default_factory=list)
    odd: list[SourceError] = field(default_factory=list)


@dataclass
class Watch:
    """A watch at work.

    Attributes:
        config: What to watch.
        record: The record, open for writing.
        state: What it remembers.
        client: Fetches.
        say: Told in a line what is going on.
        print_line: Prints an alert as a line of JSON.
        clock: Seconds since 1970.
    """

    config: Config
    record: Record
    state: WatchState
    client: Client
    say: Callable[[str], None]
    print_line: Callable[[str], None]
    clock: Callable[[], float] = time.time
    _done: Pass = field(default_factory=Pass)

    def look(self) -> Pass:
        """Make one pass over all that is due."""
        self._done = Pass()
        for name, source in named_sources(self.config):
            if self.state.source(name).due <= self.clock():
                self._look_at(name, source)
        for item in self.state.waiting(self.clock()):
            self._work_off(item)
        self._raise_alerts()
        self._done.failed += deliver(
            self.config, self.state, self.client, self.print_line, self.clock()
        )
        self._write_digest()
        return self._done

    def nap(self) -> float:
        """Return the seconds until something is due, between one and a minute."""
        now = self.clock()
        due = [self.state.source(name).due for name, _ in named_sources(self.config)]
        return min(max(min([*due, self.state.next_due(now)]) - now, 1.0), _LONGEST_NAP)

    # Looking at sources

    def _look_at(self, name: str, source: Source) -> None:
        known = self.state.source(name)
        every = source.every or self.config.every
        self._done.looked += 1
        before = self._done.noted
        try:
            if isinstance(source, FolderSource):
                after = self._folder(name, source, known)
            elif isinstance(source, PageSource):
                after = self._page(name, source, known)
            else:
                after = self._feed(name, source, known)
        except SourceError as error:
            self._done.failed.append(error)
            asked = error.again or 0.0 if isinstance(error, FetchError) else 0.0
            pause = min(every * 2 ** min(known.failures, 10), max(_DAY, every))
            due = self.clock() + max(pause, asked)
            failed = replace(known, due=due, failures=known.failures + 1)
            self.state.looked(name, failed, error.reason)
            self.say(f"{name}: {error.reason}; again in {max(pause, asked) / 60:.0f} min")
            return
        self.state.looked(name, replace(after, due=self.clock() + every, failures=0))
        if self._done.noted > before:
            self.say(f"{name}: {self._done.noted - before} new")

    def _feed(self, name: str, source: FeedSource, known: Known) -> Known:
        answer = self.client.get(source.url, etag=known.etag, modified=known.modified)
        digest = hashlib.sha256(answer.body).hexdigest()
        if answer.unchanged or digest == known.digest:
            return known
        feed = read_feed(answer.body, source.url, url=answer.url, charset=answer.charset)
        if feed.trouble:
            self._done.odd.append(SourceError(source.url, f"a broken feed: {feed.trouble}"))
        if left_out := feed.left_out.words():
            self._done.odd.append(SourceError(source.url, left_out))
        after = Known(etag=answer.etag, modified=answer.modified, digest=digest)
        keys: set[str] = set()
        with self.state.together():
            for item in feed.items:
                key = f"{name} {item.url if source.take == 'page' and item.url else item.id}"
                if key not in keys:  # entries that share a page are one item
                    keys.add(key)
                    self._done.noted += self.state.note(key, name, item)
            # in one with the items, so that no answer is taken for seen before they are
            self.state.looked(name, after)
        return after

    def _page(self, name: str, source: PageSource, known: Known) -> Known:
        answer = self.client.get(source.url, etag=known.etag, modified=known.modified)
        digest = hashlib.sha256(answer.body).hexdigest()
        if answer.unchanged or digest == known.digest:
            return known
        after = Known(etag=answer.etag, modified=answer.modified, digest=digest)
        with self.state.together():
            if source.links is None:
                item = item_of(source.url, digest=digest)
                if self.state.note(f"{name} {source.url}", name, item):
                    self._done.noted += 1
                    self.state.fetched(
                        self.state.number(f"{name} {source.url}"),
                        url=answer.url,
                        charset=answer.charset,
                        body=answer.body,
                        etag=answer.etag,
                        modified=answer.modified,
                    )
            else:
                html = decode_page(answer.body, answer.charset, source.url)
                for link in links_in(html, answer.url, source.links):
                    self._done.noted += self.state.note(f"{name} {link}", name, item_of(link))
            self.state.looked(name, after)
        return after

    def _folder(self, name: str, source: FolderSource, known: Known) -> Known:
        if not source.path.is_dir():
            raise SourceError(str(source.path), "no such folder")
        inside = look_in(source.path)
        self._done.failed += inside.closed
        for path in inside.files:
            try:
                stat = path.stat()
            except OSError:
                continue  # taken away between the listing and now
            key, digest = f"{name} {path}", f"{stat.st_size}-{stat.st_mtime_ns}"
            if self.state.seen(key, digest):
                continue
            if 0 <= self.clock() - stat.st_mtime < source.settle:
                continue
            self._done.noted += 1
            troubles = len(self._done.failed)
            for article, page in load_originals(
                [str(path)], on_error=self._done.failed.append, on_warning=self._done.odd.append
            ):
                self._add(article, page)
            trouble = self._done.failed[-1].reason if len(self._done.failed) > troubles else None
            with self.state.together():
                self.state.note(key, name, item_of(None, digest=digest))
                self.state.finish(self.state.number(key), trouble)
        return known

    # Working off items

    def _work_off(self, item: Waiting) -> None:
        try:
            source = dict(named_sources(self.config)).get(item.source)
            if source is None:
                self.state.finish(item.n, "its source is no longer watched")
                return
            in_feed = isinstance(source, FeedSource) and source.take == "feed"
            if not in_feed and not item.fetched:
                found = self._fetch(item)
                if found is None:
                    return
                item = found
            article = self._article(item, source, in_feed=in_feed)
        except FetchError as error:
            self._later(item, error)
            return
        except SourceError as error:
            self._done.failed.append(error)
            self.state.finish(item.n, error.reason)
            return
        said = content_id(article.title, article.text)
        if self.state.said(item.n, said):  # another date, or another look, and the same words
            self._done.held += 1
            self.state.finish(item.n)
            return
        trouble = self._add(article, None if in_feed else item.body)
        self.state.finish(item.n, trouble, said=None if trouble else said)

    def _fetch(self, item: Waiting) -> Waiting | None:
        """Return the item with its page; ``None`` when there is nothing new to read."""
        if item.entry.url is None:
            raise SourceError(
                item.source, f"an entry without an address: {item.entry.title[:80]!r}"
            )
        if item.etag is None and item.modified is None and self.state.elsewhere(item):
            self.state.finish(item.n)
            return None
        page = self.client.get(item.entry.url, etag=item.etag, modified=item.modified)
        if page.unchanged:
            self.state.finish(item.n)
            return None
        self.state.fetched(
            item.n,
            url=page.url,
            charset=page.charset,
            body=page.body,
            etag=page.etag,
            modified=page.modified,
        )
        return replace(item, fetched=True, url=page.url, charset=page.charset, body=page.body)

    def _later(self, item: Waiting, error: FetchError) -> None:
        if item.tries + 1 >= _MOST_TRIES:
            self._done.failed.append(SourceError(error.source, f"{error.reason}; given up"))
            self.state.finish(item.n, error.reason)
            return
        pause = max(_FIRST_RETRY * 4**item.tries, error.again or 0.0)
        self._done.odd.append(
            SourceError(error.source, f"{error.reason}; again in {pause / 60:.0f} min")
        )
        self.state.postpone(item.n, self.clock() + pause, error.reason)

    def _article(self, item: Waiting, source: Source, *, in_feed: bool) -> Article:
        entry = item.entry
        where = entry.url or f"{item.source}: {entry.title[:60]}"
        if in_feed:
            if not entry.text:
                raise SourceError(where, "the feed carries no text of this entry")
            fields = {"text": entry.text, "title": entry.title, "url": entry.url or ""}
        else:
            html = decode_page(item.body, item.charset, where)
            fields = read_page(html, where, url=item.url)
            fields["title"] = fields.get("title") or entry.title
        # the feed prints its day; a page's is guessed from its markup
        published = entry.published or fields.get("published") or ""
        if published > (dt.date.fromtimestamp(self.clock()) + dt.timedelta(days=1)).isoformat():
            self._done.odd.append(
                SourceError(where, f"dated {published}, which is to come; read undated")
            )
            published = ""
        named = None if isinstance(source, FolderSource) else source.publisher
        fields["published"] = published
        fields["publisher"] = (
            named or fields.get("publisher") or entry.publisher or host_of(item.url or entry.url)
        )
        fields["agency"] = fields.get("agency") or (
            agency_of_page(fields["text"], authors=entry.authors, tags=entry.tags) or ""
        )
        return make_article(fields, where, on_warning=self._done.odd.append)

    def _add(self, article: Article, page: bytes | None) -> str | None:
        """Read an article into the record; return what went wrong, if anything did."""
        if self.record.holds(article):
            self._done.held += 1
            return None
        # noted before it is added: rules look at it even if we are stopped in between
        self.state.add_fresh(article.id)
        troubles: list[SourceError] = []
        for reading in read_many([article], on_error=troubles.append):
            try:
                status = self.record.add(reading, original=page).status
            except DetenteError as error:
                troubles.append(SourceError(article.url or article.id, str(error)))
                continue
            self._done.added += 1
            self._done.copies += status == "copy"
        self._done.failed += troubles
        return troubles[0].reason if troubles else None

    def _raise_alerts(self) -> None:
        fresh = self.state.fresh()
        now = dt.datetime.fromtimestamp(self.clock(), dt.UTC)
        places = places_of(self.config)
        for rule in self.config.rule:
            for alert in alerts_of(rule, self.record, fresh, now, self.state):
                with self.state.together():
                    self.state.tell(rule.name, alert.items)
                    self.state.add_alert(alert.id, alert.made, alert.to_dict(), places)
                self._done.alerts += 1
        self.state.looked_at(fresh)

    def _write_digest(self) -> None:
        """Write yesterday's digest, unless it is there."""
        folder = self.config.output.digests
        day = dt.date.fromtimestamp(self.clock()) - dt.timedelta(days=1)
        if folder is None or (folder / f"{day}.html").exists():
            return
        made = digest(self.record, day, until=day)
        try:
            write_whole(folder / f"{day}.md", render(made, "markdown").encode())
            write_whole(folder / f"{day}.html", render(made, "html").encode())
        except OSError as error:
            self._done.failed.append(SourceError(str(folder), error.strerror or str(error)))
