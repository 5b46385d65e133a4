"""The chart of a pair: phases shaded, turns labelled, the line with its band, words above deeds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from detente.relations.labels import STRAINED
from detente.relations.relation import Phase, Relation
from detente.relations.turns import Turn
from detente.web.act_marks import Acts, place
from detente.web.relation_view import Seen
from detente.web.time_axis import Axis, Tick, date_text, month_text

#: Drawing units: the whole width, the gutter for names at the left, the panel of the line.
WIDTH = 960
_GUTTER = 78
_EDGE = 6
_INDEX = 104
_GAP = 16
_LABELS = 14
_PHASE_ROW = 18
#: Width of a character of a label.
_CHAR = 5.9
_LONGEST = 34
#: Rows of labels of turns; further turns have their number only.
_ROWS = 3
#: With so many periods or fewer, each has its interval drawn.
_WHISKERS = 72
_TONES = {"thaw": "good", "warming": "good", "steady": "even", "unclear": "unclear"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseBox:
    """A phase as far as it is shown; its name only where it fits."""

    number: int
    x: float
    width: float
    tone: str
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnMark:
    """A turn: an arrow with a number, and what drove it where there is room."""

    number: int
    x: float
    direction: str
    text: str
    text_x: float
    text_y: float
    end: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """The balance of one period, with its interval where that is drawn."""

    x: float
    y: float
    low: float | None
    high: float | None
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationChart:
    """The chart, in drawing units; ``y`` runs down.

    Attributes:
        top: Where the phases begin, under the labels of turns.
        index_top: Upper edge of the panel of the line: all cooperation.
        index_bottom: Lower edge: all conflict.
        line_y: The line between words and deeds.
        bottom: Where the panels end and the axis stands.
        band: Path of the band, empty where there is no line.
        path: Path of the line.
    """

    axis: Axis
    width: int
    height: float
    top: float
    index_top: float
    index_bottom: float
    line_y: float
    bottom: float
    ticks: tuple[Tick, ...]
    phases: tuple[PhaseBox, ...]
    turns: tuple[TurnMark, ...]
    dots: tuple[Dot, ...]
    band: str
    path: str
    acts: Acts
    label: str

    @property
    def middle(self) -> float:
        """Where cooperation and conflict are even."""
        return (self.index_top + self.index_bottom) / 2

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.acts.marks or self.acts.bars or self.dots)


def draw(seen: Seen, base: str, *, width: int = WIDTH) -> RelationChart:
    """Lay out the chart of a pair.

    Args:
        seen: The pair as asked for.
        base: Address to which bars and imported acts lead, with the filters that stay: ``since`` and
            ``until`` are added.
        width: Drawing units, which are pixels where nothing scales it.
    """
    gutter = _GUTTER if width >= 600 else 10
    axis = Axis(first=seen.first, last=seen.last, left=gutter, right=width - _EDGE)

    def leads(id_: str, since: str, until: str) -> str:
        if id_ and seen.origin == "read":
            return f"/events/{id_}"
        mark = "&" if "?" in base else "?"
        return f"{base}{mark}{urlencode({'since': since, 'until': until})}#list"

    relation = seen.relation
    turns, rows = _turns(relation.turns if relation else (), seen, axis, width)
    top = rows * _LABELS + 6.0
    index_top = top + _PHASE_ROW
    index_bottom = index_top + _INDEX
    acts = place(seen.rows, axis, leads)
    line_y = round(index_bottom + _GAP + acts.up, 1)
    bottom = round(line_y + acts.down, 1)

    def y(value: float) -> float:
        return round(index_top + (1 - value) / 2 * _INDEX, 1)

    band, path = _line(relation, axis, y) if relation else ("", "")
    return RelationChart(
        axis=axis,
        width=width,
        height=bottom + 22,
        top=top,
        index_top=index_top,
        index_bottom=index_bottom,
        line_y=line_y,
        bottom=bottom,
        ticks=axis.ticks(),
        phases=_phases(relation, axis) if relation else (),
        turns=turns,
        dots=_dots(relation, axis, y, leads) if relation else (),
        band=band,
        path=path,
        acts=acts,
        label=(
            f"{seen.names[0]} and {seen.names[1]}, {date_text(seen.first)} to {date_text(seen.last)}:"
            " the balance of cooperation and conflict with its band, and below it the acts, words"
            " above the line and deeds under it. The same figures are in the table."
        ),
    )


def phase_end(relation: Relation, at: int) -> dt.date:
    """Return the last day of a phase: the day before the next, unless a long silence lies between."""
    phase = relation.phases[at]
    if at + 1 < len(relation.phases) and relation.phases[at + 1].silent is None:
        return relation.phases[at + 1].first - dt.timedelta(days=1)
    return phase.last


def tone_of(phase: Phase) -> str:
    """Return how a phase is shaded: ``good``, ``bad``, ``even`` or ``unclear``."""
    return "bad" if phase.label in STRAINED else _TONES.get(phase.label, "even")


def _phases(relation: Relation, axis: Axis) -> tuple[PhaseBox, ...]:
    out = []
    for at, phase in enumerate(relation.phases):
        end = phase_end(relation, at)
        edges = axis.within(phase.first.toordinal(), end.toordinal() + 1)
        if edges is None:
            continue
        width = round(edges[1] - edges[0], 1)
        name = phase.name if phase.label != "unclear" else ""
        out.append(
            PhaseBox(
                number=at + 1,
                x=edges[0],
                width=max(width, 1.0),
                tone=tone_of(phase),
                name=name if len(name) * _CHAR + 6 <= width else "",
                label=(
                    f"{phase.name.capitalize()}, {month_text(phase.first)} to {month_text(end)}: "
                    f"{phase.cooperative} of {phase.cooperative + phase.conflictual} acts cooperative"
                ),
            )
        )
    return tuple(out)


def _turns(
    turns: tuple[Turn, ...], seen: Seen, axis: Axis, width: int
) -> tuple[tuple[TurnMark, ...], int]:
    """Return the turns shown, and how many rows their labels take."""
    kinds = dict(zip(seen.acts.ids, seen.acts.kind, strict=True))
    ends: list[float] = []
    out = []
    for number, turn in enumerate(turns, 1):
        if not axis.first <= turn.date <= axis.last:
            continue
        x = axis.x(turn.date.toordinal())
        driver = Counter(kinds[i] for i in turn.ids if i in kinds).most_common(1)
        text = driver[0][0] if driver and width >= 600 else ""
        text = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "\u2026"
        room = 22 + len(text) * _CHAR
        end = x + room > width
        start = x - room if end else x - 6
        row = next((i for i, e in enumerate(ends) if e <= start), len(ends))
        if row >= _ROWS:
            text, end, room = "", False, 22
            start = x - 6
            row = min(range(len(ends)), key=lambda i: ends[i])
        if row == len(ends):
            ends.append(0.0)
        ends[row] = max(ends[row], start + room + 6)
        out.append(
            TurnMark(
                number=number,
                x=x,
                direction=turn.direction,
                text=text,
                text_x=round(x - 8 if end else x + 8, 1),
                text_y=row * _LABELS + 11.0,
                end=end,
                label=f"{date_text(turn.date)}, {turn.direction}: {turn.reason}",
            )
        )
    return tuple(out), len(ends)


def _line(relation: Relation, axis: Axis, y: Callable[[float], float]) -> tuple[str, str]:
    middles = {p.period: p.first.toordinal() + p.days / 2 for p in relation.series}
    low, high = axis.first.toordinal(), axis.last.toordinal() + 1
    slack = max((p.days for p in relation.series), default=0)
    points = [
        (axis.x(min(max(middles[v.period], low), high)), y(v.level), y(v.low), y(v.high))
        for v in relation.line
        if low - slack / 2 <= middles[v.period] <= high + slack / 2
    ]
    if len(points) < 2:
        return "", ""
    path = "M" + "L".join(f"{x} {v}" for x, v, _, _ in points)
    upper = "L".join(f"{x} {h}" for x, _, _, h in points)
    lower = "L".join(f"{x} {w}" for x, _, w, _ in reversed(points))
    return f"M{upper}L{lower}Z", path


def _dots(
    relation: Relation,
    axis: Axis,
    y: Callable[[float], float],
    leads: Callable[[str, str, str], str],
) -> tuple[Dot, ...]:
    low, high = axis.first.toordinal(), axis.last.toordinal() + 1
    told = [
        p for p in relation.series if p.share and low <= p.first.toordinal() + p.days / 2 <= high
    ]
    out = []
    for p in told:
        assert p.share is not None  # told above
        whiskers = len(told) <= _WHISKERS
        value = 1 - 2 * p.share.mean
        end = p.first + dt.timedelta(days=max(p.days - 1, 0))
        out.append(
            Dot(
                x=axis.x(p.first.toordinal() + p.days / 2),
                y=y(value),
                low=y(1 - 2 * p.share.high) if whiskers else None,
                high=y(1 - 2 * p.share.low) if whiskers else None,
                label=(
                    f"{p.period}: {p.conflictual} of {p.share.acts} acts conflictual; share with what"
                    f" is usual {round(100 * p.share.mean)} %,"
                    f" {round(100 * p.share.low)} to {round(100 * p.share.high)} %"
                ),
                href=leads("", p.first.isoformat(), end.isoformat()),
            )
        )
    return tuple(out)
