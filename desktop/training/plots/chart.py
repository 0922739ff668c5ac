"""A plot on screen: a picture that is drawn when its figures change, and a crosshair over it.

It draws what it is given; it holds no history and decides nothing about what is in sight.
"""

from time import perf_counter
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.shared.labels import TonedLabel
from desktop.shared.theme import Theme
from desktop.training.plots.drawing import Drawing, Edges, field_of
from desktop.training.plots.gestures import Gestures
from desktop.training.plots.notes import Notes
from desktop.training.plots.scenes import Scene
from desktop.training.plots.style import Style

_DOT = 4.0
"""Pixels from the middle of the crosshair's dot to its rim."""

_BAND_ALPHA = 40
"""How much of the accent colour lies over the steps that are being chosen, of 255."""


class Crosshair(NamedTuple):
    """A step, and its figure on the running mean if it has one."""

    step: float
    figure: float | None


class Chart(Gestures):
    """One figure over the steps of a run. Before there is any it shows a sentence instead.

    name: what a screen reader calls it.
    """

    def __init__(
        self, theme: Theme, name: str, sentence: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._style = Style(theme, self.font())
        self._edges = Edges()
        self._scene: Scene | None = None
        self._notes = Notes()
        self._crosshair: Crosshair | None = None
        self._picture, self._ground = QPixmap(), QPixmap()
        self._ground_key: tuple[object, ...] = ()
        self._is_stale = True
        self._seconds = 0.0
        self._sentence = TonedLabel(theme, sentence, self)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setWordWrap(True)
        self._sentence.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._on_theme_changed)

    @property
    def scene(self) -> Scene | None:
        """What is drawn, None while the sentence stands there."""
        return self._scene

    @property
    def notes(self) -> Notes:
        """What is noted along the steps."""
        return self._notes

    @property
    def point_count(self) -> int:
        """How many points are drawn of the running mean."""
        return 0 if self._scene is None else len(self._scene.lines.mean.x)

    @property
    def mean_colour(self) -> str:
        """The colour of the running mean, as in #0072b2."""
        return self._style.mean.color().name()

    @property
    def is_empty(self) -> bool:
        """Whether the sentence stands where the curves will be."""
        return self._scene is None

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
        self._scene = self._crosshair = None
        self._sentence.show()
        self.set_answering(False)
        self._discard()

    def show_scene(self, scene: Scene, notes: Notes) -> None:
        """Draw this from now on."""
        if self._scene is None:
            self._sentence.hide()
            self.set_answering(True)
        self._scene, self._notes = scene, notes
        self._discard()

    def set_edges(self, edges: Edges) -> None:
        """Choose which words stand around the plot."""
        if edges != self._edges:
            self._edges = edges
            self._discard()

    def show_crosshair(self, crosshair: Crosshair | None) -> None:
        """Mark a step, or nothing any more; only two strips of the picture are painted again."""
        if crosshair == self._crosshair:
            return
        before, self._crosshair = self._strip(), crosshair
        self.update(before)
        self.update(self._strip())

    def step_at(self, x: float) -> float:
        """The step at a pixel from the left."""
        if self._scene is None:
            return 0.0
        field, scene = self.field, self._scene
        share = (x - field.left()) / max(1.0, field.width())
        return scene.low + share * (scene.high - scene.low)

    def x_of(self, step: float) -> float:
        """The pixel from the left where a step is."""
        return float(self._drawing().x(np.array([step]))[0])

    def paintEvent(self, _event: QPaintEvent) -> None:
        began = perf_counter()
        # on another screen, pixels may be of another size
        is_new = self._is_stale or self._picture.devicePixelRatio() != self.devicePixelRatio()
        if is_new:
            self._draw()
        painter = QPainter(self)
        painter.drawPixmap(QPoint(0, 0), self._picture)
        self._paint_band(painter)
        self._paint_crosshair(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
        if is_new:
            self._seconds = perf_counter() - began

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sentence.setGeometry(self.rect().adjusted(16, 0, -16, 0))
        self._discard()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _discard(self) -> None:
        """The picture is drawn anew when it is next seen."""
        self._is_stale = True
        self.update()

    def _drawing(self) -> Drawing:
        assert self._scene is not None
        return Drawing(QRectF(self.rect()), self._scene, self._notes, self._style, self._edges)

    def _draw(self) -> None:
        """Make the picture. The ground under the curves is kept for as long as it is the same."""
        self._is_stale = False
        self._fit_pixmaps()
        if self._scene is None:
            self._picture.fill(self._theme.paper)
            return
        drawing = self._drawing()
        key = (self._scene.frame, self._notes, self._edges, self._style)
        if key != self._ground_key:
            self._ground_key = key
            painter = QPainter(self._ground)
            drawing.ground(painter)
            painter.end()
        # into the same memory again and again: new memory for each picture takes longer than curves
        painter = QPainter(self._picture)
        painter.drawPixmap(QPoint(0, 0), self._ground)
        drawing.curves(painter)
        painter.end()

    def _fit_pixmaps(self) -> None:
        """Make pixmaps for the widget's size and the screen's pixels, unless there are some."""
        ratio = self.devicePixelRatio()
        size = self.size() * ratio
        if self._picture.size() == size and self._picture.devicePixelRatio() == ratio:
            return
        self._picture, self._ground = QPixmap(size), QPixmap(size)
        for pixmap in (self._picture, self._ground):
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(self._theme.paper)
        self._ground_key = ()

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
        if self._crosshair is None or self._scene is None:
            return
        drawing, field = self._drawing(), self.field
        x = float(drawing.x(np.array([self._crosshair.step]))[0])
        if not field.left() - 1 <= x <= field.right() + 1:
            return
        painter.setPen(QPen(self._theme.muted, 1))
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        if self._crosshair.figure is None:
            return
        y = float(drawing.y(np.array([self._crosshair.figure]))[0])
        if field.top() - 1 <= y <= field.bottom() + 1:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.paper, 1.5))
            painter.setBrush(self._theme.training)
            painter.drawEllipse(QPointF(x, y), _DOT, _DOT)

    def _strip(self) -> QRect:
        """The part of the widget that the crosshair covers."""
        if self._crosshair is None or self._scene is None:
            return QRect()
        middle = round(self.x_of(self._crosshair.step))
        return QRect(middle - 8, 0, 16, self.height())

    @Slot()
    def _on_theme_changed(self) -> None:
        self._style = Style(self._theme, self.font())
        self._discard()
