"""The drawer "Why": what the ink speaks for, and what would make it another digit."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.draw.answer.reader import DrawingReader
from desktop.draw.why.explainer import DrawingExplainer
from desktop.draw.why.explanations import Evidence, ReadFrame, WantedFix
from desktop.formats import article
from desktop.theme import SPACE, Theme
from desktop.widgets import explanation_words
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.widgets.labels import Caption, PlainLabel
from desktop.widgets.toggle import Toggle
from desktop.workspace.jobs import Jobs
from desktop.workspace.network_ref import NetworkRef
from nncore.array_types import CLASSES, IMAGE_SIDE

NOTHING = "Draw a digit, and its ink is coloured by what it speaks for."
WAITING = "Looking for what the ink speaks for…"
FAILED = "The drawing could not be explained. Draw on, and it is tried again."

_SHARE = 0.45
"""How much of the width the picture may take, the words keeping the rest."""


class WhyView(QWidget):
    """Explains what the reader has read, while it is shown."""

    def __init__(
        self, reader: DrawingReader, jobs: Jobs, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("why_view")
        self._reader = reader
        self._read: ReadFrame | None = None
        self._ref: NetworkRef | None = None
        """The network that what is shown is about."""
        self._explainer = DrawingExplainer(jobs, self)
        self._explainer.explained.connect(self._on_explained)
        self._explainer.failed.connect(self._on_failed)
        self._picture = InspectedPicture(theme, self)
        self._picture.setObjectName("why_picture")
        self._picture.setAccessibleName("What the ink speaks for")
        self._words = Caption(theme, NOTHING)
        self._words.setObjectName("why_words")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._digits = [
            Toggle(f"make_it_{digit}", str(digit), _what_it_does(digit), theme, self)
            for digit in range(CLASSES)
        ]
        for button in self._digits:
            button.setAutoRaise(True)
            button.clicked.connect(self._on_digit_clicked)
        self._lay_out()
        reader.updated.connect(self._on_updated)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_updated()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._read = None
        self._explainer.explain(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = min(round(_SHARE * self.width()), self.height() - self._picture.y())
        side = max(room // IMAGE_SIDE, 3) * IMAGE_SIDE
        self._picture.setFixedSize(side, side)

    def _lay_out(self) -> None:
        digits = QHBoxLayout()
        digits.setSpacing(0)
        digits.addWidget(PlainLabel("Make it"))
        digits.addSpacing(SPACE // 2)
        for button in self._digits:
            digits.addWidget(button)
        digits.addStretch()
        below = QHBoxLayout()
        below.setSpacing(2 * SPACE)
        below.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(digits)
        column.addLayout(below, 1)

    def _read_now(self) -> ReadFrame | None:
        reading, network = self._reader.latest, self._reader.network
        if reading is None or network is None or self._reader.has_failed:
            return None
        return ReadFrame(network, reading.frame, reading.digit, reading.runner_up)

    def _choose(self, wanted: int | None) -> None:
        for digit, button in enumerate(self._digits):
            button.setChecked(digit == wanted)
            button.setEnabled(self._read is not None and digit != self._read.digit)

    def _show_unexplained(self, words: str) -> None:
        """Show the drawing as it is, if there is one, until it is explained."""
        self._picture.show_pixels(None if self._read is None else self._read.frame)
        if self._reader.has_failed:
            words = FAILED
        self._words.tell(NOTHING if self._reader.request is None else words)

    @Slot()
    def _on_updated(self) -> None:
        if not self.isVisible():
            return
        read = self._read_now()
        before = self._read
        if read is not None and before is not None and read.frame is before.frame:
            return  # each reading has a frame of its own
        is_other = before is None or self._reader.network_ref != self._ref
        self._read, self._ref = read, self._reader.network_ref
        self._choose(None)
        self._explainer.explain(read)
        if read is None or is_other:
            self._show_unexplained(WAITING)

    @Slot()
    def _on_digit_clicked(self) -> None:
        clicked = next(digit for digit, each in enumerate(self._digits) if each is self.sender())
        if self._digits[clicked].isChecked():
            self._choose(clicked)
            self._words.tell(explanation_words.LOOKING)
            self._explainer.find_fix(clicked)
        else:
            self._explainer.explain(self._read)

    @Slot(object)
    def _on_explained(self, found: Evidence | WantedFix) -> None:
        read = found.read
        if found.reason:
            self._picture.show_pixels(read.frame)
            self._words.tell(explanation_words.NOT_EXPLAINED.format(reason=found.reason))
        elif isinstance(found, Evidence):
            assert found.contributions is not None
            self._picture.show_pixels(read.frame)
            self._picture.show_blame(found.contributions.pixels)
            words = explanation_words.blame(found.contributions, read.digit, read.runner_up)
            self._words.tell(f"{words} {read.runner_up} is the runner-up.")
        else:
            self._words.tell(explanation_words.fix(found.fix))
            if found.fix is not None:
                self._picture.show_touches(found.fix.image, found.fix.pen, found.fix.eraser)

    @Slot()
    def _on_failed(self) -> None:
        self._choose(None)
        self._show_unexplained(FAILED)


def _what_it_does(digit: int) -> str:
    return f"Show what would make it {article(digit)} {digit}"
