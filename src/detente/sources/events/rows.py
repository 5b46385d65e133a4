"""Lines of tab-separated files, however they are packed: plain, gzip or zip; torn lines kept apart.

A file is read in blocks of whole lines, so that it may be larger than memory. No quoting is known: a
tab always parts columns and a line feed always ends a line, as the makers of event data write them. A
line of another number of columns is handed back as it stands. Lines that are not UTF-8 are read as
Windows-1252 (ISO-8859-1 where that has no letter), and counted.
"""

from __future__ import annotations

import gzip
import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from detente.errors import SourceError

BLOCK = 32 * 1024 * 1024
#: A longer line is no row of event data.
LONGEST_LINE = 1024 * 1024
#: Packed files that unfold to more than this are refused when they are packed tighter than text is.
_PLENTY = 256 * 1024 * 1024
_TIGHTEST = 200
_MEMBERS = 10_000
_TAB, _LF, _CR = 9, 10, 13
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of a file.

    Attributes:
        data: Their bytes.
        first: Number of the first line, from 1.
        cut: Numbers of lines that were too long and of which only the start is here.
    """

    data: bytes
    first: int
    cut: frozenset[int] = frozenset()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex.

    Raises:
        SourceError: When it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(str(path), _why(error)) from None


def blocks(path: Path, *, size: int = BLOCK) -> Iterator[tuple[str, Iterator[Block]]]:
    """Yield the texts of a file, each as its name and its blocks of lines.

    A plain or gzip file is one text; a zip file one for each of its members, in order of name. Names of
    members are for messages only.

    Args:
        path: The file.
        size: Bytes in a block, about.

    Raises:
        SourceError: When it cannot be read, is broken, or unfolds to what no text would.
    """
    source = str(path)
    with _plain_errors(source):
        with path.open("rb") as file:
            head = file.read(4)
        if head.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                yield from _members(archive, source, size)
            return
        with path.open("rb") as file:
            if head.startswith(b"\x1f\x8b"):
                packed = path.stat().st_size
                with gzip.open(file) as unpacked:
                    yield source, _lines(_bounded(unpacked, packed, source, size), source)
            else:
                yield source, _lines(_plain(file, size), source)


def _members(
    archive: zipfile.ZipFile, source: str, size: int
) -> Iterator[tuple[str, Iterator[Block]]]:
    members = [m for m in archive.infolist() if not m.is_dir()]
    if len(members) > _MEMBERS:
        raise SourceError(source, f"{len(members)} files in one zip; more than {_MEMBERS}")
    if not members:
        raise SourceError(source, "nothing in this zip file")
    for member in sorted(members, key=lambda m: m.filename):
        if member.flag_bits & 1:
            raise SourceError(source, "this zip file is encrypted; unpack it first")
        name = f"{source}:{member.filename}" if len(members) > 1 else source
        with archive.open(member) as file:
            yield (
                name,
                _lines(_bounded(file, max(member.compress_size, 1), source, size), source),
            )


@contextmanager
def _plain_errors(source: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise SourceError(source, "no such file") from None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError) as error:
        raise SourceError(source, f"a broken packed file ({error})") from None
    except OSError as error:
        raise SourceError(source, _why(error)) from None
    except RuntimeError as error:  # zipfile says so of a member it cannot open
        raise SourceError(source, str(error)) from None


def _why(error: OSError) -> str:
    return error.strerror or str(error) or "cannot be read"


def _plain(file: IO[bytes], size: int) -> Iterator[bytes]:
    while piece := file.read(size):
        yield piece


def _bounded(file: Any, packed: int, source: str, size: int) -> Iterator[bytes]:
    """Yield what a packed file unfolds to, while it unfolds to what text would."""
    so_far = 0
    while piece := file.read(size):
        so_far += len(piece)
        if so_far > _PLENTY and so_far > _TIGHTEST * packed:
            raise SourceError(
                source,
                f"unfolds to more than {_TIGHTEST} times its size, which no event data do; "
                "unpack it first if it is right",
            )
        yield piece


def _lines(pieces: Iterator[bytes], source: str) -> Iterator[Block]:
    """Cut pieces into blocks of whole lines."""
    number, held, cut, skipping = 1, b"", frozenset[int](), False
    with _plain_errors(source):
        for piece in pieces:
            data = held + piece
            if number == 1 and not skipping:
                if data.startswith(_WIDE_BOMS):
                    raise SourceError(source, "UTF-16 text; save it as UTF-8")
                data = data.removeprefix(_BOM)
            if skipping:  # the rest of a line that is too long
                end = data.find(b"\n")
                if end < 0:
                    held = b""
                    continue
                data, skipping = data[end + 1 :], False
            end = data.rfind(b"\n") + 1
            whole, held = data[:end], data[end:]
            if len(held) > LONGEST_LINE:
                last = number + whole.count(b"\n")
                whole, held = whole + held[:LONGEST_LINE] + b"\n", b""
                cut, skipping = frozenset({last}), True
            if whole:
                yield Block(whole, number, cut)
                number, cut = number + whole.count(b"\n"), frozenset()
        if held:
            yield Block(held + b"\n", number, cut)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Rows of a block.

    Attributes:
        rows: For each number of columns asked for: a frame with ``line`` and texts ``c0``, ``c1`` ...
        torn: Lines of another number of columns: ``line, reason, raw``.
        lines: How many lines were not blank.
        recoded: How many were not UTF-8.
    """

    rows: dict[int, pl.DataFrame]
    torn: pl.DataFrame
    lines: int
    recoded: int
    _block: bytes
    _starts: Longs
    _ends: Longs
    _first: int

    def raw(self, lines: Sequence[int]) -> list[str]:
        """Return lines as they stood, by number."""
        at = [n - self._first for n in lines]
        return [self._block[self._starts[i] : self._ends[i]].decode("utf-8", "replace") for i in at]


TORN = {"line": pl.Int64(), "reason": pl.String(), "raw": pl.String()}


def parse(
    block: Block,
    widths: Sequence[int],
    wanted: Sequence[int] | None = None,
    *,
    skip: int = 0,
) -> Parsed:
    """Part the lines of a block into columns.

    Args:
        block: The lines.
        widths: Numbers of columns that a row may have.
        wanted: Places of the columns to keep, from 0 (those that a row has); all when left out.
        skip: Number of a line to pass over (the header).
    """
    data, recoded = _utf8(block.data)
    codes = np.frombuffer(data, dtype=np.uint8)
    ends: Longs = np.flatnonzero(codes == _LF).astype(np.int64)
    starts: Longs = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    full = ends.copy()
    ends = ends - ((ends > starts) & (codes[ends - 1] == _CR))
    numbers = np.arange(len(ends), dtype=np.int64) + block.first
    tabs = np.flatnonzero(codes == _TAB)
    columns = np.searchsorted(tabs, ends) - np.searchsorted(tabs, starts) + 1
    live = (ends > starts) & (numbers != skip)
    cut = np.isin(numbers, np.array(sorted(block.cut), dtype=np.int64))
    rows, good = {}, np.zeros(len(ends), dtype=bool)
    for width in widths:
        chosen = live & ~cut & (columns == width)
        if chosen.any():
            good |= chosen
            rows[width] = _frame(data, starts, full, ends, chosen, numbers, width, wanted)
    bad = np.flatnonzero(live & ~good)
    want = " or ".join(map(str, widths))
    torn = pl.DataFrame(
        {
            "line": numbers[bad],
            "reason": [
                "longer than a row can be" if cut[i] else f"not {want} columns" for i in bad
            ],
            "raw": [data[starts[i] : ends[i]].decode("utf-8", "replace") for i in bad],
        },
        schema=TORN,
    )
    return Parsed(rows, torn, int(live.sum()), recoded, data, starts, ends, block.first)


def _frame(
    data: bytes,
    starts: Longs,
    full: Longs,
    ends: Longs,
    chosen: NDArray[np.bool_],
    numbers: Longs,
    width: int,
    wanted: Sequence[int] | None,
) -> pl.DataFrame:
    at = np.flatnonzero(chosen)
    places = [i for i in (range(width) if wanted is None else wanted) if i < width]
    plain = len(at) == len(starts) and bool((full == ends).all())
    text = data if plain else b"\n".join([data[starts[i] : ends[i]] for i in at]) + b"\n"
    frame = None
    if width > 1 and b"\r" not in text:
        frame = pl.read_csv(
            text,
            separator="\t",
            has_header=False,
            quote_char=None,
            infer_schema=False,
            columns=places,
        ).fill_null("")
        frame.columns = [f"c{i}" for i in places]
    if frame is None or frame.height != len(at):
        # a carriage return inside a line, or one column: part the lines one by one
        cells = [data[starts[i] : ends[i]].decode("utf-8", "replace").split("\t") for i in at]
        frame = pl.DataFrame(
            {f"c{i}": [row[i] for row in cells] for i in places},
            schema={f"c{i}": pl.String() for i in places},
        )
    return frame.with_columns(pl.Series("line", numbers[at], dtype=pl.Int64()))


def _utf8(data: bytes) -> tuple[bytes, int]:
    """Return bytes as UTF-8, and how many lines were not."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return data, 0
    out, recoded = [], 0
    for line in data.split(b"\n"):
        try:
            line.decode("utf-8")
            out.append(line)
        except UnicodeDecodeError:
            recoded += 1
            out.append(_western(line).encode("utf-8"))
    return b"\n".join(out), recoded


def _western(line: bytes) -> str:
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")
