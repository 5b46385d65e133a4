"""Tables of a record are made once for a state of its files, and in the background where that takes long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.web import kept
from detente.web.copies import Copies, Copy
from detente.web.kept import State, files_of, shelf_of, state_of


def until(true: Callable[[], bool]) -> None:
    """Wait for a thread."""
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def test_made_once_for_all_who_ask(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.write_text("one")
    calls: list[State] = []
    gate = threading.Event()

    @kept.kept
    def size(state: State, times: int) -> int:
        calls.append(state)
        gate.wait(20)
        return times * state.marks[0][2]

    found: list[int] = []
    readers = [
        threading.Thread(target=lambda: found.append(size(state_of(path), 2))) for _ in range(8)
    ]
    for reader in readers:
        reader.start()
    gate.set()
    for reader in readers:
        reader.join()
    assert found == [6] * 8
    assert len(calls) == 1
    assert size(state_of(path), 3) == 9
    path.write_text("another")
    assert size(state_of(path), 2) == 14  # quick tables follow at once


def test_slow_tables_are_made_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "AT_ONCE", 0.0)
    path = tmp_path / "record.db"
    path.write_text("one")
    gate = threading.Event()
    gate.set()

    @kept.kept
    def size(state: State) -> int:
        gate.wait(20)
        return state.marks[0][2]

    shelf = shelf_of(path)
    assert size(state_of(path)) == 3
    assert shelf.behind() is None
    gate.clear()
    path.write_text("another")
    assert size(state_of(path)) == 3  # nobody waits
    assert shelf.behind() is not None
    gate.set()
    until(lambda: size(state_of(path)) == 7)
    assert shelf.behind() is None
    # after that the thread rests, unless someone is in a hurry
    monkeypatch.setattr(kept, "REST", 1e6)
    path.write_text("a third one")
    until(lambda: size(state_of(path)) == 11)
    path.write_text("a fourth one")
    for _ in range(20):
        assert size(state_of(path)) == 11
        time.sleep(0.01)
    shelf.hurry()
    until(lambda: size(state_of(path)) == 12)


def test_a_table_that_fails_says_so_each_time_and_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.write_text("one")
    calls: list[int] = []

    @kept.kept
    def fails(state: State) -> int:
        calls.append(1)
        if len(calls) < 3:
            raise ValueError("cannot be read")
        return len(state.marks)

    for _ in range(2):
        with pytest.raises(ValueError, match="cannot be read"):
            fails(files_of(path))
    assert fails(files_of(path)) == 1


def copy(body: str, version: int) -> Copy:
    """A page."""
    return Copy(200, body.encode(), (), version, None, time.monotonic())


def test_one_makes_a_page_and_others_get_the_one_before() -> None:
    copies = Copies()
    assert copies.there("a", 1) is None
    copies.made("a", lambda: copy("first", 1))
    held = copies.there("a", 1)
    assert held is not None
    assert held.body == b"first"
    assert copies.there("a", 2) is None, "nobody makes it: who asks now has to"
    begun, gate = threading.Event(), threading.Event()

    def slow() -> Copy:
        begun.set()
        gate.wait(20)
        return copy("second", 2)

    maker = threading.Thread(target=copies.made, args=("a", slow))
    maker.start()
    begun.wait(20)
    while_made = copies.there("a", 2)
    assert while_made is not None
    assert while_made.body == b"first"
    gate.set()
    maker.join()
    now = copies.there("a", 2)
    assert now is not None
    assert now.body == b"second"


def test_a_page_that_fails_fails_for_all_who_wait() -> None:
    copies = Copies()

    def fails() -> Copy:
        raise ValueError("no such page")

    with pytest.raises(ValueError, match="no such page"):
        copies.made("a", fails)
    assert copies.made("a", lambda: copy("there", 1)).body == b"there"


def test_pages_stay_within_their_bytes() -> None:
    copies = Copies(most_bytes=100)
    for n in range(10):
        copies.made(n, lambda n=n: copy(str(n) * 30, 1))  # type: ignore[misc]
    assert [n for n in range(10) if copies.there(n, 1)] == [7, 8, 9]
    copies.forget()
    assert not any(copies.there(n, 1) for n in range(10))


def test_a_page_stays_while_what_it_rests_on_does() -> None:
    copies = Copies()
    copies.made("a", lambda: Copy(200, b"first", (), 1, ("pair", 7), time.monotonic()))
    assert copies.there("a", 2) is None
    assert copies.still("a", 2, ("pair", 8)) is None
    assert copies.still("a", 2, None) is None, "what it rests on is not known"
    held = copies.still("a", 2, ("pair", 7))
    assert held is not None
    assert held.body == b"first"
    assert copies.there("a", 2) == held
