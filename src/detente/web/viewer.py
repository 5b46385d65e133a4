"""Who looks at a page, as the pages know it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from detente.access import Role

#: Where the viewer of a request stands in its scope.
KEY = "detente.viewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who looks at a page.

    Attributes:
        name: The name that judgements are kept under; empty for one who only looks.
        role: ``reader`` or ``editor``.
        mark: What each form must bring back, so that no other site can send it; ``None`` for one who
            sends a token with each request, which no other site can do.
        signed_in: Whether there is a session to end.
    """

    name: str = ""
    role: Role = "reader"
    mark: str | None = ""
    signed_in: bool = False

    @property
    def edits(self) -> bool:
        """Whether this one may judge items."""
        return self.role == "editor" and bool(self.name)


NOBODY = Viewer()


def viewer_of(request: Request) -> Viewer:
    """Return who sends a request."""
    found = request.scope.get(KEY, NOBODY)
    return found if isinstance(found, Viewer) else NOBODY


def check_form(viewer: Viewer, form: dict[str, str]) -> None:
    """Refuse a form that was not made for this viewer.

    Raises:
        HTTPException: 403.
    """
    if viewer.mark is None:
        return
    given = form.get("mark", "")
    if not viewer.mark or not hmac.compare_digest(given.encode(), viewer.mark.encode()):
        raise HTTPException(
            403, "This form is from an earlier session. Load the page again and send it anew."
        )
