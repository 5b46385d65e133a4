"""How fast bulk reading is: one process and two, pool and Ray, from HTML; and whether memory stays flat.

Usage: python evaluation/bulk.py PLAIN.jsonl [--articles N] [--ray] [--memory N]

Reads a made set like a newspaper: nine articles in ten without diplomacy (PLAIN.jsonl, such as
evaluation/plain_news.jsonl), one in ten of the sample dispatches, each numbered and with a few names
made up by chance (fixed seed), so that no two are alike and each brings new words.

Start-up (processes, models, Ray) is taken out by difference: each setting also reads one article for
each process, and what that takes is subtracted. On a machine that does other work the clock says
little; so each figure is also given by processor time of the reading processes, which other work
disturbs less. Two processes are "so many times" as fast when what one process spends on an article is
compared with half of what two spend on it.
"""

from __future__ import annotations

import argparse
import gzip
import html
import itertools
import json
import random
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from detente.engine.bulk import Engine, read_bulk
from detente.engine.bulk_reader import reader_version
from detente.engine.bulk_shards import Terms, cut, units_of
from detente.engine.bulk_work import Work, article_of, read_shard
from detente.records import Article
from detente.samples import sample_paths
from detente.sources import load_articles
from speed import load, mixed

_NAMES = 3
_UNITS = 25
_STEPS = 10
_EXTRACTED = 100


@dataclass(frozen=True)
class Cost:
    """What a run took: by the clock, and by the processors of the processes that ended with it."""

    clock: float
    processor: float


def made(plain: Path, count: int) -> list[Article]:
    """Return so many articles like a newspaper's, all different."""
    dispatches = list(load_articles([str(p) for p in sample_paths()], on_error=_stop))
    others = [a for a, empty in load(plain) if empty]
    tens = itertools.islice(itertools.cycle(dispatches), (count + 9) // 10)
    chance = random.Random(1)
    return [_named(a, chance) for a in mixed(list(tens), others)[:count]]


def _stop(error: Exception) -> None:
    raise error


def _named(article: Article, chance: random.Random) -> Article:
    names = [
        "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(4)).title()
        for _ in range(_NAMES)
    ]
    return replace(article, text=f"{article.text}\n\nIt was seen by {', '.join(names)} and others.")


def write_lines(articles: list[Article], path: Path) -> None:
    """Write articles as JSON lines."""
    path.write_text("".join(json.dumps(asdict(a)) + "\n" for a in articles), "utf-8")


def write_pages(articles: list[Article], path: Path, *, links: int = 50) -> None:
    """Write articles as pages of a web archive, between two lists of so many links as on a news site."""
    link = "<li><a href='/{0}'>More on subject {0}, and what others say of it</a></li>"
    around = "".join(link.format(n) for n in range(links))
    with path.open("wb") as file:
        for n, article in enumerate(articles):
            body = "".join(f"<p>{html.escape(p)}</p>" for p in article.text.split("\n\n"))
            title = html.escape(article.title or f"Report {n}")
            meta = (
                f"<meta property='og:title' content='{title}'>"
                "<meta property='article:published_time' content='2026-01-09T08:00:00Z'>"
            )
            page = (
                f"<html><head><title>{title}</title>{meta}<script>{'var a=1;' * 500}</script></head><body>"
                f"<nav><ul>{around}</ul></nav><article><h1>{title}</h1>{body}</article>"
                f"<footer><ul>{around}</ul></footer></body></html>"
            ).encode()
            http = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
            )
            block = http.encode() + page
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n:032x}>\r\n"
                "WARC-Date: 2026-01-09T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"WARC-Target-URI: https://example.org/{n}\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", compresslevel=1))


def extraction(articles: list[Article], links: int) -> float:
    """Return the milliseconds of processor time that finding the article in a page takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        write_pages(articles[:_EXTRACTED], path, links=links)
        units = [u for shard in cut(path, Terms(reader="")) for u in units_of(shard)]
        article_of(units[0], None, _stop)
        begun = time.process_time()
        for unit in units:
            article_of(unit, None, _stop)
        return 1000 * (time.process_time() - begun) / len(units)


def cost(source: Path, jobs: int, engine: Engine, units: int) -> Cost:
    """Return what reading a file takes."""
    with tempfile.TemporaryDirectory() as folder:
        before, begun = _processor(), time.perf_counter()
        done = read_bulk([source], Path(folder) / "out", jobs=jobs, engine=engine, units=units)
        spent = Cost(time.perf_counter() - begun, _processor() - before)
        if done.failed or done.inputs:
            raise SystemExit(f"{done.failed} failed: {done.examples}")
    return spent


def _processor() -> float:
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def each(
    articles: list[Article],
    jobs: int,
    engine: Engine,
    folder: Path,
    write: Callable[[list[Article], Path], None] = write_lines,
    suffix: str = "jsonl",
) -> Cost:
    """Return what one article takes, start-up left out."""
    few, all_ = folder / f"few.{suffix}", folder / f"all.{suffix}"
    # dispatches, so that every model is loaded in every process
    write(articles[9::10][:jobs], few)
    write(articles, all_)
    start = cost(few, jobs, engine, 1)
    whole = cost(all_, jobs, engine, _UNITS)
    count = len(articles) - jobs
    return Cost((whole.clock - start.clock) / count, (whole.processor - start.processor) / count)


def memory(articles: list[Article], folder: Path) -> None:
    """Print the resident memory of one process as it goes on reading, without being renewed."""
    source = folder / "memory.jsonl"
    write_lines(articles, source)
    work = Work(folder=str(folder / "out"), terms=Terms(reader=reader_version()))
    for table in ("readings", "events", "errors"):
        (folder / "out" / table).mkdir(parents=True)
    step, done = len(articles) // _STEPS, 0
    for shard in cut(source, work.terms, units=step // 2):
        done += read_shard(shard, work).articles
        if done % step == 0:
            print(f"  after {done:6,} articles {_resident():7.0f} MB", flush=True)


def _resident() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("plain", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--memory", type=int, default=0)
    given = parser.parse_args()
    articles = made(given.plain, given.articles)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.memory:
            memory(made(given.plain, given.memory), folder)
            return
        one, two = each(articles, 1, "pool", folder), each(articles, 2, "pool", folder)
        for jobs, spent in ((1, one), (2, two)):
            print(f"{jobs} process(es): {_rates(spent)}", flush=True)
        print(
            f"two against one: {one.clock / two.clock:.2f} times by the clock, "
            f"{2 * one.processor / two.processor:.2f} by processor time",
            flush=True,
        )
        for jobs in (1, 2):
            pages = each(articles, jobs, "pool", folder, write_pages, "warc.gz")
            print(f"{jobs} process(es), pages of a web archive: {_rates(pages)}", flush=True)
        for links in (0, 50, 150):
            print(
                f"  extraction alone, {2 * links} links around: {extraction(articles, links):.1f} ms"
            )
        if given.ray:
            ray = each(articles, 2, "ray", folder)
            again = each(articles, 2, "pool", folder)
            print(f"Ray, 2 processes: {1 / ray.clock:.1f} articles a second by the clock")
            print(f"pool, 2 processes, before: {1 / two.clock:.1f}, after: {1 / again.clock:.1f}")
            print(f"Ray takes {2 * ray.clock / (two.clock + again.clock):.2f} times as long")


def _rates(spent: Cost) -> str:
    return (
        f"{1 / spent.clock:.1f} articles a second by the clock, "
        f"{1000 * spent.processor:.1f} ms of processor time each "
        f"({1 / spent.processor:.1f} a second of one processor)"
    )


if __name__ == "__main__":
    main()
