"""The canvas: mouse, finger and pen become strokes, and strokes become ink on the screen.

It holds no drawing of its own; it shows the model's, at whatever size and pixel density it has.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QEventPoint,
    QFocusEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.draw.ink.curve import Point
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.painting import InkLayer
from desktop.theme import SPACE, Theme, sized

_HINT = "Draw a digit here"
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class DrawCanvas(QWidget):
    """A square of paper to draw on, with mouse, pen or one finger."""

    def __init__(self, drawing: Drawing, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._theme = theme
        self._ink = InkLayer()
        self._finger: int | None = None
        self._shows_focus = False
        self.setObjectName("draw_canvas")
        self.setAccessibleName("Canvas")
        self.setAccessibleDescription("Draw a digit with the mouse, a pen or a finger.")
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        drawing.changed.connect(self._on_changed)
        theme.changed.connect(self._on_changed)

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 280)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            return self._follow_touch(event)
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drawing.begin_stroke(self._point(event.position()))
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drawing.extend_stroke(self._point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drawing.extend_stroke(self._point(event.position()))
            self._drawing.end_stroke()

    def tabletEvent(self, event: QTabletEvent) -> None:
        point = self._point(event.position())
        if event.type() == QEvent.Type.TabletPress:
            if event.button() == Qt.MouseButton.LeftButton:
                self._drawing.begin_stroke(point)
        elif event.type() == QEvent.Type.TabletMove:
            self._drawing.extend_stroke(point)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._drawing.extend_stroke(point)
            self._drawing.end_stroke()
        # accepted, so that Qt makes no mouse events of it that would draw a second time
        event.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        self._drawing.end_stroke()
        super().hideEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # who came by mouse or pen knows where they are
        self._shows_focus = event.reason() in _BY_KEYBOARD
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = False
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paper = self._paper()
        sheet = QPainterPath()
        sheet.addRoundedRect(paper, SPACE / 2, SPACE / 2)
        painter.fillPath(sheet, self._theme.paper)
        if self._drawing.is_empty:
            self._paint_hint(painter, paper)
        else:
            self._paint_ink(painter, sheet)
        edge = self._theme.accent if self._shows_focus else self._theme.line
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), SPACE / 2, SPACE / 2)

    def _paint_hint(self, painter: QPainter, paper: QRectF) -> None:
        painter.setPen(self._theme.muted)
        painter.setFont(sized(self.font(), 1.2))
        painter.drawText(paper, Qt.AlignmentFlag.AlignCenter, _HINT)

    def _paint_ink(self, painter: QPainter, sheet: QPainterPath) -> None:
        painter.save()
        painter.setClipPath(sheet)
        painter.translate(self._paper().topLeft())
        self._ink.paint(painter, self._drawing, self._paper().width(), self._theme.ink)
        painter.restore()

    def _paper(self) -> QRectF:
        """The largest square in the middle of the widget."""
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def _point(self, position: QPointF) -> Point:
        """A position in the widget as a point of the unit square; outside it, beyond 0..1."""
        paper = self._paper()
        side = max(paper.width(), 1)
        return (position.x() - paper.left()) / side, (position.y() - paper.top()) / side

    def _follow_touch(self, event: QTouchEvent) -> bool:
        """Draw with the first finger; further ones rest on the canvas without a trace."""
        event.accept()
        if event.type() == QEvent.Type.TouchCancel:
            self._lift_finger()
            return True
        if event.type() == QEvent.Type.TouchBegin:
            # the finger before it has left, whether or not anybody was told
            self._lift_finger()
        for touch in event.points():
            self._follow_finger(touch)
        return True

    def _follow_finger(self, touch: QEventPoint) -> None:
        point = self._point(touch.position())
        if self._finger is None and touch.state() == QEventPoint.State.Pressed:
            self._finger = touch.id()
            self._drawing.begin_stroke(point)
        elif self._finger == touch.id():
            self._drawing.extend_stroke(point)
            if touch.state() == QEventPoint.State.Released:
                self._lift_finger()

    def _lift_finger(self) -> None:
        self._finger = None
        self._drawing.end_stroke()

    @Slot()
    def _on_changed(self) -> None:
        self.update()
