"""What the network sees: the 28×28 frame it is given, pixel by pixel, white on black.

It looks the same in every theme, because the network does not see the theme.
"""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.widgets.images import to_image
from nncore.array_types import IMAGE_SIDE, ImageArray

_SMALLEST, _LARGEST = 4, 8
"""Screen pixels a side for each of the frame's."""

_EDGE = 2
"""Pixels that the hairlines on both sides take."""


class NetworkView(QWidget):
    """Shows a frame with whole screen pixels for each of its own, or bare paper without one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._scale = _SMALLEST
        self.setObjectName("network_view")
        self.setAccessibleName("What the network sees")
        theme.changed.connect(self._on_theme_changed)

    @property
    def image(self) -> QImage | None:
        """The picture shown, 28×28, if there is one."""
        return self._image

    def show_frame(self, frame: ImageArray | None) -> None:
        """Show a (28, 28) frame, or that there is none."""
        self._image = None if frame is None else to_image(frame)
        self.update()

    def fill(self, room: int) -> None:
        """Wish to be as large as `room` pixels a side allow."""
        self._scale = min(max((room - _EDGE) // IMAGE_SIDE, _SMALLEST), _LARGEST)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return _size(self._scale)

    def minimumSizeHint(self) -> QSize:
        return _size(_SMALLEST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        scale = max((min(self.width(), self.height()) - _EDGE) // IMAGE_SIDE, 1)
        square = QRect(1, 1, scale * IMAGE_SIDE, scale * IMAGE_SIDE)
        if self._image is None:
            painter.fillRect(square, self._theme.paper)
        else:
            painter.drawImage(square, self._image)
        painter.setPen(self._theme.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square.adjusted(-1, -1, 0, 0))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def _size(scale: int) -> QSize:
    side = scale * IMAGE_SIDE + _EDGE
    return QSize(side, side)
