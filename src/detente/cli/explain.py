"""``detente explain``: why an event was read as it was."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.options import record_option
from detente.cli.wording import date_words, names
from detente.language.asking import request_said
from detente.record import Record, Telling


@click.command(name="explain")
@click.argument("event")
@record_option
def command(event: str, record_path: Path) -> None:
    """Say why an event was read as it was: sentence, trigger, roles, rule, type, actors."""
    from detente.codebook import load_codebook

    with Record.open(record_path, create=False, readonly=True) as record:
        detail = record.event(event)
        act = detail.act
        entry = load_codebook().type(act.type)
        click.secho(request_said(act.sentence), bold=True)
        when = date_words(act.date) or "no date told"
        click.echo(f"  {when}; {act.modality}; CAMEO {act.cameo}; Goldstein {act.goldstein:+.1f}")
        click.echo(f"  {entry.id}: {entry.definition}")
        for line in entry.not_this:
            click.echo(f"    not this: {line}")
        click.echo(f"  told by {act.articles} article(s), {act.sources} of them independent")
        for telling in act.tellings:
            text = record.article(telling.article.id).article.part(telling.evidence.where)
            _telling(telling, text)
        for judgement in detail.judgements:
            click.echo(f"  {judgement.verdict} by {judgement.user}: {judgement.reason}")


def _telling(telling: Telling, text: str) -> None:
    from detente.reading.lexicon import load_lexicon

    article = telling.article
    said = telling.evidence.text
    click.echo(f"\n  {article.title or article.id} ({date_words(article.published)})")
    click.echo(f"    evidence   {' '.join(said.split())}")
    if telling.trigger:
        word = text[telling.trigger.start : telling.trigger.end]
        click.echo(f"    trigger    {word!r} at {telling.trigger.start}-{telling.trigger.end}")
    for role, ids, spans in (
        ("source", telling.source, telling.source_spans),
        ("target", telling.target, telling.target_spans),
    ):
        where = ", ".join(repr(" ".join(text[s.start : s.end].split())) for s in spans)
        click.echo(f"    {role:10} {names(ids)}{f', from {where}' if where else ''}")
    if telling.speakers:
        click.echo(f"    as told by {' via '.join(telling.speakers)}")
    rule = next((r for r in load_lexicon().rules if r.id == telling.by), None)
    why = (
        f"rule {rule.id}: {rule.note}"
        if rule
        else f"the trained model {telling.by}, where no rule reads it"
    )
    click.echo(f"    because    {why} (confidence {telling.confidence:.2f})")
