"""Whatever a file holds: no crash, and each line is kept, merged or told as dropped."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import polars as pl
import pytest
from event_samples import (
    ICEWS_HEADER,
    POLECAT_HEADER,
    gdelt_row,
    icews_row,
    polecat_row,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.record.bulk import folder_of, imported_events
from detente.record.bulk_import import import_events
from detente.sources.events import FORMS

_HEADS = {"icews": ICEWS_HEADER, "gdelt": "", "polecat": POLECAT_HEADER}
_MAKERS = {
    "icews": lambda id_, code: icews_row(Event_ID=id_, CAMEO_Code=code),
    "gdelt": lambda id_, code: gdelt_row(GLOBALEVENTID=id_, EventCode=code),
    "polecat": lambda id_, code: polecat_row(Event_ID=id_, Event_Mode=code),
}
_CELLS = st.one_of(
    st.sampled_from(
        ["", "None", "NA", '"', '""', "'", "\x00", "\r", "9" * 30, "-1e999", "NaN", " "]
    ),
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12),
)


@st.composite
def files(draw: st.DrawFn, origin: str) -> bytes:
    """Draw a file: rows of the form, each left alone or spoilt in some way."""
    lines: list[bytes] = []
    for _ in range(draw(st.integers(0, 12))):
        id_ = str(draw(st.integers(1, 6)))
        cells = _MAKERS[origin](id_, draw(st.sampled_from(["040", "190"]))).split("\t")
        fault = draw(st.sampled_from(["none", "none", "cell", "torn", "more", "shuffled", "junk"]))
        if fault == "cell":
            cells[draw(st.integers(0, len(cells) - 1))] = draw(_CELLS)
        elif fault == "torn":
            cells = cells[: draw(st.integers(1, len(cells) - 1))]
        elif fault == "more":
            cells.append(draw(_CELLS))
        elif fault == "shuffled":
            cells = draw(st.permutations(cells))
        encoding = draw(st.sampled_from(["utf-8", "cp1252", "latin-1"]))
        line = "\t".join(cells).encode(encoding, "replace")
        if fault == "junk":
            line = draw(st.binary(max_size=40)).replace(b"\n", b"")
        lines.append(line)
    if _HEADS[origin]:
        head = _HEADS[origin].split("\t")
        if draw(st.booleans()):
            head = draw(st.permutations(head))
        lines.insert(0, "\t".join(head).encode())
    end = draw(st.sampled_from([b"\n", b"\r\n", b"\n\n"]))
    return (
        draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
        + end.join(lines)
        + draw(st.sampled_from([b"", end]))
    )


def rows_in(data: bytes, origin: str) -> int:
    """Count the data lines of a file, in the plainest way there is."""
    lines = [line.removesuffix(b"\r") for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    return len([line for line in lines if line]) - bool(_HEADS[origin])


@pytest.mark.parametrize("origin", FORMS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_line_is_accounted_for(origin: str, data: st.DataObject) -> None:
    first, second = data.draw(files(origin)), data.draw(files(origin))
    size = data.draw(st.sampled_from([97, 1000, 1 << 20]))
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "x.db")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("one.tab", first)
            archive.writestr("two.tab", second)
        file = Path(folder, "events.zip")
        file.write_bytes(packed.getvalue())
        done = import_events(record, [file], FORMS[origin], size=size)
        assert done.kept + done.merged + done.dropped.total() == done.read
        if not done.failed:
            assert done.read == rows_in(first, origin) + rows_in(second, origin)
        found = imported_events(record, copies=True)
        assert found.height == done.kept + done.merged
        assert found["id"].n_unique() == found.height
        listed = sorted(folder_of(record).glob("*/dropped-*.parquet"))
        assert sum(pl.read_parquet(f).height for f in listed) == done.dropped.total()
        again = import_events(record, [file], FORMS[origin], size=size)
        assert again.read == 0


@pytest.mark.parametrize("origin", FORMS)
@settings(max_examples=15, deadline=None)
@given(data=st.binary(max_size=400))
def test_bytes_of_any_kind_never_crash(origin: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, record = Path(folder, "any"), Path(folder, "x.db")
        file.write_bytes(data)
        done = import_events(record, [file], FORMS[origin])
        assert done.failed or done.read == done.kept + done.merged + done.dropped.total()
