"""Who is spoken of: names, titles, pronouns, groups."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from detente.actors import load_actors
from detente.language.pipeline import load_pipeline
from detente.reading.mentions import Mentions, find_mentions
from detente.reading.mentions.descriptions import load_descriptions


def mentions(text: str, home: str | None = None, published: str = "2026-01-07") -> Mentions:
    document = load_pipeline().parse(text)
    return find_mentions(document, load_actors(), published=published, home=home)


def actors_of(
    text: str, words: str, home: str | None = None, published: str = "2026-01-07"
) -> list[str]:
    found = [
        m
        for m in mentions(text, home, published).all
        if text[m.span.start : m.span.end].lower() == words.lower()
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


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        # the seat of an office tells whose it is, but not for those sent there
        ("The foreign ministry in Lima protested.", "foreign ministry", ["PER"]),
        ("Officials in Nairobi protested.", "Officials", ["KEN"]),
        ("Kenya closed its embassy in Lima.", "its embassy", ["KEN"]),
        ("Togo recalled its ambassador from Lima.", "its ambassador", ["TGO"]),
        # a name right after an office
        ("Kenya's envoy, Amos Otieno, spoke. Otieno left.", "Otieno", ["KEN"]),
        # groups: those the story is about; whoever acts on them stands outside
        ("Chile and Peru met. Togo praised the two countries.", "two countries", ["CHL", "PER"]),
        ("Kenya and Togo quarrelled. Each army blames the other.", "army", ["KEN", "TGO"]),
        ("Kenya and Togo quarrelled. The old enemies met.", "old enemies", ["KEN", "TGO"]),
        ("Chile, Peru and Togo spoke. Kenya thanked the three.", "three", ["CHL", "PER", "TGO"]),
        ("Chile told Peru that ties between them were over.", "them", ["CHL", "PER"]),
        # what an actor is called once it is named
        ("Kenya wrote to NATO. The alliance replied.", "alliance", ["NATO"]),
        ("Chad left the International Criminal Court. The court replied.", "court", ["ICC"]),
        ("Israel struck Hezbollah. The group replied.", "group", ["HEZBOLLAH"]),
        # an object is not the subject of its own clause
        ("Ruto met Macron. Macron thanked him.", "him", ["KEN"]),
        ("Ruto was ready to meet Macron, he said.", "he", ["KEN"]),
        # the North and the South
        ("South Korea spoke to North Korea, and the North agreed.", "North", ["PRK"]),
        ("Karen rebels of the Tenasserim Liberation Front met Kenya's envoy.",
         "Tenasserim Liberation Front", ["TENASSERIM_LIBERATION_FRONT"]),
        ("The E.U. fined Kenya. Brussels gave no reason.", "Brussels", ["EU"]),
        ("Belgium fined Kenya. Brussels gave no reason.", "Brussels", ["BEL"]),
    ],
)  # fmt: skip
def test_what_the_text_tells(text: str, words: str, expected: list[str]) -> None:
    assert actors_of(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "home", "published", "expected"),
    [
        ("Prime Minister Tony Abbott left.", "Prime Minister Tony Abbott", "IDN", "2013-11", "AUS"),
        (
            "Foreign Minister Amos Otieno left.",
            "Foreign Minister Amos Otieno",
            "IDN",
            "2013",
            "IDN",
        ),
        ("In Lima, Minister Rosa Ibarra left.", "Minister Rosa Ibarra", "IDN", "2013", "PER"),
        ("President Peña Nieto left.", "President Peña Nieto", "IDN", "2017-01", "MEX"),
        ("The Department of Trade left.", "Department", "PHL", "2017", "PHL"),
    ],
)
def test_the_dateline_comes_last(
    text: str, words: str, home: str, published: str, expected: str
) -> None:
    assert actors_of(text, words, home, published) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya and Togo agreed after two men died.",
        "The Minsk Group dissolved.",
        "Hungary signed the Rome Statute.",
    ],
)
def test_what_stands_for_nobody(text: str) -> None:
    named = {a for m in mentions(text).all for a in m.actors}
    assert named <= {"KEN", "TGO", "HUN"}
    assert not [m for m in mentions(text).all if m.kind == "description"]


def test_names_of_unknown_groups() -> None:
    file = resources.files("detente.actors") / "data" / "descriptions.yaml"
    raw = yaml.safe_load(file.read_text(encoding="utf-8"))["group_names"]
    assert [n for n in raw["examples"] if not load_descriptions().is_group(n)] == []
    assert [n for n in raw["counterexamples"] if load_descriptions().is_group(n)] == []


def test_descriptions_name_known_actors() -> None:
    known = set(load_actors().actors) | {"group", "organization"}
    for noun, actors in load_descriptions().nouns.items():
        assert actors <= known, noun
