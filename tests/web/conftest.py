"""A small record of invented dispatches, and the pages over it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from web_samples import client, crowded_reading, first_reading, hostile_reading, past_reading

from detente.record import Record
from detente.web.app import create_app


@pytest.fixture(scope="session")
def record_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "pages.db"
    with Record.open(path) as record:
        for reading in (first_reading(), hostile_reading(), crowded_reading()):
            record.add(reading)
        for n in range(60):
            record.add(past_reading(n))
    return path


@pytest.fixture(scope="session")
def empty_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("record") / "empty.db"
    Record.open(path).close()
    return path


@pytest.fixture
def pages(record_path: Path) -> TestClient:
    return client(record_path)


@pytest.fixture
def empty_pages(empty_path: Path) -> TestClient:
    return client(empty_path)


@pytest.fixture(scope="session")
def server(record_path: Path) -> Iterator[str]:
    """The pages on a free port, for a browser."""
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    running = uvicorn.Server(
        uvicorn.Config(create_app(record_path), log_level="warning", access_log=False)
    )
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not running.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    running.should_exit = True
    thread.join(10)
    listening.close()
