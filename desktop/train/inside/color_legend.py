"""What the colours of signed weights mean: blue below zero, neutral at zero, orange above."""

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import with_power
from desktop.theme import SPACE, Theme, sized
from desktop.translation import tr
from desktop.widgets.images import emphasised_levels, to_signed_image
from desktop.widgets.labels import explain
from nncore.array_types import ImageArray

_EXPLANATION = tr(
    "The same colours for all pictures: orange weights are above zero, blue ones "
    "below. The scale follows the strongest weights, so noise fades as something is "
    "learned."
)
_BAR_WIDTH, _BAR_HEIGHT = 64, 8
_LEVELS = emphasised_levels(np.linspace(-1, 1, _BAR_WIDTH)[np.newaxis], 1.0)


def signed_image(levels: ImageArray, theme: Theme) -> QImage:
    """A picture of signed levels in the colours of the theme."""
    return to_signed_image(levels, *signed_colours(theme))


def signed_colours(theme: Theme) -> tuple[QColor, QColor, QColor]:
    """Below zero, zero, above zero."""
    return theme.training, theme.paper, theme.validation


class SignedLegend(QWidget):
    """A strip of colours with what its ends and its middle stand for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._most = 1.0
        self.setObjectName("signed_legend")
        self.setAccessibleName(tr("Colours of the weights"))
        self.setFont(sized(self.font(), 0.85))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        explain(self, _EXPLANATION)
        theme.changed.connect(self.update)

    @property
    def ends(self) -> tuple[str, str]:
        """What stands at both ends."""
        size = with_power(f"{self._most:.2g}")
        return f"−{size}", f"+{size}"

    def show_scale(self, most: float) -> None:
        """Say what size a weight in full colour has."""
        if most != self._most:
            self._most = most
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        text = max(map(self.fontMetrics().horizontalAdvance, ("+0.088", *self.ends)))
        return QSize(2 * text + _BAR_WIDTH + SPACE, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = (self.height() - _BAR_HEIGHT) // 2
        bar = QRect((self.width() - _BAR_WIDTH) // 2, top, _BAR_WIDTH, _BAR_HEIGHT)
        painter.drawImage(bar, signed_image(_LEVELS, self._theme))
        painter.setPen(self._theme.line)
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        painter.setPen(self._theme.muted)
        middle = bar.center().x()
        painter.drawLine(middle, bar.top() - 2, middle, bar.bottom() + 2)
        gap = SPACE // 2
        left = QRect(0, 0, bar.left() - gap, self.height())
        right = QRect(bar.right() + 1 + gap, 0, self.width() - bar.right() - gap, self.height())
        centred = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(left, centred | Qt.AlignmentFlag.AlignRight, self.ends[0])
        painter.drawText(right, centred | Qt.AlignmentFlag.AlignLeft, self.ends[1])
