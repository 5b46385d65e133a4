"""The article in a web page: its text without navigation and scripts, by trafilatura."""

from __future__ import annotations

import contextlib
import logging
from typing import Any

from detente.errors import SourceError


def read_page(html: str, source: str) -> dict[str, str]:
    """Return the fields of the article in a page; offsets point into the extracted text.

    Args:
        html: The page.
        source: Its name, for messages.

    Raises:
        SourceError: When no article text can be found.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document: Any = None
    # a broken page makes the extractor raise many kinds of errors; each means the same here
    with contextlib.suppress(Exception):
        document = trafilatura.bare_extraction(
            html, with_metadata=True, include_comments=False, include_tables=False
        )
    text = (document.text or "") if document is not None else ""
    if not text.strip():
        raise SourceError(source, "no article text found in the page")
    fields = {
        "text": text,
        "title": document.title,
        "published": document.date,
        "url": document.url,
        "publisher": document.sitename,
    }
    return {k: v for k, v in fields.items() if isinstance(v, str) and v}
