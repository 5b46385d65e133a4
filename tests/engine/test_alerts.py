"""Rules raise each alert once, with its sentences; alerts reach their places, or wait."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from fastapi.testclient import TestClient
from news_site import Site, news_site
from test_watch import NOW, Bench

from detente.engine.alerts import alerts_of
from detente.engine.deliver import atom
from detente.engine.digest import digest, render
from detente.engine.watch_config import Rule
from detente.engine.watch_state import WatchState
from detente.record import Record
from detente.web.app import create_app

EVIL = "</title><script>alert(1)</script>]]> {{ 7 * 7 }} \x08\ufffe"


def told(
    day: str, title: str, *lines: str, publisher: str = "The Quayside Record"
) -> dict[str, str]:
    return {"title": title, "published": day, "publisher": publisher, "text": "\n\n".join(lines)}


DEED = told(
    "2026-01-05",
    "Seoul sends rice",
    "South Korea delivered food aid to North Korea on Monday, the unification ministry said.",
    "The rice was loaded in Incheon under a grey sky, and a brass band of sailors played for the crew.",
)
SAME = told(
    "2026-01-06",
    "Rice arrives in Nampo",
    "A ship with South Korean rice came in early, port workers said, while gulls circled over the cranes.",
    "South Korea delivered food aid to North Korea on Monday.",
    publisher="The Causeway Herald",
)
ASKED = told(
    "2025-11-20",
    "Lee asks Xi for help",
    "South Korean President Lee Jae Myung asked Chinese President Xi Jinping to mediate with North Korea on Thursday.",
    "The two had met in Beijing for an hour, and neither took questions afterwards in the cold courtyard.",
)
ANSWERED = told(
    "2026-01-07",
    "Beijing declines",
    "China on Wednesday rejected South Korea's request to mediate with North Korea.",
    "A spokeswoman read the note twice and left the hall; nobody in the room had expected more than that.",
)
LONG_AGO = told(
    "2026-01-07",
    "A look back",
    "In 1998 South Korea delivered food aid to North Korea.",
    "Old sailors remember that summer well, and a small museum near the pier keeps their letters and caps.",
)


@pytest.fixture
def site() -> Iterator[Site]:
    with news_site() as made:
        yield made


def bench(folder: Path, *rules: Mapping[str, object], **more: object) -> Bench:
    (folder / "in").mkdir()
    source = {"path": "in", "settle": "0s", "every": "1s"}
    return Bench(folder, {"folder": [source], "rule": list(rules), **more}, now=NOW)


def put(b: Bench, name: str, *articles: dict[str, str]) -> list[dict[str, Any]]:
    """Let articles come in; return the alerts of the pass."""
    path = b.folder / "in" / f"{name}.jsonl"
    path.write_text("\n".join(json.dumps(a) for a in articles))
    before = len(b.printed)
    done = b.run(10)
    assert done.failed == []
    return [json.loads(line) for line in b.printed[before:]]


def test_a_deed_is_told_once_with_its_sentence(tmp_path: Path) -> None:
    b = bench(tmp_path, {"name": "Koreas", "when": "deed", "pair": "PRK-KOR"})
    assert put(b, "other", LONG_AGO) == []  # told today, and done long ago
    (alert,) = put(b, "a", DEED)
    assert (alert["rule"], alert["when"]) == ("Koreas", "deed")
    assert "South Korea" in str(alert["title"])
    (sentence,) = alert["sentences"]
    assert "delivered food aid" in sentence["text"]
    assert (sentence["publisher"], sentence["published"]) == ("The Quayside Record", "2026-01-05")
    assert str(alert["paths"][0]).startswith("/events/")
    assert put(b, "b", SAME) == []
    assert b.run(10).alerts == 0


def test_an_earlier_telling_found_later_is_told_no_more(tmp_path: Path) -> None:
    b = bench(tmp_path, {"name": "Koreas", "when": "deed", "pair": "PRK-KOR"})
    assert len(put(b, "b", SAME)) == 1
    assert put(b, "a", DEED) == []


def test_requests_their_answers_and_their_waiting(tmp_path: Path) -> None:
    b = bench(
        tmp_path,
        {"name": "asked", "when": "request", "to": "CHN"},
        {"name": "answered", "when": "answer", "from": "KOR"},
        {"name": "waiting", "when": "waiting", "from": "KOR", "days": 30},
        {"name": "waiting for us", "when": "waiting", "to": "KOR", "days": 30},
        {"name": "waiting for ages", "when": "waiting", "from": "KOR", "until_days": 40},
    )
    first = put(b, "a", ASKED)
    assert sorted(str(a["rule"]) for a in first) == ["asked", "waiting"]
    waiting = next(a for a in first if a["rule"] == "waiting")
    assert re.search(r"no answer for \d\d days", str(waiting["title"]))
    second = put(b, "b", ANSWERED)
    assert [a["rule"] for a in second] == ["answered"]
    assert "declined" in str(second[0]["title"])
    words = [s["text"] for s in second[0]["sentences"]]
    assert any("asked Chinese President" in w for w in words)
    assert any("rejected" in w for w in words)
    assert b.run(86_400 * 20).alerts == 0


def test_a_pair_turns(tmp_path: Path) -> None:
    b = bench(tmp_path, {"name": "turns", "when": "turn", "actor": "JPN"})
    calm = [
        told(f"2025-{month:02}-{day:02}", f"Talks {month} {day}", f"China and Japan held talks in Tokyo on 2025-{month:02}-{day:02}.",
             f"The meeting was number {month * 31 + day}; tea number {month} was served in hall {day}, with {month + day} flags outside.")
        for month in range(1, 11)
        for day in (4, 18)
    ]  # fmt: skip
    assert put(b, "calm", *calm) == []
    verbs = (
        "imposed sanctions on",
        "expelled diplomats of",
        "threatened",
        "condemned",
        "accused",
        "denounced",
    )
    storm = [
        told(f"2025-12-{day:02}", f"Row {day}", f"China {verb} Japan on 2025-12-{day:02}.",
             f"In ministry {day} the lights burned late, and {day * 3} reporters waited at gate {day} in the rain for news.")
        for day, verb in enumerate(verbs, 10)
    ]  # fmt: skip
    found = put(b, "storm", *storm)
    assert [a["rule"] for a in found] == ["turns"]
    assert "a turn for the worse" in str(found[0]["title"])
    assert found[0]["paths"] == ["/pairs/CHN-JPN"]
    assert len(found[0]["sentences"]) >= 3
    assert (
        put(
            b,
            "more",
            told(
                "2025-12-20",
                "Row 20",
                "China condemned Japan on 2025-12-20.",
                "Nobody slept in ministry number twenty.",
            ),
        )
        == []
    )


def test_webhooks_are_signed_tried_again_and_sent_once(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETENTE_TEST_SECRET", "s3cret")
    hook = {"url": f"{site.url}/hook", "secret_env": "DETENTE_TEST_SECRET"}
    rule = {"name": "Koreas", "when": "deed", "pair": "PRK-KOR"}
    b = bench(tmp_path, rule, webhook=[hook], output={"stdout": False, "atom": "out/alerts.atom"})
    site.post_status = 503
    (b.folder / "in" / "a.jsonl").write_text(json.dumps(DEED))
    assert "answers 503" in str(b.run(10).failed[0])
    site.post_status = 204
    assert b.run(5).failed == []
    assert len(site.posted) == 1  # too early to press it
    b.run(120)
    b.run(120)
    assert len(site.posted) == 2
    (first, body), (headers, again) = site.posted
    assert body == again
    expected = hmac.new(b"s3cret", headers["X-Detente-Time"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Detente-Signature"] == f"sha256={expected.hexdigest()}"
    assert first["X-Detente-Alert"] == headers["X-Detente-Alert"] == json.loads(body)["id"]
    assert "s3cret" not in str(site.posted)
    feed = feedparser.parse((tmp_path / "out" / "alerts.atom").read_bytes())
    assert (feed.bozo, len(feed.entries)) == (False, 1)
    assert "delivered food aid" in feed.entries[0].content[0].value
    served = TestClient(create_app(tmp_path / "r.db"), base_url="http://127.0.0.1").get(
        "/alerts.atom"
    )
    assert served.headers["content-type"] == "application/atom+xml"
    assert served.content == (tmp_path / "out" / "alerts.atom").read_bytes()


def test_a_rule_that_is_new_starts_with_what_comes(tmp_path: Path) -> None:
    b = bench(tmp_path)
    put(b, "a", DEED)
    b.raw["rule"] = [{"name": "Koreas", "when": "deed", "pair": "PRK-KOR"}]
    assert b.run(10).alerts == 0


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    evil = DEED | {"title": EVIL, "publisher": EVIL, "text": DEED["text"] + f"\n\n{EVIL}"}
    b = bench(
        tmp_path, {"name": EVIL, "when": "deed", "pair": "PRK-KOR"}, output={"atom": "a.atom"}
    )
    (alert,) = put(b, "a", evil)
    root = ET.fromstring((tmp_path / "a.atom").read_bytes())
    assert root.find(".//{*}script") is None
    assert "<script" not in atom([alert], EVIL).decode()
    with Record.open(tmp_path / "r.db", readonly=True) as record:
        made = digest(record, dt.date(2026, 1, 1))
    html, markdown = render(made, "html"), render(made, "markdown")
    assert "<script" not in html
    assert "<script" not in markdown.replace("\\<", "")
    assert "&lt;script&gt;" in html
    assert "{{ 7 * 7 }}" in html  # never run as a template
    assert "\x08" not in render(made, "text")


def test_a_digest_has_each_kind_with_its_sentence(tmp_path: Path) -> None:
    b = bench(tmp_path)
    put(b, "a", DEED, SAME, ASKED, ANSWERED, LONG_AGO)
    with Record.open(tmp_path / "r.db", readonly=True) as record:
        whole = digest(record, dt.date(2025, 11, 1), until=dt.date(2026, 1, 31))
        quiet = digest(record, dt.date(2026, 2, 1))
    lines = {s.title: list(s.lines) for s in whole.sections}
    assert whole.articles == 5
    assert any("delivered food aid" in line.quote for line in lines["Deeds"])
    assert any("mediate" in line.said for line in lines["Asked"])
    assert any("declined" in line.said for line in lines["Answered"])
    assert (quiet.articles, "Nothing between" in render(quiet, "text")) == (0, True)
    text = render(whole, "markdown", server="http://127.0.0.1:1/")
    assert text.startswith("# Digest of 1 November 2025 to 31 January 2026")
    assert "](http://127.0.0.1:1/events/" in text


def test_the_digest_of_yesterday_is_written_once(tmp_path: Path) -> None:
    b = bench(tmp_path, output={"digests": "digests"})
    put(b, "a", SAME)  # of 6 January; it is the seventh
    assert sorted(p.name for p in (tmp_path / "digests").iterdir()) == [
        "2026-01-06.html",
        "2026-01-06.md",
    ]
    written = (tmp_path / "digests" / "2026-01-06.md").read_text("utf-8")
    assert written.startswith("# Digest of 6 January 2026")
    assert "delivered food aid" in written
    (tmp_path / "digests" / "2026-01-06.html").write_text("mine")
    b.run(10)
    assert (tmp_path / "digests" / "2026-01-06.html").read_text() == "mine"


def test_alerts_are_the_same_when_raised_again(tmp_path: Path) -> None:
    b = bench(tmp_path)
    put(b, "a", DEED)
    rule = Rule.model_validate({"name": "x", "when": "deed"})
    with (
        Record.open(tmp_path / "r.db", readonly=True) as record,
        WatchState(tmp_path / "other.db") as state,
    ):
        ids = [a.id for a in record.articles()]
        now = dt.datetime(2026, 1, 7, tzinfo=dt.UTC)
        first = list(alerts_of(rule, record, ids, now, state))
        assert first == list(alerts_of(rule, record, ids, now, state)) != []
        state.tell("x", first[0].items)
        assert first[0] not in list(alerts_of(rule, record, ids, now, state))
