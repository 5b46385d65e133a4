"""A watch on a real site: nothing lost, nothing read twice, nothing stops it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from news_site import Asked, Site, news_site, page, rss

from detente.engine.watch import Pass, Watch
from detente.engine.watch_config import Config, load_config, parse_config
from detente.engine.watch_sources import item_of, limits_of, links_in, state_path
from detente.engine.watch_state import WatchState
from detente.errors import WatchError
from detente.record import Record
from detente.record.views import Added
from detente.records import Reading
from detente.sources.fetch import Client

ROOT = Path(__file__).parents[2]
DAY = "Wed, 07 Jan 2026 06:00:00 +0900"
NOW = 1_767_800_000.0  # 7 January 2026


def story(n: int) -> str:
    """Return the page of an article that tells of a deed; each number another one."""
    places = ("Lima", "Quito", "Oslo", "Riga", "Cairo", "Accra")
    return page(
        f"Kenya signs a pact with Peru in {places[n]}",
        f"The foreign minister of Kenya signed a trade agreement with Peru in {places[n]} on Tuesday, number {n}.",
        f"It was the {n + 2}th time that the ministers had met, and the harbour of {places[n]} was closed to all.",
        f"Fishermen of {places[n]} watched from {n + 3} boats, and a band of {n + 10} drummers played until dusk.",
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with news_site() as made:
        yield made


@dataclass
class Bench:
    """A watch that can be started again and again on the same files, at a time of the test's choice."""

    folder: Path
    raw: dict[str, object]
    now: float = NOW
    lines: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    open_record: Callable[[Path], Record] = Record.open

    def config(self) -> Config:
        raw = {
            "record": "r.db",
            "allow_private": True,
            "fetch": {"delay": "0s", "tries": 1},
        } | self.raw
        return parse_config(raw, self.folder / "watch.toml")

    def run(self, later: float = 0.0) -> Pass:
        self.now += later
        config = self.config()
        client = Client(limits=limits_of(config), allow_private=True, wait=lambda s: None)
        with (
            self.open_record(config.record) as record,
            WatchState(state_path(config.record)) as state,
        ):
            watch = Watch(
                config=config,
                record=record,
                state=state,
                client=client,
                say=self.lines.append,
                print_line=self.printed.append,
                clock=lambda: self.now,
            )
            return watch.look()

    def titles(self) -> list[str]:
        with Record.open(self.config().record, readonly=True) as record:
            return sorted(a.title for a in record.articles(limit=100))


def put_stories(site: Site, *numbers: int) -> None:
    for n in numbers:
        site.put(f"/{n}", story(n))
    site.put("/feed", rss(*((f"Story {n}", f"/{n}", DAY) for n in numbers)), type="text/xml")


def bench(folder: Path, site: Site, **more: object) -> Bench:
    return Bench(folder, {"feed": [{"url": f"{site.url}/feed"}], **more})


def test_a_feed_is_read_once_and_what_is_new_later(site: Site, tmp_path: Path) -> None:
    put_stories(site, 0, 1)
    b = bench(tmp_path, site)
    first = b.run()
    assert (first.noted, first.added, first.failed) == (2, 2, [])
    again, later = b.run(60), b.run(900)
    assert (again.looked, later.looked, later.noted) == (0, 1, 0)
    put_stories(site, 2, 1, 0)
    third = b.run(900)
    assert (third.noted, third.added) == (1, 1)
    assert [site.count(f"/{n}") for n in range(3)] == [1, 1, 1]
    with Record.open(tmp_path / "r.db", readonly=True) as record:
        (row,) = (a for a in record.articles() if "Lima" in a.title)
        assert (row.published, row.publisher, row.url) == (
            "2026-01-07",
            site.url.removeprefix("http://"),
            f"{site.url}/0",
        )
        assert record.original(row.id) == story(0).encode()


def test_a_feed_that_lies_about_its_ids_and_order_costs_one_reading(
    site: Site, tmp_path: Path
) -> None:
    site.put("/0", story(0))
    looks = 0

    def feed(asked: Asked) -> None:
        nonlocal looks
        looks += 1
        entries = "".join(
            f"<item><guid>{looks}-{i}</guid><title>Version {looks}</title><link>/0?</link></item>"
            for i in range(3)
        )
        asked.give(
            f"<rss version='2.0'><channel>{entries}</channel></rss>".encode(), type="image/png"
        )

    site.pages["/feed"] = feed
    site.pages["/0?"] = site.pages["/0"]
    b = bench(tmp_path, site)
    assert [b.run(900).added for _ in range(3)] == [1, 0, 0]
    assert b.titles() == ["Kenya signs a pact with Peru in Lima"]


def test_another_date_on_the_same_words_is_no_other_article(site: Site, tmp_path: Path) -> None:
    site.pages["/0"] = lambda a: a.give(story(0).encode())  # without an ETag: sent each time
    b = bench(tmp_path, site)
    for day in ("05", "06", "07"):
        site.put("/feed", rss(("Story", "/0", f"2026-01-{day}")))
        b.run(900)
    assert site.count("/0") == 3
    assert b.titles() == ["Kenya signs a pact with Peru in Lima"]


def test_two_feeds_that_lead_to_one_page_fetch_it_once(site: Site, tmp_path: Path) -> None:
    put_stories(site, 0)
    site.put("/other", rss(("Another headline", "/0", DAY)))
    b = bench(tmp_path, site)
    b.raw["feed"] = [{"url": f"{site.url}/feed"}, {"url": f"{site.url}/other"}]
    assert (b.run().added, site.count("/0")) == (1, 1)


def test_an_article_that_changes_is_read_anew_as_a_copy(site: Site, tmp_path: Path) -> None:
    put_stories(site, 0)
    b = bench(tmp_path, site)
    b.run()
    site.put(
        "/0", story(0).replace("</article>", "<p>Later the two agreed to meet again.</p></article>")
    )
    site.put("/feed", rss(("Story 0, updated", "/0", DAY)))
    done = b.run(900)
    assert done.added == 1
    with Record.open(tmp_path / "r.db", readonly=True) as record:
        assert record.summary().articles == 2
        assert record.summary().stories == 1


def test_bad_items_are_listed_and_stop_nothing(site: Site, tmp_path: Path) -> None:
    site.put("/0", story(0))
    site.put(
        "/german",
        page(
            "Nein",
            *(
                f"Der Minister traf den Botschafter zum {n}. Mal und sprach lange mit ihm."
                for n in range(9)
            ),
        ),
    )
    site.put("/empty", "<html></html>")
    site.put("/picture", b"\x89PNG\x00\x00" * 50)
    site.pages["/slow"] = lambda a: a.give(status=503)
    site.put("/robots.txt", "User-agent: *\nDisallow: /secret\n")
    site.put("/secret", story(1))
    bad = ("/german", "/empty", "/picture", "/slow", "/secret", "/missing", "file:///etc/passwd")
    site.put("/feed", rss(*((f"x{p}", p, DAY) for p in bad), ("Good", "/0", DAY)))
    b = bench(tmp_path, site)
    done = b.run()
    assert done.added == 1
    words = " ".join(str(e) for e in done.failed)
    for reason in (
        "not in English",
        "no article text",
        "binary",
        "robots.txt asks",
        "404",
        "only http",
    ):
        assert reason in words
    assert "again in 1 min" in str(done.odd[0])
    # the host in trouble is tried again, the others are not
    site.put("/slow", story(2))
    before = list(site.asked)
    assert b.run(70).added == 1
    assert [p for p in site.asked[len(before) :] if p != "/robots.txt"] == ["/slow"]


def test_a_source_in_trouble_is_asked_ever_more_seldom(site: Site, tmp_path: Path) -> None:
    b = bench(tmp_path, site)
    site.pages["/feed"] = lambda a: a.break_off(
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>"
    )
    looks = [b.run(later).looked for later in (0, 899, 2, 1_000, 900)]
    assert looks == [1, 0, 1, 0, 1]
    put_stories(site, 0)
    assert b.run(90_000).added == 1


def test_the_text_of_the_feed_itself(site: Site, tmp_path: Path) -> None:
    text = "Kenya signed a trade agreement with Peru on Tuesday. {{ 7 * 7 }} &lt;script&gt;alert(1)&lt;/script&gt;"
    site.put(
        "/feed",
        f"<rss version='2.0'><channel><item><title>Pact</title><guid>1</guid><description>{text}</description></item></channel></rss>",
    )
    b = bench(tmp_path, site)
    b.raw["feed"] = [
        {"url": f"{site.url}/feed", "take": "feed", "publisher": "The Quayside Record"}
    ]
    assert b.run().added == 1
    with Record.open(tmp_path / "r.db", readonly=True) as record:
        (row,) = record.articles()
        assert row.publisher == "The Quayside Record"
        assert record.article(row.id).article.text.endswith("{{ 7 * 7 }}")


def test_pages_and_the_links_on_them(site: Site, tmp_path: Path) -> None:
    put_stories(site, 0)
    site.put("/news/1", story(1))
    site.put(
        "/section",
        '<a href="/news/1#top">one</a> <a href="/about">x</a> <a href="http://[">y</a> <a href="//other.example/news/2">z</a>',
    )
    b = Bench(
        tmp_path,
        {"page": [{"url": f"{site.url}/0"}, {"url": f"{site.url}/section", "links": "/news/"}]},
    )
    assert b.run().added == 2
    assert b.run(900).added == 0
    site.put("/0", story(2))
    assert b.run(900).added == 1
    assert links_in("<a href='/a/b'>x</a><a href='/a/'>y</a>", "http://x.example/", "/a/") == (
        "http://x.example/a/b",
    )


def test_a_folder_is_followed(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    b = Bench(tmp_path, {"folder": [{"path": "in", "settle": "0s"}]}, now=time.time() + 10)
    (folder / "a.html").write_text(story(0))
    (folder / "bad.json").write_text("{")
    done = b.run()
    assert (done.added, len(done.failed)) == (1, 1)
    (folder / "b.html").write_text(story(1))
    assert (b.run(900).added, b.run(900).noted) == (1, 0)


class Interrupted(Record):
    """A record that is interrupted when the next article is added."""

    def add(self, reading: Reading, *, original: bytes | None = None) -> Added:
        raise KeyboardInterrupt


def test_stopped_between_fetching_and_adding(site: Site, tmp_path: Path) -> None:
    put_stories(site, 0, 1)
    rule = {"name": "pacts", "when": "act", "pair": "KEN-PER"}
    b = bench(tmp_path, site, rule=[rule])
    b.open_record = Interrupted.open
    with pytest.raises(KeyboardInterrupt):
        b.run()
    b.open_record = Record.open
    done = b.run(1)
    assert (done.added, done.looked, site.count("/feed"), site.count("/0")) == (2, 0, 1, 1)
    assert done.alerts >= 1


class InterruptedLater(Record):
    """A record that is interrupted right after an article was added."""

    def add(self, reading: Reading, *, original: bytes | None = None) -> Added:
        super().add(reading, original=original)
        raise KeyboardInterrupt


def test_stopped_between_adding_and_noting_it(site: Site, tmp_path: Path) -> None:
    put_stories(site, 0)
    b = bench(tmp_path, site, rule=[{"name": "pacts", "when": "act", "pair": "KEN-PER"}])
    b.open_record = InterruptedLater.open
    with pytest.raises(KeyboardInterrupt):
        b.run()
    b.open_record = Record.open
    done = b.run(1)
    assert (done.added, done.held, site.count("/0")) == (0, 1, 1)
    assert done.alerts >= 1  # the rules have not seen it yet
    assert b.run(1).alerts == 0


def write_config(folder: Path, site: Site, more: str = "") -> Path:
    path = folder / "watch.toml"
    path.write_text(
        f'record = "r.db"\nallow_private = true\nfetch = {{delay = "0s", tries = 1}}\n{more}\n'
        f'[[feed]]\nurl = "{site.url}/feed"\n'
    )
    return path


def start(path: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "detente.cli.main", "watch", str(path), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_and_started_again(site: Site, tmp_path: Path) -> None:
    put_stories(site, 0, 1, 2)
    path = write_config(tmp_path, site)
    killed = start(path, "--once")
    site.pages["/1"], kept = lambda a: os.kill(killed.pid, signal.SIGKILL), site.pages["/1"]
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    site.pages["/1"] = kept
    again = start(path, "--once")
    _, said = again.communicate(timeout=60)
    assert again.returncode == 0, said
    assert "2 articles added" in said
    assert [site.count(p) for p in ("/feed", "/0", "/1", "/2")] == [1, 1, 2, 1]
    with Record.open(tmp_path / "r.db", readonly=True) as record:
        assert record.summary().articles == 3
        assert record.check() == ()


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_stops_in_good_order(
    site: Site, tmp_path: Path, sent: signal.Signals, code: int
) -> None:
    site.put("/feed", rss())
    running = start(write_config(tmp_path, site))
    assert running.stderr is not None
    while "sources looked at" not in running.stderr.readline():
        pass
    running.send_signal(sent)
    running.communicate(timeout=30)
    assert running.returncode == code


def test_one_watch_a_record(tmp_path: Path) -> None:
    with (
        WatchState(tmp_path / "s.db"),
        pytest.raises(WatchError, match="another watch is running"),
    ):
        WatchState(tmp_path / "s.db")
    (tmp_path / "t.db").write_bytes(b"no database" * 100)
    with pytest.raises(WatchError, match="no state of a watch"):
        WatchState(tmp_path / "t.db")


def noted(path: Path) -> Path:
    with WatchState(path) as state:
        for n in range(400):
            state.note(f"a {n}", "a", item_of(f"https://news.example/{n}"))
    return path


def test_a_damaged_state_ends_in_plain_words(tmp_path: Path) -> None:
    path = noted(tmp_path / "s.db")
    raw = bytearray(path.read_bytes())
    raw[4_096 * 8 :] = b"\x2a" * (len(raw) - 4_096 * 8)
    path.write_bytes(raw)
    with pytest.raises(WatchError, match=r"s\.db: .*move it away"), WatchState(path) as state:
        list(state.waiting(1e9))


@pytest.mark.parametrize("entry", ["{", "[]", '{"id": "x"}', "[" * 100_000, "null"])
def test_a_damaged_entry_ends_in_plain_words(tmp_path: Path, entry: str) -> None:
    path = noted(tmp_path / "s.db")
    db = sqlite3.connect(path)
    db.execute("UPDATE items SET entry = ? WHERE n = 7", (entry,))
    db.commit()
    db.close()
    with WatchState(path) as state, pytest.raises(WatchError, match="damaged"):
        list(state.waiting(1e9))


def test_only_addresses_of_the_web_are_followed() -> None:
    html = '<a href="htt3ps://a.example/n/1">x</a><a href="/n/2">y</a>'
    assert links_in(html, "https://a.example/", "/n") == ("https://a.example/n/2",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing to watch"),
        ("a = " + "9" * 5_000, "no TOML"),
        ("[[feed]]\nurl = 'file:///etc/passwd'", "feed 1, url: only http"),
        ("[[feed]]\nurl = 'http://x.example/'\nevry = '5m'", "feed 1, evry: no such key"),
        ("[[feed]]\nurl = 'http://x.example/'\nevery = '5 parsecs'", "feed 1, every: wants a time"),
        ("[[feed]]\nname = 'x'", "feed 1, url: is missing"),
        (
            "[[folder]]\npath = 'in'\n[[rule]]\nname = 'x'\nwhen = 'deed'\npair = 'KOR'",
            "rule 1, pair: wants two",
        ),
        (
            "[[folder]]\npath = 'in'\n[[rule]]\nname = 'x'\nwhen = 'deed'\npair = 'KOR-XYZZY'",
            "unknown actor 'XYZZY'",
        ),
        ("[[folder]]\npath = 'in'\n[[rule]]\nname = 'x'\nwhen = 'never'", "rule 1, when"),
        (
            "[[folder]]\npath = 'in'\n[[rule]]\nname = 'x'\nwhen = 'turn'\ntype = 'AID'",
            "says nothing for",
        ),
        (
            "[[folder]]\npath = 'in'\n" + "[[rule]]\nname = 'x'\nwhen = 'turn'\n" * 2,
            "two rules are called 'x'",
        ),
        (
            "[[folder]]\npath = 'in'\n[[webhook]]\nurl = 'http://x.example/'\nsecret_env = 'DETENTE_NONE'",
            "no DETENTE_NONE",
        ),
        ("record = ", "no TOML"),
        ("contact = \"a\\r\\nX: y\"\n[[folder]]\npath = 'in'", "contact"),
    ],
)
def test_a_wrong_file_names_the_key(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "watch.toml"
    path.write_text(text)
    with pytest.raises(WatchError) as raised:
        load_config(path)
    assert words in str(raised.value)


def test_the_example_of_the_manual_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "how-to" / "watch.md").read_text("utf-8")
    path = tmp_path / "watch.toml"
    path.write_text(text.split("```toml\n")[1].split("```")[0])
    monkeypatch.setenv("DETENTE_HOOK_SECRET", "secret")
    config = load_config(path)
    assert {r.when for r in config.rule} == {"act", "deed", "request", "answer", "waiting", "turn"}
    assert config.output.atom == tmp_path / "alerts.atom"
