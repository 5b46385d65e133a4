"""Event data that others coded: ICEWS, GDELT and POLECAT files into one set of columns."""

from detente.sources.events.columns import EVENT_SCHEMA, ORIGINS

__all__ = ["EVENT_SCHEMA", "ORIGINS"]
