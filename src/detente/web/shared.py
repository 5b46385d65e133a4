"""Give out a page: one that is there already, or one made now."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from detente.errors import DetenteError
from detente.record import Record
from detente.web.answers import wants_json
from detente.web.copies import Copies, Copy
from detente.web.kept import files_of, shelf_of
from detente.web.outlook_held import BACKTESTS
from detente.web.pages.trouble import BadAddress
from detente.web.relation_view import sides
from detente.web.viewer import viewer_of

#: Addresses longer than this are made up by programs; their pages are not kept.
_LONGEST = 500

RestsOn = Callable[[Path, Request], Hashable]


def on_tables(_: Path, __: Request) -> Hashable:
    """Say that a page rests on tables of the whole record and on nothing else of it."""
    return "tables"


def on_pairs(record_path: Path, request: Request) -> Hashable:
    """Say that a page rests on tables, and on the acts of the pairs that its address names."""
    named = [request.path_params.get("pair"), *map(request.query_params.get, ("a", "b"))]
    try:
        pairs = [sides(value) for value in named if value]
        with Record.open(record_path, create=False, readonly=True) as record:
            return tuple((pair, record.pair_mark(pair)) for pair in pairs)
    except (BadAddress, DetenteError):
        return None  # the page says what is wrong


async def shared(
    copies: Copies,
    record_path: Path,
    request: Request,
    make: Callable[[Request], Response],
    rests_on: RestsOn | None = None,
) -> Response:
    """Return the answer to a request for a page.

    One who edits gets every page made anew, and so sees at once what he changed.

    Args:
        copies: The pages made before.
        record_path: The record file.
        request: What is asked for.
        make: Makes the page; called in a thread.
        rests_on: Says what of the record, beside tables of the whole, the page rests on; all when left out.
    """
    viewer = viewer_of(request)
    path, query = request.url.path, request.url.query
    if viewer.edits or len(path) + len(query) > _LONGEST:
        return await run_in_threadpool(make, request)
    key = (path, query, wants_json(request), viewer)
    files = files_of(record_path)
    tables = (shelf_of(record_path).state(files), BACKTESTS.count)
    version = (files, tables)
    copy = copies.there(key, version)
    if copy is None:

        def found() -> Copy:
            rests = rests_on(record_path, request) if rests_on else None
            least = None if rests is None else (tables, rests)

            def made() -> Copy:
                page = make(request)
                headers = tuple(page.headers.items())
                now = time.monotonic()
                return Copy(page.status_code, bytes(page.body), headers, version, least, now)

            return copies.still(key, version, least) or copies.made(key, made)

        copy = await run_in_threadpool(found)
    return Response(copy.body, copy.status, headers=dict(copy.headers))
