"""Check the imported events beside a record: every folder against its list of what was imported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from detente.errors import SourceError
from detente.record.bulk import BUCKETS, FORM, folder_of
from detente.sources.events.rows import sha256_of

_AGAIN = "take the folder away and import its files again"

Finding = tuple[str, str, str]


def import_problems(record: Path) -> Iterator[Finding]:
    """Yield what is wrong with imports: what, which, what to do.

    A folder that is being written, or was when the program was killed, counts for nothing and is
    passed over: the next import takes it away.
    """
    home = folder_of(record)
    if not home.is_dir():
        return
    for folder in sorted(home.iterdir()):
        if not folder.is_dir() or folder.name.startswith("."):
            continue
        try:
            for what in _of_folder(folder):
                yield what, str(folder), _AGAIN
        except (SourceError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            yield f"its list of what was imported cannot be read ({error})", str(folder), _AGAIN


def _of_folder(folder: Path) -> Iterator[str]:
    file = folder / "manifest.json"
    if not file.is_file():
        yield "has no list of what was imported (manifest.json), so that none of it counts"
        return
    held: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if int(held["form"]) > FORM:
        yield "was written by a newer version of Détente, which can check it"
        return
    whole = "".join(sorted(str(i["sha256"]) for i in held["inputs"]))
    name = f"{held['origin']}-{hashlib.sha256(whole.encode()).hexdigest()[:16]}"
    if name != folder.name:
        yield f"its list is that of {name}"
    known: dict[str, str] = held.get("files", {})
    for missing in sorted(n for n in known if not (folder / n).is_file()):
        yield f"{missing} is missing"
    kept = merged = 0
    sound = True
    for events in sorted(folder.glob("*.parquet")):
        if known.get(events.name, "") not in ("", sha256_of(events)):
            yield f"{events.name} is damaged: not as it was written"
            sound = False
        elif events.name.startswith("events-"):
            try:
                counts, copies = _counted(events)
            except ValueError as error:
                yield str(error)
                sound = False
            else:
                kept, merged = kept + counts, merged + copies
    told = (int(held["counts"]["kept"]), int(held["counts"]["merged"]))
    if sound and told != (kept, merged):
        yield (
            f"holds {kept:,} events and {merged:,} further tellings; its list says {told[0]:,} and "
            f"{told[1]:,}"
        )


def _counted(file: Path) -> tuple[int, int]:
    """Read a whole file; return how many rows count, and how many tell what another row tells.

    Raises:
        ValueError: When it cannot be read, or holds rows of other buckets.
    """
    low, high = (int(part) for part in file.stem.split("-")[1:])
    try:
        scan = pl.scan_parquet(file)
        # a hash of each column makes every page be unpacked
        scan.select(pl.all().hash().sum()).collect()
        row = scan.select(
            copies=(pl.col("copy_of") != "").sum(),
            rows=pl.len(),
            low=pl.col("bucket").min(),
            high=pl.col("bucket").max(),
        ).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        reason = (str(error).splitlines() or ["unreadable"])[0]
        raise ValueError(f"{file.name} cannot be read ({reason})") from error
    copies, rows, first, last = row.row(0)
    if rows and not (low <= first and last <= min(high, 2 * BUCKETS - 1)):
        raise ValueError(f"{file.name} holds rows that belong into another file")
    return rows - copies, copies
