"""What is likely between two: questions with bars, base rates and reasons; and what an act would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.outlook.backtest import scores_of
from detente.outlook.nextacts import PairOutlook, pair_outlook
from detente.outlook.scoring import Scores
from detente.record import Record
from detente.web import words
from detente.web.answers import plain
from detente.web.held import Pair, pair_events, pair_key
from detente.web.outlook_held import PAIRS, PERIODS, cases_of_pair
from detente.web.outlook_rows import Side, sides_of
from detente.web.outlook_view import View, supposed_text, view
from detente.web.outlook_whatif import Form, WhatIf, form_of, supposed_of, what_if
from detente.web.paging import address
from detente.web.relation_view import sides


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOutlookPage:
    """The outlook of a pair; ``seen`` is ``None`` for a record without acts.

    Attributes:
        pair: In the order of the address.
        names: As printed.
        seen: Whose acts, how many days, which evening.
        outlook: The forecasts with their footing in words.
        sides: The same as rows, by direction.
        scored: How the types were forecast on the evenings of the back-test, of all pairs and of this
            one; ``None`` where nobody has looked.
        score: The address that looks.
        form: The what-if form.
        whatif: What the supposed act would change.
        clear: The page without a supposition.
    """

    pair: Pair
    names: tuple[str, str]
    seen: View | None
    outlook: PairOutlook | None
    sides: tuple[Side, ...]
    scored: tuple[Scores | None, Scores | None] | None
    score: str
    form: Form | None
    whatif: WhatIf | None
    clear: str

    @property
    def template(self) -> str:
        """File name of its template."""
        return "outlook_pair.html"

    @property
    def base_only(self) -> bool:
        """Whether there is history for base rates but for no more."""
        return any(r.chance.said is None for s in self.sides for r in s.classes)

    @property
    def periods(self) -> int:
        """Evenings of the back-test."""
        return PERIODS

    @property
    def pairs(self) -> int:
        """Pairs of the back-test."""
        return PAIRS

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        seen = self.seen
        return {
            "pair": list(self.pair),
            "names": list(self.names),
            "origin": seen.whose.name if seen else None,
            "evening": self.outlook.evening if self.outlook else None,
            "days": seen.days if seen else None,
            "note": self.outlook.note if self.outlook else None,
            "next": plain(self.outlook.next) if self.outlook else [],
            "past": {"all": plain(self.scored[0]), "pair": plain(self.scored[1])}
            if self.scored
            else None,
            "supposition": {
                "text": self.form.text if self.form else "",
                "note": self.whatif.note,
                "moved": plain(self.whatif.found.moved),
                "effects": plain(self.whatif.effects),
            }
            if self.whatif
            else None,
        }


def build(record: Record, request: Request) -> PairOutlookPage:
    """Return the page."""
    pair = sides(request.path_params["pair"])
    seen = view(record, request, lambda: record.pair(pair).acts > 0)
    names = (words.actor_name(pair[0]), words.actor_name(pair[1]))
    text = supposed_text(request)
    clear = address(request, suppose=None, past=None)
    if seen is None:
        return PairOutlookPage(
            pair=pair, names=names, seen=None, outlook=None, sides=(), scored=None, score="",
            form=None, whatif=None, clear=clear,
        )  # fmt: skip
    supposed = supposed_of(seen, text)
    outlook = pair_outlook(seen.history, pair, seen.mixture, days=seen.days, evening=seen.evening)
    past = seen.past(request)
    rows = pair_events(pair_key(record, pair, seen.whose.name))
    forecast = any(n.probability is not None for n in outlook.next)
    scored = None
    if past is not None and forecast:
        own = scores_of(cases_of_pair(seen.question, pair))
        scored = (scores_of(past)[0].scores, own[0].scores)
    return PairOutlookPage(
        pair=pair,
        names=names,
        seen=seen,
        outlook=outlook,
        sides=sides_of(record, outlook, rows, past or ()),
        scored=scored,
        score=address(request, past="yes", suppose=text or None) + "#past",
        form=form_of(seen, pair, supposed, text) if forecast else None,
        whatif=what_if(seen, pair, supposed) if supposed else None,
        clear=clear,
    )
