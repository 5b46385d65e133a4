"""The cheap look before an article is read: what it masks, what it lets through, what it passes over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.actors import load_actors
from detente.reading.gate import known_names, load_gate, masked, sentences, worth_reading
from detente.reading.read import read_article
from detente.records import Article

PLAIN = Path(__file__).parents[2] / "evaluation" / "plain_news.jsonl"
MATCH = (
    "Otieno scored twice as the visitors won 3-1 at a wet stadium on Saturday. "
    "The striker headed in a corner after ten minutes and added a second before the break. "
    "The hosts pulled one back through a penalty, but their goalkeeper dropped a simple cross late on "
    "and the third goal settled it. The coach praised his young side for their patience. "
    "The two clubs meet again in the last round of the season, when the title may still be open."
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("South Korea asked China.", ["§a", "asked", "§a"]),  # names of several words are one
        ("Mr Otieno Ouma ran.", ["mr", "§n", "ran"]),  # unknown names in a row are one
        ("It cost 30 of 45.", ["it", "cost", "§0", "of", "§0"]),  # numbers do not matter
        (
            "“No,” Lavrov said.",
            ["§q", "no", "§q", "lavrov", "said"],
        ),  # the first word, known or not
        ("", []),
    ],
)
def test_names_and_numbers_are_masked(text: str, words: list[str]) -> None:
    assert masked(text, known_names(load_actors())) == words


def test_sentences_are_cut_at_stops_and_paragraphs() -> None:
    text = 'He left. "Go," she said. At 3.5 per cent it fell\n\nThe end'
    assert sentences(text) == ["He left.", '"Go," she said.', "At 3.5 per cent it fell", "The end"]


def test_a_match_report_is_passed_over_and_read_when_every_voice_is_wanted() -> None:
    assert not worth_reading("Otieno double sinks hosts", MATCH)
    article = Article(id="m", title="Otieno double sinks hosts", text=MATCH)
    assert read_article(article).statements == ()
    assert read_article(article, voices="all").article is article


@pytest.mark.parametrize(
    "told",
    [
        "Kenya's foreign minister asked Peru to release the crew of the trawler.",
        "Norway expelled two diplomats of Chad over the affair.",
        "Ties between Ghana and Togo have soured since the spring.",
        "The foreign ministry in Lima said it would answer in kind.",
    ],
)
def test_one_sentence_of_diplomacy_is_enough(told: str) -> None:
    assert worth_reading("Otieno double sinks hosts", f"{MATCH} {told}")


def test_short_and_shouted_texts_are_always_read() -> None:
    assert worth_reading("", "The cat sat on the mat.")
    assert worth_reading("", MATCH.upper())


def test_most_plain_news_is_passed_over() -> None:
    rows = [json.loads(line) for line in PLAIN.read_text("utf-8").splitlines()]
    read = sum(worth_reading(r["title"], r["text"]) for r in rows)
    assert len(rows) == 40
    assert read <= 20


def test_chances_are_probabilities() -> None:
    gate, known = load_gate(), known_names(load_actors())
    assert 0 <= gate.chance("Peru", known) <= 1
    assert 0 <= gate.chance("", known) <= 1
