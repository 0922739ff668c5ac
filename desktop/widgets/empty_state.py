"""What stands where there are no cards: a sentence, and the button that leads on."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.theme import SPACE, sized
from desktop.widgets.labels import PlainLabel


class EmptyState(QWidget):
    """A sentence in the middle of the room, with a button under it where there is a way on."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = PlainLabel("", self, wraps=True)
        self._label.setObjectName("empty_label")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setFont(sized(self.font(), 1.2))
        self._button = QPushButton(self)
        self._button.setObjectName("empty_button")
        self._button.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        layout.addWidget(self._label)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def say(self, sentence: str, button: str = "") -> None:
        """Say this, with a button of that name, or without any."""
        self._label.setText(sentence)
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setVisible(bool(button))

    @Slot()
    def _on_clicked(self) -> None:
        self.pressed.emit()
