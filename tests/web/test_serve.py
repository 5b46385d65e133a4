"""The command refuses to serve other machines, and says so."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli.serve import command


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_only_this_machine_is_served(tmp_path: Path, host: str) -> None:
    got = CliRunner().invoke(command, ["--host", host, "--record", str(tmp_path / "a.db")])
    assert got.exit_code == 2
    assert "this machine only" in got.output


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        got = CliRunner().invoke(command, ["--port", port, "--record", str(tmp_path / "a.db")])
    assert got.exit_code == 2
    assert "another --port" in got.output


def test_the_server_starts_without_what_is_slow_to_import() -> None:
    """What only some pages need is imported beside the first requests."""
    told = """
import sys
import detente.web.app
slow = {"statsmodels", "ruptures", "pandas", "spacy", "lightgbm", "numba"}
print(sorted(slow & set(sys.modules)))
from pathlib import Path
from detente.web.warm import warm_up
warm_up(Path("none.db"))
print(sorted({"statsmodels", "ruptures"} & set(sys.modules)))
"""
    got = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert got.stdout.splitlines() == ["[]", "['ruptures', 'statsmodels']"]
