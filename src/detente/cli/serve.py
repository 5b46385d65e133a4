"""``detente serve``: the pages over a record, on this machine only."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from detente.cli.options import record_option

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command(name="serve")
@record_option
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
def command(record_path: Path, host: str, port: int) -> None:
    """Serve the pages on this machine, until interrupted.

    The pages read the record and never write to it. They are served to this machine only; to show
    them to others put a web server that knows who may see them in front.
    """
    serve_pages(record_path, host=host, port=port)


def serve_pages(record_path: Path, *, host: str, port: int) -> None:
    """Serve the pages until interrupted.

    Args:
        record_path: The record file.
        host: ``127.0.0.1``, ``localhost`` or ``::1``.
        port: The port; 0 picks a free one.

    Raises:
        UsageError: When the host is another machine's or the port is taken.
    """
    import socket

    import uvicorn

    if host not in _LOOPBACK:
        raise click.UsageError(
            f"--host {host}: the pages are served to this machine only; "
            f"want one of {', '.join(_LOOPBACK)}"
        )
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise click.UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}; give another --port"
        ) from error
    # commands and pages stand side by side: neither imports the other, this one starts the other
    app = importlib.import_module("detente.web.app").create_app(record_path)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"serving {record_path} at http://{shown}:{listening.getsockname()[1]}/", err=True)
    click.echo("stop with Ctrl-C", err=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listening])
