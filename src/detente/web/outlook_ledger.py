"""What to expect of a request of the ledger, kept while the record's files stay as they are."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from detente.outlook.ledger_notes import Ask, LedgerNote, by_weight, ledger_notes
from detente.record.matching import days_of
from detente.relations.ledger import Entry
from detente.web.kept import State
from detente.web.outlook_held import history_of


def expected_of(state: State, entries: tuple[Entry, ...]) -> tuple[LedgerNote | None, ...]:
    """Return how asks like some requests have fared; ``None`` for one of which no origin has a figure."""
    return _noted(
        state,
        tuple(Ask(source=e.source, target=e.target, day=_day(e.first_asked)) for e in entries),
    )


def _day(asked: str | None) -> dt.date | None:
    days = days_of(asked[:10]) if asked else None
    return dt.date.fromisoformat(days[1]) if days else None


@lru_cache(maxsize=32)
def _noted(state: State, asks: tuple[Ask, ...]) -> tuple[LedgerNote | None, ...]:
    held = ((o.name, history_of(state, o.name)) for o in by_weight(state.path))
    return ledger_notes(held, asks)
