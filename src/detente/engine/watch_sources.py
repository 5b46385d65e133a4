"""The sources of a watch by name, where it remembers, and what a page of links leads to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from detente.engine.watch_config import Config, FeedSource, FolderSource, PageSource
from detente.sources.feeds import Item
from detente.sources.fetch import Limits

_MOST_LINKS = 500

Source = FeedSource | PageSource | FolderSource


def named_sources(config: Config) -> Iterator[tuple[str, Source]]:
    """Yield the sources, each with the name that it is known by."""
    for feed in config.feed:
        yield f"feed {feed.name or feed.url}", feed
    for page in config.page:
        yield f"page {page.name or page.url}", page
    for folder in config.folder:
        yield f"folder {folder.name or folder.path}", folder


def links_in(html: str, base: str, beginning: str) -> tuple[str, ...]:
    """Return the addresses that a page links to on its own host, whose paths begin so; each once."""
    from lxml import etree
    from lxml.html import document_fromstring

    try:
        root = document_fromstring(html.encode("utf-8", "replace"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ()
    host = urlsplit(base).netloc
    found: dict[str, None] = {}
    for href in root.xpath("//a/@href"):
        try:
            parts = urlsplit(urljoin(base, str(href).strip()))
        except ValueError:
            continue
        if parts.scheme not in ("http", "https"):
            continue
        if parts.netloc == host and parts.path.startswith(beginning) and parts.path != beginning:
            found.setdefault(parts._replace(fragment="").geturl())
    return tuple(found)[:_MOST_LINKS]


def limits_of(config: Config) -> Limits:
    """Return how far the fetching goes."""
    how = config.fetch
    return Limits(
        seconds=how.seconds,
        connect_seconds=how.connect_seconds,
        sent_bytes=int(how.megabytes * 1e6),
        bytes=int(how.megabytes * 1e6),
        redirects=how.redirects,
        tries=how.tries,
        delay=how.delay,
        patience=how.patience,
    )


def state_path(record: Path) -> Path:
    """Return the file in which a watch on a record remembers: ``news.watch.db`` beside ``news.db``."""
    return record.with_name(f"{record.stem}.watch{record.suffix or '.db'}")


def item_of(url: str | None, *, digest: str = "link") -> Item:
    """Return an item of which only an address is known; its digest changes when it is to be read anew."""
    return Item(
        id=url or "",
        url=url,
        title="",
        published=None,
        text="",
        authors=(),
        tags=(),
        publisher=None,
        digest=digest,
    )
