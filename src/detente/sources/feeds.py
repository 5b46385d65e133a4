"""The items of a feed: RSS, Atom (by feedparser) and JSON Feed, however broken.

Entity declarations are refused, so that no feed can unfold into gigabytes; what stands in a feed is
text, never markup, when it leaves here.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from detente.errors import SourceError
from detente.records import content_id
from detente.sources.feed_text import MOST_ITEMS, decode_xml, first_items, no_feed, sound_xml
from detente.sources.page import plain_text

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed.

    Attributes:
        id: What the feed calls it, else its address, else derived from what it says.
        url: Address of its page, or ``None``.
        title: Its headline.
        published: ISO day, as the feed prints it (not moved to another time zone), or ``None``.
        text: The whole text that the feed carries, or its summary, without markup.
        authors: Who wrote it.
        tags: Its tags and categories.
        publisher: The paper that it is taken from, where the feed says so.
        digest: Changes when what the feed says of it changes.
    """

    id: str
    url: str | None
    title: str
    published: str | None
    text: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    publisher: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed holds.

    Attributes:
        title: Its name.
        items: In the order of the feed; of two with one id the first.
        trouble: What is wrong with it, when it was read all the same.
    """

    title: str
    items: tuple[Item, ...]
    trouble: str | None = None


def read_feed(raw: bytes, source: str, *, url: str = "", charset: str = "") -> Feed:
    """Return the items of a feed.

    Args:
        raw: The feed as sent.
        source: Its name, for messages.
        url: Its address; links of its items may be relative to it.
        charset: Encoding that the host says it has.

    Raises:
        SourceError: When it is no feed, or declares entities.
    """
    text = decode_xml(raw, charset)
    if not text.strip():
        raise SourceError(source, "the feed is empty")
    if text.lstrip()[:1] == "{":
        return _json_feed(text, source, url)
    if "<!entity" in text.lower():
        raise SourceError(source, "the feed declares entities of its own, which are not unfolded")
    raw, trouble = sound_xml(first_items(text), source)
    return _xml_feed(raw, source, url, trouble)


def _xml_feed(raw: bytes, source: str, url: str, trouble: str | None) -> Feed:
    import feedparser

    # a stream, not bytes: bytes that look like the name of a file would be opened
    stream = io.BytesIO(raw)
    try:
        found: Any = feedparser.parse(
            stream,
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # a broken feed breaks its parser in many ways, all alike here
        raise SourceError(source, f"the feed cannot be read ({type(error).__name__})") from None
    if not found.get("entries") and not found.get("version"):
        raise SourceError(source, no_feed(raw[:5_000].decode("utf-8", "replace")))
    items: dict[str, Item] = {}
    for entry in found.entries[:MOST_ITEMS]:
        item = _item_of(entry, url)
        if item is not None:
            items.setdefault(item.id, item)
    return Feed(
        title=plain_text(_text(found.feed.get("title")))[:200],
        items=tuple(items.values()),
        trouble=trouble,
    )


def _item_of(entry: Mapping[str, Any], base: str) -> Item | None:
    content = max(
        (_text(c.get("value")) for c in entry.get("content") or () if isinstance(c, Mapping)),
        key=len,
        default="",
    )
    body = content or _text(entry.get("summary"))
    source = entry.get("source")
    source_title = _text(source.get("title")) if isinstance(source, Mapping) else ""
    authors = [_text(a.get("name")) for a in entry.get("authors") or () if isinstance(a, Mapping)]
    authors = authors or [_text(entry.get("author"))]
    tags = [_text(t.get("term")) for t in entry.get("tags") or () if isinstance(t, Mapping)]
    # feedparser takes one date for the other, with a warning, unless asked whether it is there
    updated = _text(entry["updated"]) if "updated" in entry else ""
    when = entry.get("published_parsed")
    if when is None and "updated_parsed" in entry:
        when = entry["updated_parsed"]
    printed = _text(entry.get("published") or updated)
    return _item(
        id=_text(entry.get("id")),
        url=_text(entry.get("link")),
        base=base,
        title=_text(entry.get("title")),
        published=printed_day(printed)
        or (f"{when[0]:04}-{when[1]:02}-{when[2]:02}" if when else None),
        changed=updated,
        body=body,
        authors=authors,
        tags=tags,
        publisher=source_title,
    )


def _json_feed(text: str, source: str, url: str) -> Feed:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise SourceError(source, "broken JSON, where a JSON Feed should be") from None
    rows = found.get("items")
    if not isinstance(rows, list) or "jsonfeed.org" not in _text(found.get("version")):
        raise SourceError(source, "JSON, but no JSON Feed (no version, or no items)")
    items: dict[str, Item] = {}
    for row in rows[:MOST_ITEMS]:
        if not isinstance(row, dict):
            continue
        people = row.get("authors") or [row.get("author")]
        item = _item(
            id=str(row["id"])[:2_000] if isinstance(row.get("id"), (str, int)) else "",
            url=_text(row.get("url")) or _text(row.get("external_url")),
            base=url,
            title=_text(row.get("title")),
            published=printed_day(_text(row.get("date_published"))),
            changed=_text(row.get("date_modified")),
            body=_text(row.get("content_html"))
            or _escaped(_text(row.get("content_text")) or _text(row.get("summary"))),
            authors=[_text(p.get("name")) for p in _list(people) if isinstance(p, dict)],
            tags=[_text(t) for t in _list(row.get("tags"))],
            publisher="",
        )
        if item is not None:
            items.setdefault(item.id, item)
    return Feed(title=plain_text(_text(found.get("title")))[:200], items=tuple(items.values()))


def _item(
    *,
    id: str,
    url: str,
    base: str,
    title: str,
    published: str | None,
    changed: str,
    body: str,
    authors: list[str],
    tags: list[str],
    publisher: str,
) -> Item | None:
    headline = " ".join(plain_text(title).split())[:500]
    text = plain_text(body)
    address = _joined(base, url.strip()) if url.strip() else None
    if address is None and not text and not headline:
        return None
    # the day and the words, not the id: feeds that make up new ids each time exist
    digest = content_id(headline, published or "", changed, text)
    return Item(
        id=id.strip()[:2_000] or address or digest,
        url=address,
        title=headline,
        published=published,
        text=text,
        authors=tuple(a for a in (" ".join(plain_text(x).split())[:200] for x in authors) if a),
        tags=tuple(t for t in (" ".join(plain_text(x).split())[:100] for x in tags[:50]) if t),
        publisher=" ".join(plain_text(publisher).split())[:200] or None,
        digest=digest,
    )


def printed_day(printed: str) -> str | None:
    """Return the day of a date as a feed prints it: ISO 8601 or RFC 2822.

    >>> printed_day("Wed, 07 Jan 2026 06:00:00 +0900"), printed_day("2026-01-07T06:00:00+09:00")
    ('2026-01-07', '2026-01-07')
    """
    found = _DAY.match(printed.strip())
    try:
        if found:
            return dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        return email.utils.parsedate_to_datetime(printed).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _joined(base: str, url: str) -> str | None:
    try:
        return urljoin(base, url)
    except ValueError:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", value)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
