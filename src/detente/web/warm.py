"""What the first page with a line or phases would else wait for."""

from __future__ import annotations

from importlib import import_module

#: Modules that no page needs to be listed but some need to be drawn, and that take long to import.
_SLOW = ("detente.relations.local_level", "detente.relations.share_cost")


def warm_up() -> None:
    """Import what takes long: after the server is up, beside the first requests."""
    for name in _SLOW:
        import_module(name)
