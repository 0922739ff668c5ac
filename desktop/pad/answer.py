"""The answer in large: the digit that was read, how probable it is, and who read it.

It keeps one height in all its states, so that nothing below it moves while a person draws.
"""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.pad.probability_bars import percent
from desktop.shared.theme import SPACE, Theme, sized
from nncore.reading import Reading

INVITATION = "Draw a digit and the network reads it as you draw."
NO_NETWORK = "There is no network yet. Train one and it reads what you draw."
UNSURE = "Not sure this is a digit"


class Answer(QStackedWidget):
    """A sentence where there is nothing to read, else the digit with its probability."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_known = True
        self._sentence = QLabel(INVITATION)
        self._digit = QLabel()
        self._confidence = QLabel()
        self._doubt = QLabel(UNSURE)
        self._reader = QLabel()
        self._digit.setObjectName("prediction_label")
        self._lay_out()
        self._colour()
        theme.changed.connect(self._on_theme_changed)

    def show_reading(self, reading: Reading | None, network_name: str | None) -> None:
        """Show what the network of that name has read; None without ink, or without network."""
        if reading is None:
            self._sentence.setText(NO_NETWORK if network_name is None else INVITATION)
            self._digit.clear()
            self.setCurrentIndex(0)
            return
        self._digit.setText(str(reading.digit))
        self._digit.setAccessibleName(_spoken(reading))
        self._confidence.setText(percent(reading.confidence))
        self._doubt.setVisible(not reading.known)
        self._reader.setText(f"Read by {network_name}")
        self._is_known = reading.known
        self._colour()
        self.setCurrentIndex(1)

    def _lay_out(self) -> None:
        self._digit.setFont(sized(self.font(), 5, bold=True))
        self._digit.setMinimumWidth(self._digit.fontMetrics().horizontalAdvance("0"))
        self._confidence.setFont(sized(self.font(), 2))
        self._reader.setFont(sized(self.font(), 0.85))
        self._reader.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setFont(sized(self.font(), 1.2))
        # so that no last word is left alone on its line
        self._sentence.setContentsMargins(0, 0, 12 * SPACE, 0)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addStretch()
        beside.addWidget(self._confidence)
        beside.addWidget(self._doubt)
        beside.addWidget(self._reader)
        beside.addStretch()
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._digit)
        row.addLayout(beside, 1)
        self.addWidget(self._sentence)
        self.addWidget(page)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _colour(self) -> None:
        self._paint(self._sentence, self._theme.muted)
        self._paint(self._reader, self._theme.muted)
        strength = self._theme.text if self._is_known else self._theme.muted
        self._paint(self._digit, strength)
        self._paint(self._confidence, strength)

    @staticmethod
    def _paint(label: QLabel, colour: QColor) -> None:
        palette = label.palette()
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            label.setPalette(palette)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._colour()


def _spoken(reading: Reading) -> str:
    doubt = "" if reading.known else f". {UNSURE}"
    return f"Read as {reading.digit}, {percent(reading.confidence)}{doubt}"
