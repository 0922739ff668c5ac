"""The axes of the plots: numbers as people read them, in the theme's type, and no mouse tricks.

They know nothing of what is drawn between them.
"""

from math import ceil, floor, log10
from typing import Any

import pyqtgraph
from PySide6.QtGui import QFont

from desktop.shared.theme import Theme, sized

LEFT_WIDTH = 58
"""Pixels for the numbers at the left, the same for every plot: so they stand in one line."""


BOTTOM_HEIGHT = 32
"""Pixels for the numbers and the word below a plot."""

_MOST_POWERS, _MOST_TICKS = 4, 6
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_RUNGS = (1, 2, 5)
"""Numbers that a logarithmic axis shows of each power of ten."""


class Axis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis whose numbers have thousands separators, in small muted type."""

    def __init__(self, orientation: str, label: str) -> None:
        super().__init__(orientation)
        self._text = label
        self.enableAutoSIPrefix(False)
        # the grid lies under the curves: without a cache all numbers are drawn with each redraw
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self.setStyle(tickLength=-4, maxTickLevel=0, hideOverlappingLabels=False)
        if orientation == "left":
            self.setWidth(LEFT_WIDTH)
        else:
            self.setHeight(BOTTOM_HEIGHT)

    def wear(self, theme: Theme, font: QFont) -> None:
        """Take over the colours and the type of the moment."""
        font = sized(font, 0.85)
        self.setTickFont(font)
        self.setPen(pyqtgraph.mkPen(theme.line))
        self.setTextPen(pyqtgraph.mkPen(theme.muted))
        css = {"color": theme.muted.name(), "font-size": f"{font.pointSizeF():.1f}pt"}
        self.setLabel(self._text, **css)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Overrides pyqtgraph's numbers, which lack the separators."""
        if self.logMode:
            return [_power(value) for value in values]
        places = max(0, ceil(-log10(spacing * scale) - 1e-9))
        return [_number(value * scale, places) for value in values]

    def logTickValues(
        self, low: float, high: float, _size: float, _ticks: object
    ) -> list[tuple[None, list[float]]]:
        """Overrides pyqtgraph's choice, whose numbers crowd between 0.5 and 1."""
        powers = range(floor(low), ceil(high) + 1)
        # over many powers of ten, the powers alone and only some of them
        rungs = _RUNGS if len(powers) <= _MOST_POWERS else (1,)
        stride = ceil(len(powers) / _MOST_TICKS)
        values = [power + log10(rung) for power in powers[::stride] for rung in rungs]
        return [(None, [value for value in values if low <= value <= high])]

    def wheelEvent(self, event: Any) -> None:
        """Overrides the zoom: the picture stays whole."""
        event.ignore()


def _power(exponent: float) -> str:
    """Ten to the `exponent`, in full where that is short."""
    value = 10**exponent
    if 1e-4 <= value < 1e6:
        return f"{value:,.0f}" if value >= 1 else f"{value:.1g}"
    return f"10{str(round(exponent)).translate(_SUPERSCRIPTS)}"


def _number(value: float, places: int) -> str:
    return f"{value:.0e}" if abs(value) >= 1e7 else f"{value:,.{places}f}"
