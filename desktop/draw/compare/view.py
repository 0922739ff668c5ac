"""The drawer "Compare": another network reads the same drawing, now or after an earlier epoch."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.draw.answer.answer import SmallAnswer
from desktop.draw.answer.answer_words import both_answers, epoch_by_epoch
from desktop.draw.answer.reader import DrawingReader
from desktop.draw.compare.epoch_reader import EpochReader
from desktop.draw.compare.other_network import OtherNetwork, OtherReader
from desktop.draw.drawer_view import DrawerView
from desktop.formats import breakable, hint
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.answer_strip import pieces_of
from desktop.widgets.epoch_slider import EpochSlider
from desktop.widgets.labels import Caption, ElidedCaption, PlainLabel, Steady
from desktop.widgets.name_box import NameBox
from desktop.workspace.jobs import Jobs
from desktop.workspace.workspace import Workspace
from nncore.recognition.reading import REFUSED, Reading

NOBODY = tr(
    "There is no other network yet. Train a second one, or open a file, and both read along."
)
NO_INK = tr("Draw a digit, and both networks read it.")
SAME = tr("It is the same network with the same weights.")
ALONG_EPOCHS = tr(
    "Reads the drawing with the network after each epoch of its run; at the right end, as it is now"
)
FAILED = tr("It could not read the drawing.")

_WIDE = 480
"""Pixels from which on both answers stand side by side; the chosen network's is above anyway."""

_UNKNOWN = -1
"""In the place of an epoch's answer that there is none of."""


def cannot_read(name: str, failure: str) -> str:
    """That a network cannot read the drawing, and why, in a sentence."""
    return tr(
        "“{name}” cannot read the drawing: {reason}.",
        name=breakable(name),
        reason=failure.rstrip("."),
    )


class CompareView(DrawerView):
    """Reads with the other network while it is shown."""

    def __init__(
        self, reader: DrawingReader, workspace: Workspace, jobs: Jobs, theme: Theme
    ) -> None:
        super().__init__("compare_view", reader)
        self._other = OtherNetwork(workspace, jobs, self)
        self._other.changed.connect(self._on_other_changed)
        self._other_reader = OtherReader(jobs, self)
        self._other_reader.answered.connect(self._on_answered)
        self._other_reader.failed.connect(self._on_failed)
        self._epoch_reader = EpochReader(workspace.network_store, jobs, self)
        self._epoch_reader.answered.connect(self._on_epochs_answered)
        self._answer: Reading | None = None
        self._epoch_answers: dict[int, int] = {}
        self._has_failed = False
        self._box = NameBox("other_network_box", tr("Network to compare with"), self)
        self._box.activated.connect(self._other.choose_network)
        self._own_name = _name_label("own_network_label", theme)
        self._other_name = _name_label("other_network_label", theme)
        self._own_answer = SmallAnswer("own", tr("of the chosen network"), theme, self)
        self._other_answer = SmallAnswer("other", tr("of the other network"), theme, self)
        self._slider = EpochSlider(theme, self, told=ALONG_EPOCHS, name="other_", answers=True)
        self._slider.epoch_chosen.connect(self._other.choose_epoch)
        assert self._slider.strip is not None
        self._strip = self._slider.strip
        self._strip.setObjectName("other_epoch_answers")
        self._strip.setAccessibleName(tr("Answers epoch by epoch"))
        self._sentence = Caption(theme, NOBODY)
        self._sentence.setObjectName("compared_label")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        self._other.set_watched(True)
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._own.setVisible(self.width() >= _WIDE)

    def _lay_out(self) -> None:
        label = PlainLabel(tr("&With"), self)
        label.setBuddy(self._box)
        choice = QHBoxLayout()
        choice.setSpacing(SPACE)
        choice.addWidget(label)
        choice.addWidget(self._box, 1)
        self._own = _beneath(self._own_name, self._own_answer)
        both = QHBoxLayout()
        both.setSpacing(3 * SPACE)
        both.addWidget(self._own, 1, Qt.AlignmentFlag.AlignTop)
        both.addWidget(_beneath(self._other_name, self._other_answer), 1, Qt.AlignmentFlag.AlignTop)
        told = Steady(self._sentence, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(choice)
        column.addLayout(both)
        column.addWidget(self._slider)
        column.addWidget(told)
        column.addStretch(1)
        # also while the slider is away: else the window would be laid out anew with each choice
        parts = [
            self._box.sizeHint().height(),
            self._other_name.sizeHint().height(),
            self._other_answer.minimumSizeHint().height(),
            self._slider.sizeHint().height(),
            told.height(),
        ]
        self.setMinimumHeight(sum(parts) + len(parts) * (SPACE // 2))

    def _follow(self) -> None:
        self._own_name.setText(self._reader.network_name or "")
        self._own_answer.show_reading(self._reader.latest, is_current=self._reader.is_current)
        self._read()
        self._tell()

    def _give_up(self) -> None:
        self._other.set_watched(False)
        self._other_reader.read(None, None)
        self._epoch_reader.read(None)
        self._epoch_reader.follow("", ())

    def _read(self) -> None:
        """Let the other network read what there is, and each epoch of its run."""
        request, named = self._reader.request, self._other.named
        self._other_reader.read(request, None if named is None else named.network)
        is_readable = request is not None and not request.is_dot
        self._epoch_reader.read(request.steps.frame if request and is_readable else None)

    def _tell(self) -> None:
        self._sentence.tell(self._words())
        self._sentence.setToolTip(hint(self._sentence.text()))

    def _words(self) -> str:
        other, own = self._other, self._reader.latest
        if other.ref is None:
            return NOBODY
        if other.failure:
            return cannot_read(other.name, other.failure)
        if other.named is None:
            return tr("Reading the network “{name}”…", name=breakable(other.name))
        if self._reader.request is None:
            return NO_INK
        if self._has_failed:
            return FAILED
        pieces = self._strip.pieces
        story = epoch_by_epoch(pieces, self._other.epochs) if len(pieces) else ""
        if other.is_same:
            return f"{SAME} {story}".rstrip()
        if own is None or self._answer is None:
            return story
        return f"{both_answers(own, self._answer)} {story}".strip()

    def _show_strip(self) -> None:
        """Show what each epoch answers; those that are damaged, or not read yet, leave gaps."""
        epochs, told = self._other.epochs, self._epoch_answers
        digits = (told.get(each, _UNKNOWN) for each in epochs)
        every = pieces_of(None if each == REFUSED else each for each in digits)
        pieces = [each for each in every if each.answer != _UNKNOWN]
        if not pieces:
            self._strip.show_pieces((), None, "")
            return
        # a network that went on after its last kept epoch has a place of its own, without an answer
        places = len(epochs) + (epochs[-1] != self._other.latest_epoch)
        words = epoch_by_epoch(pieces, epochs)
        self._strip.show_pieces(pieces, self._reader.known_digit, words, places=places)

    @Slot()
    def _on_other_changed(self) -> None:
        if not self.isVisible():
            return
        other = self._other
        self._box.offer([each.title for each in other.networks], other.row)
        self._box.setEnabled(bool(other.networks))
        self._other_name.setText(other.name)
        run_id = "" if other.ref is None else other.ref.run_id
        epochs = other.epochs if run_id else ()
        self._slider.show_epochs([*epochs], run_id, other.latest_epoch)
        self._epoch_reader.follow(run_id, epochs)
        self._read()
        self._show_strip()
        self._tell()

    @Slot(object)
    def _on_answered(self, reading: Reading | None) -> None:
        self._answer, self._has_failed = reading, False
        self._other_answer.show_reading(reading)
        self._tell()

    @Slot()
    def _on_failed(self) -> None:
        self._answer, self._has_failed = None, True
        self._other_answer.show_reading(None)
        self._tell()

    @Slot(object)
    def _on_epochs_answered(self, answers: dict[int, int]) -> None:
        self._epoch_answers = answers
        self._show_strip()
        self._tell()


def _name_label(name: str, theme: Theme) -> ElidedCaption:
    label = ElidedCaption(theme)
    label.setObjectName(name)
    return label


def _beneath(name: QWidget, answer: QWidget) -> QWidget:
    """An answer below the name of who gave it."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(name)
    column.addWidget(answer)
    return both
