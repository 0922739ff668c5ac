"""A button that stays down, and shows so in dark and light alike: by a line in the accent."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme

_LINE = 2


class Toggle(QToolButton):
    """Checkable; what it does stands in its tooltip and is what screen readers hear."""

    def __init__(
        self, name: str, text: str, what_it_does: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(what_it_does)
        self.setToolTip(hint(what_it_does))
        self.setCheckable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            below = QRect(3, self.height() - _LINE - 2, self.width() - 6, _LINE)
            colour = self._theme.training if self.isEnabled() else self._theme.muted
            QPainter(self).fillRect(below, colour)


class NarrowToggle(Toggle):
    """A short word with a little room on both sides: ten stand in a row, also in large letters."""

    def sizeHint(self) -> QSize:
        word = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(word + 2 * SPACE, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
