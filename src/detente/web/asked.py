"""Dates and names of actors in an address."""

from __future__ import annotations

import datetime as dt
import re

from starlette.requests import Request

from detente.actors import load_actors
from detente.record.matching import days_of
from detente.web.pages.trouble import BadAddress

_EARLIEST, _LATEST = 1900, 2100
_UNITS = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}


def day(request: Request, name: str) -> dt.date | None:
    """Return the last day of a date in the address (``2016``, ``2016-07``, ``2016-07-08``).

    Raises:
        BadAddress: When it is no date from 1900 to 2100.
    """
    value = request.query_params.get(name, "").strip()
    if not value:
        return None
    days = days_of(value[:10]) if len(value) <= 10 else None
    if days is None or not _EARLIEST <= int(days[1][:4]) <= _LATEST:
        raise BadAddress(f"{name}={value[:40]}: want a date such as 2016, 2016-07 or 2016-07-08")
    return dt.date.fromisoformat(days[1])


def age(request: Request, name: str) -> int | None:
    """Return an age in the address in days: ``30d``, ``8w``, ``6m``, ``2y``.

    Raises:
        BadAddress: When it is none.
    """
    value = request.query_params.get(name, "").strip().lower()
    if not value:
        return None
    found = re.fullmatch(r"([0-9]{1,5})([dwmy]?)", value)
    if not found:
        raise BadAddress(f"{name}={value[:40]}: want an age such as 30d, 8w, 6m or 2y")
    return int(found[1]) * _UNITS[found[2]]


def actor(request: Request, name: str) -> str | None:
    """Return the identifier of an actor named in the address, ``None`` when none is.

    Raises:
        UnknownActor: When it is not known.
    """
    value = request.query_params.get(name, "").strip()
    return identify(value) if value else None


def identify(value: str) -> str:
    """Return the identifier of an actor by its identifier or a name.

    Raises:
        UnknownActor: When it is not known.
    """
    actors = load_actors()
    return value if value in actors.actors else actors.identify(value[:80])


def actors_of(request: Request, name: str, most: int) -> tuple[str, ...]:
    """Return the actors that a parameter names, once each: by commas, or said several times.

    Raises:
        BadAddress: When there are too many.
        UnknownActor: When one is not known.
    """
    said = [v.strip() for text in request.query_params.getlist(name) for v in text.split(",")]
    said = [v for v in said if v]
    if len(said) > 4 * most:
        raise BadAddress(f"{name}=: want at most {most}")
    found = tuple(dict.fromkeys(identify(v) for v in said))
    if len(found) > most:
        raise BadAddress(f"{name}=: {len(found)} are named; want at most {most}")
    return found
