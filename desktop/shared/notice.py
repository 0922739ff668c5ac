"""A line above the tabs for what a person must know but need not answer: no dialog in the way."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.shared.theme import SPACE


class Notice(QFrame):
    """Hidden until something is told; stays until it is closed or something newer comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAutoFillBackground(True)
        self._label = QLabel(wordWrap=True)
        self._label.setObjectName("notice_label")
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._offer = QToolButton(autoRaise=True)
        self._offer.setObjectName("notice_offer_button")
        close = QToolButton(autoRaise=True)
        close.setText("Dismiss")
        close.setObjectName("notice_close_button")
        close.setAccessibleName("Dismiss the message")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._offer)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What was told last."""
        return self._label.text()

    @Slot(str)
    def tell(self, message: str) -> None:
        """Show a message in plain words, replacing an earlier one."""
        self._label.setText(message)
        self._offer.hide()
        self.show()

    def offer(self, message: str, action: QAction) -> None:
        """Show a message, and beside it what can be done about it."""
        self.tell(message)
        self._offer.setDefaultAction(action)
        self._offer.setAccessibleName(self._offer.text())
        self._offer.show()
