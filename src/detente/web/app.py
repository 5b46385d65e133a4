"""The application: one read-only record a request, one route a page, and one route that writes.

>>> from pathlib import Path
>>> from detente.web.app import create_app
>>> app = create_app(Path("detente.db"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from detente.access import People
from detente.engine.deliver import feed_path
from detente.errors import DetenteError, RecordError, UnknownActor, UnknownItem
from detente.record import Record
from detente.web.answers import Shown, answer
from detente.web.copies import Copies
from detente.web.gate import Doors, Gate
from detente.web.guard import Guard
from detente.web.kept import shelf_of
from detente.web.pages import (
    about,
    article,
    articles,
    chain,
    channels,
    codebook,
    compare,
    event,
    home,
    judge,
    outlook,
    outlook_actor,
    outlook_pair,
    pair,
    pair_export,
    pairs,
    region,
    region_files,
    requests,
    search,
    sign_in,
)
from detente.web.pages.trouble import BadAddress, TroublePage
from detente.web.prefix import Prefix
from detente.web.shared import RestsOn, on_pairs, on_tables, shared

_STATIC = Path(__file__).parent / "static"


def create_app(
    record_path: Path,
    *,
    auth: Path | None = None,
    editor: str = "",
    hosts: Iterable[str] = (),
    root: str = "",
) -> FastAPI:
    """Return the pages over a record.

    Args:
        record_path: The record file; it need not be there yet.
        auth: The file of people who may see it; without one, everyone who reaches the server may.
        editor: Without ``auth``: the name under which the one at this machine corrects items.
        hosts: Names by which the server may be called, beside those of this machine itself.
        root: The path below which a proxy shows the pages: ``/detente``.
    """
    doors = Doors(
        people=People(auth) if auth else None,
        editor="" if auth else editor,
        hosts=frozenset(host.lower() for host in hosts),
        root=root,
    )
    app = FastAPI(title="Détente", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Gate, doors=doors)
    if root:
        app.add_middleware(Prefix, root=root)
    app.add_middleware(Guard, hosts=doors.hosts)  # the last one added is the first to see a request
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")

    copies = Copies()

    def page(
        path: str, build: Callable[[Record, Request], Shown], rests_on: RestsOn | None = None
    ) -> None:
        def made(request: Request) -> Response:
            if not record_path.exists():
                raise RecordError(
                    f"there is no record at {record_path} yet; "
                    f"make one with: detente add FILES --record {record_path}"
                )
            with Record.open(record_path, create=False, readonly=True) as record:
                shown = build(record, request)
                return answer(request, shown, behind=shelf_of(record_path).behind())

        async def view(request: Request) -> Response:
            return await shared(copies, record_path, request, made, rests_on)

        app.add_route(path, view, methods=["GET", "HEAD"])

    def file(
        path: str, build: Callable[[Record, Request], Response], rests_on: RestsOn | None = None
    ) -> None:
        def made(request: Request) -> Response:
            with Record.open(record_path, create=False, readonly=True) as record:
                return build(record, request)

        async def view(request: Request) -> Response:
            return await shared(copies, record_path, request, made, rests_on)

        app.add_route(path, view, methods=["GET", "HEAD"])

    page("/", home.build)
    page("/articles", articles.build)
    page("/articles/{id:path}", article.build)
    page("/events/{id}", event.build)
    page("/pairs", pairs.build)
    page("/pairs/{pair}", pair.build, on_pairs)
    file("/pairs/{pair}/series.csv", pair_export.series_csv, on_pairs)
    file("/pairs/{pair}/acts.csv", pair_export.acts_csv, on_pairs)
    file("/pairs/{pair}/chart.svg", pair_export.chart_svg, on_pairs)
    page("/pairs/{pair}/outlook", outlook_pair.build, on_pairs)
    page("/actors/{actor}/outlook", outlook_actor.build, on_tables)
    page("/outlook", outlook.build, on_tables)
    file("/outlook/find", outlook.find)
    page("/compare", compare.build, on_pairs)
    page("/requests", requests.build, on_tables)
    file("/requests.csv", requests.table, on_tables)
    page("/chains/{id}", chain.build)
    page("/channels", channels.build_choice, on_tables)
    page("/channels/{pair}", channels.build, on_tables)
    page("/region", region.build, on_tables)
    file("/region.csv", region_files.table, on_tables)
    file("/region.svg", region_files.drawing, on_tables)
    page("/search", search.build)
    page("/codebook", codebook.build)
    page("/codebook/{type}", codebook.build_type)
    page("/about", about.build)

    if doors.people is not None:
        sign_in.add_routes(app, doors)
    if doors.people is not None or doors.editor:
        judge.add_routes(app, record_path, doors, copies)

    @app.api_route("/alerts.atom", methods=["GET", "HEAD"])
    def alerts() -> Response:
        feed = feed_path(record_path)
        if not feed.exists():
            raise HTTPException(404, "no watch has raised an alert on this record yet")
        return Response(feed.read_bytes(), media_type="application/atom+xml")

    _answer_errors(app)
    return app


def _answer_errors(app: FastAPI) -> None:
    def trouble(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            page = TroublePage(
                title="Nothing here", reason=f"There is no page at {request.url.path}."
            )
            if error.status_code != 404:
                page = TroublePage(title="That does not work", reason=str(error.detail))
            return answer(request, page, error.status_code)
        if isinstance(error, (UnknownItem, UnknownActor)):
            return answer(request, TroublePage(title="Not in this record", reason=str(error)), 404)
        if isinstance(error, BadAddress):
            return answer(request, TroublePage(title="That does not work", reason=str(error)), 400)
        missing = isinstance(error, RecordError)
        title = "No record to show" if missing else "Something went wrong"
        return answer(request, TroublePage(title=title, reason=str(error)), 503)

    app.add_exception_handler(DetenteError, trouble)
    app.add_exception_handler(BadAddress, trouble)
    app.add_exception_handler(HTTPException, trouble)
