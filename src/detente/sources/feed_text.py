"""The text of a feed as well-formed XML: decoded, cut, mended, and never larger than it looks."""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

from detente.errors import SourceError

MOST_ITEMS = 1_000
_MOST_TAGS = 300_000
_DEEPEST = 100
_DECLARED = re.compile(r"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_XML_LINE = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BEGINS = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_xml(raw: bytes, charset: str = "") -> str:
    """Decode a feed by its mark, its declaration, what the host says, or a guess; in this order."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    declared = _DECLARED.match(raw[:400].decode("latin-1"))
    for name in (declared[1] if declared else "", charset, "utf-8"):
        if name and _plain_encoding(name):
            try:
                return raw.decode(name)
            except UnicodeDecodeError:
                continue
    return raw.decode("cp1252", "replace")


def _plain_encoding(name: str) -> bool:
    """Tell whether an encoding is known and writes ASCII as ASCII: no other is taken at its word."""
    probe = bytes(range(32, 127))
    try:
        return codecs.lookup(name).name != "utf-7" and probe.decode(name) == probe.decode("ascii")
    except (LookupError, UnicodeError, ValueError):
        return False


def first_items(text: str) -> tuple[str, int]:
    """Cut a feed after as many items as are looked at; return how many were cut away, too."""
    begins = [found.start() for found in _BEGINS.finditer(text)]
    beyond = max(0, len(begins) - MOST_ITEMS)
    return (text[: begins[MOST_ITEMS]] if beyond else text), beyond


def sound_xml(text: str, source: str) -> tuple[bytes, str | None]:
    """Return a feed as well-formed XML, mended where it is broken, and what was wrong with it.

    feedparser's own way with broken feeds takes time that grows with the square of their length.

    Raises:
        SourceError: When it has far too many tags, or tags far too deep, or nothing can be mended.
    """
    from lxml import etree

    if text.count("<") > _MOST_TAGS:
        raise SourceError(
            source, f"more than {_MOST_TAGS:,} tags, for {MOST_ITEMS:,} items at most"
        )
    raw = _XML_LINE.sub("", text).encode("utf-8", "replace")
    try:
        _check_depth(raw, source)
    except expat.ExpatError as error:
        parser = etree.XMLParser(
            recover=True, resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8"
        )
        try:
            mended = etree.tostring(etree.fromstring(raw, parser), encoding="utf-8")
            _check_depth(mended, source)
        except (etree.XMLSyntaxError, expat.ExpatError, ValueError, TypeError, AssertionError):
            raise SourceError(source, f"{no_feed(text)}; {error}") from None
        return mended, str(error)
    return raw, None


def _check_depth(raw: bytes, source: str) -> None:
    depth = 0

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST or len(attributes) > _DEEPEST:
            raise SourceError(source, f"tags nested, or attributes, more than {_DEEPEST} deep")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(raw, True)


def no_feed(text: str) -> str:
    """Say what is there instead of a feed."""
    kind = "a web page" if re.search(r"<html|<body", text[:5_000], re.I) else "no feed"
    return f"{kind}, where a feed (RSS, Atom, JSON Feed) should be"
