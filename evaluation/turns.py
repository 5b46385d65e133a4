"""How well turns of relationships are found, beside two simple ways, and which way the index moves.

    python evaluation/turns.py KNOWN.jsonl ICEWS.tab.gz YEARLY.csv.gz SCORER.py [--choose] [--online]

KNOWN.jsonl holds dated turns (``dyad``, ``date``, ``direction``), ICEWS.tab.gz events in the form of ICEWS,
YEARLY.csv.gz counts by directed pair, year and quad class; SCORER.py compares two lists of turns. The events
are imported into a new record and the turns asked for by the command line, as a user would. The pairs
are parted in halves by a hash of their names: settings were chosen on the first half (``--choose`` shows
how), the second half is the confirmation.

Beside it: the yearly share of conflict (a turn in July of each year whose share differs from the year before by more
than a tenth) and PELT of ``ruptures`` on monthly sums of Goldstein weights, with the settings of its manual
(rbf, penalty 10) and with least squares and the penalty of the Bayesian information criterion.

As a floor, the turns found are moved in time by chance, each pair's together, two hundred times.

Known turns of which the events hold nothing cannot be found; the reach says how many have an act that
goes their way within the tolerance. ``--online`` steps through the years in steps of two weeks and tells
which known turns raise an alert by what was known within a quarter, and how many other alerts there are.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import ruptures

from detente.relations.acts import Acts, acts_between
from detente.relations.load import load_events
from detente.relations.online import alert_of
from detente.relations.series import index_of, share_of
from detente.relations.turns import TurnSettings, turns_of

FIRST, LAST, TOLERANCE = dt.date(2005, 1, 1), dt.date(2015, 12, 31), 92
Row = dict[str, Any]


def half_of(dyad: str) -> int:
    """Return 0 for pairs that settings are chosen on, 1 for those that confirm."""
    return hashlib.sha256(dyad.encode()).digest()[-1] % 2


def pair_of(dyad: str) -> tuple[str, str]:
    a, b = dyad.split("-")
    return a, b


def detente(*args: str | Path) -> str:
    """Run the command line and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "detente", *map(str, args)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


class Scores:
    """The scorer on the known turns of both halves and of all."""

    def __init__(self, scorer: Path, known: list[Row], work: Path) -> None:
        self.scorer, self.work = scorer, work
        self.parts = {
            name: [k for k in known if half is None or half_of(k["dyad"]) == half]
            for name, half in (("chosen on", 0), ("confirming", 1), ("all", None))
        }

    def of(self, found: Iterable[Row], part: str) -> Row:
        """Return what the scorer says of a list of turns."""
        gold, file = self.work / "gold.jsonl", self.work / "found.jsonl"
        for path, rows in ((gold, self.parts[part]), (file, found)):
            path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
        command = [sys.executable, self.scorer, gold, file, "--from", FIRST.isoformat()]
        command += ["--to", LAST.isoformat(), "--tolerance", str(TOLERANCE)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        answer: Row = json.loads(done.stdout)
        return answer

    def say(self, name: str, found: list[Row]) -> None:
        """Print the figures of both halves and of all."""
        for part in self.parts:
            s = self.of(found, part)
            print(
                f"{name:34} {part:10} {s['found']:3} of {s['known']:3} = {s['recall']} %,"
                f" other turns per dyad-year {s['other turns per dyad-year']},"
                f" median lag {s['median lag days']} days"
            )


def found_by(settings: TurnSettings, acts: dict[str, Acts]) -> list[Row]:
    return [
        {"dyad": dyad, "date": t.date.isoformat(), "direction": t.direction}
        for dyad, a in acts.items()
        for t in turns_of(a, pair_of(dyad), FIRST, LAST, settings)
    ]


def yearly_share(events: dict[str, pl.DataFrame], least: float = 0.1) -> list[Row]:
    """Return a turn in the middle of each year whose share of conflict differs from the year before."""
    out = []
    for dyad, rows in events.items():
        shares = (
            rows.group_by(pl.col("date").dt.year().alias("year"))
            .agg((pl.col("quad") >= 3).mean().alias("share"))
            .sort("year")
        )
        for (y0, s0), (y1, s1) in itertools.pairwise(shares.iter_rows()):
            if y1 == y0 + 1 and abs(s1 - s0) > least:
                way = "down" if s1 > s0 else "up"
                out.append({"dyad": dyad, "date": f"{y1}-07-01", "direction": way})
    return out


def monthly_pelt(events: dict[str, pl.DataFrame], model: str) -> list[Row]:
    """Return the change points of monthly sums of Goldstein weights."""
    out = []
    for dyad, rows in events.items():
        sums = np.zeros((LAST.year - FIRST.year + 1) * 12)
        for day, weight in rows.select("date", "goldstein").iter_rows():
            sums[(day.year - FIRST.year) * 12 + day.month - 1] += weight or 0.0
        if not sums.any():
            continue
        penalty = 10.0 if model == "rbf" else 2 * float(sums.var()) * float(np.log(len(sums)))
        ends = ruptures.Pelt(model=model).fit(sums).predict(pen=penalty)
        bounds = [0, *ends]
        means = [float(sums[a:b].mean()) for a, b in itertools.pairwise(bounds)]
        for at, (m0, m1) in zip(ends[:-1], itertools.pairwise(means), strict=True):
            date = dt.date(FIRST.year + at // 12, at % 12 + 1, 1).isoformat()
            out.append({"dyad": dyad, "date": date, "direction": "up" if m1 > m0 else "down"})
    return out


def reach(known: list[Row], acts: dict[str, Acts]) -> int:
    """Return how many known turns have an act that goes their way within the tolerance."""
    count = 0
    for k in known:
        a, day = acts[k["dyad"]], dt.date.fromisoformat(k["date"]).toordinal()
        sign = 1 if k["direction"] == "up" else -1
        count += bool(((abs(a.day - day) <= TOLERANCE) & (a.sign == sign)).any())
    return count


def by_chance(known: list[Row], found: list[Row], times: int = 200) -> float:
    """Return how many known turns the same turns meet when each pair's are moved together by chance."""
    days = (LAST - FIRST).days + 1
    draw = np.random.default_rng(1)
    turned: dict[tuple[str, str], list[int]] = {}
    for f in found:
        day = (dt.date.fromisoformat(f["date"]) - FIRST).days
        turned.setdefault((f["dyad"], f["direction"]), []).append(day)
    met = 0
    for _ in range(times):
        moved = {dyad: int(draw.integers(0, days)) for dyad in {f["dyad"] for f in found}}
        for k in known:
            at = (dt.date.fromisoformat(k["date"]) - FIRST).days
            mine = turned.get((k["dyad"], k["direction"]), [])
            met += any(abs((day + moved[k["dyad"]]) % days - at) <= TOLERANCE for day in mine)
    return met / times


def choose(scores: Scores, acts: dict[str, Acts]) -> None:
    """Print the settings tried on the first half: most known turns first, then fewest others."""
    rows = []
    for threshold, before, apart, per_year in itertools.product(
        (1.0, 1.5, 2.0, 2.5, 3.0), (365, 730), (92, 183), (0.6, 0.75)
    ):
        settings = TurnSettings(threshold=threshold, before=before, apart=apart, per_year=per_year)
        s = scores.of(found_by(settings, acts), "chosen on")
        rows.append(
            (-s["found"], s["other turns per dyad-year"], threshold, before, apart, per_year)
        )
    for found, other, *rest in sorted(rows):
        print(f"  {-found} found, {other} others: threshold, before, apart, per_year = {rest}")


def yearly_direction(known: list[Row], yearly: Path) -> None:
    """Print how often the index and the plain share move the right way from one year to the next."""
    quads = ("verbCoop", "matlCoop", "verbConf", "matlConf")
    frame = pl.read_csv(yearly, infer_schema_length=None).with_columns(
        (
            pl.min_horizontal("i_iso3c", "j_iso3c") + "-" + pl.max_horizontal("i_iso3c", "j_iso3c")
        ).alias("dyad")
    )
    frame = frame.group_by("dyad", "year").agg(pl.col(quads).sum())
    counts = {(r[0], r[1]): r[2:] for r in frame.select("dyad", "year", *quads).iter_rows()}

    def summed(dyad: str, years: Iterable[int]) -> list[int]:
        rows = [counts[dyad, y] for y in years if (dyad, y) in counts]
        return [int(sum(column)) for column in zip(*rows, strict=True)] or [0, 0, 0, 0]

    def index(row: list[int], total: list[int]) -> float:
        said = share_of(row[2], row[0] + row[2], (total[2] + 0.5) / (total[0] + total[2] + 1))
        done = share_of(row[3], row[1] + row[3], (total[3] + 0.5) / (total[1] + total[3] + 1))
        return index_of(said, done) or 0.0

    comparisons: dict[str, Callable[[int], tuple[int, ...]]] = {
        "year of the turn": lambda y: (y,),
        "that and the next year": lambda y: (y, y + 1),
        "the next year": lambda y: (y + 1,),
    }
    print("\nyearly direction, against the year before the turn")
    for name, after_years in comparisons.items():
        right, plain, total = {"up": 0, "down": 0}, {"up": 0, "down": 0}, {"up": 0, "down": 0}
        for k in known:
            year, way = int(k["date"][:4]), k["direction"]
            before, after = summed(k["dyad"], [year - 1]), summed(k["dyad"], after_years(year))
            if not sum(before) or not sum(after) or max(after_years(year)) > 2014:
                continue
            everything = summed(k["dyad"], range(2002, 2015))
            total[way] += 1
            moved = index(after, everything) - index(before, everything)
            share = sum(before[2:]) / sum(before) - sum(after[2:]) / sum(after)
            right[way] += (moved > 0) if way == "up" else (moved < 0)
            plain[way] += (share > 0) if way == "up" else (share < 0)
        for way in ("down", "up"):
            print(f"  {name:24} {way:4} index {right[way]} of {total[way]}, share {plain[way]}")


def online(scores: Scores, acts: dict[str, Acts]) -> None:
    """Print how alerts raised by what was known at the time agree with the known turns."""
    raised: list[tuple[str, int, str, float]] = []
    for dyad, a in acts.items():
        for day in range(FIRST.toordinal() + 182, LAST.toordinal() + 1, 14):
            alert = alert_of(a, pair_of(dyad), FIRST, dt.date.fromordinal(day), threshold=2.0)
            if alert:
                raised.append((dyad, day, alert.direction, alert.strength))
    print(
        "\nonline, every two weeks, by what was known: alerts within a quarter after a known turn"
    )
    for threshold, part in itertools.product((2.0, 3.0, 4.0, 5.0, 6.0), scores.parts):
        known = scores.parts[part]
        dyads = {k["dyad"] for k in known}
        told: list[tuple[str, int, str]] = []
        for dyad, day, way, strength in raised:
            again = any((d, w) == (dyad, way) and n > day - TOLERANCE for d, n, w in told)
            if dyad in dyads and strength >= threshold and not again:
                told.append((dyad, day, way))
        used: set[int] = set()
        for k in known:
            turned = dt.date.fromisoformat(k["date"]).toordinal()
            fits = (
                i for i, (d, n, w) in enumerate(told)
                if i not in used and (d, w) == (k["dyad"], k["direction"]) and 0 <= n - turned <= TOLERANCE
            )  # fmt: skip
            used.update(itertools.islice(fits, 1))
        years = len(dyads) * ((LAST - FIRST).days - 182) / 365.25
        print(f"  threshold {threshold} {part:10} {len(used):3} of {len(known)},"
              f" other alerts per dyad-year {(len(told) - len(used)) / years:.2f}")  # fmt: skip


def main() -> None:
    """Import, find, score, print."""
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("known", "icews", "yearly", "scorer"):
        options.add_argument(name, type=Path)
    options.add_argument("--choose", action="store_true", help="show the settings tried")
    options.add_argument("--online", action="store_true", help="test the alerts too")
    given = options.parse_args()
    known = [json.loads(r) for r in given.known.read_text("utf-8").split("\n") if r.strip()]
    inside = [k for k in known if FIRST.isoformat() <= k["date"] <= LAST.isoformat()]
    dyads = sorted({k["dyad"] for k in inside})
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        record = work / "turns.db"
        detente("import", "icews", given.icews, "--record", record)
        scores = Scores(given.scorer, inside, work)
        lines = detente("relations", "turns", "--record", record).splitlines()
        events = {d: load_events(record, pair=pair_of(d), origins=["icews"]) for d in dyads}
        once = {d: e.filter(~pl.col("reciprocal")) for d, e in events.items()}
        acts = {d: acts_between(e, pair_of(d)) for d, e in events.items()}
        print(f"{len(dyads)} dyads; reach: {reach(inside, acts)} of {len(inside)} known turns have an act"
              f" that goes their way within {TOLERANCE} days\n")  # fmt: skip
        scores.say("detente relations turns", [json.loads(line) for line in lines])
        mine = [f for f in map(json.loads, lines) if f["dyad"] in acts]
        print(
            f"  moved by chance, pair by pair, they meet {by_chance(inside, mine):.1f} of {len(inside)}"
        )
        scores.say("yearly share of conflict", yearly_share(once))
        scores.say("PELT, summed Goldstein, rbf 10", monthly_pelt(once, "rbf"))
        scores.say("PELT, summed Goldstein, l2 BIC", monthly_pelt(once, "l2"))
        if given.choose:
            print("\nsettings, on the first half")
            choose(scores, acts)
        if given.online:
            online(scores, acts)
    yearly_direction(known, given.yearly)


if __name__ == "__main__":
    main()
