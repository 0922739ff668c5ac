"""What the colours of a plot mean, in words beside small samples of the lines.

It knows the theme only, not the plots.
"""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.shared.labels import Caption
from desktop.shared.theme import SPACE, Theme, mixed
from desktop.training.plots.chart import RAW_SHARE


class Sample(Enum):
    """How a line is drawn, and what it says."""

    MEAN = "training, running mean"
    RANGE = "each step"
    VALIDATION = "validation"


class _Swatch(QWidget):
    """A short piece of the line."""

    def __init__(self, sample: Sample, theme: Theme) -> None:
        super().__init__()
        self._sample = sample
        self._theme = theme
        self.setFixedSize(QSize(18, 12))
        theme.changed.connect(self._on_theme_changed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        left, right = QPointF(0, area.center().y()), QPointF(area.right(), area.center().y())
        if self._sample is Sample.RANGE:
            colour = mixed(self._theme.paper, self._theme.training, RAW_SHARE)
            painter.fillRect(area.adjusted(0, 1, 0, -1), colour)
        elif self._sample is Sample.MEAN:
            painter.setPen(QPen(self._theme.training, 2))
            painter.drawLine(left, right)
        else:
            painter.setPen(QPen(self._theme.validation, 1.5))
            painter.drawLine(left, right)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.validation)
            painter.drawEllipse(area.center(), 3.5, 3.5)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


class Legend(QWidget):
    """Samples in a row, each with its word."""

    def __init__(self, samples: list[Sample], theme: Theme) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        for sample in samples:
            layout.addWidget(_Swatch(sample, theme))
            layout.addWidget(Caption(theme, sample.value))
            layout.addSpacing(SPACE)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
