"""Readers of settings and of small files beside a record: what to watch, what was watched, who may see."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from detente.access import add_person, holder, read_people
from detente.engine.watch_config import load_config
from detente.engine.watch_sources import item_of, links_in
from detente.engine.watch_state import WatchState
from fuzzing.reader import Reader, words_of
from fuzzing.spoil import spoil_values

WATCH = b"""record = "news.db"
every = "30m"
[[feed]]
name = "ports"
url = "https://news.example/rss"
[[rule]]
name = "kenya"
pair = "KEN-PER"
when = "deed"
"""
_LINKS = b'<html><body><a href="/news/1">one</a><a href="https://news.example/news/2#x">two</a></body></html>'


def settings_readers(home: Path) -> Iterator[Reader]:
    """Yield the readers of settings."""
    yield Reader(name="settings of a watch", sound=(WATCH,), read=_settings(home / "watch.toml"))
    state = home / "state.db"
    yield Reader(
        name="state of a watch",
        sound=(_state(home / "sound.watch.db"),),
        read=_watched(state),
        share=0.2,
    )
    yield Reader(name="links of a page", sound=(_LINKS,), read=_links)
    people = home / "people.json"
    add_person(people, "Ann Lee", "editor")
    add_person(people, "Bo", "reader")
    yield Reader(
        name="file of people",
        sound=(people.read_bytes(),),
        read=_people(people),
        spoil=spoil_values,
    )


def _settings(file: Path) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        file.write_bytes(raw)
        load_config(file)

    return read


def _state(file: Path) -> bytes:
    with WatchState(file) as state:
        for n in range(6):
            item = replace(item_of(f"https://news.example/{n}"), title=f"Entry {n}", tags=("x",))
            state.note(f"feed a {n}", "feed a", item)
        state.fetched(2, url="https://news.example/1", charset="utf-8", body=b"<p>x</p>" * 90, etag='"a"', modified=None)  # fmt: skip
        state.finish(3, said="abc")
        state.looked("feed a", state.source("feed a"))
        state.add_fresh("s1")
        state.tell("kenya", ["s1"])
        state.add_alert("a1", "2024-01-24T10:00:00Z", {"id": "a1", "sentences": ["x"]}, ["hook"])
    return file.read_bytes()


def _watched(file: Path) -> Callable[[bytes], None]:
    """Return a reader of the state of a watch; the file may have been damaged anywhere."""

    def read(raw: bytes) -> None:
        for old in file.parent.glob(f"{file.name}*"):
            old.unlink()
        file.write_bytes(raw)
        with WatchState(file) as state:
            state.source("feed a")
            for item in state.waiting(2e9):
                state.said(item.n, "abc")
            state.seen("feed a 1", "link")
            state.fresh()
            state.told("kenya", ["s1"])
            state.told_like("kenya", "s")
            state.alerts()
            state.undelivered("hook", 2e9)
            state.next_due(2e9)
            with state.together():
                state.note("feed a 9", "feed a", item_of("https://news.example/9"))

    return read


def _links(raw: bytes) -> None:
    for link in links_in(words_of(raw), "https://news.example/", "/news"):
        assert link.startswith(("https://news.example/news", "http://news.example/news")), link


def _people(file: Path) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        file.write_bytes(raw)
        people = read_people(file)
        assert holder(people, "dtt_" + "x" * 43) is None
        if b"people" in raw:
            held = json.loads(raw.decode())["people"]
            assert len(people) == len(held)

    return read
