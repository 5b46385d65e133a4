"""Watching: ``detente watch --once`` over two feeds, a list of articles and a folder, with alerts.

A round begins with a watch that has looked once; since then the site and the folder have more. The watch is
killed, the site changes again, and a second watch runs to its end. One entry leaves the feed as soon as the
watch has noted it: from then on only the watch knows of it.

lost: an item of a source that is not in the record at the end; an alert that a rule raises without a
kill and that one of its places (standard output, Atom feed, webhook) never gets; a line of standard output
that is no JSON. half: what ``detente record check`` finds; right after the kill, an item that the state of the
watch holds for done while the record does not hold its words; at the end, anything in the state that is
still to be done, a file under a hidden name, a digest in one of its two forms. double: rows too many at
the end; an alert raised twice; an alert sent to one place more than twice, or more than one alert twice.

An alert that is on its way at the moment of the kill is sent again, with the same id. That is as
``docs/how-to/watch.md`` says, and counted by itself.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

from detente.records import content_id
from kills_record import OnRecord, check, rows_of
from kills_round import Report, Rows, measure
from kills_site import Site, page, rss

#: Whom Kenya deals with in each article: another in each, but for two that tell the same.
_OTHERS = {
    0: "Peru", 1: "Chile", 2: "Norway", 3: "Latvia", 5: "Egypt", 10: "Ghana", 11: "Vietnam", 12: "Senegal",
    20: "Japan", 21: "Vietnam", 22: "Mexico", 30: "Ireland", 31: "Poland",
}  # fmt: skip
_SECRET = "KILLS_WATCH_SECRET"
_ATOM = "{http://www.w3.org/2005/Atom}"
_KINDS = {"act", "request", "answer", "waiting"}
#: The entry that leaves the feed when it is noted.
_LEAVES = 3


def _words(n: int) -> tuple[str, list[str]]:
    """Return the headline and the paragraphs of an article."""
    other = _OTHERS[n]
    said = f"Kenya asked {other} to open port {n}."
    if n % 3 == 2:
        said = f"{other} rejected Kenya's request to release the sailors."
    return f"Kenya signs a pact with {other}", [
        f"The foreign minister of Kenya signed a trade agreement with {other} on Tuesday, number {n}.",
        f"{said} Fishermen watched from {n + 3} boats until dusk, and {n + 10} drummers played.",
    ]


def _settings(site: Site) -> str:
    rules = "".join(
        f'[[rule]]\nname = "{kind}"\nwhen = "{kind}"\nactor = "KEN"\n' for kind in sorted(_KINDS)
    )
    return (
        'record = "x.db"\nevery = "0s"\nallow_private = true\n'
        'fetch = {delay = "0s", tries = 1}\n'
        f'[[feed]]\nname = "pages"\nurl = "{site.url}/feed"\n'
        f'[[feed]]\nname = "texts"\nurl = "{site.url}/texts"\ntake = "feed"\npublisher = "The Ministry"\n'
        f'[[page]]\nname = "list"\nurl = "{site.url}/list"\nlinks = "/listed/"\n'
        '[[folder]]\npath = "in"\nsettle = "0s"\n'
        f'{rules}[output]\natom = "copy.atom"\ndigests = "digests"\n'
        f'[[webhook]]\nurl = "{site.url}/hook"\nsecret_env = "{_SECRET}"\nallow_private = true\n'
    )


def _put_feed(site: Site, numbers: list[int]) -> None:
    site.put("/feed", rss([(_words(n)[0], f"/{n}", "") for n in numbers]), "text/xml")
    for n in numbers:
        site.put(f"/{n}", page(*_words(n)))


def _put_rest(site: Site, texts: list[int], listed: list[int]) -> None:
    said = [(_words(n)[0], f"/text/{n}", " ".join(_words(n)[1])) for n in texts]
    site.put("/texts", rss(said), "text/xml")
    links = "".join(f'<li><a href="/listed/{n}">{n}</a></li>' for n in listed)
    site.put("/list", f"<html><body><ul>{links}</ul></body></html>")
    for n in listed:
        site.put(f"/listed/{n}", page(*_words(n)))


def watch(place: Path) -> None:
    """Run ``detente watch --once`` with files for its output."""
    from detente.cli.watch import command

    for number, name in ((1, "printed"), (2, "said")):
        file = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
    os.environ[_SECRET] = "not told"
    raise SystemExit(command.main([str(place / "watch.toml"), "--once"], standalone_mode=False))


class Watching(OnRecord):
    """A watch, and the site that it watches.

    Attributes:
        twice: Alerts that came twice to one of their places, because of a kill.
    """

    def __init__(self, base: Path, site: Site) -> None:
        super().__init__("watch", base, watch)
        self._site = site
        self.twice = 0

    def ready(self, place: Path) -> None:  # noqa: ARG002
        """Let the site have more than when it was first looked at."""
        _put_feed(self._site, [1, 2, _LEAVES])
        _put_rest(self._site, [10, 11], [20, 21])
        self._site.sent.clear()

    def look(self, place: Path, report: Report) -> None:
        """Look at the record, and whether the state is ahead of it."""
        super().look(place, report)
        with closing(sqlite3.connect(place / "x.db")) as db:
            held = {
                content_id(title, text) for title, text in db.execute("SELECT title, text FROM articles")
            }  # fmt: skip
        with closing(sqlite3.connect(place / "x.watch.db")) as db:
            done = db.execute("SELECT key, said FROM items WHERE said IS NOT NULL").fetchall()
        for key, said in done:
            if said not in held:
                report("half", f"{key} is done for the watch, and not in the record")

    def between(self, place: Path) -> None:
        """Let the site change: an entry goes when it is noted, others come."""
        with closing(sqlite3.connect(place / "x.watch.db")) as db:
            noted = db.execute(
                "SELECT 1 FROM items WHERE key = ?", (f"feed pages {self._site.url}/{_LEAVES}",)
            ).fetchone()
        _put_feed(self._site, [2, 5] if noted else [2, _LEAVES, 5])
        _put_rest(self._site, [11, 12], [21, 22])

    def rows(self, place: Path) -> Rows:
        """Return the rows of the record, items, alerts, and what each place got, each once."""
        out = rows_of(place / "x.db")
        with closing(sqlite3.connect(place / "x.watch.db")) as db:
            out.update(db.execute("SELECT 'item', key, status FROM items"))
            out.update(db.execute("SELECT 'told', rule, item FROM told"))
            out.update(db.execute("SELECT 'alert', id FROM alerts"))
        printed = (place / "printed").read_text("utf-8").splitlines()
        out.update({("printed", json.loads(line)["id"]) for line in printed})
        out.update({("sent", id) for id in self._site.sent})
        for name in ("x.alerts.atom", "copy.atom"):
            entries = ET.parse(place / name).getroot().iter(f"{_ATOM}entry")
            out.update((name, entry.findtext(f"{_ATOM}id")) for entry in entries)
        return out

    def end(self, place: Path, report: Report) -> None:
        """Look at what is still to be done, and at what came twice."""
        check(place / "x.db", "at the end", report)
        with closing(sqlite3.connect(place / "x.watch.db")) as db:
            for table, which in (
                ("items", "WHERE status NOT IN ('done', 'failed')"),
                ("deliveries", ""),
                ("fresh", ""),
            ):
                if left := db.execute(f"SELECT count(*) FROM {table} {which}").fetchone()[0]:
                    report("half", f"{left} of {table} are still to be done")
        lines = (place / "printed").read_text("utf-8").splitlines()
        for what, ids in (
            ("printed", [json.loads(line)["id"] for line in lines]),
            ("sent", self._site.sent),
        ):
            twice = [count for count in Counter(ids).values() if count > 1]
            self.twice += len(twice)
            if len(twice) > 1 or any(count > 2 for count in twice):
                report("double", f"{what} more than once: {len(twice)} alerts")
        for left in [f for f in place.rglob(".*") if f.is_file()]:
            report("half", f"{left.relative_to(place)} is left")
        for digest in (place / "digests").iterdir():
            if not digest.with_suffix(".md" if digest.suffix == ".html" else ".html").exists():
                report("half", f"{digest.name} is there in one form only")


def watch_work(home: Path, site: Site) -> Watching:
    """Make the folder from which the rounds begin: a watch has looked once, then files came."""
    empty, place = home / "watch-empty", home / "round"
    (empty / "in").mkdir(parents=True)
    (empty / "watch.toml").write_text(_settings(site))
    (empty / "in" / "30.html").write_text(page(*_words(30)))
    _put_feed(site, [0, 1])
    _put_rest(site, [10], [20])
    base = home / "watch"
    empty.rename(place)
    first = OnRecord("watch", base, watch).begin(place)
    first.join()
    if first.exitcode:
        raise SystemExit((place / "said").read_text("utf-8"))
    (place / "printed").unlink()
    (place / "in" / "31.html").write_text(page(*_words(31)))
    place.rename(base)
    work = Watching(base, site)
    measure(work, home)
    kinds = {row[1] for row in work.expected if row[0] == "told"}
    if kinds != _KINDS:
        raise SystemExit(f"watch: rules that raise nothing even without a kill: {_KINDS - kinds}")
    work.twice = 0
    return work
