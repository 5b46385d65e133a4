"""The scripts that are shipped are those that were published."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import detente.web

VENDOR = Path(detente.web.__file__).parent / "static" / "vendor"


def test_shipped_scripts_are_unchanged() -> None:
    told = dict(
        re.findall(r"\| (\S+) \| .* \| ([0-9a-f]{64}) \|", (VENDOR / "VENDOR.md").read_text())
    )
    assert set(told) == {p.name for p in VENDOR.iterdir() if p.name != "VENDOR.md"}
    for name, digest in told.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
