"""Readers of what the pages are asked: addresses with their queries, and forms."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from detente.record import Record
from detente.records import Reading
from detente.web.app import create_app
from fuzzing.reader import Reader, words_of
from fuzzing.samples import readings
from fuzzing.spoil import spoil_address

#: What an answer may be. 503 is for a record that cannot be read, and gives the reason.
_ANSWERS = frozenset({200, 303, 307, 400, 403, 404, 405, 413, 415, 422, 429})
#: Marks that stand in addresses and in the record; unescaped in a page they would be markup.
_HOSTILE = ("<zq", '"zq', "'zq")
_OUR_SCRIPT = re.compile(r'<script(?! src="/static/| type="application/json")|<style|\son[a-z]+="')
_QUERIES = (
    "/?page=2", "/articles?page=2&order=oldest", "/articles/s0", "/articles/%3Czq%3E%22zq", "/pairs?page=1",
    "/pairs/KOR-CHN?direction=ab&quad=3&type=REQUEST&modality=actual&year=2026", "/pairs/%3Czq%3E-CHN",
    "/pairs/KOR-CHN?since=2017&until=2019-06&by=week&origin=read", "/compare?a=KOR-CHN&b=JPN-PRK",
    "/pairs/south%20korea-china", "/pairs/KOR-CHN/series.csv?by=month", "/pairs/KOR-CHN/acts.csv",
    "/pairs/KOR-CHN/chart.svg?since=%22zq", "/region?states=KOR,CHN,JPN,PRK&at=2025-06&cell=CHN-KOR&by=year",
    "/region.csv?states=KOR,CHN", "/region.svg?states=KOR,CHN,JPN&at=2024", "/channels", "/channels/KOR-CHN",
    "/channels/KOR-CHN?through=JPN&since=2016", "/requests?from=south+korea&older=30d&order=oldest&status=waiting",
    "/requests.csv?to=CHN&about=%3Czq%3E", "/chains/%22zq", "/events/none", "/search?q=korea+china",
    "/search?q=%3Czq%3E%22zq&page=2", "/codebook", "/codebook/REQUEST", "/codebook/%3Czq", "/about",
    "/articles/s0?_format=json", "/alerts.atom", "/static/style.css", "/static/../app.py", "/outlook/find?first=KOR&second=CHN",
)  # fmt: skip
_SLOW = (
    "/outlook?page=2&pair=KOR-CHN", "/pairs/KOR-CHN/outlook?horizon=30&suppose=%3Czq%3E&as_of=2024-01-01",
    "/actors/KOR/outlook?horizon=7&as_of=2024", "/pairs/KOR-CHN/outlook?suppose=CHN+CONSULT+KOR",
)  # fmt: skip
_FORMS = (
    b"item={event}&kind=event&verdict=struck&reason=No+%3Czq%3E&mark={mark}&at=event",
    b"item={event}&kind=event&verdict=corrected&type=CONSULT&source=KOR&target=CHN&date=2024-01&mark={mark}",
    b"item={event}&kind=event&verdict=undo&mark={mark}",
    b"item={event}&kind=act&verdict=confirmed&reason=%22zq&mark={mark}",
)


def address_readers(home: Path) -> Iterator[Reader]:
    """Yield the readers of addresses and forms."""
    file = home / "pages.db"
    with Record.open(file) as record:
        for reading in (*readings(), _hostile()):
            record.add(reading)
        event = record.events().items[0].id
    loop = asyncio.new_event_loop()
    ask = _asked(loop, create_app(file))
    known = (*_QUERIES, f"/events/{event}", f"/chains/{event}")
    edited = _asked(loop, create_app(file, editor="Ann"))
    page = words_of(edited("GET", b"/events/" + event.encode(), b"")[1])
    found = re.search(r'name="mark"[^>]*value="([^"]+)"', page)
    mark = found[1] if found else ""
    forms = tuple(
        form.replace(b"{event}", event.encode()).replace(b"{mark}", mark.encode())
        for form in _FORMS
    )
    yield Reader(
        name="addresses of pages",
        sound=tuple(a.encode() for a in known),
        read=_address(ask),
        share=0.12,
        spoil=spoil_address,
    )
    yield Reader(
        name="addresses of forecasts",
        sound=tuple(a.encode() for a in _SLOW),
        read=_address(ask),
        share=0.01,
        spoil=spoil_address,
    )
    yield Reader(
        name="forms of pages", sound=forms, read=_form(edited), share=0.05, spoil=spoil_address
    )


def _hostile() -> Reading:
    """Return a reading whose title, publisher and address are markup."""
    told = readings()[1]
    article = replace(
        told.article, id='<zq>&"zq', title='<zq onzq="x">\'zq', url="javascript:zq", publisher='"zq<zq>'
    )  # fmt: skip
    return replace(told, article=article)


Ask = Callable[[str, bytes, bytes], tuple[int, bytes, str]]


def _asked(loop: asyncio.AbstractEventLoop, app: Any) -> Ask:
    """Return a function that asks an application: method, address and body to status, body and type."""

    async def ask(method: str, address: bytes, body: bytes) -> tuple[int, bytes, str]:
        path, _, query = address.partition(b"?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path, "query_string": query,
            "root_path": "", "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 80),
            "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded")],
        }  # fmt: skip
        sent: list[Any] = []
        asked = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            return next(asked, {"type": "http.disconnect"})

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope, receive, send)
        kind = dict(sent[0]["headers"]).get(b"content-type", b"").decode("latin-1")
        whole = b"".join(m.get("body", b"") for m in sent[1:])
        return sent[0]["status"], whole, kind

    return lambda method, address, body: loop.run_until_complete(ask(method, address, body))


def _address(ask: Ask) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        # what a server passes on: a path that begins so, without blanks, ends of lines and fragments
        address = b"/" + re.sub(rb"[\x00-\x20\x7f#]", b"", raw).lstrip(b"/")
        _check(*ask("GET", address, b""))

    return read


def _form(ask: Ask) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        _check(*ask("POST", b"/judge", raw))

    return read


def _check(status: int, body: bytes, kind: str) -> None:
    text = words_of(body)
    assert "Traceback (most recent" not in text
    if status not in _ANSWERS:
        assert status == 503 and "Something went wrong" in text, (status, text[:300])  # noqa: PT018
    if kind.startswith(("text/html", "image/svg")):
        assert not any(mark in text for mark in _HOSTILE), text[:300]
        assert not _OUR_SCRIPT.search(re.sub(r"&[#\w]+;", "", text)), text[:300]
