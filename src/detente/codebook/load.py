"""Load the codebook: a file a type in ``plover/``, and ``cameo.yaml``."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from detente.codebook.types import QUAD_NAMES, CameoCode, Codebook, EventType, Mode
from detente.errors import CodebookError

T = TypeVar("T")
_TYPE_FIELDS = frozenset(
    (
        "id",
        "name",
        "quad",
        "definition",
        "covers",
        "not_this",
        "cameo",
        "goldstein",
        "verb",
        "symmetric",
        "modes",
    )
)
_MODE_FIELDS = frozenset({"name", "definition", "cameo"})
_ROW = ("type", "mode", "goldstein", "label")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key given twice, which YAML would let win in silence."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    out: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in out:
            raise yaml.constructor.ConstructorError(
                None, None, f"{key!r} stands twice", key_node.start_mark
            )
        out[key] = loader.construct_object(value_node, deep=True)
    return out


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@lru_cache(maxsize=1)
def load_codebook() -> Codebook:
    """Load the shipped codebook, once.

    >>> load_codebook().code("CONSULT", "phone").cameo
    '041'

    Raises:
        CodebookError: When a file is malformed; names the file and the field.
    """
    return read_codebook(resources.files("detente.codebook"))


def read_codebook(folder: Traversable) -> Codebook:
    """Read a codebook from a folder with ``cameo.yaml`` and ``plover/*.yaml``.

    Types come in the order of their quad class, then of their default CAMEO code.

    Raises:
        CodebookError: When a file is malformed; names the file and the field.
    """
    cameo = {
        code: _cameo(code, row) for code, row in _read(folder / "cameo.yaml", "cameo.yaml").items()
    }
    found = []
    for file in (folder / "plover").iterdir():
        if file.name.endswith(".yaml"):
            found.append(_type(_read(file, file.name), file.name))
    found.sort(key=lambda entry: (entry.quad, entry.cameo, entry.id))
    return Codebook(MappingProxyType({e.id: e for e in found}), MappingProxyType(cameo))


def _read(file: Traversable, name: str) -> dict[str, Any]:
    try:
        value = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CodebookError(f"{name}: cannot be read as YAML: {error}") from error
    if not isinstance(value, dict):
        raise CodebookError(f"{name}: holds no fields; write 'field: value' lines")
    return value


def _cameo(code: Any, row: Any) -> CameoCode:
    where = f"cameo.yaml: {code}"
    if not isinstance(code, str):
        raise CodebookError(f"{where}: write the code in quotes, as digits lose a leading nought")
    if not isinstance(row, list) or len(row) != len(_ROW):
        raise CodebookError(f"{where}: wants [{', '.join(_ROW)}]; got {row!r}")
    values = dict(zip(_ROW, row, strict=True))
    return CameoCode(
        code=code,
        type=_get(values, "type", str, where) if values["type"] is not None else None,
        mode=_get(values, "mode", str, where) if values["mode"] is not None else None,
        goldstein=float(_get(values, "goldstein", (int, float), where)),
        label=_get(values, "label", str, where),
    )


def _type(raw: dict[str, Any], file: str) -> EventType:
    _only(raw, _TYPE_FIELDS, file)
    quad = _get(raw, "quad", int, file)
    if quad not in QUAD_NAMES:
        raise CodebookError(f"{file}: quad: {quad} is not 1, 2, 3 or 4")
    modes = {
        id_: _mode(id_, m, f"{file}: modes: {id_}")
        for id_, m in _get(raw, "modes", dict, file).items()
    }
    return EventType(
        id=_get(raw, "id", str, file),
        name=_get(raw, "name", str, file),
        quad=quad,
        definition=_get(raw, "definition", str, file),
        covers=_lines(raw, "covers", file),
        not_this=_lines(raw, "not_this", file),
        modes=MappingProxyType(modes),
        cameo=_get(raw, "cameo", str, file),
        goldstein=float(_get(raw, "goldstein", (int, float), file)),
        verb=_get(raw, "verb", str, file),
        symmetric=_get(raw, "symmetric", bool, file),
    )


def _mode(id_: str, raw: Any, where: str) -> Mode:
    if not isinstance(raw, dict):
        raise CodebookError(f"{where}: wants name, definition and cameo; got {raw!r}")
    _only(raw, _MODE_FIELDS, where)
    return Mode(
        id=id_,
        name=_get(raw, "name", str, where),
        definition=_get(raw, "definition", str, where),
        cameo=_get(raw, "cameo", str, where),
    )


def _only(raw: dict[str, Any], known: frozenset[str], where: str) -> None:
    for key in raw:
        if key not in known:
            raise CodebookError(
                f"{where}: {key}: no such field; there are {', '.join(sorted(known))}"
            )


def _get(raw: dict[str, Any], key: str, kind: type[T] | tuple[type[T], ...], where: str) -> T:
    """Return a field of a kind; a wrong kind is most often a code without quotes."""
    if key not in raw:
        raise CodebookError(f"{where}: {key}: is missing")
    value = raw[key]
    # True is an int to Python, not to a reader
    wants_bool = kind is bool
    if not isinstance(value, kind) or (isinstance(value, bool) and not wants_bool):
        raise CodebookError(f"{where}: {key}: {value!r} will not do here (codes go in quotes)")
    return value


def _lines(raw: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    lines = _get(raw, key, list, where)
    for line in lines:
        if not isinstance(line, str):
            raise CodebookError(f"{where}: {key}: {line!r} is no line of text; put it in quotes")
    return tuple(lines)
