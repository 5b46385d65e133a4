"""Charts as plain figures: where each bar stands, worked out here and drawn by the templates."""

from __future__ import annotations

from dataclasses import dataclass

from detente.record import Record

#: How a sparkline is drawn: quarters shown, width of one, height of each half.
_QUARTERS = 24
_STEP = 5
_HALF = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart, in the units of its drawing."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    deed: bool
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """Acts by quarter: cooperation above the line, conflict below."""

    width: int
    height: int
    line: int
    bars: tuple[Bar, ...]
    years: str
    label: str


def quarter(month: str) -> int:
    """Return the number of a quarter since year 0.

    >>> quarter("2026-02") - quarter("2025-12")
    1
    """
    year, _, of_year = month.partition("-")
    return int(year) * 4 + (int(of_year or 1) - 1) // 3


def _quarters(record: Record, pair: tuple[str, str], quads: tuple[int, int]) -> dict[int, int]:
    out: dict[int, int] = {}
    for quad in quads:
        for count in record.counts("month", pair=pair, quad=quad, modality="actual", limit=5000):
            at = quarter(count.value)
            out[at] = out.get(at, 0) + count.count
    return out


def spark(record: Record, pair: tuple[str, str]) -> Spark:
    """Return the last six years of a pair."""
    up, down = (_quarters(record, pair, quads) for quads in ((1, 2), (3, 4)))
    last = max((*up, *down), default=0)
    most = max((*up.values(), *down.values()), default=1)
    bars = []
    for tone, counts in (("cooperation", up), ("conflict", down)):
        for at, count in sorted(counts.items()):
            place = at - last + _QUARTERS - 1
            if place < 0:
                continue
            height = round(max(1.5, count / most * (_HALF - 1)), 1)
            bars.append(
                Bar(
                    x=place * _STEP,
                    y=round(_HALF - height, 1) if tone == "cooperation" else _HALF,
                    width=_STEP - 1,
                    height=height,
                    tone=tone,
                    deed=True,
                    label=f"{at // 4}, quarter {at % 4 + 1}: {count}",
                    count=count,
                )
            )
    first = last - _QUARTERS + 1
    return Spark(
        width=_QUARTERS * _STEP,
        height=2 * _HALF,
        line=_HALF,
        bars=tuple(bars),
        years=f"{first // 4} to {last // 4}",
        label=f"Acts by quarter, {first // 4} to {last // 4}: cooperation above, conflict below",
    )


#: How the timeline of a pair is drawn.
_WIDTH = 960
_UP = 110
_DOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A year on the time axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """A year of a pair, for the table beside the chart: actual acts by quad class."""

    year: str
    counts: tuple[int, int, int, int]

    @property
    def total(self) -> int:
        """All acts of the year."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Acts of a pair over time: words above the line, deeds below."""

    width: int
    height: int
    line: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    years: tuple[YearRow, ...]
    unit: str


def timeline(months: dict[int, dict[str, int]]) -> Timeline:
    """Lay out the acts of a pair as bars, by month, quarter or year as the span wants.

    Args:
        months: For each quad class, how many acts in each month (``2017-11``).
    """
    every = sorted({m for counts in months.values() for m in counts})
    if not every:
        return Timeline(
            width=_WIDTH, height=_UP + _DOWN, line=_UP, bars=(), ticks=(), years=(), unit="month"
        )
    first, last = int(every[0][:4]), int(every[-1][:4])
    span = last - first + 1
    unit, size = ("month", 1) if span <= 4 else ("quarter", 3) if span <= 14 else ("year", 12)
    binned: dict[int, dict[int, int]] = {q: {} for q in (1, 2, 3, 4)}
    for quad, counts in months.items():
        for month, count in counts.items():
            year, _, of_year = month.partition("-")
            at = ((int(year) - first) * 12 + int(of_year or 1) - 1) // size
            binned[quad][at] = binned[quad].get(at, 0) + count
    step = _WIDTH / (span * 12 / size)
    tallest = {
        True: max((_both(binned, (2, 4), at) for at in binned[2] | binned[4]), default=1),
        False: max((_both(binned, (1, 3), at) for at in binned[1] | binned[3]), default=1),
    }
    scale = min((_UP - 12) / tallest[False], (_DOWN - 8) / tallest[True], 16)
    bars: list[Bar] = []
    for above, quads in ((True, (1, 3)), (False, (2, 4))):
        for at in sorted(binned[quads[0]] | binned[quads[1]]):
            reached = 0.0
            for quad in quads:
                count = binned[quad].get(at, 0)
                if not count:
                    continue
                height = count * scale
                bars.append(
                    Bar(
                        x=round(at * step + step * 0.1, 1),
                        y=round(_UP - reached - height if above else _UP + reached, 1),
                        width=round(max(step * 0.8, 1.5), 1),
                        height=round(height, 1),
                        tone="cooperation" if quad <= 2 else "conflict",
                        deed=quad in (2, 4),
                        label=f"{_when(first, at, size)}: {count}",
                        count=count,
                    )
                )
                reached += height
    every_years = max(1, -(-span // 12))
    return Timeline(
        width=_WIDTH,
        height=_UP + _DOWN,
        line=_UP,
        bars=tuple(bars),
        ticks=tuple(
            Tick(x=round((year - first) / span * _WIDTH, 1), label=str(year))
            for year in range(first, last + 1, every_years)
        ),
        years=_years(months),
        unit=unit,
    )


def _both(binned: dict[int, dict[int, int]], quads: tuple[int, int], at: int) -> int:
    return sum(binned[q].get(at, 0) for q in quads)


def _when(first: int, at: int, size: int) -> str:
    year, month = first + at * size // 12, at * size % 12 + 1
    return {1: f"{year}-{month:02}", 3: f"{year}, quarter {(month - 1) // 3 + 1}"}.get(
        size, str(year)
    )


def _years(months: dict[int, dict[str, int]]) -> tuple[YearRow, ...]:
    years: dict[str, list[int]] = {}
    for quad, counts in months.items():
        for month, count in counts.items():
            years.setdefault(month[:4], [0, 0, 0, 0])[quad - 1] += count
    return tuple(
        YearRow(year=y, counts=(c[0], c[1], c[2], c[3]))
        for y, c in sorted(years.items(), reverse=True)
    )
