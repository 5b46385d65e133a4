"""The codebook: what each type of act means, with how often the record holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from detente.codebook import EventType, load_codebook
from detente.errors import CodebookError, UnknownItem
from detente.record import Act, Page, Record
from detente.web.answers import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A type with how many acts of it the record holds."""

    type: EventType
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookPage:
    """All types by quad class."""

    quads: tuple[tuple[int, tuple[Kind, ...]], ...]

    @property
    def template(self) -> str:
        """File name of its template."""
        return "codebook.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"types": [plain(k) for _, kinds in self.quads for k in kinds]}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePage:
    """One type, with the latest acts of it."""

    type: EventType
    acts: Page[Act]

    @property
    def template(self) -> str:
        """File name of its template."""
        return "type.html"

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        return {"type": plain(self.type), "acts": plain(self.acts)}


def build(record: Record, request: Request) -> CodebookPage:  # noqa: ARG001
    """Return the page of all types."""
    counts = {c.value: c.count for c in record.summary().by_type}
    types = load_codebook().types.values()
    return CodebookPage(
        quads=tuple(
            (q, tuple(Kind(type=t, count=counts.get(t.id, 0)) for t in types if t.quad == q))
            for q in (1, 2, 3, 4)
        )
    )


def build_type(record: Record, request: Request) -> TypePage:
    """Return the page of one type.

    Raises:
        UnknownItem: When there is no such type.
    """
    try:
        type_ = load_codebook().type(request.path_params["type"])
    except CodebookError as error:
        raise UnknownItem(str(error)) from error
    return TypePage(type=type_, acts=record.events(type=type_.id, limit=20))
