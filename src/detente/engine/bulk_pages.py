"""Cut a web archive into shards of responses, and read a shard's responses back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from detente.engine.bulk_shards import Archived, Shard, Terms, Unit, name_of
from detente.errors import SourceError
from detente.records import Article
from detente.sources.warc import read_warc

#: A shard is closed when it has so many bytes, as the file has them, whatever its records.
_MOST_BYTES = 64 * 1024 * 1024
_BLOCK = 1 << 20


def cut_pages(path: Path, terms: Terms, units: int) -> Iterator[Shard]:
    """Yield the shards of an archive, in order; of one that breaks off, what stands before.

    Raises:
        SourceError: When it is no archive or breaks off, after the last shard.
    """
    size = path.stat().st_size
    broken: SourceError | None = None
    first, inside, start, found = 1, 0, 0, 0
    with path.open("rb") as file, path.open("rb") as again:
        try:
            for at in _responses(file, str(path)):
                found += 1
                if inside and (inside == units or at - start >= _MOST_BYTES):
                    yield _shard(again, path, terms, start, at, first)
                    first, inside, start = first + inside, 0, at
                inside += 1
        except SourceError as error:
            broken = error
        if inside:
            yield _shard(again, path, terms, start, size, first)
    if broken is not None:
        raise broken
    if not found:
        raise SourceError(str(path), "no web archive (WARC), or one without responses")


def _shard(file: BinaryIO, path: Path, terms: Terms, start: int, end: int, first: int) -> Shard:
    digest, left = hashlib.sha256(), end - start
    file.seek(start)
    while left and (block := file.read(min(left, _BLOCK))):
        digest.update(block)
        left -= len(block)
    content = digest.hexdigest()
    return Shard(
        name=name_of(terms, "pages", content),
        path=str(path),
        kind="pages",
        start=start,
        end=end,
        first=first,
        weight=end - start,
        digest=content,
    )


def pages_of(shard: Shard) -> Iterator[Unit]:
    """Yield the responses of a shard, each told by the byte at which it starts.

    Raises:
        SourceError: When the file is another than when it was cut.
    """
    path = Path(shard.path)
    with path.open("rb") as file:
        file.seek(shard.start)
        held = file.read(shard.end - shard.start)
    if hashlib.sha256(held).hexdigest() != shard.digest:
        raise SourceError(shard.path, "was changed while it was being read; run again")
    places = list(_until_broken(io.BytesIO(held), shard.path))
    for at, end in zip(places, [*places[1:], len(held)], strict=True):
        yield Unit(f"{path.name}#{shard.start + at}", Archived(held[at:end]))


def _until_broken(stream: BinaryIO, source: str) -> Iterator[int]:
    """Yield where each response starts; that the archive breaks off was said when it was cut."""
    try:
        yield from _responses(stream, source)
    except SourceError:
        return


def archived_article(
    record: Archived,
    source: str,
    published: str | None,
    on_warning: Callable[[SourceError], None],
) -> Article | None:
    """Return the article of a response; ``None`` when it is no page.

    Raises:
        SourceError: When the page holds no article that can be read.
    """
    errors: list[SourceError] = []
    found = read_warc(
        io.BytesIO(record.held),
        source,
        on_error=errors.append,
        on_warning=lambda note: on_warning(SourceError(source, note.reason)),
        published=published,
    )
    article: Article | None = None
    try:
        for one, _ in found:  # to the end, where what is passed over is told
            article = article or one
    except SourceError as error:
        errors.append(error)
    if article is None and errors:
        raise SourceError(source, errors[0].reason)
    return article


def _responses(stream: BinaryIO, source: str) -> Iterator[int]:
    """Yield where each response of an archive starts.

    Raises:
        SourceError: When fastwarc is not installed, or the archive breaks off.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise SourceError(
            source, "web archives want fastwarc; install it with: pip install 'detente[bulk]'"
        ) from None
    records: Iterator[Any] = iter(
        ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False)
    )
    try:
        for record in records:
            yield record.stream_pos
    except BaseException as error:
        # its panics are no Exceptions
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        said = " ".join(str(error).split())[:120]
        raise SourceError(source, f"no web archive (WARC), or it breaks off ({said})") from None
