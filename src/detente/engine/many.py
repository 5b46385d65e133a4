"""Read many articles in the order given, on one core or several."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from detente.errors import SourceError
from detente.reading.read import Voices, read_article
from detente.records import Article, Reading

_AHEAD = 4
OnError = Callable[[SourceError], None]


def read_many(
    articles: Iterable[Article],
    *,
    jobs: int = 1,
    on_error: OnError,
    voices: Voices = "political",
) -> Iterator[Reading]:
    """Yield a reading for each article, in order.

    Args:
        articles: What to read; taken as needed, never all at once.
        jobs: Processes; 0 for one a core.
        on_error: Told of an article that could not be read; the rest goes on.
        voices: Whose statements are kept, as in :func:`~detente.reading.read.read_article`.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1:
        for article in articles:
            reading = _guarded(article, voices)
            if isinstance(reading, Reading):
                yield reading
            else:
                on_error(SourceError(article.id, reading))
        return
    waiting: deque[tuple[Article, Future[Reading | str]]] = deque()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            for article in articles:
                waiting.append((article, pool.submit(_guarded, article, voices)))
                if len(waiting) >= jobs * _AHEAD:
                    yield from _next(waiting, on_error)
            while waiting:
                yield from _next(waiting, on_error)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _next(
    waiting: deque[tuple[Article, Future[Reading | str]]], on_error: OnError
) -> Iterator[Reading]:
    article, future = waiting.popleft()
    reading = future.result()
    if isinstance(reading, Reading):
        yield reading
    else:
        on_error(SourceError(article.id, reading))


def _guarded(article: Article, voices: Voices) -> Reading | str:
    """Read one article; a fault in reading becomes a message, never the end of the batch."""
    try:
        return read_article(article, voices=voices)
    except Exception as error:  # whatever one article does must not stop the others
        return f"could not be read ({type(error).__name__}: {error}); please report it"
