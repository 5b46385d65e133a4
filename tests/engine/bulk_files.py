"""Small files of articles in each form that bulk reading takes, made of the sample dispatches."""

from __future__ import annotations

import gzip
import html
import json
from dataclasses import asdict
from pathlib import Path

import polars as pl

from detente.engine.bulk_folder import TABLES
from detente.errors import SourceError
from detente.records import Article
from detente.samples import sample_paths
from detente.sources import load_articles


def samples(count: int) -> list[Article]:
    def failed(error: SourceError) -> None:
        raise error

    paths = [str(path) for path in sample_paths()][:count]
    return list(load_articles(paths, on_error=failed))


def plain(count: int) -> list[Article]:
    """Return articles without diplomacy, for which nothing is parsed: quick."""
    text = (
        "The bakery on the corner opened at six, as it had done every day for forty years. "
        "The first customers were the drivers of the early bus, who bought {} rolls and said "
        "that they would be back. The baker said it was the best morning of the week."
    )
    return [
        Article(id=f"plain-{n}", title=f"Bread {n}", text=text.format(n), published="2026-01-05")
        for n in range(count)
    ]


def lines(articles: list[Article]) -> str:
    return "".join(json.dumps(asdict(a)) + "\n" for a in articles)


def page(article: Article) -> str:
    body = "".join(f"<p>{html.escape(p)}</p>" for p in article.text.split("\n\n"))
    return (
        f"<html><head><title>{html.escape(article.title)}</title></head><body><nav>Home</nav>"
        f"<article><h1>{html.escape(article.title)}</h1>{body}</article></body></html>"
    )


def response(url: str, body: bytes, kind: str = "text/html; charset=utf-8") -> bytes:
    """Return a WARC record of an answer, packed by itself as crawlers do it."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    block = http.encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\n"
        "WARC-Date: 2026-01-09T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Return the rows of each table, sorted by all that they hold."""
    out = {}
    for table in TABLES:
        rows = pl.read_parquet(folder / table / "*.parquet")
        out[table] = rows.sort(rows.columns)
    return out


def written(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every table of every shard, by name."""
    return {
        f"{file.parent.name}/{file.name}": file.read_bytes() for file in folder.glob("*/*.parquet")
    }
