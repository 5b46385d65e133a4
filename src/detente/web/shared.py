"""Give out a page: one that is there already, or one made now."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from detente.web.answers import wants_json
from detente.web.copies import Copies, Copy
from detente.web.kept import files_of, state_of
from detente.web.outlook_held import BACKTESTS
from detente.web.viewer import viewer_of

#: Addresses longer than this are made up by programs; their pages are not kept.
_LONGEST = 500


async def shared(
    copies: Copies, record_path: Path, request: Request, make: Callable[[Request], Response]
) -> Response:
    """Return the answer to a request for a page.

    One who edits gets every page made anew, and so sees at once what he changed.

    Args:
        copies: The pages made before.
        record_path: The record file.
        request: What is asked for.
        make: Makes the page; called in a thread.
    """
    viewer = viewer_of(request)
    path, query = request.url.path, request.url.query
    if viewer.edits or len(path) + len(query) > _LONGEST:
        return await run_in_threadpool(make, request)
    key = (path, query, wants_json(request), viewer)
    version = (files_of(record_path), state_of(record_path), BACKTESTS.count)
    copy = copies.there(key, version)
    if copy is None:

        def made() -> Copy:
            found = make(request)
            headers = tuple(found.headers.items())
            return Copy(found.status_code, bytes(found.body), headers, version, time.monotonic())

        copy = await run_in_threadpool(copies.made, key, made)
    return Response(copy.body, copy.status, headers=dict(copy.headers))
