"""A plot on screen: pyqtgraph's, with axes and marks that are read at a glance, and a crosshair.

It draws what it is given; it holds no history and decides nothing about what is in sight.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.shared.labels import TonedLabel
from desktop.shared.theme import Theme
from desktop.training.plots.axes import RIGHT, Axis, Edges, field_of
from desktop.training.plots.curve_set import CurveNames, CurveSet
from desktop.training.plots.gestures import Gestures
from desktop.training.plots.hairlines import Changes, Grid
from desktop.training.plots.notes import Notes
from desktop.training.plots.scales import Tick
from desktop.training.plots.scenes import Scene
from desktop.training.plots.style import Style

_TICK_PIXELS = 34
"""Room that a number takes along the upright axis."""

_DOT = 4.0
"""Pixels from the middle of the crosshair's dot to its rim."""

_BAND_ALPHA = 40
"""How much of the accent colour lies over the steps that are being chosen, of 255."""


class Crosshair(NamedTuple):
    """A step, and its figure on the running mean if it has one."""

    step: float
    figure: float | None


class _Bounds(NamedTuple):
    """What is in sight, in the coordinates of the plot."""

    left: float
    right: float
    bottom: float
    top: float


class Chart(Gestures):
    """One figure over the steps of a run. Before there is any it shows a sentence instead.

    name: what a screen reader calls it.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        sentence: str,
        curves: CurveNames,
        parent: QWidget | None = None,
    ) -> None:
        self._left, self._bottom, self._top = Axis("left"), Axis("bottom"), Axis("top")
        axes = {axis.orientation: axis for axis in (self._left, self._bottom, self._top)}
        super().__init__(parent=parent, axisItems=axes)
        self.setAccessibleName(name)
        self._theme = theme
        self._edges = Edges()
        self._shown: Scene | None = None
        self._notes = Notes()
        self._crosshair: Crosshair | None = None
        self._touched = QRegion()
        self._picture: QPixmap | None = None
        self._is_captured, self._is_stale = False, True
        self._frame: tuple[object, ...] = ()
        self._seconds = 0.0
        self._still()
        self._grid, self._changes = Grid(self.plotItem.vb), Changes(self.plotItem.vb)
        self._curves = CurveSet(self.plotItem, curves)
        self._sentence = TonedLabel(theme, sentence, self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._sentence.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._wear()
        self.plotItem.hide()
        theme.changed.connect(self._on_theme_changed)

    @property
    def shown(self) -> Scene | None:
        """What is drawn, None while the sentence stands there."""
        return self._shown

    @property
    def notes(self) -> Notes:
        """What is noted along the steps."""
        return self._notes

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
    def cost(self) -> float:
        """Seconds that the last drawing took of the window's time."""
        return self._seconds

    @property
    def field(self) -> QRectF:
        """Where the curves are, within the widget."""
        return field_of(QRectF(self.rect()), self._style.line_height, self._edges)

    def show_sentence(self) -> None:
        """Clear the plot."""
        self._shown = self._crosshair = None
        self._curves.clear()
        self.plotItem.hide()
        self._sentence.show()
        self.set_answering(False)
        self._discard()

    def show_scene(self, scene: Scene, notes: Notes) -> None:
        """Draw this from now on."""
        if self._shown is None:
            self._sentence.hide()
            self.plotItem.show()
            self.set_answering(True)
            self._shown = scene
            self._make_room()
        self._shown, self._notes = scene, notes
        self._show_bounds()
        self._show_marks()
        self._curves.show(scene)
        self._discard()

    def set_edges(self, edges: Edges) -> None:
        """Choose which words stand around the plot."""
        if edges != self._edges:
            self._edges = edges
            self._make_room()
            self._discard()

    def show_crosshair(self, crosshair: Crosshair | None) -> None:
        """Mark a step, or nothing any more; only two strips of the picture are painted again."""
        if crosshair == self._crosshair:
            return
        before, self._crosshair = self._strip, crosshair
        self._touch(before.united(self._strip))

    def paint_into(self, painter: QPainter, area: QRectF) -> None:
        """Draw the plot into a file; one that is never on screen, and has the size of the area."""
        self.resizeEvent(None)  # what is not on screen is not told of its size
        for axis in (self._left, self._bottom, self._top):
            axis.setCacheMode(axis.CacheMode.NoCache)
        for line in self.plotItem.listDataItems():
            line.set_exported()
        self.scene().prepareForPaint()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self.scene().render(painter, area, QRectF(self.rect()))

    def step_at(self, x: float) -> float:
        """The step at a pixel from the left."""
        if self._shown is None:
            return 0.0
        field, scene = self.field, self._shown
        share = (x - field.left()) / max(1.0, field.width())
        return scene.low + share * (scene.high - scene.low)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plot, unless nothing but what lies over it has changed."""
        if self._is_captured:
            super().paintEvent(event)
            return
        is_over = self._picture is not None and event.region().subtracted(self._touched).isEmpty()
        self._touched = QRegion()
        if not is_over:
            began = perf_counter()
            super().paintEvent(event)
            self._seconds = perf_counter() - began
            self._picture, self._is_stale = None, False
        painter = QPainter(self.viewport())
        if self._picture is not None:
            painter.setClipRegion(event.region())
            painter.drawPixmap(0, 0, self._picture)
        self._paint_band(painter)
        self._paint_crosshair(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        # pyqtgraph calls it before there is any sentence
        if "_sentence" in self.__dict__:
            self._sentence.setGeometry(self.rect().adjusted(16, 0, -16, 0))
            self._discard()
            self._show_marks()

    def update_band(self) -> None:
        self._touch(QRegion(self.field.toAlignedRect()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _discard(self) -> None:
        """The plot itself is about to be drawn anew: its items have seen to that."""
        self._picture, self._is_stale = None, True

    def _touch(self, region: QRegion) -> None:
        """Paint again what lies over the plot, without drawing the plot itself."""
        if self._is_stale or not self.isVisible():
            # together with whatever else is drawn anew, rather than before it
            self.plotItem.vb.update()
            return
        self._capture()
        self._touched = self._touched.united(region)
        self.viewport().update(region)

    def _capture(self) -> None:
        """Keep a picture of the plot, without what lies over it, until it is drawn anew."""
        if self._picture is not None:
            return
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap(self.size() * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._is_captured = True
        self.viewport().render(self._picture)
        self._is_captured = False

    @property
    def _strip(self) -> QRegion:
        """The part of the widget that the crosshair covers."""
        if self._crosshair is None or self._shown is None:
            return QRegion()
        middle = round(self._place(self._crosshair.step).x())
        return QRegion(middle - 8, 0, 16, self.height())

    def _place(self, step: float, figure: float = 1.0) -> QPointF:
        """Where a step and its figure are, within the widget."""
        assert self._shown is not None
        field, bounds = self.field, self._bounds
        height = float(self._shown.scale.heights(np.array([figure]))[0])
        across = (step - bounds.left) / (bounds.right - bounds.left)
        up = (height - bounds.bottom) / (bounds.top - bounds.bottom)
        return QPointF(field.left() + across * field.width(), field.bottom() - up * field.height())

    def _paint_band(self, painter: QPainter) -> None:
        if self.band is None:
            return
        left, right = self.band
        field = self.field
        room = QRectF(left, field.top(), right - left, field.height()).intersected(field)
        colour = QColor(self._theme.accent)
        colour.setAlpha(_BAND_ALPHA)
        painter.fillRect(room, colour)

    def _paint_crosshair(self, painter: QPainter) -> None:
        if self._crosshair is None or self._shown is None:
            return
        field = self.field.adjusted(-1, -1, 1, 1)
        step, figure = self._crosshair
        x = self._place(step).x()
        if not field.left() <= x <= field.right():
            return
        painter.setPen(QPen(self._theme.muted, 1))
        painter.drawLine(QPointF(x, field.top() + 1), QPointF(x, field.bottom() - 1))
        if figure is None or not field.contains(self._place(step, figure)):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.paper, 1.5))
        painter.setBrush(self._theme.training)
        painter.drawEllipse(self._place(step, figure), _DOT, _DOT)

    def _still(self) -> None:
        """Nothing of pyqtgraph's that could move one plot alone, or that is dear."""
        self.plotItem.hideButtons()
        self.plotItem.setMouseEnabled(x=False, y=False)
        self.plotItem.disableAutoRange()
        # one rectangle to clip curves to is cheaper than many
        self.setViewportUpdateMode(self.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.plotItem.layout.setContentsMargins(0, 0, RIGHT, 0)

    def _wear(self) -> None:
        self._style = Style(self._theme, self.font())
        self.setBackground(self._style.paper)
        self._discard()
        for axis in (self._left, self._bottom, self._top):
            axis.wear(self._style)
        self._curves.wear(self._style)
        self._make_room()

    def _make_room(self) -> None:
        """Leave as much as words need; what is hidden has no size yet."""
        if self._shown is None:
            return
        for axis in (self._left, self._bottom, self._top):
            axis.set_edges(self._edges, self._style.line_height)
        self.plotItem.layout.activate()
        self._show_marks()

    @property
    def _bounds(self) -> _Bounds:
        assert self._shown is not None
        scale = self._shown.scale
        low, high = scale.heights(np.array([scale.low, scale.high])).tolist()
        return _Bounds(self._shown.low, self._shown.high, low, high)

    def _show_bounds(self) -> None:
        left, right, bottom, top = self._bounds
        view = self.plotItem.vb
        if view.viewRange() != [[left, right], [bottom, top]]:
            view.setRange(xRange=(left, right), yRange=(bottom, top), padding=0)
            # now rather than while it is painted, which would have it painted twice
            view.updateMatrix()

    def _show_marks(self) -> None:
        """Grid, numbers and notes: what stays while curves grow."""
        if self._shown is None:
            return
        field, notes, scale, style = self.field, self._notes, self._shown.scale, self._style
        bounds = self._bounds
        frame = (bounds, scale, notes, self._edges, field.size(), style)
        if frame == self._frame:
            return
        self._frame = frame
        ticks = scale.ticks(max(2, int(field.height() / _TICK_PIXELS)))
        heights = scale.heights(np.array([tick.value for tick in ticks])).tolist()
        figures = [Tick(height, tick.text) for height, tick in zip(heights, ticks, strict=True)]
        steps, epochs, changes = notes.steps, notes.epochs, notes.changes
        self._left.show_ticks(figures)
        self._bottom.show_ticks(_with_unit(steps))
        self._top.show_ticks(_with_epoch(epochs))
        room = QRectF(0, 0, field.width(), field.height())
        left, right, bottom, top = bounds
        across, down = room.width() / (right - left), room.height() / (top - bottom)
        self._grid.show_lines(
            room,
            [(tick.value - left) * across for tick in epochs],
            [(top - tick.value) * down for tick in figures],
            style,
        )
        words = [tick.text for tick in changes] if self._edges.has_changes else []
        self._changes.show_changes(
            room, [(tick.value - left) * across for tick in changes], words, style
        )

    @Slot()
    def _on_theme_changed(self) -> None:
        self._wear()


def _with_unit(steps: Sequence[Tick]) -> list[Tick]:
    """Say of the last number what it counts."""
    if not steps:
        return []
    *others, last = steps
    words = f"{last.text} steps" if others else f"step {last.text}"
    return [*others, Tick(last.value, words)]


def _with_epoch(epochs: Sequence[Tick]) -> list[Tick]:
    """Say of the first number what it counts."""
    return [Tick(epochs[0].value, f"epoch {epochs[0].text}"), *epochs[1:]] if epochs else []
