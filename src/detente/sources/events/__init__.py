"""Event data that others coded: ICEWS, GDELT and POLECAT files into one set of columns."""

from detente.sources.events.columns import EVENT_SCHEMA, ORIGINS
from detente.sources.events.form import EventForm
from detente.sources.events.gdelt import GDELT
from detente.sources.events.icews import ICEWS
from detente.sources.events.polecat import POLECAT

#: The forms that can be imported, by origin.
FORMS: dict[str, EventForm] = {form.origin: form for form in (ICEWS, GDELT, POLECAT)}

__all__ = ["EVENT_SCHEMA", "FORMS", "ORIGINS", "EventForm"]
