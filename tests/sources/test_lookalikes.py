"""Letters of another script in a name are told; honest words of other languages are not."""

from __future__ import annotations

from typing import Any

import pytest

from detente.errors import SourceError
from detente.sources.article import make_article
from detente.sources.lookalikes import OddWord, letters_note, load_lookalikes, odd_words

DATA = load_lookalikes()
GOOD = "The minister of {} met the envoy of Peru on Friday, and they agreed to meet again in the spring."


@pytest.mark.parametrize("example", DATA["examples"], ids=lambda e: e["looks_like"])
def test_each_example_is_told(example: dict[str, Any]) -> None:
    assert odd_words(example["text"]) == (
        OddWord(
            word=example["word"], latin=example["looks_like"], scripts=tuple(example["scripts"])
        ),
    )


@pytest.mark.parametrize("text", DATA["counterexamples"])
def test_no_honest_text_is(text: str) -> None:
    assert odd_words(text) == ()
    assert letters_note(text) == ""


def test_each_listed_letter_is_told_inside_a_word() -> None:
    for letters in DATA["scripts"].values():
        for letter, latin in letters.items():
            (odd,) = odd_words(f"xz{letter}")
            assert odd.latin == f"xz{latin}"


def test_an_article_is_told_once_with_its_headline() -> None:
    warnings: list[SourceError] = []
    text = GOOD.format("Ch\u0456na") + GOOD.format("Ch\u0456na")
    article = make_article(
        {"text": text, "title": "\u0420eru"}, "a.txt", on_warning=warnings.append
    )
    assert article.text == text
    assert [str(w) for w in warnings] == [
        "a.txt: '\u0420eru' mixes Latin with Cyrillic letters, 'Ch\u0456na' mixes Latin with Cyrillic letters; "
        "they are read as written and are no known names"
    ]


def test_an_article_in_one_script_is_told_nothing() -> None:
    warnings: list[SourceError] = []
    make_article({"text": GOOD.format("Côte d'Ivoire")}, "a.txt", on_warning=warnings.append)
    assert warnings == []


def test_many_odd_words_are_counted() -> None:
    assert letters_note(" ".join(f"a\u043e{c}" for c in "bcdefg")).endswith(
        "and 3 more words like these; they are read as written and are no known names"
    )
