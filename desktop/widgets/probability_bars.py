"""Ten bars, one a digit, that show how probable each is to a network."""

from math import ceil

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import SUREST, fine_percent, percent
from desktop.theme import SPACE, Theme, mixed, sized
from desktop.translation import tr
from nncore.array_types import CLASSES, FloatArray

_THICKNESS = 10
"""Pixels of a bar's height."""

_COLUMN_GAP = 2 * SPACE

_SHORTEST = 12
"""Pixels of a whole bar's length, where there is little room."""


class ProbabilityBars(QWidget):
    """Shows ten probabilities, or empty bars; the most probable digit in the accent.

    is_fine: to the hundredth of a percent where whole ones would hide it. columns: in which they
    stand; the digits go down the first, then the next.
    """

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        is_fine: bool = False,
        columns: int = 1,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns, self._rows = columns, ceil(CLASSES / columns)
        self._said = fine_percent if is_fine else percent
        self._widest = fine_percent(1.0) if is_fine else SUREST
        self._truth: int | None = None
        self._probabilities: FloatArray | None = None
        self._is_current = self._is_known = True
        self.setObjectName("probability_bars")
        self.setAccessibleName(tr("Probabilities of the ten digits"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        theme.changed.connect(self._on_theme_changed)

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands beside each bar; empty where nothing is shown."""
        if self._probabilities is None:
            return ("",) * CLASSES
        return tuple(self._said(float(share)) for share in self._probabilities)

    @property
    def least_width(self) -> int:
        """Pixels in which the bars can still be told apart, with their digits and numbers."""
        metrics = QFontMetrics(sized(self.font(), 1))
        words = "0", "✓", self._widest
        return sum(metrics.horizontalAdvance(each) + SPACE for each in words) + _SHORTEST

    def show_probabilities(
        self,
        probabilities: FloatArray | None,
        *,
        is_current: bool = True,
        is_known: bool = True,
        truth: int | None = None,
    ) -> None:
        """Show (10,) probabilities, or none: for None, and for what are not numbers.

        truth: the digit that it is, which gets a tick, if that is known.

        is_current: False for those of an earlier drawing; then no digit stands out. is_known: False
        where the most probable digit is no answer, and does not stand out either.
        """
        is_shown = probabilities is not None and bool(np.isfinite(probabilities).all())
        self._probabilities = probabilities if is_shown else None
        self._is_current, self._is_known, self._truth = is_current, is_known, truth
        self.setAccessibleDescription(self._description())
        self.update()

    def set_columns(self, columns: int) -> None:
        """Stand in so many columns."""
        if columns != self._columns:
            self._columns, self._rows = columns, ceil(CLASSES / columns)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, self._rows * self._row_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._rows * (self._row_height() - SPACE + 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(self.font(), 1))
        height = self.height() / self._rows
        gaps = (self._columns - 1) * _COLUMN_GAP
        width = (self.width() - gaps) / self._columns
        for digit in range(CLASSES):
            column, row = divmod(digit, self._rows)
            place = QRectF(column * (width + _COLUMN_GAP), row * height, width, height)
            self._paint_row(painter, place, digit)

    def _paint_row(self, painter: QPainter, row: QRectF, digit: int) -> None:
        metrics = painter.fontMetrics()
        name_width = metrics.horizontalAdvance("0") + SPACE
        value_width = metrics.horizontalAdvance(self._widest) + SPACE
        tick_width = 0 if self._truth is None else metrics.horizontalAdvance("✓") + SPACE // 2
        shown = self._probabilities if self._is_current and self._is_known else None
        is_top = shown is not None and int(shown.argmax()) == digit
        centred = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.text if is_top else self._theme.muted)
        painter.drawText(row, centred | Qt.AlignmentFlag.AlignLeft, str(digit))
        painter.drawText(row, centred | Qt.AlignmentFlag.AlignRight, self.labels[digit])
        if digit == self._truth:
            painter.setPen(self._theme.right)
            tick = row.adjusted(name_width - SPACE // 2, 0, 0, 0)
            painter.drawText(tick, centred | Qt.AlignmentFlag.AlignLeft, "✓")
        name_width += tick_width
        track = QRectF(
            row.left() + name_width,
            round(row.center().y() - _THICKNESS / 2),
            row.width() - name_width - value_width,
            _THICKNESS,
        )
        _paint_bar(painter, track, self._theme.line)
        if self._probabilities is not None:
            track.setWidth(track.width() * float(self._probabilities[digit]))
            # between a text's grey and a hairline's: seen well, yet behind the accent
            other = mixed(self._theme.muted, self._theme.line, 0.5)
            _paint_bar(painter, track, self._theme.accent if is_top else other)

    def _row_height(self) -> int:
        return max(QFontMetrics(self.font()).height(), _THICKNESS) + SPACE

    def _description(self) -> str:
        if self._probabilities is None or not self._is_current:
            return ""
        best = np.argsort(self._probabilities)[::-1][:3]
        return ", ".join(f"{digit}: {self.labels[digit]}" for digit in best)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def _paint_bar(painter: QPainter, bar: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    radius = min(2.0, bar.width() / 2)
    painter.drawRoundedRect(bar, radius, radius)
