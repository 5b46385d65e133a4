"""The codebook is complete, consistent, and maps both ways."""

from __future__ import annotations

import pytest

from detente.codebook import check_codebook, load_codebook
from detente.errors import CodebookError


def test_it_is_sound() -> None:
    assert check_codebook(load_codebook()) == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("042", ("CONSULT", "visit")),
        ("028", ("REQUEST", "meet")),
        ("195", ("ASSAULT", None)),
        ("1953", ("ASSAULT", None)),  # a finer code than the table holds
        ("010", None),  # a mere statement is no event
        ("", None),
    ],
)
def test_cameo_maps_onto_plover(code: str, expected: tuple[str, str | None] | None) -> None:
    found = load_codebook().from_cameo(code)
    assert (found and found[0]) == (expected and expected[0])


def test_conflict_weighs_below_nought_and_cooperation_above() -> None:
    book = load_codebook()
    for entry in book.types.values():
        if entry.id != "REQUEST":  # an appeal is verbal conflict in PLOVER, yet friendly in CAMEO
            assert (entry.goldstein > 0) == (entry.quad in (1, 2)), entry.id


def test_modes_have_codes_of_their_own() -> None:
    assert load_codebook().code("CONSULT", "phone").cameo == "041"
    assert load_codebook().code("CONSULT", "no such mode").cameo == "040"


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(CodebookError, match="no event type 'WAVE'"):
        load_codebook().quad("WAVE")
