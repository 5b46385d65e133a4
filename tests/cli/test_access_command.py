"""People and their tokens, from the command line; and what serve refuses."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from running import detente

from detente.access import digest_of, holder, read_people
from detente.record import Record


def test_a_token_is_shown_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    record = tmp_path / "x.db"
    done = detente("access", "add", "Ana Ruiz", "--role", "editor", "--record", record)
    assert done.returncode == 0, done.stderr
    token = done.stdout.strip()
    path = tmp_path / "x.access.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text("utf-8")
    assert token not in text
    (person,) = json.loads(text)["people"]
    assert person["digest"] == digest_of(token)
    assert person["last"] == token[-4:]
    assert holder(read_people(path), token) == read_people(path)[0]
    assert holder(read_people(path), token[:-1]) is None

    assert detente("access", "add", "Ben", "--record", record).returncode == 0
    listed = detente("access", "list", "--record", record).stdout.splitlines()
    assert listed[0].startswith(f"Ana Ruiz\teditor\t...{token[-4:]}\t")
    assert listed[1].startswith("Ben\treader\t")

    assert detente("access", "revoke", "Ana Ruiz", "--access", path).returncode == 0
    assert [p.name for p in read_people(path)] == ["Ben"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("add", "Ben"), "has a token already"),
        (("add", "  "), "printable characters"),
        (("add", "a\x07b"), "printable characters"),
        (("revoke", "Nobody"), "it holds Ben"),
    ],
)
def test_wrong_names_are_said(tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    path = tmp_path / "p.json"
    assert detente("access", "add", "Ben", "--access", path).returncode == 0
    before = path.read_bytes()
    done = detente("access", *args, "--access", path)
    assert done.returncode == 1
    assert words in done.stderr
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not a file of detente access"),
        ('{"people": [{"name": "a"}]}', "not a file of detente access"),
        ('{"people": ["a"]}', "not a file of detente access"),
        ('{"people": [{"name": ["a"]}]}', "not a file of detente access"),
        ("[" * 100_000, "not a file of detente access"),
        (
            '{"people": [{"name":"a","role":"king","digest":"","last":"","created":""}]}',
            "none of reader, editor",
        ),
    ],
)
def test_a_malformed_file_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    done = detente("access", "list", "--access", path)
    assert done.returncode == 1
    assert words in done.stderr


def test_a_file_that_others_can_open_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    detente("access", "add", "Ben", "--access", path)
    path.chmod(0o644)
    done = detente("access", "list", "--access", path)
    assert done.returncode == 1
    assert "chmod 600" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--host", "0.0.0.0"), "only with --auth"),  # beyond this machine: tokens
        (("--allowed-host", "example.org"), "only with --auth"),  # so too through a proxy
        (("--host", "0.0.0.0", "--auth", "PEOPLE"), "--allowed-host NAME"),
        (("--allowed-host", "https://x", "--auth", "PEOPLE"), "without scheme"),
        (("--edit", "ana", "--auth", "PEOPLE"), "the file says who edits"),
        (("--edit", "  "), "1 to 60"),
        (("--root-path", "detente"), "a path such as"),
        (("--root-path", "/detente/"), "a path such as"),
    ],
)
def test_serve_refuses_what_is_not_safe(tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    people = tmp_path / "p.json"
    detente("access", "add", "Ben", "--access", people)
    given = [str(people) if a == "PEOPLE" else a for a in args]
    done = detente("serve", "--port", "0", "--record", tmp_path / "x.db", *given)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())


def test_serve_wants_the_file_of_people(tmp_path: Path) -> None:
    done = detente("serve", "--auth", tmp_path / "none.json", "--record", tmp_path / "x.db")
    assert done.returncode == 1
    assert "detente access add" in done.stderr


def test_corrections_are_exported(sample_record: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    path.write_bytes(sample_record.read_bytes())
    none = detente("export", "--format", "corrections", "--record", path)
    assert (none.returncode, none.stdout) == (0, "")
    assert "nobody has judged" in none.stderr
    with Record.open(path) as record:
        act = record.events(limit=1).items[0]
        record.judge(act.id, "confirmed", user="ana")
    out = tmp_path / "gold.jsonl"
    done = detente("export", "--format", "corrections", "-o", out, "--record", path)
    assert done.returncode == 0, done.stderr
    articles = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {a["id"] for a in articles} == {t.article.id for t in act.tellings}
    assert all(len(a["events"]) == 1 and a["judged"]["by"] == ["ana"] for a in articles)
    assert all(a["events"][0]["evidence"] in a["text"] + a["title"] for a in articles)
