"""``detente outlook backtest``: how forecasts would have scored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from detente.cli.options import format_option, pair_of, record_option
from detente.cli.origins import origin_option
from detente.cli.outlook_shared import days_of_span, known_by_origin, within_option
from detente.cli.printing import chosen, plain, print_rows

_COLUMNS = (
    "origin", "what", "forecasts", "happened", "brier", "base_brier", "skill", "log_loss", "base_log_loss",
    "concordance", "base_concordance", "gap",
)  # fmt: skip


@click.command(name="backtest")
@record_option
@within_option
@origin_option
@click.option("--pair", help="Only this pair (KOR-PRK). Default: the pairs with most acts.")
@click.option(
    "--pairs", type=click.IntRange(1), default=50, show_default=True, help="How many pairs."
)
@click.option(
    "--periods", type=click.IntRange(1), default=8, show_default=True, help="How many periods back."
)
@click.option("--answers", is_flag=True, help="Also: whether asks are answered (slower).")
@format_option("table", "ndjson", "json")
def command(
    record_path: Path,
    within: str,
    origin: str | None,
    pair: str | None,
    pairs: int,
    periods: int,
    answers: bool,
    form: str | None,
) -> None:
    """Make forecasts again as of past evenings, and score them by what came.

    All that is learned is learned before each period. Skill is 1 less the Brier score over that of the base
    rate; the reliability table (in JSON) sets what was said against what happened in ten bins.
    """
    from detente.outlook.backtest import roll_acts, roll_answers, scores_of
    from detente.outlook.waiting import ANSWERS

    def say(message: str) -> None:
        click.echo(message, err=True)

    sides, days = pair_of(pair), days_of_span(within)
    rows: list[dict[str, Any]] = []
    for known in known_by_origin(record_path, origin, None):
        history = known.history.until(known.evening)
        cases = roll_acts(
            history, days=days, periods=periods, pair=sides, pairs=pairs, progress=say
        )
        found = list(scores_of(cases)) if cases else []
        for kind in ANSWERS if answers and sides is None else ():
            told = roll_answers(history, kind, days=days, periods=periods, progress=say)
            found += [t for t in scores_of(told) if t.what == kind and t.scores and told]
        rows += [
            {"origin": known.origin, "what": f.what, "by_day": f.concordance} | plain(f.scores)
            for f in found
            if f.scores is not None
        ]
    shape = chosen(form)
    if shape == "table":
        short = [
            {k: f"{v:.3f}" if isinstance(v, float) else v for k, v in row.items()} for row in rows
        ]
        print_rows(short, shape, _COLUMNS, empty="too little history to score forecasts")
        if rows:
            _bins(rows[0])
        return
    if not rows:
        click.echo("too little history to score forecasts", err=True)
    if shape == "json":
        click.echo(json.dumps(rows, indent=2))
    else:
        for row in rows:
            click.echo(json.dumps(row))


def _bins(row: dict[str, Any]) -> None:
    click.echo(f"\nreliability, {row['what']} ({row['origin']})")
    rows = [
        {
            "said": f"{b['low']:.1f}-{b['high']:.1f}",
            "forecasts": b["forecasts"],
            "mean": f"{b['said']:.3f}",
            "happened": f"{b['happened']:.3f}",
        }
        for b in row["reliability"]
        if b["forecasts"]
    ]
    print_rows(rows, "table", ("said", "forecasts", "mean", "happened"), empty="")
