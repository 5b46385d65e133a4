"""Where alerts go: lines of JSON, an Atom feed, webhooks.

What could not be sent is kept and tried again. A message is signed over its time and its body, and
carries the id of the alert, so that whoever gets it twice can tell.
"""

from __future__ import annotations

import glob
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from detente.engine.watch_config import Config, Webhook
from detente.engine.watch_state import WatchState
from detente.errors import SourceError
from detente.sources.fetch import Client, signature

_STDOUT = "stdout"
_FEED = "atom"
_KEPT = 100
_MOST_TRIES = 8
_FIRST_RETRY = 60.0
_ATOM = "http://www.w3.org/2005/Atom"
_WAITING = ".new"


def places_of(config: Config) -> tuple[str, ...]:
    """Return where each alert goes, by the names that deliveries are kept under."""
    out = [_STDOUT] if config.output.stdout else []
    return (*out, _FEED, *(f"webhook {w.url}" for w in config.webhook))


def feed_path(record: Path) -> Path:
    """Return the Atom feed of the alerts on a record, which the server shows as ``/alerts.atom``."""
    return record.with_name(f"{record.stem}.alerts.atom")


def deliver(
    config: Config,
    state: WatchState,
    client: Client,
    print_line: Callable[[str], None],
    now: float,
) -> list[SourceError]:
    """Send what is still to be sent; return what failed.

    Args:
        config: Where to.
        state: What is to be sent.
        client: Sends.
        print_line: Prints a line, and returns when it is out.
        now: Seconds since 1970.
    """
    troubles: list[SourceError] = []
    if config.output.stdout:
        for n, _, body in state.undelivered(_STDOUT, now):
            print_line(json.dumps(body, ensure_ascii=False))
            state.delivered(n, _STDOUT)
    own = feed_path(config.record)
    files = [own, config.output.atom] if config.output.atom else [own]
    new = state.undelivered(_FEED, now)
    if new or not all(f.exists() for f in files):
        try:
            for file in files:
                write_whole(file, atom(state.alerts(_KEPT), config.output.title))
        except OSError as error:
            troubles.append(SourceError(str(error.filename), error.strerror or str(error)))
        else:
            for n, _, _ in new:
                state.delivered(n, _FEED)
    for webhook in config.webhook:
        troubles += _call(webhook, state, client, now)
    return troubles


def _call(webhook: Webhook, state: WatchState, client: Client, now: float) -> list[SourceError]:
    place = f"webhook {webhook.url}"
    for n, tries, body in state.undelivered(place, now):
        raw = json.dumps(body, ensure_ascii=False).encode()
        stamp = str(int(now))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Detente-Alert": body["id"],
            "X-Detente-Time": stamp,
            "X-Detente-Signature": signature(webhook.secret, stamp, raw),
        }
        try:
            status = client.post(
                webhook.url, raw, headers=headers, allow_private=webhook.allow_private
            )
            if status // 100 == 2:
                state.delivered(n, place)
                continue
            error = SourceError(webhook.url, f"the webhook answers {status}")
        except SourceError as trouble:
            error = trouble
        if tries + 1 >= _MOST_TRIES:
            state.delivered(n, place)
            return [SourceError(webhook.url, f"{error.reason}; alert {body['id']} given up")]
        state.undeliverable(n, place, now + _FIRST_RETRY * 2**tries, error.reason)
        return [error]  # the others wait their turn: a webhook in trouble is not pressed
    return []


def atom(alerts: Sequence[dict[str, Any]], title: str) -> bytes:
    """Return an Atom feed of alerts, latest first; links are paths of the server."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")

    def add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
        node = ET.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
        node.text = _clean(text) or None
        return node

    add(feed, "id", "urn:detente:alerts")
    add(feed, "title", title)
    add(feed, "updated", alerts[0]["made"] if alerts else "1970-01-01T00:00:00+00:00")
    add(add(feed, "author"), "name", "Détente")
    add(feed, "link", rel="self", href="/alerts.atom")
    for alert in alerts:
        entry = add(feed, "entry")
        add(entry, "id", f"urn:detente:alert:{alert['id']}")
        add(entry, "title", alert["title"])
        add(entry, "updated", alert["made"])
        add(entry, "category", term=_clean(alert["rule"]))
        for place, path in enumerate(alert["paths"]):
            add(entry, "link", rel="related" if place else "alternate", href=path)
        lines = [f"“{s['text']}” ({_told_by(s)})" for s in alert["sentences"]]
        add(entry, "content", "\n".join(lines), type="text")
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _told_by(sentence: dict[str, Any]) -> str:
    names = dict.fromkeys(n for n in (sentence["publisher"], sentence["agency"]) if n)
    return (
        ", ".join([*names, *([sentence["published"]] if sentence["published"] else [])])
        or "undated"
    )


def _clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r"
        or (ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000 and ord(c) not in (0xFFFE, 0xFFFF))
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads it sees the old one or the new one, never a part.

    What a program that was killed in here has left is taken away.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{_WAITING}"):
        left.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_WAITING)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
