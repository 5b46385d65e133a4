"""``detente codebook`` lists, shows and checks."""

from __future__ import annotations

import dataclasses
import json

from click.testing import CliRunner, Result

from detente.cli.codebook import check_lexicon, command
from detente.codebook import load_codebook
from detente.reading.lexicon import load_lexicon


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args)


def test_the_list_is_tabs_in_a_pipe() -> None:
    lines = run("list").stdout.splitlines()
    assert lines[0].split("\t") == ["type", "quad", "name", "definition"]
    assert len(lines) == 17
    assert any(line.startswith("REQUEST\t3\tRequest\tAsks something") for line in lines)


def test_the_list_as_json_holds_everything() -> None:
    rows = json.loads(run("list", "--format", "json").stdout)
    request = next(row for row in rows if row["type"] == "REQUEST")
    assert request["deed"] is False
    assert {mode["mode"] for mode in request["modes"]} == {"assist", "change", "meet", "yield"}


def test_a_type_is_shown_in_full() -> None:
    shown = run("show", "request").stdout
    for words in (
        "REQUEST  verbal conflict (quad 3)",
        'Printed as "A asked B"',
        "Not this",
        "THREATEN",
        "meet           026   Asks to meet or negotiate.",
        "0231   +3.4  Appeal for economic aid (REQUEST assist)",
        "Signalled by",
        "en.request.",
    ):
        assert words in shown


def test_a_type_is_shown_as_json() -> None:
    shown = json.loads(run("show", "CONSULT", "--format", "json").stdout)
    assert (shown["name"], shown["symmetric"], shown["cameo"]) == ("Consult", True, "040")
    assert {"cameo": "041", "type": "CONSULT", "mode": "phone"}.items() <= shown["codes"][2].items()


def test_a_code_is_shown() -> None:
    assert run("show", "010").stdout == "010    +0.0  Say something, kind not told (no event)\n"
    assert json.loads(run("show", "042", "--format", "json").stdout)["type"] == "CONSULT"
    wrong = run("show", "777")
    assert (wrong.exit_code, "no CAMEO code 777" in wrong.stderr) == (2, True)


def test_an_unknown_type_is_an_error() -> None:
    assert "no event type 'wave'" in str(run("show", "wave").exception)


def test_lexicon_and_codebook_agree() -> None:
    assert check_lexicon(load_lexicon(), load_codebook()) == ()
    checked = CliRunner().invoke(command, ["check"], standalone_mode=False)
    assert (checked.return_value, "16 types" in checked.stdout) == (0, True)


def test_a_rule_that_does_not_fit_is_named() -> None:
    lexicon = load_lexicon()
    rule = lexicon.rules[0]
    strange = dataclasses.replace(
        lexicon,
        rules=(
            dataclasses.replace(rule, id="en.a", type="WAVE"),
            dataclasses.replace(rule, id="en.b", type="REQUEST", mode="sing"),
        ),
    )
    assert check_lexicon(strange, load_codebook()) == (
        "lexicon: en.a: type: no WAVE in the codebook",
        "lexicon: en.b: mode: REQUEST has no sing (has assist, change, meet, yield)",
    )
