"""``detente serve``: the pages over a record, on this machine, or to people with a token."""

from __future__ import annotations

import importlib
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.options import record_option

if TYPE_CHECKING:
    import uvicorn

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ALL = ("0.0.0.0", "::")


@click.command(name="serve")
@record_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--edit", "editor", metavar="NAME", help="On this machine: correct items as NAME.")
@click.option(
    "--auth",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Serve only to the people of this file (detente access).",
)
@click.option(
    "--allowed-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name by which others reach this server. May be given several times.",
)
@click.option("--root-path", "root", default="", help="The path of a proxy: /detente.")
@click.option(
    "--trust-proxy",
    "proxy",
    default="127.0.0.1",
    show_default=True,
    help="The address of the proxy whose word on caller and scheme is taken; or several, with commas.",
)
def command(
    record_path: Path,
    host: str,
    port: int,
    editor: str | None,
    auth: Path | None,
    hosts: tuple[str, ...],
    root: str,
    proxy: str,
) -> None:
    """Serve the pages, until interrupted.

    Without --edit and --auth the pages are for this machine, and never write to the record. Beyond this
    machine they are served only with --auth: each person signs in with a token, readers look, editors
    also confirm, correct and strike out. Put a web server with TLS in front: see docs/how-to/share.md.
    """
    if auth is not None and editor:
        raise click.UsageError("--edit is for this machine; with --auth the file says who edits")
    _check_beyond(host, auth, hosts)
    if root and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", root):
        raise click.UsageError(
            f"--root-path {root}: want a path such as /detente, no slash at the end"
        )
    for part in proxy.split(","):
        _check_proxy(part.strip())
    serve_pages(
        record_path,
        host=host,
        port=port,
        editor=_name(editor),
        auth=auth,
        hosts=hosts,
        root=root,
        proxy=proxy,
    )


def _check_beyond(host: str, auth: Path | None, hosts: tuple[str, ...]) -> None:
    beyond = host not in _LOOPBACK
    for name in hosts:
        if not re.fullmatch(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]", name):
            raise click.UsageError(f"--allowed-host {name}: want a name without scheme and port")
    if auth is None and (beyond or hosts):
        what = f"--host {host}" if beyond else f"--allowed-host {hosts[0]}"
        raise click.UsageError(
            f"{what}: beyond this machine the pages are served only with --auth FILE; make one with: "
            "detente access add NAME. Without it they are served to this machine only: "
            f"{', '.join(_LOOPBACK)}"
        )
    if host in _ALL and not hosts:
        raise click.UsageError(
            f"--host {host}: say by which name others reach this server: --allowed-host NAME"
        )


def _check_proxy(address: str) -> None:
    """Refuse what would trust everybody, and names, which would silently trust nobody."""
    import ipaddress

    try:
        ipaddress.ip_network(address)
    except ValueError:
        raise click.UsageError(
            f"--trust-proxy {address}: want an address or a network: 10.0.0.5, 10.0.0.0/24"
        ) from None


def _name(editor: str | None) -> str:
    if editor is None:
        return ""
    name = " ".join(editor.split())
    if not name or len(name) > 60 or not name.isprintable():
        raise click.UsageError("--edit: want a name of 1 to 60 printable characters")
    return name


def serve_pages(
    record_path: Path,
    *,
    host: str,
    port: int,
    editor: str = "",
    auth: Path | None = None,
    hosts: tuple[str, ...] = (),
    root: str = "",
    proxy: str = "127.0.0.1",
) -> None:
    """Serve the pages until interrupted.

    Args:
        record_path: The record file.
        host: The address to listen on.
        port: The port; 0 picks a free one.
        editor: Under which name the one at this machine corrects items; empty for not at all.
        auth: The file of people who may see the pages; needed beyond this machine.
        hosts: Names by which others reach the server.
        root: The path of a proxy below which the pages stand.
        proxy: The address of that proxy, or several, with commas.

    Raises:
        UsageError: When the address or the port cannot be had.
        AccessError: When the file of people is wrong.
        RecordError: When there are editors and the record cannot be written.
    """
    import socket
    import threading

    import uvicorn

    edits = bool(editor)
    if auth is not None:
        from detente.access import read_people

        people = read_people(auth)
        edits = any(person.role == "editor" for person in people)
        if not people:
            click.echo(
                f"nobody in {auth}; add one: detente access add NAME --access {auth}", err=True
            )
    if edits and record_path.exists():
        from detente.record import Record

        Record.open(record_path, create=False).close()  # brings an older file up to date
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # who comes before the pages are up waits
    except OSError as error:
        listening.close()
        raise click.UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; give another --port or --host"
        ) from error
    shown = f"[{host}]" if ":" in host else host
    names = hosts if host in _ALL else (*hosts, shown)
    # commands and pages stand side by side: neither imports the other, this one starts the other
    app = importlib.import_module("detente.web.app").create_app(
        record_path, auth=auth, editor=editor, hosts=names, root=root
    )
    at = f"http://{shown}:{listening.getsockname()[1]}{root}/"
    click.echo(f"serving {record_path} at {at}", err=True)
    if host not in _LOOPBACK:
        click.echo(
            "tokens and pages travel in the clear unless a server with TLS stands before", err=True
        )
    click.echo("stop with Ctrl-C", err=True)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, forwarded_allow_ips=proxy, server_header=False
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_warm_up, args=(server, record_path), daemon=True).start()
    server.run(sockets=[listening])


def _warm_up(server: uvicorn.Server, record_path: Path) -> None:
    """Make ready what the pages need later, once the server is up: sooner, it would wait for it."""
    while not server.started:
        time.sleep(0.05)
    importlib.import_module("detente.web.warm").warm_up(record_path)
