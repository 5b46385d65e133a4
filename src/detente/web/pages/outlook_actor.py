"""With whom an actor is likely to have to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.outlook.nextacts import Partner, with_whom_next
from detente.record import Record
from detente.web import words
from detente.web.answers import plain
from detente.web.asked import identify
from detente.web.held import actual_events
from detente.web.origin_acts import ActLine
from detente.web.outlook_rows import Chance, lines_of
from detente.web.outlook_view import View, view

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """One with whom the actor may have to do.

    Attributes:
        partner: Who, and how likely.
        chance: The bar.
        reasons: The acts of the greatest weight.
        href: The outlook of the two.
    """

    partner: Partner
    chance: Chance
    reasons: tuple[ActLine, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorOutlookPage:
    """The partners of an actor, likeliest first; ``seen`` is ``None`` for a record without acts."""

    actor: str
    seen: View | None
    rows: tuple[PartnerRow, ...]
    acts: int

    @property
    def template(self) -> str:
        """File name of its template."""
        return "outlook_actor.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        seen = self.seen
        return {
            "actor": self.actor,
            "origin": seen.whose.name if seen else None,
            "days": seen.days if seen else None,
            "first": seen.first if seen else None,
            "partners": [plain(r.partner) for r in self.rows],
        }


def build(record: Record, request: Request) -> ActorOutlookPage:
    """Return the page."""
    actor = identify(request.path_params["actor"].strip())
    seen = view(record, request, lambda: record.events(actor=actor, limit=1).total > 0)
    if seen is None:
        return ActorOutlookPage(actor=actor, seen=None, rows=(), acts=0)
    found = with_whom_next(
        seen.history, actor, seen.mixture, days=seen.days, evening=seen.evening, limit=_SHOWN
    )
    rows = actual_events(record.path, seen.whose.name, actor=actor)
    at = seen.history.actor(actor)
    mine = (seen.history.source == at) | (seen.history.target == at)
    return ActorOutlookPage(
        actor=actor,
        seen=seen,
        rows=tuple(
            PartnerRow(
                partner=p,
                chance=Chance(said=p.probability, base=p.base, quad=0),
                reasons=lines_of(record, rows, p.reasons),
                href=f"{words.pair_path(actor, p.actor)}/outlook{seen.query()}",
            )
            for p in found
        ),
        acts=int((mine & (seen.history.day <= seen.evening)).sum()),
    )
