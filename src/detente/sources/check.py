"""What is refused, and in what words: empty, binary, oversized, undecodable, not English."""

from __future__ import annotations

import codecs
import re

from detente.errors import SourceError

MAX_BYTES = 20 * 1024 * 1024
_BINARY_SHARE = 0.1
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "that",
        "is",
        "was",
        "for",
        "on",
        "with",
        "as",
        "by",
        "at",
        "from",
        "it",
        "he",
        "his",
        "be",
        "has",
        "had",
        "are",
        "were",
        "an",
        "not",
        "said",
        "its",
        "this",
        "who",
        "which",
        "will",
        "after",
        "their",
        "they",
        "have",
        "but",
        "been",
        "would",
        "she",
        "her",
        "or",
        "than",
        "into",
        "over",
    ]
)
_LONG_ENOUGH = 25
_ENGLISH_SHARE = 0.08
_WORD = re.compile(r"[^\W\d_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")


def decode(raw: bytes, source: str, *, limit: int = MAX_BYTES) -> str:
    """Return the text of a file.

    Args:
        raw: Its bytes.
        source: Its name, for messages.
        limit: Most bytes that are read.

    Raises:
        SourceError: When it is empty, too large, binary, or not UTF-8.
    """
    if not raw.strip():
        raise SourceError(source, "the file is empty; nothing to read")
    if len(raw) > limit:
        size, most = len(raw) / 1e6, limit / 1e6
        raise SourceError(
            source,
            f"{size:.0f} MB is more than the {most:.0f} MB that one article may have; split it",
        )
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise SourceError(source, f"broken UTF-16 at byte {error.start}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in raw[:4096]:
            raise SourceError(source, "a binary file, not text") from None
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{source}:{line}",
            f"not UTF-8 at byte {error.start} (0x{raw[error.start]:02x}); save the file as UTF-8",
        ) from None
    head = text[:4096]
    if "\x00" in head or len(_CONTROL.findall(head)) > _BINARY_SHARE * len(head):
        raise SourceError(source, "a binary file, not text")
    return text


def require_english(text: str, source: str) -> None:
    """Refuse a text that is plainly in another language.

    Raises:
        SourceError: When it is long enough to tell and has next to no English function words.
    """
    words = [w.lower() for w in _WORD.findall(text[:20_000])]
    if len(words) < _LONG_ENOUGH:
        letters = sum(c.isalpha() for c in text[:20_000])
        latin = sum(c.isascii() and c.isalpha() for c in text[:20_000])
        if letters >= _LONG_ENOUGH and latin < letters / 2:
            raise SourceError(source, "not in English, the one language that is read")
        return
    share = sum(w in _ENGLISH for w in words) / len(words)
    if share < _ENGLISH_SHARE:
        raise SourceError(source, "not in English, the one language that is read")
