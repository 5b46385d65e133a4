"""Is a reading that comes from outside of the form that it should be? Types and spans of all its items."""

from __future__ import annotations

import dataclasses
import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from detente.errors import SourceError
from detente.records import Evidence, Reading

#: No text is so long; the record could not hold a greater number either.
_FURTHEST = 2**31


def check_reading(reading: Reading) -> None:
    """Refuse a reading with a value of the wrong kind in it.

    Whether its quotations stand in the article is another question, which the record asks.

    Raises:
        SourceError: Names the article, the field and the value.
    """
    try:
        _check(reading, Reading, "reading")
    except ValueError as error:
        raise SourceError(str(reading.article.id), f"no reading of this form: {error}") from None


def _check(value: Any, kind: Any, where: str) -> None:
    """Check a value against a type as annotated: a record, a tuple, a choice, or a plain type.

    Raises:
        ValueError: Names the place.
    """
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        _check_any(value, get_args(kind), where)
    elif origin is Literal:
        if not isinstance(value, str) or value not in get_args(kind):
            raise ValueError(f"{where} is {_shown(value)}, none of {', '.join(get_args(kind))}")
    elif origin is tuple:
        _check_tuple(value, get_args(kind), where)
    elif _is_record(kind):
        if not isinstance(value, kind):
            raise ValueError(f"{where} is {_shown(value)}")
        for name, hint in _hints(kind).items():
            _check(getattr(value, name), hint, f"{where}.{name}")
        if isinstance(value, Evidence) and not 0 <= value.start <= value.end:
            raise ValueError(f"{where} is no span: {value.start}..{value.end}")
    elif kind is float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _sensible(value):
            raise ValueError(f"{where} is {_shown(value)}, not a number")
    elif not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{where} is {_shown(value)}, not {getattr(kind, '__name__', kind)}")
    elif isinstance(value, int) and not 0 <= value <= _FURTHEST:
        raise ValueError(f"{where} is no place in a text")
    elif isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError(f"{where} holds half a character, which no file can")


def _check_any(value: Any, kinds: tuple[Any, ...], where: str) -> None:
    if value is None and type(None) in kinds:
        return
    (kind,) = (k for k in kinds if k is not type(None))
    _check(value, kind, where)


def _check_tuple(value: Any, kinds: tuple[Any, ...], where: str) -> None:
    if not isinstance(value, tuple):
        raise ValueError(f"{where} is {_shown(value)}, not a list")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(value) != len(kinds):
        raise ValueError(f"{where} has {len(value)} parts, not {len(kinds)}")
    for n, (part, kind) in enumerate(zip(value, kinds, strict=True)):
        _check(part, kind, f"{where}[{n}]")


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


def _shown(value: Any) -> str:
    return repr(value)[:60] if isinstance(value, (str, int, float)) else type(value).__name__


def _sensible(value: float) -> bool:
    return -_FURTHEST <= value <= _FURTHEST  # which nan is not


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
