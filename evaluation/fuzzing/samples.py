"""Sound inputs that several readers start from: the sample dispatches that come with the program."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from detente.reading.read import read_article
from detente.records import Article, Reading
from detente.samples import sample_paths

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Kenya met Peru</title>
<meta property="article:published_time" content="2024-01-24"></head><body><nav>Home</nav><article><h1>Kenya
met Peru</h1>%s</article><footer>(c)</footer></body></html>"""


@lru_cache(maxsize=1)
def texts() -> tuple[bytes, ...]:
    """Return twelve dispatches as they stand in their files."""
    return tuple(Path(p).read_bytes() for p in sample_paths()[:12])


@lru_cache(maxsize=1)
def lines() -> tuple[bytes, ...]:
    """Return the dispatches as JSON lines, cut after 600 characters."""
    return tuple(
        json.dumps(
            {"id": str(i), "title": "Ports", "published": "2024-01-24", "text": text.decode()[:600]}
        ).encode()
        for i, text in enumerate(texts())
    )


@lru_cache(maxsize=1)
def page() -> bytes:
    """Return a page with the beginnings of two dispatches."""
    return (PAGE % "".join(f"<p>{text.decode()[:500]}</p>" for text in texts()[:2])).encode()


@lru_cache(maxsize=1)
def readings() -> tuple[Reading, ...]:
    """Return three dispatches as read."""
    return tuple(
        read_article(Article(id=f"s{i}", text=text.decode()[:2500], published="2024-01-24"))
        for i, text in enumerate(texts()[:3])
    )
