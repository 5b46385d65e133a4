"""Whose acts a figure rests on: one origin at a time, chosen in the address, and said beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from detente.record import Record
from detente.record.bulk import published_span
from detente.relations.ledger import last_published
from detente.relations.load import Origin, origins_of
from detente.sources.events.columns import ORIGINS, READ_ORIGINS
from detente.web.pages.trouble import BadAddress, choice
from detente.web.paging import address

_NAMES = {
    "read": "read from articles",
    "bulk": "read in bulk",
    "icews": "coded by ICEWS",
    "gdelt": "coded by GDELT",
    "polecat": "coded by POLECAT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """One origin that can be chosen."""

    label: str
    events: int
    href: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The origin that a page rests on.

    Attributes:
        name: One of ``ORIGINS``.
        label: In words: "read from articles".
        first: Day of its first act.
        last: Day of its last; of what was read, the last publication date.
        makers: All origins of the record, to switch between; empty where there is one.
    """

    name: str
    label: str
    first: dt.date
    last: dt.date
    makers: tuple[Maker, ...]

    @property
    def read(self) -> bool:
        """Whether the acts are the record's own, with sentences."""
        return self.name == "read"


def origin_words(name: str) -> str:
    """Return an origin in words.

    >>> origin_words("icews")
    'coded by ICEWS'
    """
    return _NAMES.get(name, name)


def whose(
    record: Record,
    request: Request,
    told: Callable[[], bool],
    link: Callable[[str], str] | None = None,
) -> Whose | None:
    """Return the origin that the address asks for, else the one that fits; ``None`` when there is none.

    Args:
        record: The record.
        request: With ``origin=`` or without.
        told: Says whether read articles tell of what the page is about. Where they do not, the
            imported origin with most acts is shown.
        link: Gives the address of this page for an origin; this address with it when left out.

    Raises:
        BadAddress: When the record holds nothing of the origin asked for.
    """
    there = origins_of(record.path)
    wanted = choice(request, "origin", ORIGINS)
    if wanted and wanted not in {o.name for o in there}:
        held = ", ".join(o.name for o in there) or "no acts"
        raise BadAddress(f"origin={wanted}: this record holds {held}")
    if not there:
        return None
    one = next((o for o in there if o.name == wanted), None) or _fitting(there, told)
    to = link or (lambda name: address(request, origin=name, page=None))
    last = _told_until(record, one)
    return Whose(
        name=one.name,
        label=origin_words(one.name),
        first=one.first,
        last=last,
        makers=tuple(
            Maker(
                label=origin_words(o.name),
                events=o.events,
                href=to(o.name),
                on=o.name == one.name,
            )
            for o in there
        )
        if len(there) > 1
        else (),
    )


def _told_until(record: Record, one: Origin) -> dt.date:
    if one.name == "read":
        return last_published(record) or one.last
    span = published_span(record.path, one.name) if one.name in READ_ORIGINS else None
    return span[1] if span else one.last


def _fitting(there: tuple[Origin, ...], told: Callable[[], bool]) -> Origin:
    own = next((o for o in there if o.name == "read"), None)
    others = sorted((o for o in there if o.name != "read"), key=lambda o: -o.events)
    if own is not None and (not others or told()):
        return own
    return others[0] if others else there[0]
