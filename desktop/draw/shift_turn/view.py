"""The drawer "Shift, turn": the drawing changed by hand, and where that tips the answer."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from desktop.draw.answer.answer import SmallAnswer
from desktop.draw.answer.reader import DrawingReader
from desktop.draw.drawer_view import DrawerView
from desktop.draw.shift_turn.change_slider import ChangeSlider
from desktop.draw.shift_turn.changes import (
    KINDS,
    TURN,
    AnswersAlong,
    Change,
    ChangedReading,
    ChangeReader,
    OriginalFrame,
    changed,
)
from desktop.formats import hint
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.answer_strip import pieces_of
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.widgets.labels import Caption, Steady
from desktop.workspace.jobs import Jobs
from nncore.array_types import IMAGE_SIDE
from nncore.recognition.reading import REFUSED, Doubt

NOTHING = tr("Draw a digit; then shift, turn or thicken it, and see where the answer tips.")
FAILED = tr("The network could not read the changed drawing.")

_LEAST, _LARGEST = 3, 8
"""Screen pixels a side for each of the picture's."""

_SHARE = 0.4
"""How much of the width the picture may take."""


class ShiftTurnView(DrawerView):
    """Changes the frame that the reader has read, and reads it anew, while it is shown."""

    def __init__(self, reader: DrawingReader, jobs: Jobs, theme: Theme) -> None:
        super().__init__("play_view", reader)
        self._original: OriginalFrame | None = None
        self._change_reader = ChangeReader(jobs, self)
        self._change_reader.changed_read.connect(self._on_changed_read)
        self._change_reader.along_read.connect(self._on_along_read)
        self._change_reader.failed.connect(self._on_failed)
        self._picture = InspectedPicture(theme, self)
        self._picture.setObjectName("changed_picture")
        self._picture.setAccessibleName(tr("The changed drawing, as the network sees it"))
        self._answer = SmallAnswer("changed", tr("the changed drawing"), theme, self)
        self._sliders = [ChangeSlider(kind, theme, self) for kind in KINDS]
        self._looked_at = self._sliders[KINDS.index(TURN)]
        for slider in self._sliders:
            slider.moved.connect(self._on_moved)
            slider.looked_at.connect(self._on_looked_at)
        self._sentence = Caption(theme, NOTHING)
        self._sentence.setObjectName("limits_label")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._reset = QPushButton(tr("&Reset"), self)
        self._reset.setObjectName("reset_changes_button")
        self._reset.setAccessibleName(tr("Reset shift, turn and thickness"))
        self._reset.setToolTip(hint(tr("Show the drawing as it was drawn")))
        self._reset.clicked.connect(self._on_reset)
        self._lay_out()
        self._show_changed()

    @property
    def change(self) -> Change:
        """Where the sliders stand."""
        return Change(*(each.steps for each in self._sliders))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = min(_SHARE * self.width(), self.height() - self._below)
        pixels = min(max(int(room) // IMAGE_SIDE, _LEAST), _LARGEST)
        self._picture.setFixedSize(pixels * IMAGE_SIDE, pixels * IMAGE_SIDE)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(2 * SPACE)
        above.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        above.addWidget(self._answer, 1, Qt.AlignmentFlag.AlignTop)
        self._told = Steady(self._sentence, 2)
        last = QHBoxLayout()
        last.setSpacing(SPACE)
        last.addWidget(self._told, 1)
        last.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(above)
        for slider in self._sliders:
            column.addWidget(slider)
        column.addLayout(last)
        column.addStretch(1)
        # one that is given less would be squeezed, not scrolled
        picture = max(_LEAST * IMAGE_SIDE, self._answer.minimumSizeHint().height())
        self.setMinimumHeight(picture + self._below)

    @property
    def _below(self) -> int:
        """The height of what stands below the picture."""
        parts = [*self._sliders, self._told]
        heights = (each.sizeHint().height() for each in self._sliders)
        last = max(self._told.height(), self._reset.sizeHint().height())
        return sum(heights) + last + len(parts) * (SPACE // 2)

    def _show_changed(self) -> None:
        """Show the drawing as it is changed, at once, and let it be read."""
        original, change = self._original, self.change
        self._reset.setEnabled(change != Change())
        self._change_reader.read(original, change)
        if original is not None:
            self._picture.show_pixels(changed(original.frame, [change])[0])
            return
        self._picture.show_pixels(None)
        self._show_no_answer()
        self._sentence.tell(NOTHING)

    def _show_no_answer(self) -> None:
        self._answer.show_reading(None)
        for slider in self._sliders:
            slider.show_pieces((), None)

    def _read_now(self) -> OriginalFrame | None:
        reading, network = self._reader.latest, self._reader.network
        if reading is None or network is None or reading.doubt is Doubt.TOO_SMALL:
            return None
        return OriginalFrame(network, reading.frame)

    def _tell_limits(self) -> None:
        sentence = self._looked_at.sentence
        if self._original is not None and sentence:
            self._sentence.tell(sentence)
            self._sentence.setToolTip(hint(sentence))

    def _follow(self) -> None:
        original, before = self._read_now(), self._original
        if original is not None and before is not None and original.frame is before.frame:
            return  # each reading has a frame of its own
        self._original = original
        if before is not None and original is not None and before.network is not original.network:
            self._show_no_answer()
        self._show_changed()

    def _give_up(self) -> None:
        self._original = None
        self._change_reader.read(None, Change())

    @Slot()
    def _on_moved(self) -> None:
        self._show_changed()

    @Slot()
    def _on_looked_at(self) -> None:
        slider = self.sender()
        if isinstance(slider, ChangeSlider):
            self._looked_at = slider
            self._tell_limits()

    @Slot()
    def _on_reset(self) -> None:
        for slider in self._sliders:
            slider.reset()

    @Slot(object)
    def _on_changed_read(self, found: ChangedReading) -> None:
        self._answer.show_reading(found.reading)

    @Slot(object)
    def _on_along_read(self, found: AnswersAlong) -> None:
        for slider in self._sliders:
            along = found.answers.get(slider.kind)
            if along is not None:
                answers = (None if each == REFUSED else each for each in along.tolist())
                slider.show_pieces(pieces_of(answers), self._reader.known_digit)
        self._tell_limits()

    @Slot()
    def _on_failed(self) -> None:
        self._show_no_answer()
        self._sentence.tell(FAILED)
