"""A button under the pad, as narrow as its word needs: the pad may be small."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from desktop.theme import SPACE


class NarrowButton(QPushButton):
    """Its word with a little room on both sides; styles would give it a dialog's button's."""

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + 3 * SPACE, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
