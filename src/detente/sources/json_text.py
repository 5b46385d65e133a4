"""Fields of articles from JSON text: one object, or a list of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from detente.errors import SourceError


def json_fields(text: str, source: str) -> dict[str, Any]:
    """Return the fields of one JSON line.

    Raises:
        SourceError: When it is no JSON, or no object.
    """
    row = _parsed(text, source)
    if not isinstance(row, dict):
        raise SourceError(source, f"a JSON {type(row).__name__}, not an object with a text")
    return _no_surrogates(row)


def json_rows(text: str, source: str) -> Iterator[tuple[str, dict[str, Any] | SourceError]]:
    """Yield the objects of a JSON file, a list or a single one; each with its place, for messages.

    What is no object comes as an error.

    Raises:
        SourceError: When it is no JSON, or an empty list.
    """
    rows = _parsed(text, source)
    if rows == []:
        raise SourceError(source, "an empty list; nothing to read")
    for number, row in enumerate(rows if isinstance(rows, list) else [rows]):
        where = f"{source}[{number}]"
        if isinstance(row, dict):
            yield where, _no_surrogates(row)
        else:
            yield where, SourceError(where, "not an object with a text")


def _parsed(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{source}:{error.lineno}" if "\n" in text else source
        raise SourceError(where, f"broken JSON: {error.msg}") from None
    except RecursionError:
        raise SourceError(source, "broken JSON: nested too deep") from None
    except ValueError:
        raise SourceError(source, "broken JSON: a number with thousands of digits") from None


def _no_surrogates(row: dict[str, Any]) -> dict[str, Any]:
    """Replace halves of surrogate pairs, which no file can hold, by the replacement character."""
    return {
        k: re.sub(r"[\ud800-\udfff]", "\ufffd", v) if isinstance(v, str) else v
        for k, v in row.items()
    }
