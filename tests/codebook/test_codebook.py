"""The codebook is complete, consistent, and maps both ways."""

from __future__ import annotations

import dataclasses

import pytest

from detente.codebook import check_codebook, load_codebook
from detente.codebook.check import PLOVER_QUADS
from detente.errors import CodebookError


def test_it_is_sound() -> None:
    assert check_codebook() == ()


def test_it_holds_the_sixteen_types_of_plover() -> None:
    assert {t.id: t.quad for t in load_codebook().types.values()} == PLOVER_QUADS


def test_deeds_are_told_from_words() -> None:
    book = load_codebook()
    deeds = {id_ for id_ in book.types if book.is_deed(id_)}
    assert deeds == {
        "COOPERATE", "AID", "RETREAT", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("042", ("CONSULT", "visit")),
        ("026", ("REQUEST", "meet")),
        ("0231", ("REQUEST", "assist")),
        ("195", ("ASSAULT", "aerial")),
        ("1953", ("ASSAULT", "aerial")),  # a finer code than the table holds
        ("163", ("SANCTION", None)),  # restrictions are sanctions here
        ("08", ("RETREAT", None)),  # the root that words and deeds share
        ("010", None),  # a mere statement is no event
        ("0101", None),
        ("", None),
        ("99", None),
    ],
)
def test_cameo_maps_onto_plover(code: str, expected: tuple[str, str | None] | None) -> None:
    assert load_codebook().from_cameo(code) == expected


def test_conflict_weighs_below_nought_and_cooperation_above() -> None:
    book = load_codebook()
    for entry in book.types.values():
        if entry.id == "REQUEST":  # an appeal is verbal conflict in PLOVER, yet friendly in CAMEO
            continue
        codes = {entry.cameo, *(mode.cameo for mode in entry.modes.values())}
        for code in codes:
            assert (book.cameo[code].goldstein > 0) == (entry.quad in (1, 2)), (entry.id, code)


@pytest.mark.parametrize(
    ("type_", "mode", "cameo", "goldstein"),
    [
        ("CONSULT", None, "040", 1.0),
        ("CONSULT", "phone", "041", 1.0),
        ("CONSULT", "no such mode", "040", 1.0),
        ("consult", "visit", "042", 1.9),
        ("REQUEST", "meet", "026", 4.0),
        ("SANCTION", None, "163", -8.0),
        ("SANCTION", "discontinue", "160", -4.0),
        ("ASSAULT", "drone", "1952", -10.0),
    ],
)
def test_types_and_modes_have_codes(
    type_: str, mode: str | None, cameo: str, goldstein: float
) -> None:
    coding = load_codebook().code(type_, mode)
    assert (coding.cameo, coding.goldstein) == (cameo, goldstein)


def test_every_code_has_a_label_of_its_own() -> None:
    below: dict[str, str] = {}
    for code in load_codebook().cameo.values():
        if len(code.code) > 2:
            assert code.label not in below, (code.code, below.get(code.label))
            below[code.label] = code.code


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(CodebookError, match="no event type 'WAVE'"):
        load_codebook().quad("WAVE")


def test_nothing_can_be_changed() -> None:
    book = load_codebook()
    with pytest.raises(TypeError):
        book.types["WAVE"] = book.types["AID"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        book.types["AID"].quad = 4  # type: ignore[misc]
