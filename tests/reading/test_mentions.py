"""Who is spoken of: names, titles, pronouns, groups."""

from __future__ import annotations

import pytest

from detente.actors import load_actors
from detente.language.pipeline import load_pipeline
from detente.reading.mentions import Mentions, find_mentions


def mentions(text: str) -> Mentions:
    return find_mentions(load_pipeline().parse(text), load_actors(), published="2026-01-07")


def actors_of(text: str, words: str) -> list[str]:
    found = [
        m for m in mentions(text).all if text[m.span.start : m.span.end].lower() == words.lower()
    ]
    assert found, [text[m.span.start : m.span.end] for m in mentions(text).all]
    return sorted(found[-1].actors)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Officials from Kenya met Peru's envoy.", "Officials", ["KEN"]),
        ("The Kenyan foreign ministry protested.", "Kenyan foreign ministry", ["KEN"]),
        ("A spokesman for China's foreign ministry spoke.", "spokesman", ["CHN"]),
        ("Kenyan Foreign Minister Amos Otieno spoke. Otieno left.", "Otieno", ["KEN"]),
        ("Amos Otieno, the Kenyan ambassador, spoke. Otieno left.", "Otieno", ["KEN"]),
        ("The president of Ghana spoke to Togo. He left.", "He", ["GHA"]),
        ("Kenya recalled its envoy from Peru.", "its envoy", ["KEN"]),
        ("The leaders of Chile and Peru met.", "leaders", ["CHL", "PER"]),
        ("Chile and Peru met. The two countries agreed.", "two countries", ["CHL", "PER"]),
        ("Chilean and Peruvian ministers met.", "Chilean and Peruvian ministers", ["CHL", "PER"]),
        ("The Saudi-led coalition attacked.", "Saudi-led coalition", ["SAU"]),
        ("Trump spoke. The Trump administration agreed.", "Trump administration", ["USA"]),
    ],
)
def test_who_it_is(text: str, words: str, expected: list[str]) -> None:
    assert actors_of(text, words) == expected


def test_a_capital_after_in_is_a_place() -> None:
    text = "Kenya's minister spoke in Beijing, and Beijing replied."
    flags = [m.place for m in mentions(text).all if m.name == "Beijing"]
    assert flags == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Former Kenyan President Amos Otieno spoke.",
        "Kenyan opposition leader Amos Otieno spoke.",
    ],
)
def test_politicians_out_of_office_act_for_nobody(text: str) -> None:
    person = next(m for m in mentions(text).all if m.kind == "person")
    assert person.actors == ()
    assert person.role == "politician"


def test_a_letter_of_another_script_makes_another_name() -> None:
    assert mentions("Ch\u0456na met Peru.").headed(0) is None
