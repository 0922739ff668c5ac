"""The nearest training images of two digits, each with how far it is."""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import digits, hint
from desktop.theme import SPACE, Theme, sized
from desktop.widgets.digit_pictures import DigitPictures
from desktop.workspace.training_features import ALIKE, Alike
from nncore.array_types import IMAGE_SIDE

_SIDE, _LARGEST = 42, 2 * IMAGE_SIDE
"""Pixels a side of a picture, at the most: in rows below each other, and beside each other."""

_GAPS = 4
"""Pixels above and below the pictures."""


class AlikeRows(QWidget):
    """One row a digit: its name, pictures, distances.

    is_beside: whether the rows stand beside each other, where there is more width than height.
    """

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, is_beside: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("alike_rows")
        self._theme = theme
        self._is_beside = is_beside
        self._pictures = DigitPictures(theme)
        self._groups: tuple[Alike, ...] = ()
        self.setFont(sized(self.font(), 0.85))
        vertical = QSizePolicy.Policy.Preferred if is_beside else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        theme.changed.connect(self._on_theme_changed)

    @property
    def groups(self) -> tuple[Alike, ...]:
        """What is shown."""
        return self._groups

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
        if self._is_beside:
            return QSize(2 * ALIKE * _LARGEST, self._row_height(_LARGEST))
        return QSize(ALIKE * (_SIDE + SPACE), len(self._groups) * (self._row_height(_SIDE) + SPACE))

    def minimumSizeHint(self) -> QSize:
        if self._is_beside:
            return QSize(2 * ALIKE * IMAGE_SIDE, self._row_height(IMAGE_SIDE))
        return QSize(ALIKE * IMAGE_SIDE, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number, group in enumerate(self._groups):
            self._paint_row(painter, self._place(number), group)

    def _place(self, number: int) -> QRect:
        """Where a row is painted."""
        if self._is_beside:
            width = (self.width() + SPACE) // max(2, len(self._groups))
            return QRect(number * width, 0, width - SPACE, self.height())
        height = self._row_height(_SIDE)
        return QRect(0, number * (height + SPACE), self.width(), height)

    def _paint_row(self, painter: QPainter, place: QRect, group: Alike) -> None:
        metrics, ratio = self.fontMetrics(), self.devicePixelRatioF()
        line = metrics.height()
        gap, largest = (_GAPS, _LARGEST) if self._is_beside else (SPACE, _SIDE)
        room = place.height() - self._row_height(0)
        side = max(1, min(largest, room, (place.width() + gap) // ALIKE - gap))
        painter.setPen(self._theme.muted)
        title = f"Nearest {digits(group.digit)} in training"
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        above = QRect(place.left(), place.top(), place.width(), line)
        painter.drawText(above, int(Qt.AlignmentFlag.AlignLeft), title)
        for column, pixels in enumerate(group.pixels):
            left, top = place.left() + column * (side + gap), place.top() + line + _GAPS // 2
            painter.drawPixmap(left, top, self._pictures.pixmap(pixels, side, ratio))
            below = QRect(left - gap // 2, top + side + _GAPS // 2, side + gap, line)
            distance = f"{group.distances[column]:.1f}"
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), distance)

    def _row_height(self, side: int) -> int:
        """Of a row with pictures of that side."""
        return 2 * self.fontMetrics().height() + side + _GAPS

    @Slot()
    def _on_theme_changed(self) -> None:
        self._pictures.clear()
        self.update()
