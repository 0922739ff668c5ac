"""The canvas: mouse, finger and pen become strokes."""

from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QEventPoint,
    QFocusEvent,
    QHideEvent,
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.draw.ink.curve import Point
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.painting import Paper
from desktop.draw.ink.tools import Tools
from desktop.theme import Theme
from desktop.translation import tr

_SMOOTHING = 8
"""Pixels over which a picture of a stroke evens out the steps between whole pixels."""
_DESCRIPTION = tr(
    "Draw a digit with the mouse, a pen or a finger. E takes the eraser. A picture "
    "of a digit can be pasted and dropped."
)
_MERGING = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class _By(Enum):
    """What a hand draws with."""

    MOUSE, PEN, FINGER = range(3)


class DrawCanvas(QWidget):
    """A square of paper to draw on, with mouse, pen or one finger; `tools` says what they hold."""

    def __init__(
        self, drawing: Drawing, tools: Tools, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._tools = tools
        self._paper = Paper(drawing, tools, theme)
        self._held_by: _By | None = None
        """What put the pen or the eraser down; None while it is lifted."""
        self._finger: int | None = None
        self._shows_focus = False
        self._is_drop_target = False
        self._eraser_place: QPointF | None = None
        """Where the eraser is over the canvas, also in the air; None while a pen is held."""
        self._every_move = _EveryMove()
        self.setObjectName("draw_canvas")
        self.setAccessibleName(tr("Canvas"))
        self.setAccessibleDescription(_DESCRIPTION)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        drawing.changed.connect(self._on_changed)
        theme.changed.connect(self._on_changed)
        tools.changed.connect(self._on_tools_changed)

    def sizeHint(self) -> QSize:
        return QSize(480, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 200)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            return self._follow_touch(event)
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._put_down(event.position())
            self._held_by = _By.MOUSE
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._lift_unless_held(_By.MOUSE, event.buttons())
        self._follow(_By.MOUSE, event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(_By.MOUSE, event.position())
            self._lift_unless_held(_By.MOUSE, event.buttons())

    def tabletEvent(self, event: QTabletEvent) -> None:
        is_tip = event.button() == Qt.MouseButton.LeftButton
        is_eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        if event.type() == QEvent.Type.TabletPress:
            if is_tip:
                self._put_down(event.position(), _pressure(event), is_eraser=is_eraser)
                self._held_by = _By.PEN
        elif event.type() == QEvent.Type.TabletMove:
            self._lift_unless_held(_By.PEN, event.buttons())
            self._follow(_By.PEN, event.position(), _pressure(event), is_eraser=is_eraser)
        elif is_tip:
            # a pen that leaves the paper presses no more, so its last pressure stays
            self._follow(_By.PEN, event.position(), is_eraser=is_eraser)
            self._lift_unless_held(_By.PEN, event.buttons())
        # accepted, so that Qt makes no mouse events of it that would draw a second time
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._show_eraser(None)
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._lift()
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
        self._paper.paint(
            painter,
            self._square(),
            is_drop_target=self._is_drop_target,
            is_marked=self._shows_focus or self._is_drop_target,
            eraser_place=self._eraser_place,
        )

    def _square(self) -> QRectF:
        """The largest square in the middle of the widget."""
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)

    def _point(self, position: QPointF) -> Point:
        """A position in the widget as a point of the unit square; outside it, beyond 0..1."""
        square = self._square()
        side = max(square.width(), 1)
        return (position.x() - square.left()) / side, (position.y() - square.top()) / side

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
        if self._finger is None and touch.state() == QEventPoint.State.Pressed:
            self._finger = touch.id()
            self._put_down(touch.position())
            self._held_by = _By.FINGER
        elif self._finger == touch.id():
            self._follow(_By.FINGER, touch.position())
            if touch.state() == QEventPoint.State.Released:
                self._lift_finger()

    def _lift_finger(self) -> None:
        self._finger = None
        self._lift()
        self._show_eraser(None)

    def _put_down(
        self, position: QPointF, pressure: float | None = None, *, is_eraser: bool = False
    ) -> None:
        self._every_move.start()
        if is_eraser or self._tools.is_erasing:
            self._drawing.begin_erasing(self._point(position), width=self._tools.eraser_width)
            self._show_eraser(position)
        else:
            self._drawing.begin_stroke(
                self._point(position),
                width=self._tools.pen_width,
                pressure=pressure,
                smoothing=_SMOOTHING / max(self._square().width(), 1),
            )

    def _follow(
        self,
        by: _By,
        position: QPointF,
        pressure: float | None = None,
        *,
        is_eraser: bool = False,
    ) -> None:
        """Follow what is down, unless something else put it there; an eraser is shown in the air
        too.
        """
        if by is self._held_by:
            self._drawing.extend_stroke(self._point(position), pressure)
            self._drawing.extend_erasing(self._point(position))
        self._show_eraser(position if is_eraser or self._tools.is_erasing else None)

    def _lift_unless_held(self, by: _By, buttons: Qt.MouseButton) -> None:
        """Lift what is held down no more: a dialog may have kept its release from the canvas."""
        if by is self._held_by and not buttons & Qt.MouseButton.LeftButton:
            self._lift()

    def _lift(self) -> None:
        self._held_by = None
        self._every_move.stop()
        self._drawing.end_stroke()
        self._drawing.end_erasing()

    def _show_eraser(self, position: QPointF | None) -> None:
        if position != self._eraser_place:
            self._eraser_place = position
            self.update()

    @Slot(bool)
    def show_drop_target(self, is_target: bool) -> None:
        """Show that a picture is held over the pad, which would take it."""
        if is_target != self._is_drop_target:
            self._is_drop_target = is_target
            self.update()

    @Slot()
    def _on_changed(self) -> None:
        origin = self._drawing.origin
        description = f"{origin}. {_DESCRIPTION}" if origin else _DESCRIPTION
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)
        self.update()

    @Slot()
    def _on_tools_changed(self) -> None:
        # the eraser's ring follows the mouse while nothing is pressed, too
        self.setMouseTracking(self._tools.is_erasing)
        if not self._tools.is_erasing:
            self._show_eraser(None)
        self.update()


class _EveryMove:
    """Lets Qt merge no moves that wait to be handled, as it does with a mouse's on X11: what lies
    between two moves is the stroke's shape.
    """

    def __init__(self) -> None:
        self._merged_before: bool | None = None
        """Whether Qt merged moves before; None while it does what it did."""

    def start(self) -> None:
        """From now on, nothing is merged."""
        if self._merged_before is None:
            self._merged_before = QCoreApplication.testAttribute(_MERGING)
        QCoreApplication.setAttribute(_MERGING, False)

    def stop(self) -> None:
        """Qt does again what it did before."""
        if self._merged_before is not None:
            QCoreApplication.setAttribute(_MERGING, self._merged_before)
            self._merged_before = None


def _pressure(event: QTabletEvent) -> float | None:
    """0..1; None of a pen that feels none."""
    feels = event.pointingDevice().capabilities() & QInputDevice.Capability.Pressure
    return event.pressure() if feels else None
