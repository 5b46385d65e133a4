"""What the page of a pair shows, to take away: the series and the acts as CSV, the chart as SVG."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from detente.record import Record
from detente.relations.smooth import figures_of
from detente.web.answers import environment
from detente.web.downloads import csv_file, svg_file
from detente.web.pages.pair import chart_of, periods_of
from detente.web.pages.pair_list import filters_of, passing
from detente.web.relation_view import Seen, look_of, see, sides
from detente.web.verdict import verdict_on
from detente.web.whose import origin_words

SERIES_COLUMNS = (
    "origin", "pair", "direction", "period", "days", "acts", "cooperative", "conflictual",
    "conflict_share", "conflict_share_low", "conflict_share_high", "words_share", "deeds_share",
    "index", "intensity", "intensity_low", "intensity_high", "level", "level_low", "level_high",
    "phase", "turn",
)  # fmt: skip
ACT_COLUMNS = (
    "origin", "id", "date", "until", "source", "target", "type", "mode", "cameo", "goldstein", "quad",
    "modality", "sources", "story", "publisher", "place",
)  # fmt: skip


def _seen(record: Record, request: Request) -> Seen:
    return see(record, request, sides(request.path_params["pair"]), look_of(request))


def series_csv(record: Record, request: Request) -> Response:
    """Return the periods shown, with line, phase and turn."""
    seen = _seen(record, request)
    return csv_file(_series(seen), SERIES_COLUMNS, _name(seen, "series.csv"))


def acts_csv(record: Record, request: Request) -> Response:
    """Return the acts listed, under all filters of the address, newest first."""
    seen = _seen(record, request)
    rows = passing(seen, filters_of(request)).iter_rows(named=True)
    return csv_file(rows, ACT_COLUMNS, _name(seen, "acts.csv"))


def chart_svg(record: Record, request: Request) -> Response:
    """Return the chart as a drawing that stands alone."""
    seen = _seen(record, request)
    template = environment().get_template("chart.svg")
    drawn = template.render(
        chart=chart_of(request, seen),
        verdict=verdict_on(seen.relation, seen.names, seen.look.direction),
        told=origin_words(seen.origin),
        seen=seen,
    )
    return svg_file(drawn, _name(seen, "chart.svg"))


def _series(seen: Seen) -> Iterable[dict[str, Any]]:
    if seen.relation is None:
        return
    line = {v.period: v for v in seen.relation.line}
    for p in periods_of(seen):
        level = line.get(p.period)
        end = p.first.toordinal() + p.days
        phase = next((h for h in reversed(seen.relation.phases) if h.first.toordinal() < end), None)
        turns = [t for t in seen.relation.turns if p.first.toordinal() <= t.date.toordinal() < end]
        yield {
            "origin": seen.origin,
            "pair": "-".join(seen.pair),
            "direction": seen.look.direction,
            "period": p.period,
            "days": p.days,
            "acts": p.acts,
            "cooperative": p.cooperative,
            "conflictual": p.conflictual,
            "conflict_share": p.share.mean if p.share else None,
            "conflict_share_low": p.share.low if p.share else None,
            "conflict_share_high": p.share.high if p.share else None,
            **figures_of(p, level),
            "phase": phase.name if phase else None,
            "turn": "; ".join(f"{t.date} {t.direction}: {t.reason}" for t in turns) or None,
        }


def _name(seen: Seen, ending: str) -> str:
    a, b = (side if side.isascii() and side.isalnum() else "actor" for side in seen.pair)
    return f"{a}-{b}-{ending}"
