"""Thirty kills at random moments of adding, importing and renewing: nothing lost, half there, or double."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

KILLS = Path(__file__).parents[2] / "evaluation" / "kills.py"


def test_kills_lose_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(KILLS), "--rounds", "30", "--seed", "6"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["lost"], found["half"], found["double"]) == (0, 0, 0)
    assert found["rounds"] == 30
    assert found["killed"] >= 10, "most rounds must end by a kill, else this shows nothing"
