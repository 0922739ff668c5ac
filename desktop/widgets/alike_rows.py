"""The nearest training images of two digits, each with how far it is."""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import digits, hint
from desktop.theme import SPACE, Theme, sized
from desktop.translation import tr
from desktop.widgets.digit_pictures import DigitPictures
from desktop.workspace.training_features import ALIKE, Alike
from nncore.array_types import IMAGE_SIDE

_SIDE, _LARGEST = 42, 3 * IMAGE_SIDE
"""Pixels a side of a picture, at the most: in rows of one height, and in rows that fill the room.
"""

_GAPS = 4
"""Pixels above and below the pictures."""


class AlikeRows(QWidget):
    """One row a digit: its name, pictures, distances.

    fills: whether rows stand beside or below each other, as the pictures are larger in the room
    there is; else they stand below each other, and are as high as they are.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, fills: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("alike_rows")
        self._theme = theme
        self._fills = fills
        self._pictures = DigitPictures(theme)
        self._groups: tuple[Alike, ...] = ()
        self.setFont(sized(self.font(), 0.85))
        vertical = QSizePolicy.Policy.Preferred if fills else QSizePolicy.Policy.Fixed
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
                tr("image {index:,} at {distance:.1f}", index=index, distance=distance)
                for index, distance in zip(each.indices, each.distances, strict=True)
            )
            for each in groups
        )
        self.setAccessibleName(
            tr("Nearest training images of the {told}", told=told) if told else ""
        )
        self.setToolTip(hint(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = _LARGEST if self._fills else _SIDE
        rows = 2 if self._fills else len(self._groups)
        return QSize(ALIKE * (side + SPACE), rows * (self._row_height(side) + SPACE))

    def minimumSizeHint(self) -> QSize:
        if self._fills:
            return QSize(2 * ALIKE * IMAGE_SIDE, self._row_height(IMAGE_SIDE))
        return QSize(ALIKE * IMAGE_SIDE, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        columns, side = 1, self._side(1, _SIDE)
        if self._fills:
            sides = {columns: self._side(columns, _LARGEST) for columns in (1, 2)}
            columns = max(sides, key=sides.__getitem__)
            side = sides[columns]
        width, height = self.width() // columns, self._row_height(side) + SPACE
        for number, group in enumerate(self._groups):
            row, column = divmod(number, columns)
            place = QRect(column * width, row * height, width - SPACE, height - SPACE)
            self._paint_row(painter, place, group, side)

    def _side(self, columns: int, largest: int) -> int:
        """Pixels a side of the pictures, in so many rows beside each other."""
        width = self.width() // columns - SPACE
        side = min(largest, (width + self._gap) // ALIKE - self._gap)
        if self._fills:
            rows = 3 - columns
            side = min(side, self.height() // rows - SPACE * (rows - 1) - self._row_height(0))
        return max(1, side)

    @property
    def _gap(self) -> int:
        """Pixels between pictures."""
        return _GAPS if self._fills else SPACE

    def _paint_row(self, painter: QPainter, place: QRect, group: Alike, side: int) -> None:
        metrics, ratio, gap = self.fontMetrics(), self.devicePixelRatioF(), self._gap
        line = metrics.height()
        painter.setPen(self._theme.muted)
        title = tr("Nearest {digits} in training", digits=digits(group.digit))
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
