"""Forecasts on public benchmarks, ours beside the published ones, as one table for each.

Usage: python evaluation/forecasts.py DIR [DIR ...] [--on valid|test] [--multi-step] [--peers]

Each DIR holds events.parquet (date, source, relation, target, split; cameo where known) and is named as the
benchmark is (ICEWS14, ICEWS18). Published figures are of the test days with the time-aware filter; ours
are of the part asked about. Each benchmark runs in a process of its own, so that memory is its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

#: (benchmark, steps) -> method, source, MRR and hits@10; None where not published.
PUBLISHED: dict[tuple[str, str], tuple[tuple[str, str, float, float | None], ...]] = {
    ("ICEWS14", "single"): (
        ("CountTRuCoLa", "Gastinger et al. 2025", 45.0, 62.0),
        ("TiRGN", "Li et al. 2022", 44.0, 63.8),
        ("TLogic", "Liu et al. 2022", 42.5, 60.3),
        ("RE-GCN", "Li et al. 2021", 42.1, None),
        ("recurrency baseline", "Gastinger et al. 2024", 37.4, 51.5),
    ),
    ("ICEWS14", "multi"): (
        ("RE-GCN", "Li et al. 2021", 37.8, None),
        ("TLogic", "Liu et al. 2022", 35.5, None),
        ("recurrency baseline", "Gastinger et al. 2024", 31.7, None),
    ),
    ("ICEWS18", "single"): (
        ("TiRGN", "Li et al. 2022", 33.7, None),
        ("RE-GCN", "Li et al. 2021", 32.6, None),
        ("TLogic", "Liu et al. 2022", 29.6, None),
        ("recurrency baseline", "Gastinger et al. 2024", 28.7, None),
    ),
}


def measured(folder: Path, options: list[str]) -> dict[str, Any]:
    """Return what ``detente outlook evaluate`` prints for a folder."""
    command = [sys.executable, "-m", "detente", "outlook", "evaluate", str(folder), *options]
    found = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(found.stdout)
    return result


def table(found: dict[str, Any]) -> str:
    """Return one benchmark's table: ours, then peers where asked for, then published figures."""
    where = f"{found['on']} days, {found['from']} to {found['until']}"
    lines = [
        f"{found['data']}, {found['steps']} step; ours: {where}, {found['questions']} questions",
        "",
        "| | MRR | hits@1 | hits@3 | hits@10 | unseen MRR | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in {"Détente": found, **found.get("peers", {})}.items():
        cells = [row[k] for k in ("mrr", "hits@1", "hits@3", "hits@10")] + [row["unseen"]["mrr"]]
        lines.append(f"| {name} | {' | '.join(str(c) for c in cells)} | this command |")
    for name, source, mrr, ten in PUBLISHED.get((found["data"], found["steps"]), ()):
        lines.append(f"| {name} | {mrr} | | | {ten or ''} | | {source}, test days |")
    seconds = found["seconds"]
    lines += [
        "",
        f"{seconds['fit']:.0f} s to fit, {seconds['test']:.0f} s to ask, {seconds['processor']:.0f} s of processor"
        f" time; peak memory {found['peak_memory_mib']} MiB.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Print a table for each folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--on", choices=["valid", "test"])
    parser.add_argument("--multi-step", action="store_true")
    parser.add_argument("--peers", action="store_true")
    given = parser.parse_args()
    options = [f"--on={given.on}"] if given.on else []
    options += ["--multi-step"] * given.multi_step + ["--peers"] * given.peers
    print("\n\n".join(table(measured(folder, options)) for folder in given.folders))


if __name__ == "__main__":
    main()
