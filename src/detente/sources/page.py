"""The article in a web page: its text without navigation and scripts, by trafilatura."""

from __future__ import annotations

import codecs
import contextlib
import logging
import re
from typing import Any

from detente.errors import SourceError
from detente.sources.publishers import agency_of_page, publisher_at

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._-]{1,40})""", re.IGNORECASE
)
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer",
     "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
     "section", "table", "td", "th", "tr", "ul"]
)  # fmt: skip
_MOST_TAGS = 60_000
_MOST_ATTRIBUTES = 2_000
_LONG_TAG = 20_000
_UNREAD = frozenset(["script", "style", "template", "noscript", "head", "iframe", "object", "svg"])


def read_page(html: str, source: str, *, url: str | None = None) -> dict[str, str]:
    """Return the fields of the article in a page; offsets point into the extracted text.

    Args:
        html: The page.
        source: Its name, for messages.
        url: Where it was found, when that is known better than from the page.

    Raises:
        SourceError: When no article text can be found.
    """
    import trafilatura

    _check_size(html, source)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document: Any = None
    # a broken page makes the extractor raise many kinds of errors; each means the same here
    with contextlib.suppress(Exception):
        document = trafilatura.bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, include_tables=False
        )
    text = (document.text or "") if document is not None else ""
    if not text.strip():
        raise SourceError(source, "no article text found in the page")
    where = url or document.url
    fields = {
        "text": text,
        "title": document.title,
        "published": document.date,
        "url": where,
        "publisher": publisher_at(where) or document.sitename,
        "agency": agency_of_page(
            text,
            authors=[document.author or ""],
            tags=[*(document.tags or ()), *(document.categories or ())],
        ),
    }
    return {k: v for k, v in fields.items() if isinstance(v, str) and v}


def _check_size(html: str, source: str) -> None:
    """Refuse a page that would keep its parser busy for minutes: what is slow there grows with squares."""
    if html.count("<") > _MOST_TAGS:
        raise SourceError(source, f"more than {_MOST_TAGS:,} tags; no article has so many")
    at = 0
    while (start := html.find("<", at)) >= 0:
        end = html.find(">", start)
        at = len(html) if end < 0 else end
        # pictures in the page itself make long tags, too, of a few words
        if at - start > _LONG_TAG and len(html[start:at].split()) > _MOST_ATTRIBUTES:
            raise SourceError(source, f"a tag with more than {_MOST_ATTRIBUTES:,} attributes")


def decode_page(raw: bytes, charset: str, source: str) -> str:
    """Decode a page as browsers do: by its mark, what the host says, what the page says, or a guess.

    Args:
        raw: The page as sent.
        charset: Encoding that the host says it has, or empty.
        source: Its name, for messages.

    Raises:
        SourceError: When it is empty or not text.
    """
    if not raw.strip():
        raise SourceError(source, "the page is empty")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    if b"\x00" in raw[:4_096]:
        raise SourceError(source, "a binary file, not a page")
    said = _CHARSET.search(raw[:4_096])
    for name in ("utf-8-sig", charset, said[1].decode("ascii") if said else ""):
        # UTF-8 hardly ever fits by chance, so it is tried before what may be a lie
        with contextlib.suppress(LookupError, UnicodeError, ValueError):
            if name:
                return raw.decode(name)
    return raw.decode("cp1252", "replace")


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML: paragraphs on lines of their own, no scripts.

    >>> plain_text("<p>Lee &amp; Xi</p><script>alert(1)</script>")
    'Lee & Xi'
    """
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from lxml import etree, html

    try:
        root = html.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return ""
    pieces: list[str] = []
    unread = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            unread += tag in _UNREAD
            pieces.append("\n" if tag in _BLOCKS else "")
            if not unread and tag:
                pieces.append(node.text or "")
        else:
            unread -= tag in _UNREAD
            pieces.append("\n" if tag in _BLOCKS else "")
            if not unread and node is not root:
                pieces.append(node.tail or "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
