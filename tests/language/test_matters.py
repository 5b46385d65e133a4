"""Every kind of matter finds its examples and leaves its counterexamples."""

import pytest

from detente.language.matters import load_matters, matters_of

KINDS = load_matters().kinds


@pytest.mark.parametrize(
    ("kind", "text"), [(k.id, t) for k in KINDS for t in k.examples], ids=lambda v: str(v)
)
def test_an_example_is_of_its_kind(kind: str, text: str) -> None:
    assert kind in matters_of(text)


@pytest.mark.parametrize(
    ("kind", "text"), [(k.id, t) for k in KINDS for t in k.counterexamples], ids=lambda v: str(v)
)
def test_a_counterexample_is_not(kind: str, text: str) -> None:
    assert kind not in matters_of(text)


def test_each_kind_has_both() -> None:
    assert all(k.examples and k.counterexamples and k.note for k in KINDS)
    assert len({k.id for k in KINDS}) == len(KINDS)


def test_two_ways_to_say_one_matter_are_one_kind() -> None:
    assert matters_of("mediate with North Korea") == matters_of("play a mediating role")
    assert matters_of("MEDIATE WITH THEM") == ("mediate",)
    assert matters_of("") == ()
