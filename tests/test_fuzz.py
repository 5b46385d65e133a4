"""Spoilt input ends in an error of ours or in a result, never in a crash, and nothing is dropped in silence."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.actors import load_actors
from detente.errors import DetenteError
from detente.record import Record
from detente.records import Article, Event, Reading
from detente.sources.article import make_article
from detente.sources.check import decode

FUZZ = Path(__file__).parents[1] / "evaluation" / "fuzz.py"


def test_two_thousand_spoilt_inputs(tmp_path: Path) -> None:
    """Every reader gets some of them; a run that is stopped and gone on with gives the same."""
    kept = tmp_path / "kept.jsonl"

    def run(inputs: int) -> dict[str, Any]:
        done = subprocess.run(
            [
                sys.executable,
                str(FUZZ),
                "--inputs",
                str(inputs),
                "--seed",
                "4",
                "--keep",
                str(kept),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    found = run(2000)
    assert (found["inputs"], found["crashes"], found["drops"]) == (2000, 0, 0)
    assert 0 < found["refused"] < 2000
    assert len(found["readers"]) > 30
    assert run(2000)["readers"] == found["readers"]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return Record.open(tmp_path_factory.mktemp("fuzz") / "x.db")


@settings(deadline=None, max_examples=60)
@given(
    fields=st.dictionaries(
        st.sampled_from(["id", "title", "text", "published", "url", "dateline", "agency"]),
        st.one_of(st.none(), st.integers(), st.text(), st.just("Kenya met Peru today."), st.lists(st.text())),
    )
)  # fmt: skip
def test_any_fields_make_an_article_or_an_error(fields: dict[str, object]) -> None:
    said = "here: "
    try:
        assert make_article(fields, "here").text == fields["text"]
    except DetenteError as error:
        said = str(error)
    assert said.startswith("here: ")


@settings(deadline=None, max_examples=60)
@given(raw=st.binary())
def test_any_bytes_are_decoded_or_refused(raw: bytes) -> None:
    said = "here:"
    try:
        decode(raw, "here").encode("utf-8")
    except DetenteError as error:
        said = str(error)
    assert said.startswith("here:")


@settings(deadline=None, max_examples=60)
@given(name=st.text(), text=st.text(min_size=1), side=st.text(max_size=20))
def test_any_words_are_kept_as_they_are(record: Record, name: str, text: str, side: str) -> None:
    """SQL, marks and other scripts in ids, texts and names of actors come back unchanged."""
    for part in (name, text, side):
        part.encode("utf-8")
    before = record.summary().articles
    article = Article(id=f"{before}{name}", title=name, text=text)
    actor = side.replace(",", ";") or "KEN"
    event = Event(
        id=f"{before}e", source=(actor,), type="CONSULT", target=("PER",),
        evidence=article.quote(0, len(text)), by="t", confidence=0.5,
    )  # fmt: skip
    assert record.add(Reading(article=article, events=(event,))).article == article.id
    assert record.summary().articles == before + 1
    assert record.article(article.id).article == article
    assert actor in record.event(event.id).act.source
    record.search(name)
    record.search(text)


def test_an_address_with_raw_bytes_is_refused(tmp_path: Path) -> None:
    """No browser sends one; the frameworks below would break on it."""
    from detente.web.app import create_app

    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": "/search", "raw_path": b"/search", "query_string": b"q=\xa1",
        "headers": [(b"host", b"127.0.0.1")], "root_path": "", "scheme": "http", "http_version": "1.1",
    }  # fmt: skip
    asyncio.run(create_app(tmp_path / "x.db")(scope, receive, send))
    assert sent[0]["status"] == 400


def test_a_list_of_tables_that_is_no_text_is_damage(tmp_path: Path) -> None:
    """SQLite puts the name into its message, and Python cannot make a text of that."""
    path = tmp_path / "x.db"
    Record.open(path).close()
    raw = path.read_bytes()
    assert b"CREATE TABLE articles" in raw
    path.write_bytes(raw.replace(b"CREATE TABLE articles", b"CREATE TABL\xc8 articles", 1))
    with pytest.raises(DetenteError, match="damaged"):
        Record.open(path)


HOMOGLYPHS = [
    # Cyrillic i, a, e, o, p, c in the name of a state
    "Ch\u0456na", "Chin\u0430", "J\u0430pan", "K\u0435nya", "M\u0435xico", "\u0420eru", "Fran\u0441e",
    # Greek capitals and omicron
    "\u039aenya", "\u03a1eru", "Mexic\u03bf",
    # Latin letters of other kinds: turned, small capital, fullwidth
    "Ch\u0131na", "J\u1d00pan", "\uff23hina",
]  # fmt: skip


@pytest.mark.parametrize("name", HOMOGLYPHS)
def test_a_name_in_two_scripts_is_not_the_state_it_looks_like(name: str) -> None:
    from detente import read

    assert load_actors().resolve(name) == ()
    with pytest.raises(DetenteError, match="unknown actor"):
        load_actors().identify(name)
    reading = read(f"{name} criticised Norway on Monday.", published="2024-05-01")
    sides = {side for e in reading.events for side in e.source + e.target}
    assert sides <= {"NOR"}


def test_the_same_sentence_in_one_script_is_read() -> None:
    from detente import read

    reading = read("China criticised Norway on Monday.", published="2024-05-01")
    assert [(e.source, e.target) for e in reading.events] == [(("CHN",), ("NOR",))]
