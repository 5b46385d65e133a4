"""Pages of a list and filters, both kept in the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a page stands in its list, with the addresses of its neighbours."""

    at: int
    last: int
    total: int
    before: str | None
    after: str | None


def pager(request: Request, at: int, total: int, rows: int) -> Pager:
    """Return the place of a page in its list."""
    last = max(1, -(-total // rows))
    return Pager(
        at=at,
        last=last,
        total=total,
        before=address(request, page=str(at - 1)) if at > 1 else None,
        after=address(request, page=str(at + 1)) if at < last else None,
    )


def address(request: Request, **changes: str | None) -> str:
    """Return this address with some parameters set, or taken away by ``None``."""
    kept = {k: v for k, v in request.query_params.items() if k not in ("_format", *changes)}
    kept |= {k: v for k, v in changes.items() if v is not None}
    if kept.get("page") == "1":
        del kept["page"]
    return request.url.path + ("?" + urlencode(kept) if kept else "")
