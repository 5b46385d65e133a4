"""Readers of event data that others coded: ICEWS, GDELT, POLECAT, and the names in them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

from detente.sources.events import FORMS
from detente.sources.events.actors import load_lookup
from detente.sources.events.gdelt import COLUMNS as GDELT
from detente.sources.events.icews import COLUMNS as ICEWS
from detente.sources.events.polecat import COLUMNS as POLECAT
from detente.sources.events.read import read_events
from fuzzing.reader import Heard, Reader, words_of

_PACKED = (b"\x1f\x8b", b"PK")


def event_readers(home: Path) -> Iterator[Reader]:
    """Yield the readers of event data."""
    icews = _rows(
        ICEWS, {"Event ID": "1", "Event Date": "2031-03-04", "CAMEO Code": "040"}, "Kenya"
    )
    gdelt = _rows(GDELT, {"SQLDATE": "20310304", "EventCode": "040"}, "1").split(b"\n", 1)[1]
    told = {
        "Event ID": "1",
        "Event Date": "2031-03-04",
        "Event Type": "CONSULT",
        "Event Mode": "meet",
    }
    polecat = _rows(POLECAT, told, "Peru")
    for origin, name, sound in (
        ("icews", "ICEWS", (icews, icews + icews.split(b"\n", 1)[1])),
        ("gdelt", "GDELT", (gdelt, gdelt * 3)),
        ("polecat", "POLECAT", (polecat, polecat.replace(b"Intensity", b"Event Intensity"))),
    ):
        packed = gzip.compress(sound[0], mtime=0)
        yield Reader(
            name=name, sound=(*sound, packed), read=_events(home / f"{origin}.tab", origin), share=0.12
        )  # fmt: skip
    lookup = load_lookup()

    def names(raw: bytes) -> None:
        text = words_of(raw)
        lookup.place(text)
        lookup.coded(text, text[:3])
        lookup.named(text, text[:3])

    yield Reader(
        name="names in event data", sound=(b"Kenya", b"Police (Peru)", b"Cote d'Ivoire"), read=names
    )


def _rows(columns: tuple[str, ...], known: dict[str, str], other: str) -> bytes:
    row = "\t".join(known.get(column, other) for column in columns)
    return ("\t".join(columns) + "\n" + row + "\n").encode()


def _events(file: Path, origin: str) -> Callable[[bytes], None]:
    header = origin != "gdelt"

    def read(raw: bytes) -> None:
        file.write_bytes(raw)
        heard, lines = Heard(), 0
        for batch in read_events(file, FORMS[origin], on_error=heard.errors.append):
            assert batch.events.height + batch.dropped.height == batch.lines
            assert all(reason for reason in batch.dropped["reason"])
            lines += batch.lines
        if not heard.errors and not raw.startswith(_PACKED):
            there = sum(1 for line in raw.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line not in (b"", b"\r"))  # fmt: skip
            assert lines + header == there, (lines, there)

    return read
