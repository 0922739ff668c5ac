"""One image's story: a row of squares, one an epoch, each with the digit that it was taken for."""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.formats import hint
from desktop.theme import Theme, mixed, sized
from desktop.translation import tr

_SIDE = 14
"""Pixels of a square with its gap; where they do not fit, only the latest are shown."""


class StoryStrip(QWidget):
    """Right ones stand on green with a line below, wrong ones on orange."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("story_strip")
        self._theme = theme
        self._epochs: list[tuple[int, int | None]] = []
        self._truth = 0
        self._now: int | None = None
        self.setFont(sized(self.font(), 0.8))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def show_epochs(
        self,
        epochs: list[tuple[int, int | None]],
        truth: int,
        now: int | None,
        *,
        story_words: str = "",
    ) -> None:
        """Show what an image was taken for; now: the epoch that is looked at, if not the last.

        story_words: the turns of it in words, for there may be thousands of epochs.
        """
        self._epochs, self._truth, self._now = epochs, truth, now
        told = tr("What it was taken for, epoch by epoch")
        told += f": {story_words}" if story_words else ""
        self.setAccessibleName(told)
        self.setToolTip(hint(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(10 * _SIDE, self._side + 3)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self._side
        shown = self._epochs[-max(1, self.width() // side) :]
        for place, (epoch, digit) in enumerate(shown):
            square = QRect(place * side, 0, side - 1, side - 1)
            self._paint_square(painter, square, digit)
            if epoch == self._now:
                painter.setPen(self._theme.text)
                painter.drawRect(square.adjusted(0, 0, -1, -1))

    def _paint_square(self, painter: QPainter, square: QRect, digit: int | None) -> None:
        theme = self._theme
        if digit is None:
            painter.fillRect(square, theme.line)
            return
        is_right = digit == self._truth
        hue = theme.right if is_right else theme.wrong
        painter.fillRect(square, mixed(theme.paper, hue, 0.35))
        painter.setPen(theme.text)
        painter.drawText(square, int(Qt.AlignmentFlag.AlignCenter), str(digit))
        if is_right:
            painter.fillRect(QRect(square.left(), square.bottom() + 2, square.width(), 2), hue)

    @property
    def _side(self) -> int:
        return max(_SIDE, self.fontMetrics().height())

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
