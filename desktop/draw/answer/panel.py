"""Everything beside the canvas: the answer, ten bars, and how the drawing became what was read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.draw.answer.answer import Answer
from desktop.draw.answer.framing_view import FramingView
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.labels import Heading
from desktop.widgets.probability_bars import ProbabilityBars
from nncore.drawing.framing import FramingSteps
from nncore.recognition.reading import Reading


class PredictionPanel(QWidget):
    """Shows a reading in three ways, from the answer down to the pixels.

    `framing_chosen`: other steps of framing, a FramingChoice, are wanted.
    """

    framing_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer = Answer(theme)
        self._bars = ProbabilityBars(theme)
        self._seen = QWidget()
        self._framing = FramingView(theme)
        self._heading = Heading(tr("What the network sees"))
        self._framing.chosen.connect(self.framing_chosen)
        self._lay_out()

    def show_reading(
        self,
        reading: Reading | None,
        network_name: str | None,
        *,
        is_current: bool = True,
        framed: str = "",
    ) -> None:
        """Show what the network of that name has read; None without ink, or without network.

        is_current: False while the network still reads, `reading` being its answer of before.
        framed: what was different about the frame, in a few words.
        """
        self._answer.show_reading(reading, network_name, is_current=is_current, framed=framed)
        probabilities = None if reading is None else reading.probabilities
        is_known = reading is not None and reading.known
        self._bars.show_probabilities(probabilities, is_current=is_current, is_known=is_known)

    def show_failure(self) -> None:
        """Say that the network could not read the drawing."""
        self._answer.show_failure()
        self._bars.show_probabilities(None)

    def show_steps(self, steps: FramingSteps | None, beginning: tuple[str, str]) -> None:
        """Show how the drawing became the frame; None without ink, or without network.

        beginning: what it begins with, in a word, and what is to be said of that.
        """
        self._framing.show_steps(steps, beginning)

    @property
    def least_height(self) -> int:
        """Pixels that all of it needs, with the smallest pictures of the framing."""
        return self._beside_framing + self._framing.least_height

    @property
    def _beside_framing(self) -> int:
        """Pixels of answer, bars, heading, and what is between them."""
        above = self._answer.sizeHint().height() + SPACE + self._bars.minimumSizeHint().height()
        return above + 3 * SPACE + self._heading.sizeHint().height()

    def make_room(self, height: int) -> None:
        """Have smaller pictures of the framing, or none of it, if all does not fit into `height`
        pixels, so that the answer and the bars do; with less room still, the bars in two columns.
        """
        self._bars.set_columns(1)
        answered = self._answer.sizeHint().height() + SPACE
        if answered + self._bars.minimumSizeHint().height() > height:
            self._bars.set_columns(2)
        room = height - self._beside_framing
        self._seen.setVisible(self._framing.least_height <= room)
        self._framing.set_room(room)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._answer)
        column.addSpacing(SPACE)
        column.addWidget(self._bars)
        column.addWidget(self._seen)
        column.addStretch()
        seen = QVBoxLayout(self._seen)
        seen.setContentsMargins(0, 2 * SPACE, 0, 0)
        seen.setSpacing(SPACE)
        seen.addWidget(self._heading)
        seen.addWidget(self._framing)
