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
class LeftOut:
    """How many entries of a feed are no items, and why.

    Attributes:
        empty: Without an address, a headline and a text.
        repeated: With the id of an earlier one, whatever else they say.
        beyond: After as many as are looked at.
    """

    empty: int = 0
    repeated: int = 0
    beyond: int = 0

    def words(self) -> str:
        """Say it in words; empty when nothing was left out.

        >>> LeftOut(empty=2, beyond=40).words()
        'entries left out: 2 without a text or an address, 40 after the first 1,000'
        """
        parts = (
            (self.empty, "without a text or an address"),
            (self.repeated, "with the id of an earlier one"),
            (self.beyond, f"after the first {MOST_ITEMS:,}"),
        )
        told = ", ".join(f"{count:,} {what}" for count, what in parts if count)
        return f"entries left out: {told}" if told else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed holds.

    Attributes:
        title: Its name.
        items: In the order of the feed; of two with one id the first.
        trouble: What is wrong with it, when it was read all the same.
        left_out: What of it is no item here.
    """

    title: str
    items: tuple[Item, ...]
    trouble: str | None = None
    left_out: LeftOut


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
    text, beyond = first_items(text)
    raw, trouble = sound_xml(text, source)
    return _xml_feed(raw, source, url, trouble, beyond)


def _xml_feed(raw: bytes, source: str, url: str, trouble: str | None, beyond: int) -> Feed:
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
    entries = [_item_of(entry, url) for entry in found.entries[:MOST_ITEMS]]
    beyond += max(0, len(found.entries) - MOST_ITEMS)
    return _feed(_text(found.feed.get("title")), entries, beyond, trouble)


def _feed(title: str, entries: list[Item | None], beyond: int, trouble: str | None = None) -> Feed:
    """Return a feed of its entries, each id once; ``None`` stands for an entry that says nothing."""
    items: dict[str, Item] = {}
    for entry in entries:
        if entry is not None:
            items.setdefault(entry.id, entry)
    empty = entries.count(None)
    repeated = len(entries) - empty - len(items)
    return Feed(
        title=plain_text(title)[:200],
        items=tuple(items.values()),
        trouble=trouble,
        left_out=LeftOut(empty=empty, repeated=repeated, beyond=beyond),
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
        published=printed_day(printed) or _day_of(when),
        changed=updated,
        body=body,
        authors=authors,
        tags=tags,
        publisher=source_title,
    )


def _day_of(when: Any) -> str | None:
    """Return the day that feedparser understood; it takes 0000-00-00 for one."""
    try:
        return dt.date(when[0], when[1], when[2]).isoformat() if when else None
    except (ValueError, TypeError):
        return None


def _json_feed(text: str, source: str, url: str) -> Feed:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise SourceError(source, "broken JSON, where a JSON Feed should be") from None
    rows = found.get("items")
    if not isinstance(rows, list) or "jsonfeed.org" not in _text(found.get("version")):
        raise SourceError(source, "JSON, but no JSON Feed (no version, or no items)")
    entries = [_json_item(row, url) for row in rows[:MOST_ITEMS]]
    return _feed(_text(found.get("title")), entries, max(0, len(rows) - MOST_ITEMS))


def _json_item(row: object, base: str) -> Item | None:
    if not isinstance(row, dict):
        return None
    people = row.get("authors") or [row.get("author")]
    return _item(
        id=str(row["id"])[:2_000] if isinstance(row.get("id"), (str, int)) else "",
        url=_text(row.get("url")) or _text(row.get("external_url")),
        base=base,
        title=_text(row.get("title")),
        published=printed_day(_text(row.get("date_published"))),
        changed=_text(row.get("date_modified")),
        body=_text(row.get("content_html"))
        or _escaped(_text(row.get("content_text")) or _text(row.get("summary"))),
        authors=[_text(p.get("name")) for p in _list(people) if isinstance(p, dict)],
        tags=[_text(t) for t in _list(row.get("tags"))],
        publisher="",
    )


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
