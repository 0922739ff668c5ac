"""The nearest training images of two digits, each with how far it is."""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import hint
from desktop.mistakes.inspector.explanations import ALIKE, Alike
from desktop.mistakes.wording import digits
from desktop.theme import SPACE, Theme, sized
from desktop.widgets.digit_pictures import DigitPictures

_SIDE = 42
"""Pixels a side of a picture, at the most."""


class AlikeRows(QWidget):
    """One row a digit: its name, pictures, distances."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alike_rows")
        self._theme = theme
        self._pictures = DigitPictures(theme)
        self._groups: tuple[Alike, ...] = ()
        self.setFont(sized(self.font(), 0.85))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def show_groups(self, groups: tuple[Alike, ...]) -> None:
        """Show these."""
        self._groups = groups
        told = "; ".join(
            f"{digits(each.digit)}: "
            + ", ".join(
                f"image {index:,} at {distance:.1f}"
                for index, distance in zip(each.indices, each.distances, strict=True)
            )
            for each in groups
        )
        self.setAccessibleName(f"Nearest training images of the {told}" if told else "")
        self.setToolTip(hint(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ALIKE * (_SIDE + SPACE), len(self._groups) * self._row_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(ALIKE * 28, len(self._groups) * self._row_height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line, ratio = self.fontMetrics().height(), self.devicePixelRatioF()
        step = min(_SIDE + SPACE, self.width() // ALIKE)
        side = step - SPACE
        for number, group in enumerate(self._groups):
            top = number * self._row_height
            painter.setPen(self._theme.muted)
            place = QRect(0, top, self.width(), line)
            title = f"Nearest {digits(group.digit)} in training"
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), title)
            for column, pixels in enumerate(group.pixels):
                left = column * step
                picture = self._pictures.pixmap(pixels, side, ratio)
                painter.drawPixmap(left, top + line + 2, picture)
                below = QRect(left, top + line + side + 4, side, line)
                distance = f"{group.distances[column]:.1f}"
                painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), distance)

    @property
    def _row_height(self) -> int:
        return 2 * self.fontMetrics().height() + _SIDE + SPACE + 4

    @Slot()
    def _on_theme_changed(self) -> None:
        self._pictures.clear()
        self.update()
