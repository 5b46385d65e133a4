"""A record of all sample dispatches, read once for the tests of all commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import detente

from detente.samples import sample_paths


@pytest.fixture(scope="session")
def sample_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample_record") / "record.db"
    done = detente("add", *sample_paths(), "--record", path)
    assert done.returncode == 0, done.stderr
    return path
