"""Names lead to actors, and what is unknown is said to be unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.actors import load_actors
from detente.errors import UnknownActor


@pytest.mark.parametrize(
    ("phrase", "on", "expected"),
    [
        ("the South Korean president", None, "KOR"),
        ("Seoul", None, "KOR"),
        ("Kyiv", None, "UKR"),
        ("Kiev", None, "UKR"),
        ("the Kremlin", None, "RUS"),
        ("Palestinian Authority", None, "PSE"),
        ("European Union", None, "EU"),
        ("Brussels", None, "EU"),  # the Union first, Belgium beside it
        ("Hizbollah", None, "HEZBOLLAH"),
        ("President Xi", "2026-01-07", "CHN"),
        ("Lee", "2010-05-01", "KOR"),
        ("Kim Jong-un", None, "PRK"),
        ("Lee Jae-myung", None, "KOR"),
        ("the Turks", None, "TUR"),
        ("the Czechs", None, "CZE"),
        ("the O.S.C.E.", None, "OSCE"),
        ("von der Leyen", "2023-01-07", "EU"),
        ("South Ossetia", None, "SOUTH_OSSETIA"),
        ("Greenland", None, "GRL"),
    ],
)
def test_the_best_candidate(phrase: str, on: str | None, expected: str) -> None:
    assert load_actors().resolve(phrase, on)[0].id == expected


def test_a_surname_belongs_to_whoever_is_in_office() -> None:
    index = load_actors()
    assert index.resolve("President Roh", "2005-01-01")[0].person in (
        "Roh Moo-hyun",
        "Roh Moo Hyun",
    )
    assert index.resolve("President Roh", "1990-01-01")[0].person == "Roh Tae Woo"


def test_ambiguity_is_kept() -> None:
    assert {c.id for c in load_actors().resolve("Brussels")} == {"EU", "BEL"}
    assert {c.id for c in load_actors().resolve("Congolese")} == {"COD", "COG"}


@pytest.mark.parametrize("phrase", ["Ch\u0456na", "china", "the company", ""])
def test_what_only_looks_like_a_name_is_none(phrase: str) -> None:
    assert load_actors().resolve(phrase) == ()


def test_users_may_write_any_case() -> None:
    index = load_actors()
    assert [index.identify(t) for t in ("south korea", "kor", "SEOUL", "eu")] == [
        "KOR",
        "KOR",
        "KOR",
        "EU",
    ]


def test_an_unknown_actor_is_met_with_near_names() -> None:
    with pytest.raises(UnknownActor, match="South Korea"):
        load_actors().identify("souht korea")


@given(st.text(max_size=60))
def test_no_phrase_breaks_it(phrase: str) -> None:
    load_actors().resolve(phrase, "2026-01-07")


def test_every_state_has_a_name_and_most_a_capital() -> None:
    states = [a for a in load_actors().actors.values() if a.kind == "state"]
    assert len(states) > 190
    assert sum(a.capital is not None for a in states) > 185
