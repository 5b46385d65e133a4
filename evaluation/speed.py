"""How fast articles are read: articles a second with one and two processes, and where the time goes.

Usage: python evaluation/speed.py ARTICLES.jsonl [--plain PLAIN.jsonl ...] [--again N]

ARTICLES.jsonl has "text" and, where known, "id", "title", "published", "dateline" in each line. With
--plain a second set is made, as newspapers are: nine articles in ten are no diplomacy (those of
PLAIN.jsonl, such as evaluation/plain_news.jsonl; of annotated files those that hold neither an act nor
a statement), one in ten is of ARTICLES.jsonl. Each is numbered in its first line, so that no two are
alike.

Times are those of this machine as busy as it is: compare figures of one run, or run both versions in
turn. The seconds of a stage leave out the stages called from within it.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from detente.engine.many import read_many
from detente.language.pipeline import SpacyPipeline
from detente.reading import read as reading
from detente.reading.attribution.tagger import AttributionTagger
from detente.reading.coder.model import Coder
from detente.records import Article

#: What is timed, as owner, name and stage; what a version does not have is passed over.
_STAGES: tuple[tuple[Any, str, str], ...] = (
    (SpacyPipeline, "parse", "parse"),
    (SpacyPipeline, "parse_many", "parse"),
    (AttributionTagger, "tag", "tagger"),
    (Coder, "triggers", "act model"),
    (reading, "act_candidates", "events"),
    (reading, "weighed", "events"),
    (reading, "find_mentions", "mentions"),
    (reading, "find_statements", "statements"),
    (reading, "merge_events", "events"),
    (reading, "worth_reading", "gate"),
    (reading, "read_article", "rest"),
)
_ORDER = ("gate", "parse", "mentions", "tagger", "statements", "act model", "events", "rest")
_ONE_IN = 10
#: Articles of diplomacy in the made set at most: enough to measure, and soon done.
_FEW = 40


class Clock:
    """Seconds by stage, those of an inner stage taken from the outer one."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inner: list[float] = []

    def timed(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that also books its time."""

        @functools.wraps(call)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            self._inner.append(0.0)
            try:
                out = call(*args, **kwargs)
                return iter(list(out)) if isinstance(out, Iterator) else out
            finally:
                whole = time.perf_counter() - begun
                self.seconds[stage] += whole - self._inner.pop()
                if self._inner:
                    self._inner[-1] += whole

        return wrapper


def load(path: Path) -> list[tuple[Article, bool]]:
    """Return the articles of a file, each with whether it is annotated to hold no diplomacy."""
    out = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        article = Article(
            id=str(row.get("id", number)),
            title=row.get("title") or "",
            text=row["text"],
            published=row.get("published"),
            dateline=row.get("dateline"),
        )
        empty = not row.get("events") and not row.get("statements")
        out.append((article, empty))
    return out


def mixed(articles: list[Article], plain: list[Article]) -> list[Article]:
    """Return each article once after nine that are no diplomacy, all of them different."""
    others = itertools.cycle(plain)
    made = []
    for article in articles:
        made += [next(others) for _ in range(_ONE_IN - 1)] + [article]
    return [_numbered(a, i) for i, a in enumerate(made)]


def _numbered(article: Article, number: int) -> Article:
    first, *rest = article.text.split("\n", 1)
    text = "\n".join([f"{first.rstrip()} (Report {number}.)", *rest])
    return dataclasses.replace(article, id=f"{article.id}-{number}", text=text)


def rate(articles: list[Article], jobs: int) -> float:
    """Return articles a second, the loading of the models left out."""

    def failed(error: Exception) -> None:
        print(error, file=sys.stderr)

    warm = max(2 * jobs, 2) * 4  # enough for each process to have loaded its models
    feed = itertools.chain(itertools.islice(itertools.cycle(articles), warm), articles)
    begun = time.perf_counter()
    for done, _ in enumerate(read_many(feed, jobs=jobs, on_error=failed), start=1):
        if done == warm:
            begun = time.perf_counter()
    return len(articles) / (time.perf_counter() - begun)


def stages(articles: list[Article]) -> Counter[str]:
    """Return the seconds that one process spends in each stage."""
    clock = Clock()
    reading.read_article(articles[0])
    with contextlib.ExitStack() as stack:
        for owner, name, stage in _STAGES:
            if hasattr(owner, name):
                call = clock.timed(stage, getattr(owner, name))
                stack.enter_context(mock.patch.object(owner, name, call))
        for article in articles:
            reading.read_article(article)
    return clock.seconds


def report(name: str, articles: list[Article]) -> None:
    """Print one set's figures."""
    words = sum(len(a.text.split()) for a in articles) / len(articles)
    print(f"{name}: {len(articles)} articles of {words:.0f} words")
    for jobs in (1, 2):
        print(f"  {jobs} process{'es' if jobs > 1 else ''}: {rate(articles, jobs):6.1f} a second")
    spent = stages(articles)
    whole = sum(spent.values())
    for stage in _ORDER:
        each = 1000 * spent[stage] / len(articles)
        print(f"  {stage:10} {spent[stage]:7.2f} s {each:7.1f} ms each {spent[stage] / whole:6.1%}")


def main() -> None:
    """Print articles a second and seconds by stage."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--plain", type=Path, nargs="+", default=[])
    parser.add_argument("--again", type=int, default=1, help="read each article N times")
    given = parser.parse_args()
    articles = [a for a, _ in load(given.articles)] * given.again
    report("given", articles)
    plain = [a for path in given.plain for a, empty in load(path) if empty]
    if plain:
        report("mostly no diplomacy", mixed(articles[:_FEW], plain))


if __name__ == "__main__":
    main()
