"""From figures to heights on an axis, and the numbers that stand beside it.

A height is a number as shown, or its power of ten.
"""

from math import ceil, floor, log10
from typing import NamedTuple, TypeVar

import numpy as np

from desktop import formats
from desktop.workspace.run.series import FloatArray

LEAST = 1e-6
"""The least figure that a logarithmic axis shows: a loss may come out as 0."""

_LADDER = (1.0, 2.0, 2.5, 5.0, 10.0)
_RUNGS = (1, 2, 5)
"""Numbers that a logarithmic axis shows of each power of ten, if they are few."""

_MOST_POWERS = 4
_ROOM = 2.2
"""Numbers for each power of ten that there must be room for, so that these do not touch."""

_NEARLY_ALL = 0.98
"""The part of the raw groups that a zoomed axis makes room for: one outlier is not the picture."""

_OUTLIER = 2.0
"""Times nearly all others that make an outlier."""

_AXIS_STEPS = 8
"""Parts that a fitted axis is rounded to: so it moves now and then, rather than at each redraw."""

Figures = TypeVar("Figures", float, FloatArray)


class Tick(NamedTuple):
    """A figure that the axis names."""

    value: float
    text: str


class LinearScale(NamedTuple):
    """Equal differences are equal distances.

    factor: numbers are shown as so many times that, with the unit behind them.
    """

    low: float
    high: float
    factor: float = 1.0
    unit: str = ""

    def numbers(self, values: FloatArray) -> FloatArray:
        """The figures as numbers that are shown."""
        return values if self.factor == 1 else values * self.factor

    def heights(self, values: FloatArray) -> FloatArray:
        """Where the figures are on the axis."""
        return self.numbers(values)

    def ticks(self, most: int) -> list[Tick]:
        """At most so many round numbers."""
        distance = round_step((self.high - self.low) * self.factor, most)
        first = ceil(self.low * self.factor / distance - 1e-6)
        last = floor(self.high * self.factor / distance + 1e-6)
        places = max(0, -floor(log10(distance) + 1e-9))
        if round(distance * 10**places, 6) % 1:
            places += 1  # 2.5 and its like
        return [
            Tick(k * distance / self.factor, _number(k * distance, places) + self.unit)
            for k in range(first, last + 1)
        ]


class LogScale(NamedTuple):
    """Equal factors are equal distances. low, high: figures above 0.

    factor: numbers are shown as so many times that.
    """

    low: float
    high: float
    factor: float = 1.0

    def numbers(self, values: FloatArray) -> FloatArray:
        """The figures as numbers that are shown."""
        return values if self.factor == 1 else values * self.factor

    def heights(self, values: FloatArray) -> FloatArray:
        """Where the figures are on the axis, as powers of ten; nothing lies below the least one."""
        powers: FloatArray = np.log10(np.maximum(values, LEAST) * self.factor)
        return powers

    def ticks(self, most: int) -> list[Tick]:
        """At most so many powers of ten; where they are few, numbers between them, too."""
        low, high = log10(self.low * self.factor), log10(self.high * self.factor)
        powers = range(floor(low), ceil(high) + 1)
        few = len(powers) - 1 <= _MOST_POWERS and most >= _ROOM * (high - low)
        stride = max(1, ceil((high - low) / max(1, most)))
        exponents = [
            power + log10(rung) for power in powers[::stride] for rung in (_RUNGS if few else (1,))
        ]
        within = [each for each in exponents if low - 1e-9 <= each <= high + 1e-9]
        return [Tick(10**each / self.factor, power_text(each)) for each in within]


Scale = LinearScale | LogScale


def round_step(extent: float, most: int) -> float:
    """The least round distance that divides an extent into at most so many parts."""
    least = extent / max(1, most)
    power = 10.0 ** floor(log10(least))
    for rung in _LADDER:
        if rung * power >= least * (1 - 1e-9):
            return rung * power
    return 10 * power


def rounded_up(value: float) -> float:
    """The next number of two digits, the second one even."""
    unit = 2 * 10.0 ** (floor(log10(value)) - 1)
    return ceil(value / unit - 1e-9) * unit


def loss_scale(low: float, high: float) -> LinearScale:
    """A linear scale of losses between these bounds."""
    return LinearScale(low, high, formats.LOSS_FACTOR)


def log_loss_scale(low: float, high: float) -> LogScale:
    """A logarithmic scale round losses, half a power of ten or more.

    Its bounds are rounded, so that the axis moves now and then rather than with every redraw.
    """
    bottom = floor(log10(max(low, LEAST)) * 4) / 4
    top = ceil(log10(max(high, LEAST)) * 4) / 4
    return LogScale(10**bottom, 10 ** max(top, bottom + 0.5), formats.LOSS_FACTOR)


def fitted(low: float, high: float) -> tuple[float, float]:
    """Rounded bounds round figures; from 0 where that is near."""
    if low < high / 3:
        low = 0.0
    extent = max(high - low, 0.02 * abs(high), LEAST)
    step = round_step(extent, _AXIS_STEPS)
    bottom = floor((low - 0.04 * extent) / step) * step if low > 0 else 0.0
    return bottom, ceil((high + 0.04 * extent) / step) * step


def nearly_all(lows: FloatArray, highs: FloatArray) -> tuple[float, float]:
    """Between which figures nearly all groups of steps lie; all of them, if none is far out."""
    usual, highest = _at_share(highs, _NEARLY_ALL), float(highs.max())
    high = highest if highest < _OUTLIER * usual else usual
    return _at_share(lows, 1 - _NEARLY_ALL), high


def _at_share(values: FloatArray, share: float) -> float:
    place = min(len(values) - 1, max(0, round(share * (len(values) - 1))))
    return float(np.partition(values, place)[place])


def power_text(exponent: float) -> str:
    """Ten to the `exponent`, in full where that is short, as in 0.05, 10⁻⁵ or 2·10⁻⁵."""
    value = 10**exponent
    if 0.999e-4 <= value < 1e6:
        return f"{value:,.0f}" if value >= 0.999 else f"{value:.1g}"
    return formats.with_power(f"{value:.0e}").removeprefix("1·")


def _number(value: float, places: int) -> str:
    if abs(value) >= 1e7 or places > 6:
        return formats.with_power(f"{value:.3g}")
    return f"{value + 0.0:,.{places}f}"
