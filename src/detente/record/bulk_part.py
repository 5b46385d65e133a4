"""One import on its way: what became of it, and the folder that it leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from detente.errors import SourceError
from detente.record.bulk import BUCKETS, FORM, KEYS, file_name, held_rows
from detente.record.bulk_merge import placed, settled
from detente.sources.events.form import EventForm
from detente.sources.events.read import DROPPED
from detente.sources.events.rows import sha256_of

_STAGE_ROWS = 200_000
_STAGE_GROUP = 10_000
_SETTLE_ROWS = 300_000
_ROW_GROUP = 20_000
_DROPPED_ROWS = 200_000
_EXAMPLES = 3
#: Folders of this name are being written, or were when the program was killed.
UNFINISHED = ".new-"

#: Reasons for leaving out a row that is well formed.
BEFORE = "imported before"
TWICE = "stands twice"


@dataclass(slots=True)
class Imported:
    """What became of an import.

    Attributes:
        origin: The origin.
        read: Rows read.
        kept: Rows that count, one for each act and direction.
        merged: Rows kept that tell an act which another row tells.
        dropped: Rows left out, by reason.
        examples: For each reason some of them: file and line, and the line as it stood.
        failed: What could not be read at all.
        files: Files of which rows were read.
        already: Files imported before.
        notes: What is odd, with the number of rows or files.
        unknown: Names of actors that the actor list does not hold, with the number of rows.
        folders: The folders written.
    """

    origin: str
    read: int = 0
    kept: int = 0
    merged: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    failed: list[SourceError] = field(default_factory=list)
    files: int = 0
    already: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    folders: list[Path] = field(default_factory=list)

    @property
    def malformed(self) -> int:
        """How many rows were left out for another reason than that they are there already."""
        return sum(n for reason, n in self.dropped.items() if reason not in (BEFORE, TWICE))


class PartWriter:
    """One import on its way: rows set aside, then put together into the folder it leaves."""

    def __init__(self, folder: Path, form: EventForm, record: Path) -> None:
        self._home = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        self._home.chmod(0o755)
        self._stage = self._home / "stage"
        self._stage.mkdir()
        self._folder, self._form, self._record = folder, form, record
        self._waiting: list[pl.DataFrame] = []
        self._staged: list[Path] = []
        self._sizes = np.zeros(2 * BUCKETS, dtype=np.int64)
        self._dropped: list[pl.DataFrame] = []
        self._dropped_files = 0
        self._reasons: Counter[str] = Counter()
        self.inputs: list[dict[str, Any]] = []
        self.rows = 0

    def take(self, events: pl.DataFrame) -> None:
        """Set rows aside."""
        n = pl.int_range(self.rows, self.rows + events.height, dtype=pl.Int64(), eager=True)
        self.rows += events.height
        self._waiting.append(events.with_columns(n=n))
        if sum(f.height for f in self._waiting) >= _STAGE_ROWS:
            self._put_aside()

    def _put_aside(self) -> None:
        if not self._waiting:
            return
        frame = placed(pl.concat(self._waiting)).sort("bucket", maintain_order=True)
        self._waiting = []
        self._sizes += np.bincount(frame["bucket"].to_numpy(), minlength=2 * BUCKETS)
        file = self._stage / f"{len(self._staged):05d}.parquet"
        frame.write_parquet(file, compression="lz4", row_group_size=_STAGE_GROUP)
        self._staged.append(file)

    def drop(self, rows: pl.DataFrame, done: Imported) -> None:
        """Note rows that are left out."""
        if not rows.height:
            return
        for reason, count in rows["reason"].value_counts().iter_rows():
            done.dropped[reason] += count
            self._reasons[reason] += count
            examples = done.examples.setdefault(reason, [])
            if len(examples) < _EXAMPLES:
                some = rows.filter(pl.col("reason") == reason).head(_EXAMPLES - len(examples))
                examples += [
                    (f"{row['text']}:{row['line']}", row["raw"] or row["id"])
                    for row in some.iter_rows(named=True)
                ]
        self._dropped.append(rows)
        if sum(f.height for f in self._dropped) >= _DROPPED_ROWS:
            self._write_dropped()

    def _write_dropped(self) -> None:
        if self._dropped:
            file = self._home / f"dropped-{self._dropped_files:03d}.parquet"
            pl.concat(self._dropped).select(*DROPPED).write_parquet(file, compression="zstd")
            self._dropped_files += 1
            self._dropped = []

    def close(self, done: Imported, dry_run: bool) -> None:
        """Put the rows together, write them, and give the folder its name."""
        self._put_aside()
        kept = merged = 0
        days: list[dt.date] = []
        for low, high in self._groups():
            frame = self._settled(low, high)
            counts = frame.filter(pl.col("copy_of") == "")
            kept += counts.height
            merged += frame.height - counts.height
            if counts.height:
                days += [counts["date"].min(), counts["date"].max()]  # type: ignore[list-item]
            self._write(frame, low, high)
        self._write_dropped()
        done.kept += kept
        done.merged += merged
        shutil.rmtree(self._stage)
        if not dry_run:
            done.folders.append(self._name(kept, merged, days))

    def _groups(self) -> Iterator[tuple[int, int]]:
        """Yield first and last bucket of groups of rows that fit in memory together."""
        low, rows = 0, 0
        for bucket, size in enumerate(self._sizes):
            if rows and rows + size > _SETTLE_ROWS:
                yield low, bucket - 1
                low, rows = bucket, 0
            rows += int(size)
        if rows:
            yield low, 2 * BUCKETS - 1

    def _settled(self, low: int, high: int) -> pl.DataFrame:
        new = (
            pl.scan_parquet(self._staged)
            .filter(pl.col("bucket").is_between(low, high))
            .collect()
            .sort("n")
        )
        first, last = new["date"].min(), new["date"].max()
        needed = (
            "id", "date", "source", "target", "source_name", "target_name", "source_sectors",
            "target_sectors", "type", "mode", "cameo", "sources", "story", "place", "until",
            "modality",
        )  # fmt: skip
        there = held_rows(
            self._record,
            self._form.origin,
            needed,
            condition="copy_of = '' AND bucket BETWEEN ? AND ? AND date BETWEEN ? AND ?",
            values=[low, high, first, last],
        )
        schema = {name: self._form.schema[name] for name in needed}
        held = pl.concat([pl.DataFrame(schema=schema), *(f.cast(schema) for f in there)])  # type: ignore[arg-type]
        return settled(new, held, self._form)

    def _write(self, frame: pl.DataFrame, low: int, high: int) -> None:
        columns = {**self._form.schema, **KEYS}
        ordered = frame.sort("bucket", "dyad", "date", "n").select(
            pl.col(name).cast(type_) for name, type_ in columns.items()
        )
        file = self._home / file_name(low, high)
        ordered.write_parquet(file, compression="zstd", row_group_size=_ROW_GROUP)

    def _name(self, kept: int, merged: int, days: list[dt.date]) -> Path:
        manifest = {
            "form": FORM,
            "origin": self._form.origin,
            "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "inputs": self.inputs,
            "counts": {
                "read": sum(int(i["rows"]) for i in self.inputs),
                "kept": kept,
                "merged": merged,
                "dropped": self._reasons.total(),
            },
            "files": {f.name: sha256_of(f) for f in sorted(self._home.glob("*.parquet"))},
            "reasons": dict(sorted(self._reasons.items())),
            "first": min(days).isoformat() if days else None,
            "last": max(days).isoformat() if days else None,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self._home / "manifest.json").write_text(text, "utf-8")
        whole = hashlib.sha256("".join(sorted(i["sha256"] for i in self.inputs)).encode())
        home = self._folder / f"{self._form.origin}-{whole.hexdigest()[:16]}"
        return self._home.rename(home)

    def leave(self) -> None:
        """Take away what is left of an import that was not closed."""
        shutil.rmtree(self._home, ignore_errors=True)
