"""The command line: one lazy group, so that ``detente --help`` imports nothing but click.

Exit codes: 0 all well; 1 an error; 2 wrong use; 3 a batch of which some inputs failed; 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from detente import __version__
from detente.errors import DetenteError

#: name -> (module with ``command``, one line of help), in the order of the help page.
COMMANDS = {
    "read": ("detente.cli.read", "Read articles and print what they say."),
    "code": ("detente.cli.code", "Code sentences whose two actors are given."),
    "add": ("detente.cli.add", "Read articles into a record."),
    "bulk": ("detente.cli.bulk", "Read files of articles into Parquet, on one machine or many."),
    "watch": ("detente.cli.watch", "Follow feeds, pages and folders, and raise alerts."),
    "import": ("detente.cli.import_", "Import event data, or readings that were made in bulk."),
    "show": ("detente.cli.show", "Show an article or an event of the record."),
    "search": ("detente.cli.search", "Search actors, pairs and sentences of the record."),
    "events": ("detente.cli.events", "List events of the record."),
    "requests": ("detente.cli.requests", "List requests and their answers."),
    "relations": (
        "detente.cli.relations",
        "Say how pairs stand, since when, and what turned them.",
    ),
    "chain": ("detente.cli.chain", "Show deed and counter-deed: acts that answer one another."),
    "balance": ("detente.cli.balance", "Show who is at ease, and who at odds, with whom."),
    "channels": ("detente.cli.channels", "Rank who could carry word between two states."),
    "explain": ("detente.cli.explain", "Say why an event was read as it was."),
    "export": ("detente.cli.export", "Write the events out as NDJSON, CSV or Parquet."),
    "outlook": ("detente.cli.outlook", "Say what is likely next, and measure forecasts."),
    "brief": ("detente.cli.brief", "Say what is in the record, in a page."),
    "record": ("detente.cli.record_", "Check, back up and compact a record file."),
    "codebook": ("detente.cli.codebook", "List, show and check the codebook."),
    "serve": ("detente.cli.serve", "Serve the pages on this machine, or to people with a token."),
    "access": ("detente.cli.access", "Say who may see served pages, and who may correct them."),
    "demo": ("detente.cli.demo", "Read the sample articles and show them."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are invoked."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is no command")
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="detente")
def group() -> None:
    """Read the news into a record of diplomacy: who did what to whom, and who said so."""


def main() -> None:
    """Run the command line and exit."""
    try:
        code = group.main(standalone_mode=False, prog_name="detente")
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except DetenteError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # whoever read our output has gone; leave quietly
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
