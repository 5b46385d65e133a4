"""The command refuses to serve other machines, and says so."""

from __future__ import annotations

import socket
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
