"""What the first pages would else wait for: slow imports, and the tables of the whole record."""

from __future__ import annotations

import contextlib
from importlib import import_module
from pathlib import Path

from detente.errors import DetenteError
from detente.relations.load import origins_of
from detente.web.held import requests_of
from detente.web.kept import state_of
from detente.web.outlook_held import history_of
from detente.web.verdict import moved

#: Modules that no page needs to be listed but some need to be drawn, and that take long to import.
_SLOW = ("detente.relations.local_level", "detente.relations.share_cost")


def warm_up(record_path: Path) -> None:
    """Import what takes long and make the tables of what was read: beside the first requests.

    Args:
        record_path: The record file; it need not be there.
    """
    for name in _SLOW:
        import_module(name)
    with contextlib.suppress(DetenteError):  # the pages say what is wrong with it
        if record_path.exists() and any(o.name == "read" for o in origins_of(record_path)):
            state = state_of(record_path)
            requests_of(state)
            moved(state, "read")
            history_of(state, "read")
