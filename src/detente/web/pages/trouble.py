"""The page that says what went wrong, and reading the parameters of an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.web.answers import plain


class BadAddress(Exception):
    """A parameter of the address has a value that it cannot have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TroublePage:
    """What went wrong and what to do about it."""

    title: str
    reason: str

    @property
    def template(self) -> str:
        """File name of its template."""
        return "trouble.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"error": plain(self)}


def number(request: Request, name: str, default: int, most: int) -> int:
    """Return a whole number from the address, at least 1.

    Raises:
        BadAddress: When it is none, or out of range.
    """
    value = request.query_params.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= most):
        raise BadAddress(f"{name}={value[:40]}: want a whole number from 1 to {most}")
    return int(value)


def choice(request: Request, name: str, choices: tuple[str, ...]) -> str | None:
    """Return one of some values from the address, or ``None`` when it is not given.

    Raises:
        BadAddress: When it is another value.
    """
    value = request.query_params.get(name, "")
    if value and value not in choices:
        raise BadAddress(f"{name}={value[:40]}: want one of {', '.join(choices)}")
    return value or None
