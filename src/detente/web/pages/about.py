"""What this is, how to read its marks, and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.record import Record, Summary
from detente.web.answers import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """The record in figures, beside a text that does not change."""

    summary: Summary
    record: str

    @property
    def template(self) -> str:
        """File name of its template."""
        return "about.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"record": self.record, "summary": plain(self.summary)}


def build(record: Record, request: Request) -> AboutPage:  # noqa: ARG001
    """Return the page."""
    return AboutPage(summary=record.summary(), record=record.path.name)
