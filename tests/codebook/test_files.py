"""A fault in a codebook file is named with its file and field, or found by the check."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from detente.codebook import check_codebook, read_codebook
from detente.errors import CodebookError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with resources.as_file(resources.files("detente.codebook")) as shipped:
        shutil.copy(shipped / "cameo.yaml", tmp_path)
        shutil.copytree(shipped / "plover", tmp_path / "plover")
    return tmp_path


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("plover/aid.yaml", "quad: 2\n", "", "aid.yaml: quad: is missing"),
        ("plover/aid.yaml", "quad: 2", "quad: 7", "aid.yaml: quad: 7 is not 1, 2, 3 or 4"),
        ("plover/aid.yaml", "quad: 2", "quad: true", "aid.yaml: quad: True will not do"),
        ("plover/aid.yaml", "cameo: '070'", "cameo: 070", "aid.yaml: cameo: 56 will not do"),
        ("plover/aid.yaml", "verb:", "verbs:", "aid.yaml: verbs: no such field"),
        ("plover/aid.yaml", "verb:", "name:", "aid.yaml: .*'name' stands twice"),
        ("plover/aid.yaml", "  - humanitarian relief", "  - a: b", "aid.yaml: covers: .* no line"),
        ("plover/aid.yaml", "modes: {}", "modes: {x: 1}", "aid.yaml: modes: x: wants name"),
        (
            "plover/request.yaml",
            "{name: Meet, ",
            "{",
            "request.yaml: modes: meet: name: is missing",
        ),
        ("plover/aid.yaml", "modes: {}", "modes: {", "aid.yaml: cannot be read as YAML"),
        ("cameo.yaml", "'070': [AID, null, 7.0, ", "'070': [AID, 7.0, ", "cameo.yaml: 070: wants"),
        ("cameo.yaml", "'070'", "70", "cameo.yaml: 70: write the code in quotes"),
        ("cameo.yaml", "'070'", "'071'", "cameo.yaml: .*'071' stands twice"),
    ],
)
def test_a_malformed_file_is_refused(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    _edit(folder / file, old, new)
    with pytest.raises(CodebookError, match=f"(?s)^{message}"):
        read_codebook(folder)


def test_an_empty_file_is_refused(folder: Path) -> None:
    (folder / "plover" / "aid.yaml").write_text("", "utf-8")
    with pytest.raises(CodebookError, match=r"aid\.yaml: holds no fields"):
        read_codebook(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("plover/aid.yaml", "quad: 2", "quad: 1", "AID: quad 1 where PLOVER has 2"),
        ("plover/aid.yaml", "id: AID", "id: HELP", "AID: is missing; PLOVER has it"),
        ("plover/aid.yaml", "id: AID", "id: HELP", "HELP: is no PLOVER type"),
        ("plover/aid.yaml", "'070'", "'099'", "AID: no CAMEO code '099'"),
        ("plover/aid.yaml", "'070'", "'040'", "AID: CAMEO 040 belongs to CONSULT"),
        ("plover/aid.yaml", "in: 7.0", "in: 6.0", "AID: goldstein 6.0 where CAMEO 070 weighs 7.0"),
        ("plover/aid.yaml", "symmetric: false", "symmetric: true", "AID: symmetric is True"),
        ("plover/aid.yaml", "→ SANCTION", "→ PUNISH", "AID: not_this: .* points to PUNISH"),
        ("plover/aid.yaml", " → SANCTION", "", "AID: not_this: .* does not say where"),
        ("plover/aid.yaml", "verb: gave", f"verb: {'gave ' * 9}", "AID: verb: .* at most 24"),
        ("plover/request.yaml", "'026'", "'040'", "REQUEST: mode meet: CAMEO 040 belongs to CONS"),
        ("plover/request.yaml", "  meet:", "  see:", "CAMEO 026: REQUEST has no mode meet"),
        ("cameo.yaml", "[AID, null, 7.4", "[HELP, null, 7.4", "CAMEO 071: no type HELP"),
        ("cameo.yaml", "'071': [AID, null, 7.4", "'071': [AID, null, 74", "CAMEO 071: weight 74"),
        ("cameo.yaml", "'071'", "'07100'", "CAMEO 07100: a code has two to four digits"),
        ("cameo.yaml", "'010': [null, null", "'010': [null, meet", "CAMEO 010: mode meet without"),
    ],
)
def test_the_check_finds_what_does_not_agree(
    folder: Path, file: str, old: str, new: str, problem: str
) -> None:
    import re

    _edit(folder / file, old, new)
    found = check_codebook(read_codebook(folder))
    assert any(re.match(problem, line) for line in found), found


def test_a_missing_type_is_found(folder: Path) -> None:
    (folder / "plover" / "aid.yaml").unlink()
    assert "AID: is missing; PLOVER has it" in check_codebook(read_codebook(folder))
