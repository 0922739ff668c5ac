"""One unit enlarged: its weights, its number, and the digit it leads to if it leads to one."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import SPACE, Theme, sized
from desktop.train.inside.color_legend import signed_image
from nncore.array_types import ImageArray

_LARGEST = 168
"""Pixels a side of the enlarged picture."""

_TEXT_WIDTH = 128
_RADIUS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Enlarged:
    """What is to be shown. levels: (side, side), see `signed_levels`. digit: large, or empty."""

    levels: ImageArray
    title: str
    lead: str
    digit: str
    rest: str


class Magnifier(QWidget):
    """Shows one unit beside the place that it is drawn at, within its parent."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._frame = parent
        self._shown: Enlarged | None = None
        self._image: QImage | None = None
        self.setObjectName("magnifier")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        theme.changed.connect(self._on_theme_changed)

    @property
    def shown(self) -> Enlarged | None:
        """What is shown, if anything."""
        return self._shown if self.isVisible() else None

    def show_beside(self, square: QRect, enlarged: Enlarged) -> None:
        """Show a unit that is drawn at `square` of the parent."""
        self._shown, self._image = enlarged, None
        room = self._frame.rect()
        side = self._side(enlarged, room.size())
        size = QSize(side + _TEXT_WIDTH + 3 * SPACE, side + 2 * SPACE)
        left = square.right() + SPACE
        if left + size.width() > room.right():
            left = max(0, square.left() - SPACE - size.width())
        top = min(max(0, square.center().y() - size.height() // 2), room.height() - size.height())
        self.setGeometry(QRect(QPoint(left, max(0, top)), size))
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.line)
        painter.setBrush(self._theme.paper)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS
        )
        if self._image is None:
            self._image = signed_image(self._shown.levels, self._theme)
        side = self.height() - 2 * SPACE
        square = QRect(SPACE, SPACE, side, side)
        painter.drawImage(square, self._image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square.adjusted(-1, -1, 0, 0))
        self._write(painter, self._shown, QRect(side + 2 * SPACE, SPACE, _TEXT_WIDTH, side))

    def _write(self, painter: QPainter, shown: Enlarged, room: QRect) -> None:
        words = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        for text, factor, bold, colour in (
            (shown.title, 1.2, True, self._theme.text),
            (shown.lead, 1.0, False, self._theme.muted),
            (shown.digit, 2.8, True, self._theme.text),
            (shown.rest, 1.0, False, self._theme.muted),
        ):
            if text:
                painter.setFont(sized(self.font(), factor, bold=bold))
                painter.setPen(colour)
                painter.drawText(room, words, text)
                taken = painter.boundingRect(room, words, text)
                room.setTop(taken.bottom() + SPACE // 2)

    @staticmethod
    def _side(enlarged: Enlarged, room: QSize) -> int:
        """A whole number of pixels for each weight."""
        numbers = len(enlarged.levels)
        return max(1, min(_LARGEST, room.height() - 2 * SPACE) // numbers) * numbers

    @Slot()
    def _on_theme_changed(self) -> None:
        self._image = None
        self.update()
