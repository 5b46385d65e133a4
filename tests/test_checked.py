"""A reading that comes from outside is of the form of readings, or is refused with the field named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from detente import read
from detente.checked import check_reading
from detente.engine.bulk_rows import reading_of
from detente.errors import SourceError
from detente.records import Article, Reading

TEXT = "China criticised Norway on Monday. Norway asked China to release the crew."
READING = read(TEXT, published="2024-05-01")

WRONG: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    # a part that is missing, and one too many
    (lambda r: r.pop("events"), "KeyError"),
    (lambda r: r["events"][0].pop("source"), "KeyError"),
    (lambda r: r["events"][0].update(more=1), "TypeError"),
    (lambda r: r.update(relations=[{"pair": ["CHN"], "evidence": {}}]), "no reading of this form"),
    (lambda r: r.update(events=[7]), "no reading of this form"),
    # values of another kind
    (lambda r: r["events"][0].update(type=7), r"events\[0\]\.type is 7, not str"),
    (lambda r: r["events"][0].update(source=[None]), r"events\[0\]\.source\[0\]"),
    (lambda r: r["events"][0].update(modality="sure"), "none of actual, planned"),
    (lambda r: r["events"][0].update(confidence=float("nan")), "not a number"),
    (lambda r: r["events"][0].update(confidence=True), "not a number"),
    (lambda r: r["events"][0].update(confidence=10**30), "not a number"),
    (lambda r: r["events"][0].update(place="\ud800"), "half a character"),
    (lambda r: r["events"][0]["evidence"].update(start=-1), "no reading of this form"),
    (lambda r: r["events"][0]["evidence"].update(end=10**30), "no place in a text"),
    (lambda r: r["events"][0]["evidence"].update({"in": "margin"}), "none of text, title"),
]


def row(form: str) -> dict[str, Any]:
    article = READING.article
    return {f: getattr(article, f) for f in Article.__slots__} | {"reading": form}


@pytest.mark.parametrize(("spoil", "words"), WRONG)
def test_a_wrong_value_is_named(spoil: Callable[[dict[str, Any]], Any], words: str) -> None:
    form = READING.to_dict()
    spoil(form)
    with pytest.raises(SourceError, match=words):
        reading_of(row(json.dumps(form)))


@pytest.mark.parametrize("form", ["{", "[" * 100_000, "null", "[]"])
def test_what_is_no_form_at_all_is_refused(form: str) -> None:
    with pytest.raises(SourceError, match="no reading of this form"):
        reading_of(row(form))


def test_what_was_read_passes() -> None:
    assert READING.events
    check_reading(READING)
    assert reading_of(row(json.dumps(READING.to_dict()))) == READING
    assert Reading.from_dict(READING.article, READING.to_dict()) == READING
