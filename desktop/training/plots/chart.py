"""A plot of one figure over the steps of a run: raw, as a running mean, and on validation data.

It draws what it is given and keeps the whole picture in sight; it holds no history.
"""

from time import perf_counter

import pyqtgraph
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.shared.labels import TonedLabel
from desktop.shared.theme import SPACE, Theme, mixed
from desktop.training.plots.axes import Axis
from desktop.training.plots.history import Curve, Marks, Series

RAW_SHARE = 0.35
"""How much of the series' colour the figures of single steps have; the rest is paper."""

_PIECE = 3
"""Pixels between two points of a smooth line."""

_FEWEST_STEPS = 10
"""Steps that the axis shows at least, so that it counts in whole ones."""

LEAST = 1e-6
"""The least figure that the logarithmic axis shows: a loss may come out as 0."""

_MOST_MARKS = 40
"""Validation points that stay apart as dots; more of them are drawn as a line alone."""


class Chart(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Three curves over steps. Before there is anything to draw it shows a sentence instead.

    label: of the vertical axis, with its unit. scale: what figures are multiplied with.
    """

    def __init__(
        self,
        theme: Theme,
        label: str,
        sentence: str,
        *,
        scale: float = 1.0,
        parent: QWidget | None = None,
    ) -> None:
        axes = {"left": Axis("left", label), "bottom": Axis("bottom", "step")}
        super().__init__(parent, axisItems=axes)
        self._theme = theme
        self._axes = tuple(axes.values())
        self._scale = scale
        self._draw_seconds = self._paint_seconds = 0.0
        self._still()
        self._raw = self._curve(z=0)
        self._mean = self._curve(z=1)
        self._validation = self._curve(z=2)
        self._sentence = TonedLabel(theme, sentence, self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        theme.changed.connect(self._on_theme_changed)
        self._wear()
        self.show_sentence()

    @property
    def point_count(self) -> int:
        """How many points are drawn of the running mean."""
        return 0 if self._mean.xData is None else len(self._mean.xData)

    @property
    def mean_colour(self) -> str:
        """The colour of the running mean, as in #0072b2."""
        return str(self._mean.opts["pen"].color().name())

    @property
    def is_empty(self) -> bool:
        """Whether the sentence stands where the curves will be."""
        return not self._sentence.isHidden()

    def show_sentence(self) -> None:
        """Clear the curves."""
        self._sentence.show()
        for curve in (self._raw, self._mean, self._validation):
            curve.setData([], [])
        for axis in self._axes:
            axis.hide()

    def draw(self, series: Series, marks: Marks, *, raw: bool) -> None:
        """Draw what there is; `raw` tells whether to show each step's figure behind the mean."""
        began = perf_counter()
        width = max(64, round(self.plotItem.vb.width()))
        if raw:
            self._set(self._raw, series.envelope(width))
        # pieces of a few pixels: shorter ones make a line look frayed
        self._set(self._mean, series.mean(width // _PIECE))
        curve = marks.curve(width // _PIECE)
        self._set(self._validation, curve)
        self._validation.setSymbol("o" if len(curve.x) <= _MOST_MARKS else None)
        if self.is_empty and len(series):
            self._sentence.hide()
            for axis in self._axes:
                axis.show()
        self._draw_seconds = perf_counter() - began

    @property
    def cost(self) -> float:
        """Seconds that the last redraw took of the window's time."""
        return self._draw_seconds + self._paint_seconds

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest of the mean and the validation figures drawn."""
        curves = (self._mean.getOriginalDataset()[1], self._validation.getOriginalDataset()[1])
        drawn = [curve for curve in curves if curve is not None]
        return min(map(min, drawn)), max(map(max, drawn))

    @property
    def first(self) -> float:
        """The first figure of the mean drawn."""
        return float(self._mean.getOriginalDataset()[1][0])

    def set_heights(self, bottom: float, top: float) -> None:
        """Show the figures from `bottom` to `top`; powers of ten on a logarithmic axis."""
        self.plotItem.vb.setYRange(bottom, top, padding=0)

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        """Draw factors as equal distances, or differences."""
        # not by the plot item's own method, which would set the ranges free
        self.plotItem.getAxis("left").setLogMode(y=is_logarithmic)
        for curve in (self._raw, self._mean, self._validation):
            curve.setLogMode(False, is_logarithmic)

    def set_steps(self, steps: int) -> None:
        """Show the steps from the first to `steps`."""
        # a little more, so that the last mark is whole
        self.plotItem.vb.setXRange(0, max(_FEWEST_STEPS, steps) * 1.01, padding=0)

    def paintEvent(self, event: QPaintEvent) -> None:
        began = perf_counter()
        super().paintEvent(event)
        self._paint_seconds = perf_counter() - began

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # called by the base class before __init__ is done
        if "_sentence" in self.__dict__:
            self._sentence.setGeometry(self.rect().adjusted(16, 16, -16, -16))

    def _set(self, curve: pyqtgraph.PlotDataItem, points: Curve) -> None:
        curve.setData(points.x, (points.y * self._scale).clip(LEAST), skipFiniteCheck=True)

    def _curve(self, *, z: int) -> pyqtgraph.PlotDataItem:
        curve = pyqtgraph.PlotDataItem(antialias=True)
        # measured: Qt draws a thick antialiased polyline some fifty times slower than its pieces
        curve.curve.setSegmentedLineMode("on")
        curve.setZValue(z)
        self.addItem(curve)
        return curve

    def _still(self) -> None:
        """No menu, no buttons, no zoom: nothing that could lose the picture."""
        self.plotItem.setMenuEnabled(False)
        self.plotItem.hideButtons()
        self.plotItem.setMouseEnabled(x=False, y=False)
        self.plotItem.layout.setContentsMargins(0, SPACE, 2 * SPACE, SPACE // 2)
        self.plotItem.disableAutoRange()
        self.plotItem.getAxis("left").setGrid(70)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _wear(self) -> None:
        theme = self._theme
        self.setBackground(theme.paper)
        for axis in self._axes:
            axis.wear(theme, self.font())
        # mixed rather than translucent, which Qt draws ten times slower and more
        self._raw.setPen(pyqtgraph.mkPen(mixed(theme.paper, theme.training, RAW_SHARE)))
        self._mean.setPen(_pen(theme.training, 2))
        self._validation.setPen(_pen(theme.validation, 1.5))
        self._validation.setSymbolSize(7)
        self._validation.setSymbolBrush(pyqtgraph.mkBrush(theme.validation))
        self._validation.setSymbolPen(pyqtgraph.mkPen(theme.paper))

    @Slot()
    def _on_theme_changed(self) -> None:
        self._wear()


def _pen(colour: QColor, width: float) -> QPen:
    pen: QPen = pyqtgraph.mkPen(colour, width=width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
