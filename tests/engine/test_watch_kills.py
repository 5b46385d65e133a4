"""A watch that is killed while it writes a file leaves nothing behind for ever."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from detente.engine.deliver import write_whole

#: Writes a file and kills itself before the file gets its name.
KILLED = """
import os, pathlib, signal, sys
from detente.engine.deliver import write_whole

pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_whole(pathlib.Path(sys.argv[1]), b"new")
"""


def test_what_a_killed_watch_left_of_a_file_is_taken_away(tmp_path: Path) -> None:
    file, theirs = tmp_path / "x[1].atom", tmp_path / ".x[1].atom.swp"
    theirs.write_text("of an editor")
    write_whole(file, b"old")
    words = [sys.executable, "-c", KILLED, str(file)]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    assert file.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 3
    write_whole(file, b"newer")
    assert sorted(tmp_path.iterdir()) == [theirs, file]
    assert file.read_bytes() == b"newer"
