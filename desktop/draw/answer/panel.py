"""Everything beside the canvas: the answer, ten bars, and what the network saw.

It shows a reading that it is given; who reads, and when, is not its business.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.draw.answer.answer import Answer
from desktop.theme import SPACE, Theme
from desktop.widgets.labels import Caption, Heading
from desktop.widgets.network_view import NetworkView
from desktop.widgets.probability_bars import ProbabilityBars
from nncore.array_types import ImageArray
from nncore.drawing.reading import Reading

_VIEW_NOTE = "28 × 28 pixels: the drawing, fitted and centred like MNIST’s digits."

_VIEW_SHARE = 0.55
"""How much of the width the network's view may take, its note keeping the rest."""


class PredictionPanel(QWidget):
    """Shows a reading in three ways, from the answer down to the pixels."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer = Answer(theme)
        self._bars = ProbabilityBars(theme)
        self._view_heading = Heading("What the network sees")
        self._view = NetworkView(theme)
        self._view_note = Caption(theme, _VIEW_NOTE)
        self._lay_out()

    def show_reading(
        self, reading: Reading | None, network_name: str | None, *, is_current: bool = True
    ) -> None:
        """Show what the network of that name has read; None without ink, or without network.

        is_current: False while the network still reads, `reading` being its answer of before.
        """
        self._answer.show_reading(reading, network_name, is_current=is_current)
        probabilities = None if reading is None else reading.probabilities
        self._bars.show_probabilities(probabilities, is_current=is_current)

    def show_failure(self) -> None:
        """Say that the network could not read the drawing."""
        self._answer.show_failure()
        self._bars.show_probabilities(None)

    def show_frame(self, frame: ImageArray | None) -> None:
        """Show what the network sees; None without ink, or without network."""
        self._view.show_frame(frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.fill(min(self.height() - self._view.y(), round(_VIEW_SHARE * self.width())))

    def _lay_out(self) -> None:
        self._view_note.setWordWrap(True)
        seen = QHBoxLayout()
        seen.setSpacing(2 * SPACE)
        seen.addWidget(self._view)
        seen.addWidget(self._view_note, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._answer)
        column.addSpacing(SPACE)
        column.addWidget(self._bars)
        column.addSpacing(3 * SPACE)
        column.addWidget(self._view_heading)
        column.addSpacing(SPACE)
        column.addLayout(seen)
        column.addStretch()
