"""A line above the tabs for what a person must know but need not answer: no dialog in the way."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from desktop.shared.labels import PlainLabel
from desktop.shared.theme import SPACE


class Notice(QFrame):
    """Hidden until `tell` is called; stays until it is closed or something newer comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAutoFillBackground(True)
        self._label = PlainLabel(wraps=True)
        self._label.setObjectName("notice_label")
        self._label.setMinimumWidth(1)  # a word without end must not force the window's width
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(autoRaise=True)
        close.setText("Dismiss")
        close.setObjectName("notice_close_button")
        close.setAccessibleName("Dismiss the message")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.addWidget(self._label, 1)
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
        self.show()
