"""How event data come in: nothing lost of a real file, rows a second, memory, and one pair's twenty years.

Usage: python evaluation/imports.py [--icews FILE ...] [--gdelt-rows N] [--work FOLDER]

With --icews each file is imported into a new record, written out again by ``detente export --format
icews`` and compared with the file, row by row.

With --gdelt-rows a GDELT 2.0 file of that many rows is made, with its 61 columns filled with values
drawn by chance (seed 1): twenty years of days, the actor codes of the actor list by rank (the more
frequent ones far more often, a quarter of the rows with an unnamed side), the CAMEO codes of the
codebook, places, and an address for about every third row. It is imported by the command line in a
process of its own, whose memory is that of its largest moment; then the acts of three pairs are asked
for, in a process of its own too: of the most frequent one, a frequent one and a rare one. Times are those
of this machine as busy as it is.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from detente.actors import load_actors
from detente.codebook import load_codebook
from detente.sources.events.gdelt import COLUMNS
from detente.sources.events.rows import blocks

_CHUNK = 250_000
_FIRST_DAY, _DAYS = np.datetime64("2005-01-01"), 7305
_ASK = """
import json, statistics, sys, time
from pathlib import Path
from detente.relations.load import load_events
path, out = Path(sys.argv[1]), {}
for pair in sys.argv[2:]:
    def ask():
        start = time.perf_counter()
        found = load_events(path, pair=tuple(pair.split("-")), origins=["gdelt"])
        return 1000 * (time.perf_counter() - start), found.height
    first, rows = ask()
    again = [ask()[0] for _ in range(20)]
    out[pair] = {"rows": rows, "first_ms": round(first, 1),
                 "median_ms": round(statistics.median(again), 1), "best_ms": round(min(again), 1)}
print(json.dumps(out))
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--icews", nargs="*", type=Path, default=[])
    options.add_argument("--gdelt-rows", type=int, default=0)
    options.add_argument("--work", type=Path, default=Path("/tmp/detente-imports"))
    given = options.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    whole = True
    for number, file in enumerate(given.icews):
        whole &= round_trip(file, given.work / f"icews-{number}.db")
    if given.gdelt_rows:
        bulk(given.gdelt_rows, given.work)
    return 0 if whole else 1


def round_trip(file: Path, record: Path) -> bool:
    """Import a file, write it out, and compare every row."""
    fresh(record)
    run("import", "icews", str(file), "--record", str(record))
    out = record.with_suffix(".tab")
    run("export", "--format", "icews", "-o", str(out), "--record", str(record))
    before, after = Counter(lines(file)), Counter(lines(out))
    lost, added = (before - after).total(), (after - before).total()
    rows = before.total() - 1
    print(json.dumps({"file": file.name, "rows": rows, "lost": lost, "not_in_file": added}))
    return lost == added == 0


def lines(file: Path) -> Iterator[bytes]:
    """Yield the lines of a file."""
    for _, pieces in blocks(file):
        for block in pieces:
            yield from block.data.splitlines()


def bulk(rows: int, work: Path) -> None:
    """Make a file of GDELT rows, import it, and ask for one pair."""
    file, record = work / f"made-{rows}.export.CSV", work / f"made-{rows}.db"
    if not file.exists():
        half = file.with_suffix(".part")
        make(half, rows)
        half.rename(file)
    fresh(record)
    start = time.perf_counter()
    run("import", "gdelt", str(file), "--record", str(record))
    seconds = time.perf_counter() - start
    # in kilobytes on Linux; the largest of the processes that have ended
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    stored = sum(f.stat().st_size for f in record.with_suffix(".events").rglob("*.parquet"))
    codes = actor_codes()
    pairs = ["-".join(codes[i] for i in places) for places in ((0, 1), (8, 9), (60, 90))]
    asked = subprocess.run(
        [sys.executable, "-c", _ASK, str(record), *pairs],
        capture_output=True,
        text=True,
        check=True,
    )
    found = {
        "rows": rows,
        "file_mb": round(file.stat().st_size / 1e6),
        "seconds": round(seconds, 1),
        "rows_a_second": round(rows / seconds),
        "peak_memory_mb": round(memory),
        "stored_mb": round(stored / 1e6),
        "pairs": json.loads(asked.stdout),
    }
    print(json.dumps(found))


def actor_codes() -> list[str]:
    """Return the codes of states, those that the news name most first."""
    often = ["USA", "CHN", "RUS", "ISR", "GBR", "IRN", "FRA", "DEU", "IND", "JPN", "UKR", "TUR"]
    states = [id_ for id_, actor in load_actors().actors.items() if actor.kind == "state"]
    return often + [s for s in states if s not in often]


def make(file: Path, rows: int) -> None:
    """Write a GDELT 2.0 file of rows drawn by chance."""
    chance = np.random.default_rng(1)
    with file.open("wb") as out:
        for first in range(0, rows, _CHUNK):
            chunk(chance, first, min(_CHUNK, rows - first)).write_csv(
                out, separator="\t", include_header=False, quote_style="never"
            )


def chunk(chance: np.random.Generator, first: int, size: int) -> pl.DataFrame:
    """Return some rows of the made file."""
    codes = np.array([*actor_codes(), ""])
    weights = 1 / np.arange(1, len(codes) + 1)
    weights[-1] = weights[:-1].sum() / 7  # a side without a country
    weights /= weights.sum()
    book = load_codebook().cameo
    events = np.array([code for code in book if len(code) > 2])
    scores = np.array([book[c].goldstein for c in events])
    kinds = np.array(["", "GOV", "MIL", "COP", "BUS", "MED", "CVL", "LEG"])
    sides = [chance.choice(codes, size, p=weights) for _ in range(2)]
    types = [chance.choice(kinds, size) for _ in range(2)]
    event = chance.integers(0, len(events), size)
    days = np.sort(chance.integers(0, _DAYS, size)) + _FIRST_DAY
    date = pl.Series(days.astype("datetime64[D]")).dt.strftime("%Y%m%d")
    story = chance.integers(0, max(size // 3, 1), size)
    quads = np.digitize([int(c[:2]) for c in events], [6, 9, 14]) + 1
    filled: dict[str, object] = {
        "GLOBALEVENTID": np.arange(first, first + size) + 900_000_000,
        "SQLDATE": date,
        "MonthYear": date.str.slice(0, 6),
        "Year": date.str.slice(0, 4),
        "FractionDate": np.round(2005 + chance.random(size) * 20, 4),
        "IsRootEvent": chance.integers(0, 2, size),
        "EventCode": events[event],
        "EventBaseCode": pl.Series(events[event]).str.slice(0, 3),
        "EventRootCode": pl.Series(events[event]).str.slice(0, 2),
        "QuadClass": quads[event],
        "GoldsteinScale": scores[event],
        "NumMentions": chance.integers(1, 40, size),
        "NumSources": chance.integers(1, 5, size),
        "NumArticles": chance.integers(1, 40, size),
        "AvgTone": np.round(chance.normal(-2, 4, size), 13),
        "DATEADDED": date + "120000",
        "SOURCEURL": pl.select(
            pl.format(
                "https://www.paper{}.example/world/{}/report-on-what-they-did-{}.html",
                pl.Series(story % 977),
                pl.Series(first // _CHUNK * size + story),
                pl.Series(story * 7919),
            )
        ).to_series(),
    }
    for n, (side, type_) in enumerate(zip(sides, types, strict=True), 1):
        code = pl.Series(side)
        filled |= {
            f"Actor{n}Code": code + pl.Series(type_),
            f"Actor{n}Name": "NAME OF " + code,
            f"Actor{n}CountryCode": code,
            f"Actor{n}Type1Code": type_,
        }
    for who in ("Actor1", "Actor2", "Action"):
        place = pl.Series(chance.integers(0, 20_000, size)).cast(pl.String)
        filled |= {
            f"{who}Geo_Type": chance.integers(1, 5, size),
            f"{who}Geo_FullName": "Town " + place + ", Province, Country",
            f"{who}Geo_CountryCode": "CH",
            f"{who}Geo_ADM1Code": "CH22",
            f"{who}Geo_ADM2Code": "13001",
            f"{who}Geo_Lat": np.round(chance.uniform(-60, 70, size), 4),
            f"{who}Geo_Long": np.round(chance.uniform(-180, 180, size), 4),
            f"{who}Geo_FeatureID": "-" + place,
        }
    frame = pl.select(pl.lit(0).repeat_by(size).explode().alias("row"))
    for name in COLUMNS:
        value = filled.get(name, "")
        series = pl.lit(value) if isinstance(value, str) else pl.Series(name, value)
        frame = frame.with_columns(series.alias(name))
    return frame.drop("row")


def fresh(record: Path) -> None:
    """Take away what an earlier run left."""
    record.unlink(missing_ok=True)
    shutil.rmtree(record.with_suffix(".events"), ignore_errors=True)


def run(*arguments: str) -> None:
    """Run the command line; what it says goes to standard error."""
    subprocess.run([sys.executable, "-m", "detente", *arguments], check=True)


if __name__ == "__main__":
    raise SystemExit(main())
