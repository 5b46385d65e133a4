"""Feed every reader of the program with spoilt input; count crashes and drops that nobody is told of.

    python evaluation/fuzz.py --inputs 1000000 [--seed 1] [--only NAME] [--slow 200]

Each input is a sound one of its kind, spoilt by a random mutator: bytes flipped, cut, doubled, moved,
mixed with another, or with words that have broken programs before. A reader may refuse an input with an
error of ``detente.errors``; anything else is a crash. A reader of many things also tells what became of
each: articles and errors of a file of JSON lines add up to its lines, events and dropped rows to the
rows. Reading an article whole (with the language models) and checking a spoilt record are slow, and get
one input in ``--slow``. The same seed gives the same inputs. Prints one JSON object; the first faults
with their inputs on standard error; exit code 1 when there is any.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.actors import load_actors
from detente.engine.watch_config import load_config
from detente.errors import DetenteError, SourceError
from detente.language.dates import find_dates
from detente.language.pipeline import load_pipeline
from detente.reading.read import read_article
from detente.record import Record
from detente.record.checking import check_record
from detente.record.matching import days_of
from detente.record.writing import check_evidence
from detente.records import Article, Reading
from detente.samples import sample_paths
from detente.sources import load_originals
from detente.sources.address import parse_address
from detente.sources.article import make_article
from detente.sources.check import decode
from detente.sources.events import FORMS
from detente.sources.events.actors import load_lookup
from detente.sources.events.gdelt import COLUMNS as GDELT
from detente.sources.events.icews import COLUMNS as ICEWS
from detente.sources.events.read import read_events
from detente.sources.feeds import printed_day, read_feed
from detente.sources.load import json_fields
from detente.sources.robots import parse_robots

NASTY = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\n\n", b"\t",
    b"'; DROP TABLE articles; --", b"%s%n", b"{{7*7}}", b"${x}", b"<script>", b"]]>", b"<!ENTITY x 'y'>",
    b"../../etc/passwd", b"\\u0000", b"\\ud800", b'"', b"'", b"9" * 400, b"-1", b"1e999", b"NaN", b"null",
    b"[" * 3000, b"{" * 300, b"0000-00-00", b"2024-02-30", b"9999-12-31", b"10000-01-01", b"-0001-01-01",
    "Chіna".encode(), "Ｃｈｉｎａ".encode(), "Ke\u200bnya".encode(), "\u202eureP".encode(), "İı".encode(),
    "٢٠٢٤".encode(), "𝟐𝟎𝟐𝟒".encode(), "é".encode() * 50, ("a" + "\u0301" * 200).encode(), b" " * 2000,
    "\U0010ffff".encode(), "\u2028".encode(), b"&#x110000;", b"&#0;", b"NEAR(a b)", b'"*"', b"OR AND NOT",
    b"every other Thursday in the first half of the 1990s", b"the 31st of February", b"Wed, 99 Foo 0000",
)  # fmt: skip

_MOST_BYTES = 20_000
RSS = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Ports</title>
<item><title>Kenya met Peru</title><link>https://news.example/a?b=c</link><guid>a1</guid>
<pubDate>Wed, 24 Jan 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;Kenya met Peru.&lt;/p&gt;</description></item>
<item><title>Two</title><link>/b</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Ports</title><entry><id>urn:1</id>
<title type="html">Kenya &amp;amp; Peru</title><link href="https://news.example/1"/>
<updated>2024-01-24T10:00:00Z</updated><content type="xhtml"><div>Kenya met Peru.</div></content></entry></feed>"""
JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Ports", "items": [{"id": "1",
"url": "https://news.example/1", "content_html": "<p>Kenya met Peru.</p>", "date_published": "2024-01-24T10:00:00Z"}]}"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Kenya met Peru</title>
<meta property="article:published_time" content="2024-01-24"></head><body><nav>Home</nav><article><h1>Kenya
met Peru</h1>%s</article><footer>(c)</footer></body></html>"""
ROBOTS = b"User-agent: *\nDisallow: /private*\nAllow: /private/open$\nCrawl-delay: 3\nSitemap: https://x.example/s\n"
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


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader with sound inputs; ``read`` raises AssertionError for a drop that nobody is told of."""

    name: str
    sound: tuple[bytes, ...]
    read: Callable[[bytes], None]
    slow: bool = False


def spoil(sound: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Return a sound input, spoilt one to eight times."""
    out = bytearray(chance.choice(sound))
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        at = chance.randrange(len(out) + 1)
        other = min(len(out), at + chance.choice((1, 2, 4, 16, 64, 400)))
        match chance.randrange(8):
            case 0:
                out[at:at] = chance.choice(NASTY)
            case 1:
                out[at:other] = chance.choice(NASTY)
            case 2:
                del out[at:other]
            case 3:
                out[at:at] = out[at:other]
            case 4 if out:
                out[min(at, len(out) - 1)] = chance.randrange(256)
            case 5:
                mixed = chance.choice(sound)
                out[at:] = mixed[chance.randrange(len(mixed) + 1) :]
            case 6:
                moved = out[at:other]
                del out[at:other]
                place = chance.randrange(len(out) + 1)
                out[place:place] = moved
            case _:
                out[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(12)))
    return bytes(out[: max(_MOST_BYTES, max(map(len, sound)))])


def readers(home: Path) -> Iterator[Reader]:
    """Yield every reader, each with sound inputs of its kind."""
    texts = tuple(Path(p).read_bytes() for p in sample_paths()[:12])
    lines = tuple(
        json.dumps({"id": str(i), "title": "Ports", "published": "2024-01-24", "text": t.decode()[:600]}).encode()
        for i, t in enumerate(texts)
    )  # fmt: skip
    record_file = home / "fuzz.db"
    record = Record.open(record_file)
    for path in sample_paths()[:3]:
        found = [a for a, _ in load_originals([str(path)], on_error=_unheard)]
        for article in found:
            record.add(read_article(article))
    record.close()
    settled = record_file.read_bytes()
    record = Record.open(record_file)
    actors, lookup, pipeline = load_actors(), load_lookup(), load_pipeline()
    asked = (b"south korea", b"KOR", b"2016-07", b'missile "back on track" OR*', b"China Japan")

    def fields(raw: bytes) -> None:
        text = decode(raw, "fuzz")
        held = json_fields(text, "fuzz") if text[:1] == "{" else {"text": text}
        article = make_article(held, "fuzz", on_warning=_unheard)
        assert article.text
        assert article.published is None or days_of(article.published)

    def loaded(suffix: str) -> Callable[[bytes], None]:
        file = home / f"fuzz{suffix}"

        def read(raw: bytes) -> None:
            file.write_bytes(raw)
            errors: list[SourceError] = []
            articles = list(
                load_originals([str(file)], on_error=errors.append, on_warning=_unheard)
            )
            if suffix == ".jsonl":
                told = sum(1 for line in raw.split(b"\n") if line.strip())
                assert len(articles) + len(errors) == max(1, told), (len(articles), errors, told)
            elif suffix in (".txt", ".html"):
                assert len(articles) + len(errors) == 1, errors
            # an archive passes over pages of other types and other answers than 200, as documented
            for article, _ in articles:
                article.text.encode("utf-8")

        return read

    def events(origin: str) -> Callable[[bytes], None]:
        file = home / f"{origin}.tab"

        def read(raw: bytes) -> None:
            file.write_bytes(raw)
            errors: list[SourceError] = []
            for batch in read_events(file, FORMS[origin], on_error=errors.append):
                assert batch.events.height + batch.dropped.height == batch.lines

        return read

    def asks(raw: bytes) -> None:
        text = raw.decode("utf-8", "replace")
        record.search(text)
        for call in (
            lambda: record.events(since=text),
            lambda: record.events(actor=text, type=text, until=text[:10]),
            lambda: record.requests(pair=(text, text[:3])),
            lambda: record.event(text),
            lambda: record.judge(text, "struck", user=text),
        ):
            try:
                call()
            except DetenteError:
                continue

    def names(raw: bytes) -> None:
        text = raw.decode("utf-8", "replace")
        actors.resolve(text, on="2024-01-01")
        actors.identify(text)

    def names_in_data(raw: bytes) -> None:
        text = raw.decode("utf-8", "replace")
        lookup.place(text)
        lookup.coded(text, text[:3])
        lookup.named(text, text[:3])

    def dates(raw: bytes) -> None:
        text = raw.decode("utf-8", "replace")
        days_of(text)
        printed_day(text)

    def dates_in_text(raw: bytes) -> None:
        text = raw.decode("utf-8", "replace")[:1500]
        for date in find_dates(pipeline.parse(text), "2024-01-24"):
            assert date.value is None or days_of(date.value) or "/" in date.value

    def whole(raw: bytes) -> None:
        article = Article(
            id="fuzz", text=raw.decode("utf-8", "replace")[:2500], published="2024-01-24"
        )
        reading = read_article(article)
        check_evidence(reading)
        assert Reading.from_dict(article, reading.to_dict()) == reading
        with Record.open(home / "added.db") as other:
            other.add(
                Reading.from_dict(Article(id=str(hash(raw)), text=article.text), reading.to_dict())
            )

    def watch(raw: bytes) -> None:
        file = home / "watch.toml"
        file.write_bytes(raw)
        load_config(file)

    def record_bytes(raw: bytes) -> None:
        file = home / "spoilt.db"
        for old in home.glob("spoilt.db*"):
            old.unlink()
        file.write_bytes(raw)
        check_record(file)
        with Record.open(file, readonly=True) as held:
            held.summary()
            held.search("china japan")
            held.articles()

    def feed(raw: bytes) -> None:
        for item in read_feed(raw, "fuzz", url="https://news.example/rss").items:
            assert item.published is None or days_of(item.published[:10])

    icews = ("\t".join(ICEWS) + "\n" + "\t".join("1" if c == "Event ID" else "2031-03-04" if c == "Event Date" else "040" if c == "CAMEO Code" else "Kenya" for c in ICEWS) + "\n").encode()  # fmt: skip
    gdelt = ("\t".join("20310304" if c == "SQLDATE" else "040" if c == "EventCode" else "1" for c in GDELT) + "\n").encode()  # fmt: skip
    warc = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/a\r\nWARC-Date: 2024-01-24T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
    page = (PAGE % "".join(f"<p>{t.decode()[:500]}</p>" for t in texts[:2])).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    yield Reader("fields of an article", (*lines, *(t[:900] for t in texts)), fields)
    yield Reader("JSON lines", tuple(b"\n".join(lines[i : i + 3]) for i in range(8)), loaded(".jsonl"))  # fmt: skip
    yield Reader("text files", texts, loaded(".txt"))
    yield Reader("pages", (page, PAGE.encode()), loaded(".html"), slow=True)
    yield Reader("web archives", (warc % (len(answer), answer),), loaded(".warc"), slow=True)
    yield Reader("feeds", (RSS, ATOM, JSON_FEED), feed)
    yield Reader("robots", (ROBOTS,), lambda raw: _none(parse_robots(raw, "detente")))
    yield Reader("addresses", (b"https://news.example:8080/a b?c=d#e", b"http://[::1]/"), lambda raw: _none(parse_address(raw.decode("utf-8", "replace"))))  # fmt: skip
    yield Reader("ICEWS", (icews, icews * 2), events("icews"), slow=True)
    yield Reader("GDELT", (gdelt, gdelt * 3), events("gdelt"), slow=True)
    yield Reader("names of actors", (b"President Xi", b"the South Korean foreign minister", b"Cote d'Ivoire", b"SECURITY COUNCIL"), names)  # fmt: skip
    yield Reader("names in event data", (b"Kenya", b"Police (Peru)", b"Cote d'Ivoire"), names_in_data)  # fmt: skip
    yield Reader("dates", (b"2024-01-24", b"Wed, 24 Jan 2024 10:00:00 GMT", b"2024", b"2024-02-30"), dates)  # fmt: skip
    yield Reader("queries", asked, asks)
    yield Reader("settings of a watch", (WATCH,), watch)
    yield Reader("dates in a text", (b"On Wednesday, less than three months after the second half of 2018.", b"He met her last month, in March 2017 and on 3/4/2019."), dates_in_text, slow=True)  # fmt: skip
    yield Reader("articles, whole", texts, whole, slow=True)
    yield Reader("record files", (settled,), record_bytes, slow=True)


def _unheard(_: SourceError) -> None:
    """Errors are counted where they are expected."""


def _none(_: object) -> None:
    """Take a result and do nothing with it."""


@dataclass(slots=True)
class Tally:
    """What became of the inputs of one reader."""

    inputs: int = 0
    refused: int = 0
    crashes: int = 0
    drops: int = 0
    seconds: float = 0.0


def feed_one(reader: Reader, raw: bytes, tally: Tally) -> str:
    """Read one input; return what went wrong, or an empty text."""
    tally.inputs += 1
    begun = time.perf_counter()
    try:
        reader.read(raw)
    except DetenteError:
        tally.refused += 1
    except AssertionError as error:
        tally.drops += 1
        return f"drop: {error}"
    except Exception:  # every other error is a crash, whatever it is
        tally.crashes += 1
        return traceback.format_exc(limit=-4)
    finally:
        tally.seconds += time.perf_counter() - begun
    return ""


def main() -> int:
    """Spoil, read, count, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--inputs", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--slow", type=int, default=200)
    options.add_argument("--only", default="", help="Readers whose name holds this.")
    options.add_argument("--seconds", type=float, default=float("inf"), help="Stop after so long.")
    given = options.parse_args()
    chance = random.Random(given.seed)
    begun = time.perf_counter()
    faults: list[tuple[str, bytes, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        every = [r for r in readers(Path(folder)) if given.only in r.name]
        quick = [r for r in every if not r.slow] or every
        slow = [r for r in every if r.slow] or every
        tallies = {r.name: Tally() for r in every}
        for i in range(given.inputs):
            if time.perf_counter() - begun > given.seconds:
                break
            reader = chance.choice(slow if i % given.slow == 0 else quick)
            raw = spoil(reader.sound, chance)
            wrong = feed_one(reader, raw, tallies[reader.name])
            if wrong:
                faults.append((reader.name, raw, wrong))
    for name, raw, wrong in faults[:10]:
        print(f"{name}: {raw[:300]!r}\n{wrong}", file=sys.stderr)
    whole = {
        "inputs": sum(t.inputs for t in tallies.values()),
        "refused": sum(t.refused for t in tallies.values()),
        "crashes": sum(t.crashes for t in tallies.values()),
        "drops": sum(t.drops for t in tallies.values()),
        "seconds": round(time.perf_counter() - begun),
        "readers": {
            name: [t.inputs, t.refused, t.crashes, t.drops, round(t.seconds, 1)]
            for name, t in tallies.items()
        },
    }
    print(json.dumps(whole, ensure_ascii=False))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
