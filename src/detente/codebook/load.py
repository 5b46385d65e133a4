"""Load and check the codebook: ``plover.yaml`` and ``cameo.yaml``."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from detente.codebook.types import CameoCode, Codebook, EventType, Mode
from detente.errors import CodebookError

_FIELDS = ("name", "quad", "cameo", "verb", "definition", "covers", "not_this")
_TYPES = 16
_LONGEST = 160


def _read(name: str) -> Any:
    file = resources.files("detente.codebook") / name
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CodebookError(f"{name}: not YAML: {error}") from error


@lru_cache(maxsize=1)
def load_codebook() -> Codebook:
    """Load the shipped codebook, once.

    Raises:
        CodebookError: When a file is malformed; names the file, the type and the field.
    """
    cameo = {
        code: CameoCode(code=code, type=row[0], mode=row[1], goldstein=float(row[2]))
        for code, row in _read("cameo.yaml").items()
    }
    types: dict[str, EventType] = {}
    for id_, raw in _read("plover.yaml").items():
        missing = [f for f in _FIELDS if f not in raw]
        if missing:
            raise CodebookError(f"plover.yaml: {id_}: {', '.join(missing)} missing")
        if raw["cameo"] not in cameo:
            raise CodebookError(f"plover.yaml: {id_}: no CAMEO code {raw['cameo']!r}")
        modes = {
            mode: Mode(id=mode, definition=m["definition"], cameo=m["cameo"])
            for mode, m in (raw.get("modes") or {}).items()
        }
        types[id_] = EventType(
            id=id_,
            name=raw["name"],
            quad=raw["quad"],
            definition=raw["definition"],
            covers=tuple(raw["covers"]),
            not_this=tuple(raw["not_this"]),
            modes=MappingProxyType(modes),
            cameo=raw["cameo"],
            goldstein=cameo[raw["cameo"]].goldstein,
            verb=raw["verb"],
        )
    return Codebook(MappingProxyType(types), MappingProxyType(cameo))


def check_codebook(codebook: Codebook) -> tuple[str, ...]:
    """Return what is wrong with a codebook, a line each; empty when it is sound."""
    out = []
    if len(codebook.types) != _TYPES:
        out.append(f"{len(codebook.types)} types instead of {_TYPES}")
    for entry in codebook.types.values():
        if entry.quad not in (1, 2, 3, 4):
            out.append(f"{entry.id}: quad {entry.quad} is not 1 to 4")
        if len(entry.definition) > _LONGEST:
            out.append(f"{entry.id}: definition longer than {_LONGEST} characters")
        for mode in entry.modes.values():
            if mode.cameo not in codebook.cameo:
                out.append(f"{entry.id}/{mode.id}: no CAMEO code {mode.cameo!r}")
    for code in codebook.cameo.values():
        home = codebook.types.get(code.type)
        if home is None:
            out.append(f"CAMEO {code.code}: no type {code.type}")
        elif code.mode is not None and code.mode not in home.modes:
            out.append(f"CAMEO {code.code}: {code.type} has no mode {code.mode}")
    return tuple(out)
