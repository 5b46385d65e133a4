"""Forms as browsers send them, of a bounded size."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

_LARGEST = 16 * 1024
_MOST_FIELDS = 40


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form, the last one of each name.

    Raises:
        HTTPException: 413 when it is too large, 415 when it is no form, 400 when it is malformed.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "Want a form (application/x-www-form-urlencoded).")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            raise HTTPException(413, f"The form is larger than {_LARGEST // 1024} KiB.")
    try:
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400, "The form is malformed.") from error
    return {name: "".join(c for c in value if c.isprintable()) for name, value in fields}
