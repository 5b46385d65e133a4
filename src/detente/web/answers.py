"""One view, two forms: every page is a frozen dataclass, shown by a template or given as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, JSONResponse, Response

from detente import __version__
from detente.language.asking import asked_for, request_said
from detente.web import outlook_words, words
from detente.web.viewer import viewer_of


class Shown(Protocol):
    """What a page is: a template, and the same content as JSON values."""

    @property
    def template(self) -> str:
        """File name of its template."""
        ...

    def data(self) -> dict[str, Any]:
        """Return the JSON twin."""
        ...


def plain(value: Any) -> Any:
    """Turn frozen records into JSON values.

    >>> plain(("a", {"b": (1,)}))
    ['a', {'b': [1]}]
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    return value


@cache
def environment() -> Environment:
    """Return the templates, with everything escaped and nothing left undefined."""
    env = Environment(
        loader=PackageLoader("detente.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["names"] = words.names
    env.filters["actor"] = words.actor_name
    env.filters["day"] = words.date_words
    env.filters["said"] = request_said
    env.filters["asked_for"] = asked_for
    env.filters["status"] = words.status_words
    env.filters["modality"] = words.modality_words
    env.filters["quad"] = words.quad_words
    env.filters["type_name"] = words.type_words
    env.filters["chance"] = outlook_words.percent
    env.filters["kind"] = outlook_words.kind_name
    env.filters["effect"] = outlook_words.effect_words
    env.filters["score_words"] = outlook_words.score_words
    env.filters["path"] = lambda value: quote(str(value), safe="/")
    env.globals["plural"] = words.plural
    env.globals["pair_path"] = words.pair_path
    env.globals["link_words"] = words.link_words
    env.globals["tone"] = words.tone
    env.globals["is_deed"] = words.deed
    env.globals["version"] = __version__
    return env


def wants_json(request: Request) -> bool:
    """Tell whether the JSON twin is asked for, by the address or by the ``Accept`` header."""
    form = request.query_params.get("_format")
    if form:
        return form == "json"
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def answer(
    request: Request, shown: Shown, status: int = 200, *, behind: dt.datetime | None = None
) -> Response:
    """Return a page in the form that is asked for.

    Args:
        request: What was asked for.
        shown: The page.
        status: Of the answer.
        behind: Of when its counts over the whole record are, where the record has grown since.
    """
    if wants_json(request):
        return JSONResponse(shown.data(), status)
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "_format"]
    twin = f"{request.url.path}?{urlencode([*kept, ('_format', 'json')])}"
    template = environment().get_template(shown.template)
    page = template.render(
        page=shown,
        path=request.url.path,
        twin=twin,
        viewer=viewer_of(request),
        behind=behind.strftime("%H:%M:%S UTC") if behind else "",
        query=request.query_params.get("q", "") if request.url.path == "/search" else "",
    )
    return HTMLResponse(page, status, headers={"Vary": "Accept", "Cache-Control": "no-cache"})
