"""What to expect of a request of the ledger, kept while the record's files stay as they are."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from detente.outlook.ledger_notes import LedgerNote, by_weight, ledger_note
from detente.record.matching import days_of
from detente.relations.ledger import Entry
from detente.web.held import State
from detente.web.outlook_held import history_of


def expected_of(state: State, entry: Entry) -> LedgerNote | None:
    """Return how asks like a request have fared; ``None`` where no origin has a figure."""
    return _noted(state, entry.source, entry.target, entry.first_asked)


@lru_cache(maxsize=4096)
def _noted(
    state: State, source: tuple[str, ...], target: tuple[str, ...], asked: str | None
) -> LedgerNote | None:
    days = days_of(asked[:10]) if asked else None
    if days is None:
        return None
    held = ((o.name, history_of(state, o.name)) for o in by_weight(state.path))
    return ledger_note(held, source, target, dt.date.fromisoformat(days[1]))
