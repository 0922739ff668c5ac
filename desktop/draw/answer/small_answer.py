"""An answer in little room, for the drawers: the digit or a refusal, and ten bars."""

from math import isfinite

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.draw.answer.answer_words import READING, answer_words
from desktop.formats import hint
from desktop.theme import Theme, sized
from desktop.widgets.labels import Steady, Tone, TonedLabel
from desktop.widgets.probability_bars import ProbabilityBars
from nncore.recognition.reading import Reading

NOT_A_NUMBER = "Not a number"


class SmallAnswer(QWidget):
    """One line and bars in two columns, so that little height is taken.

    name: what the object names of the parts begin with. whose: as in "the changed drawing".
    """

    def __init__(self, name: str, whose: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = TonedLabel(theme)
        self._title.setObjectName(f"{name}_title")
        self._title.setFont(sized(self.font(), 1.2, bold=True))
        self._bars = ProbabilityBars(theme, columns=2)
        self._bars.setObjectName(f"{name}_bars")
        self._bars.setAccessibleName(f"Probabilities of the ten digits, {whose}")
        self._bars.setFont(sized(self.font(), 0.85))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Steady(self._title, 1))
        column.addWidget(self._bars)

    def show_reading(self, reading: Reading | None, *, is_current: bool = True) -> None:
        """Show what was read; None for nothing. is_current: False for ink of before, in grey."""
        self._bars.show_probabilities(
            None if reading is None else reading.probabilities,
            is_current=is_current,
            is_known=reading is not None and reading.known,
        )
        text = spoken = ""
        if reading is not None and not isfinite(reading.confidence):
            text = spoken = NOT_A_NUMBER
        elif reading is not None:
            words = answer_words(reading)
            text = f"{reading.digit}  {words.title}" if reading.known else words.title
            spoken = words.spoken
        is_firm = reading is not None and reading.known and is_current
        self._title.set_tone(Tone.PLAIN if is_firm else Tone.MUTED)
        self._title.setText(text)
        # what is grey must not be heard as an answer
        self._title.setAccessibleName(spoken if is_current else READING)
        self._title.setToolTip(hint(spoken))
