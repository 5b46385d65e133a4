"""``detente balance``: who is at ease, and who at odds, with whom; how a state leans."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.actors import load_actors
from detente.cli.options import format_option, record_option
from detente.cli.origins import at_option, each_origin, known, origin_option
from detente.cli.printing import chosen, print_rows
from detente.cli.requests import day_of

if TYPE_CHECKING:
    from detente.relations.balance import Network, Tie
    from detente.relations.balance_lean import Period

COLUMNS = ("origin", "at", "kind", "who", "is", "share", "low", "high", "acts", "words")
_TABLES = {
    "tie": ("Ties", ("who", "is", "share", "low", "high", "acts", "cooperative", "conflictual", "last")),
    "triad": ("Triads", ("is", "words")),
    "camps": ("Balance", ("is", "words")),
    "change": ("Changes", ("who", "is", "words")),
    "lean": ("Lean", ("period", "is", "difference", "low", "high", "words")),
}  # fmt: skip


@click.command(name="balance")
@click.argument("states", nargs=-1)
@record_option
@at_option
@click.option("--since", metavar="DATE", help="Show what changed since this date.")
@click.option(
    "--window",
    type=click.IntRange(1, 36600),
    default=730,
    show_default=True,
    help="Days before the date that are looked at.",
)
@click.option("--lean", "leaning", metavar="A:B,C", help="How A leans between B and C over time.")
@click.option("--by", type=click.Choice(["year", "quarter", "month"]), default="year")
@origin_option
@format_option("table", "ndjson", "json", "csv")
def command(
    states: tuple[str, ...],
    record_path: Path,
    at: str | None,
    since: str | None,
    window: int,
    leaning: str | None,
    by: Period,
    origin: str | None,
    form: str | None,
) -> None:
    """Show the signed network of STATES at a date: ties, triads, camps.

    Example: detente balance KOR CHN JPN USA --lean KOR:CHN,JPN
    """
    if not states and not leaning:
        raise click.UsageError("name two states or more, or --lean A:B,C")
    chosen_states = tuple(dict.fromkeys(known(s) for s in states))
    if states and len(chosen_states) < 2:
        raise click.UsageError("name at least two different states")
    sides = _sides(leaning) if leaning else None
    day, before = day_of(at, "--at"), day_of(since, "--since")
    rows: list[dict[str, Any]] = []
    for name, last in each_origin(record_path, origin):
        base = {"origin": name, "at": (day or last).isoformat()}
        found: list[dict[str, Any]] = []
        if chosen_states:
            found += _network(record_path, name, chosen_states, day or last, before, window)
        if sides:
            found += _lean(record_path, name, sides, day or last, by)
        rows += [{**base, **row} for row in found]
    form = chosen(form)
    if form != "table":
        print_rows(rows, form, COLUMNS, empty="nothing to show")
        return
    for name in dict.fromkeys(r["origin"] for r in rows):
        _tables([r for r in rows if r["origin"] == name], name)


def _tables(rows: list[dict[str, Any]], origin: str) -> None:
    for kind, (title, columns) in _TABLES.items():
        part = [r for r in rows if r["kind"] == kind]
        if kind == "triad":
            undecided = [r for r in part if r["is"] == "undecided"]
            part = [r for r in part if r["is"] != "undecided"]
            if undecided:
                many = f"{len(undecided)} triad{'s' if len(undecided) > 1 else ''}"
                part.append({"is": "undecided", "words": f"{many} with a mixed or unknown tie"})
        if part:
            click.secho(f"{title} ({origin}, {rows[0]['at']})", bold=True)
            print_rows(part, "table", columns, empty="")


def _sides(text: str) -> tuple[str, str, str]:
    """Return the three identifiers of "KOR:CHN,JPN"."""
    state, _, others = text.partition(":")
    one, _, other = others.partition(",")
    if not (state.strip() and one.strip() and other.strip()):
        raise click.UsageError(f"--lean wants A:B,C, such as KOR:CHN,JPN; got {text!r}")
    sides = (known(state), known(one), known(other))
    if len(set(sides)) < 3:
        raise click.UsageError(f"--lean wants three different states; got {text!r}")
    return sides


def _network(
    path: Path,
    origin: str,
    states: tuple[str, ...],
    at: dt.date,
    before: dt.date | None,
    window: int,
) -> list[dict[str, Any]]:
    from detente.relations.balance_triads import frustration, triads

    name = load_actors().name
    net = _load(path, origin, states, at, window)
    rows = [_tie_row(t, net) for t in net.ties]
    for triad in triads(net):
        state, _, words = triad.words(name).partition(": ")
        rows.append(
            {
                "kind": "triad",
                "who": "-".join(triad.states),
                "is": state,
                "signs": list(triad.signs),
                "words": words,
            }
        )
    found = frustration(net)
    camps = " | ".join(", ".join(map(name, c)) or "nobody" for c in found.camps)
    most = "" if found.exact else f" (at most; no fewer than {found.least})"
    wrong = ", ".join(f"{name(a)} and {name(b)}" for a, b in found.wrong)
    rows.append(
        {
            "kind": "camps",
            "who": "-".join(states),
            "is": "unknown" if not found.ties else "strained" if found.index else "balanced",
            "frustration": found.index,
            "exact": found.exact,
            "least": found.least,
            "signed_ties": found.ties,
            "camps": [list(c) for c in found.camps],
            "wrong": ["-".join(p) for p in found.wrong],
            "words": f"{found.index} of {found.ties} signed ties lie wrong{most}"
            f"{f' ({wrong})' if wrong else ''}; camps: {camps}",
        }
    )
    if before is not None:
        rows += _changes(_load(path, origin, states, before, window), net)
    return rows


def _changes(then: Network, net: Network) -> list[dict[str, Any]]:
    from detente.relations.balance import changes
    from detente.relations.balance_triads import triad_changes

    name = load_actors().name
    since = then.at.isoformat()
    rows: list[dict[str, Any]] = [
        {
            "kind": "change",
            "who": "-".join(change.pair),
            "is": f"{change.before.words} to {change.now.words}",
            "since": since,
            "words": f"{' and '.join(map(name, change.pair))}: share"
            f" {change.before.share.value:.2f} of {change.before.acts} acts then,"
            f" {change.now.share.value:.2f} of {change.now.acts} now",
        }
        for change in changes(then, net)
    ]
    rows += [
        {
            "kind": "change",
            "who": "-".join(now.states),
            "is": f"{before.state} to {now.state}",
            "since": since,
            "words": now.words(name),
        }
        for before, now in triad_changes(then, net)
    ]
    return rows


def _load(path: Path, origin: str, states: tuple[str, ...], at: dt.date, window: int) -> Network:
    from detente.relations.balance import network
    from detente.relations.load import load_events

    since = at - dt.timedelta(days=window)
    events = load_events(path, since=since.isoformat(), until=at.isoformat(), origins=[origin])
    return network(events, states, at=at, window=window)


def _tie_row(tie: Tie, net: Network) -> dict[str, Any]:
    a, b = tie.pair
    name = load_actors().name
    return {
        "kind": "tie",
        "who": f"{a}-{b}",
        "is": tie.words,
        "sign": tie.sign,
        "share": round(tie.share.value, 3),
        "low": round(tie.share.low, 3),
        "high": round(tie.share.high, 3),
        "usual": round(net.usual, 3),
        "since": net.since.isoformat(),
        "acts": tie.acts,
        "cooperative": tie.cooperative_words + tie.cooperative_deeds,
        "conflictual": tie.conflictual_words + tie.conflictual_deeds,
        "cooperative_deeds": tie.cooperative_deeds,
        "conflictual_deeds": tie.conflictual_deeds,
        "last": tie.last.isoformat() if tie.last else None,
        "latest": list(tie.latest),
        "words": f"{name(a)} and {name(b)}: {tie.words}; share {tie.share.value:.2f} where"
        f" {net.usual:.2f} is usual",
    }


def _lean(
    path: Path, origin: str, sides: tuple[str, str, str], at: dt.date, by: Period
) -> list[dict[str, Any]]:
    from detente.relations.balance_lean import lean
    from detente.relations.load import load_events

    state, one, other = sides
    name = load_actors().name
    events = load_events(path, actor=state, until=at.isoformat(), origins=[origin])
    return [
        {
            "kind": "lean",
            "who": f"{state}:{one},{other}",
            "period": spell.period,
            "is": f"to {name(spell.towards)}" if spell.towards else "even",
            "towards": spell.towards,
            "difference": round(spell.difference, 3),
            "low": round(spell.low, 3),
            "high": round(spell.high, 3),
            "share_one": round(spell.one.value, 3),
            "share_other": round(spell.other.value, 3),
            "acts": spell.acts_one + spell.acts_other,
            "acts_one": spell.acts_one,
            "acts_other": spell.acts_other,
            "words": f"{name(one)} {spell.one.value:.2f} ({spell.acts_one} acts),"
            f" {name(other)} {spell.other.value:.2f} ({spell.acts_other} acts)",
        }
        for spell in lean(events, state, one, other, every=by, until=at)
    ]
