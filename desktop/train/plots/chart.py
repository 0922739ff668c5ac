"""A plot on screen: pyqtgraph's, with axes and marks that are read at a glance, and a crosshair.

It holds no history and decides nothing about what is in sight.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.train.plots.axes import RIGHT, Axis, Edges, Frame, field_of, frame_of
from desktop.train.plots.chart_kinds import ChartKind
from desktop.train.plots.curves import Curves
from desktop.train.plots.decorations import Decorations
from desktop.train.plots.plot_data import Overlay, PlotData, RenderOptions
from desktop.train.plots.plot_widget import CachedPlot
from desktop.train.plots.step_markers import StepMarkers
from desktop.train.plots.style import Style
from desktop.widgets.labels import TonedLabel
from desktop.workspace.run.history import History

_DOT = 4.0
"""Pixels from the middle of the crosshair's dot to its rim."""

_BAND_ALPHA = 40
"""How much of the accent colour lies over the steps that are being chosen, of 255."""


class Crosshair(NamedTuple):
    """A step, and its figure on the running mean if it has one."""

    step: float
    figure: float | None


class Chart(CachedPlot):
    """One figure over the steps of a run. Before there is any it shows a sentence instead."""

    def __init__(self, theme: Theme, kind: ChartKind, parent: QWidget | None = None) -> None:
        axes = {side: Axis(side) for side in ("left", "bottom", "top")}
        super().__init__(parent=parent, axisItems=axes)
        self.setAccessibleName(kind.name)
        self.kind = kind
        self._theme = theme
        self._edges = Edges()
        self._shown: PlotData | None = None
        self._markers = StepMarkers()
        self._crosshair: Crosshair | None = None
        self._switch_off()
        self._decorations = Decorations(self.plotItem, axes)
        self._sentence = TonedLabel(theme, kind.sentence, self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._sentence.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._take_theme()
        self.plotItem.hide()
        theme.changed.connect(self._on_theme_changed)

    @property
    def shown(self) -> PlotData | None:
        """What is drawn, None while the sentence stands there."""
        return self._shown

    @property
    def markers(self) -> StepMarkers:
        """What is noted along the steps."""
        return self._markers

    @property
    def point_count(self) -> int:
        """How many points are drawn of the running mean."""
        return 0 if self._shown is None else len(self._shown.lines.mean.x)

    @property
    def mean_colour(self) -> str:
        """The colour of the running mean, as in #0072b2."""
        return self._style.mean.color().name()

    @property
    def is_empty(self) -> bool:
        """Whether the sentence stands where the curves will be."""
        return self._shown is None

    @property
    def crosshair(self) -> Crosshair | None:
        """What is marked."""
        return self._crosshair

    @property
    def field(self) -> QRectF:
        """Where the curves are, within the widget."""
        return field_of(QRectF(self.rect()), self._style.line_height, self._edges)

    def show_sentence(self) -> None:
        """Clear the plot."""
        if self._shown is not None:
            self._curves.clear()
        self._shown = self._crosshair = None
        self.plotItem.hide()
        self._sentence.show()
        self.set_answering(False)
        self.invalidate()

    def show_history(
        self,
        history: History,
        overlays: Sequence[Overlay],
        options: RenderOptions,
        markers: StepMarkers,
    ) -> None:
        """Draw what there is of a run, and of others over it, until it is asked for again."""
        was_empty = self._shown is None
        data = self.kind.data(history, overlays, options)
        self._shown, self._markers = data, markers
        if was_empty:
            self._curves.set_style(self._style)
            self._sentence.hide()
            self.plotItem.show()
            self.set_answering(True)
            self._make_room()
        self._show_bounds()
        self._show_decorations()
        self._curves.show(data)
        self.invalidate()

    def set_edges(self, edges: Edges) -> None:
        """Choose which words stand around the plot."""
        if edges != self._edges:
            self._edges = edges
            self._make_room()

    def show_crosshair(self, crosshair: Crosshair | None) -> None:
        """Mark a step, or nothing any more; only two strips of the picture are painted again."""
        if crosshair == self._crosshair:
            return
        before, self._crosshair = self._strip, crosshair
        self.update_foreground(before.united(self._strip))

    def step_at(self, x: float) -> float:
        return 0.0 if self._shown is None else self._frame.step(x)

    def paint_into(self, painter: QPainter, area: QRectF) -> None:
        """Draw the plot into a file; one that is never on screen, and has the size of the area."""
        self.resizeEvent(None)  # what is not on screen is not told of its size
        for item in self.scene().items():  # shapes and words rather than pixels
            item.setCacheMode(item.CacheMode.NoCache)
            if isinstance(item, pyqtgraph.GraphicsItem):
                item.setExportMode(True, {"antialias": True})
        self.scene().prepareForPaint()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self.scene().render(painter, area, QRectF(self.rect()))

    def paint_foreground(self, painter: QPainter) -> None:
        if self.band is not None:
            self._paint_band(painter, *self.band)
        if self._crosshair is not None and self._shown is not None:
            self._paint_crosshair(painter, *self._crosshair)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def update_band(self) -> None:
        self.update_foreground(QRegion(self.field.toAlignedRect()))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        # pyqtgraph calls it before there is any sentence
        if "_sentence" in self.__dict__:
            self._sentence.setGeometry(self.rect().adjusted(16, 0, -16, 0))
            self.invalidate()
            if self._shown is not None:
                self._show_decorations()

    @cached_property
    def _curves(self) -> Curves:
        """Made when there is something to draw, and not while somebody waits for the window."""
        return Curves(self.plotItem, self.kind.curves)

    @property
    def _frame(self) -> Frame:
        assert self._shown is not None
        return frame_of(self._shown, self.field)

    @property
    def _strip(self) -> QRegion:
        """The part of the widget that the crosshair covers."""
        if self._crosshair is None or self._shown is None:
            return QRegion()
        return QRegion(round(self._frame.x(self._crosshair.step)) - 8, 0, 16, self.height())

    def _paint_band(self, painter: QPainter, left: float, right: float) -> None:
        field = self.field
        room = QRectF(left, field.top(), right - left, field.height()).intersected(field)
        colour = QColor(self._theme.accent)
        colour.setAlpha(_BAND_ALPHA)
        painter.fillRect(room, colour)

    def _paint_crosshair(self, painter: QPainter, step: float, figure: float | None) -> None:
        assert self._shown is not None
        frame = self._frame
        field, x = frame.field, frame.x(step)
        if not field.left() - 1 <= x <= field.right() + 1:
            return
        painter.setPen(QPen(self._theme.muted, 1))
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        if figure is None:
            return
        place = QPointF(x, frame.y(float(self._shown.scale.heights(np.array([figure]))[0])))
        if field.adjusted(-1, -1, 1, 1).contains(place):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.paper, 1.5))
            painter.setBrush(self._theme.training)
            painter.drawEllipse(place, _DOT, _DOT)

    def _switch_off(self) -> None:
        """Nothing of pyqtgraph's that could move one plot alone, or that is dear."""
        self.plotItem.hideButtons()
        self.plotItem.setMouseEnabled(x=False, y=False)
        self.plotItem.disableAutoRange()
        # it is hidden, and would typeset its label whenever other steps are in sight
        self.plotItem.getAxis("right").enableAutoSIPrefix(False)
        # one rectangle to clip curves to is cheaper than many
        self.setViewportUpdateMode(self.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.plotItem.layout.setContentsMargins(0, 0, RIGHT, 0)

    def _take_theme(self) -> None:
        self._style = Style(self._theme, self.font())
        self.setBackground(self._style.paper)
        self._decorations.set_style(self._style)
        if self._shown is not None:
            self._curves.set_style(self._style)
        self._make_room()

    def _make_room(self) -> None:
        """Leave as much as words need; what is hidden has no size yet."""
        self.invalidate()
        if self._shown is not None:
            self._decorations.make_room(self._edges, self._style.line_height)
            self.plotItem.layout.activate()
            self._show_decorations()

    def _show_bounds(self) -> None:
        left, right, bottom, top, _field = self._frame
        view = self.plotItem.vb
        if view.viewRange() != [[left, right], [bottom, top]]:
            view.setRange(xRange=(left, right), yRange=(bottom, top), padding=0)
            # now rather than while it is painted, which would have it painted twice
            view.updateMatrix()

    def _show_decorations(self) -> None:
        assert self._shown is not None
        self._decorations.show(self._frame, self._shown, self._markers, self._edges, self._style)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._take_theme()
