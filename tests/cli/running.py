"""Commands run as the program runs them, in this process: quick, with real files and exit codes."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.cli.main import main


@dataclass
class Done:
    """What a command printed and with which code it ended."""

    returncode: int
    stdout: str
    stderr: str


def detente(*args: str | Path) -> Done:
    """Run a command."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["detente", *map(str, args)])
        patch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())
