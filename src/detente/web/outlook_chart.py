"""The calibration plot: what was said against what happened, worked out here and drawn by the templates."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import betaincinv  # type: ignore[import-untyped]

from detente.outlook.scoring import Bin
from detente.web.outlook_words import percent

_SIDE, _LEFT, _TOP, _BELOW = 300, 40, 12, 34
_LARGEST, _SMALLEST = 10.0, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """Forecasts of one bin.

    Attributes:
        place: Number of the bin, 1 to 10.
        x: Where what was said stands.
        y: Where what happened stands.
        r: Its area is as the number of forecasts.
        low: Lower end of what the true share may be, nine in ten sure, as a place.
        high: Upper end.
        words: In a sentence.
    """

    place: int
    x: float
    y: float
    r: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The plot, in the units of its drawing."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, float, int], ...]


def calibration(bins: tuple[Bin, ...]) -> Calibration:
    """Return the plot of some bins; empty ones are left out."""
    most = max((b.forecasts for b in bins), default=0)
    bottom = _TOP + _SIDE
    return Calibration(
        width=_LEFT + _SIDE + 16,
        height=bottom + _BELOW,
        left=_LEFT,
        right=_LEFT + _SIDE,
        top=_TOP,
        bottom=bottom,
        dots=tuple(_dot(n, b, most) for n, b in enumerate(bins, 1) if b.forecasts),
        ticks=tuple((_x(n / 5), _y(n / 5), 20 * n) for n in range(6)),
    )


def sure(happened: int, forecasts: int) -> tuple[float, float]:
    """Return between what the true share lies, nine in ten sure (Jeffreys interval).

    >>> tuple(round(v, 2) for v in sure(7, 10))
    (0.44, 0.88)
    """
    low = betaincinv(happened + 0.5, forecasts - happened + 0.5, 0.05) if happened else 0.0
    high = betaincinv(happened + 0.5, forecasts - happened + 0.5, 0.95)
    return float(low), float(high) if happened < forecasts else 1.0


def _dot(place: int, held: Bin, most: int) -> Dot:
    said, happened = held.said or 0.0, held.happened or 0.0
    came = round(happened * held.forecasts)
    low, high = sure(came, held.forecasts)
    return Dot(
        place=place,
        x=_x(said),
        y=_y(happened),
        r=round(max(_SMALLEST, _LARGEST * (held.forecasts / most) ** 0.5), 1),
        low=_y(low),
        high=_y(high),
        words=f"said {percent(said)}, came true {came:,} of {held.forecasts:,} times"
        f" ({percent(happened)})",
    )


def _x(share: float) -> float:
    return round(_LEFT + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _SIDE, 1)
