"""What counts as a request, what became of it, and the words that say so."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
import yaml

from detente.reading.read import read_article
from detente.records import Article, Request


def requests(text: str) -> tuple[Request, ...]:
    return read_article(Article(id="x", text=text, published="2024-05-01")).requests


def examples() -> list[dict[str, Any]]:
    path = resources.files("detente.reading.lexicon").joinpath("en/replies.yaml")
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["examples"]
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda e: str(e["text"]))
def test_examples_of_replies(example: dict[str, Any]) -> None:
    assert [r.status for r in requests(example["text"])] == [example["status"]]


def test_an_answer_is_not_cut_before_the_next_clause() -> None:
    (asked,) = requests(
        "Norway asked Turkey to reopen the crossing. Turkey has refused and closed its embassy."
    )
    assert asked.reply is not None
    assert not asked.reply.text.endswith("and")


def test_who_is_asked_is_not_what_is_asked_for() -> None:
    (asked,) = requests(
        "Norway asked Turkish President Recep Tayyip Erdogan to release two sailors."
    )
    assert asked.about == "release two sailors"


def test_an_answer_to_somebody_else_is_not_taken() -> None:
    found = requests(
        "Norway asked Turkey to reopen the crossing. Sweden asked Turkey for a delay. Turkey agreed."
    )
    assert {r.source: r.status for r in found} == {("NOR",): "open", ("SWE",): "accepted"}


def test_an_offer_of_mediation_asks_for_a_yes() -> None:
    found = requests("Norway offered Turkey to mediate in the dispute with Greece.")
    assert [(r.source, r.target) for r in found] == [(("NOR",), ("TUR",))]


@pytest.mark.parametrize(
    "text",
    [
        "Norway promised Turkey to help with the talks.",
        "Norway pledged to Turkey that it would host a dialogue.",
    ],
)
def test_a_promise_asks_for_nothing(text: str) -> None:
    assert requests(text) == ()
