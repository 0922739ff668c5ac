"""The drawer "Why": what the ink speaks for, what would make it another digit, what is alike."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.draw.answer.reader import DrawingReader
from desktop.draw.drawer_view import DrawerView
from desktop.draw.why import wording
from desktop.draw.why.explainer import (
    AlikeDrawing,
    DrawingExplainer,
    Evidence,
    ExplainedFrame,
    Explanation,
    WantedFix,
)
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets import explanation_words
from desktop.widgets.alike_rows import AlikeRows
from desktop.widgets.buttons import NarrowToggle, Toggle
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.widgets.labels import Caption, PlainLabel, explain
from desktop.workspace.jobs import Jobs
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import CLASSES, IMAGE_SIDE
from nncore.datasets import SplitName

_SHARE = 0.45
"""How much of the width the picture may take, the words keeping the rest."""


class WhyView(DrawerView):
    """Explains what the reader has read, while it is shown.

    Training images are looked at on request alone: another network or data set ends the request.
    """

    def __init__(
        self, reader: DrawingReader, workspace: Workspace, jobs: Jobs, theme: Theme
    ) -> None:
        super().__init__("why_view", reader)
        self._workspace = workspace
        self._read: ExplainedFrame | None = None
        self._ref: NetworkRef | None = None
        """The network that what is shown is about."""
        self._explainer = DrawingExplainer(jobs, workspace.training_features, self)
        self._explainer.progressed.connect(self._on_progressed)
        self._explainer.explained.connect(self._on_explained)
        self._explainer.failed.connect(self._on_failed)
        self._picture = InspectedPicture(theme, self)
        self._picture.setObjectName("why_picture")
        self._picture.setAccessibleName(tr("What the ink speaks for"))
        self._words = Caption(theme, wording.NOTHING)
        self._words.setObjectName("why_words")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._digits = [self._digit_button(digit, theme) for digit in range(CLASSES)]
        self._alike = Toggle("draw_alike_toggle", tr("Alike"), wording.ALIKE, theme, self)
        self._alike.setAutoRaise(True)
        self._alike.clicked.connect(self._on_alike_clicked)
        self._rows = AlikeRows(theme, self, fills=True)
        self._rows.setObjectName("draw_alike_rows")
        self._rows.hide()
        self._lay_out()
        workspace.dataset_changed.connect(self._on_dataset_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = min(round(_SHARE * self.width()), self.height() - self._picture.y())
        side = max(room // IMAGE_SIDE, 3) * IMAGE_SIDE
        self._picture.setFixedSize(side, side)

    def _digit_button(self, digit: int, theme: Theme) -> NarrowToggle:
        what_it_does = wording.what_it_does(digit, None)
        button = NarrowToggle(f"make_it_{digit}", str(digit), what_it_does, theme, self)
        button.setAutoRaise(True)
        button.clicked.connect(self._on_digit_clicked)
        return button

    def _lay_out(self) -> None:
        digits = QHBoxLayout()
        digits.setSpacing(0)
        digits.addWidget(PlainLabel(tr("Make it")))
        digits.addSpacing(SPACE // 2)
        for button in self._digits:
            digits.addWidget(button)
        digits.addStretch()
        digits.addWidget(self._alike)
        below = QHBoxLayout()
        below.setSpacing(2 * SPACE)
        below.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(digits)
        column.addLayout(below)
        column.addWidget(self._rows, 1)
        column.addStretch()

    def _read_now(self) -> ExplainedFrame | None:
        reading, network = self._reader.latest, self._reader.network
        if reading is None or network is None or self._reader.has_failed:
            return None
        refused = wording.refused(reading, network)
        return ExplainedFrame(network, reading.frame, reading.digit, reading.runner_up, refused)

    def _choose(self, wanted: int | None) -> None:
        for digit, button in enumerate(self._digits):
            read_as = None if self._read is None else self._read.digit
            button.setChecked(digit == wanted)
            button.setEnabled(self._read is not None and digit != read_as)
            explain(button, wording.what_it_does(digit, read_as))

    def _explain(self) -> None:
        """Ask for what is to be shown of what was read."""
        self._show_parts()
        if self._alike.isChecked():
            self._explain_alike()
            return
        self._explainer.explain(self._read)
        if self._read is None:
            self._picture.show_pixels(None)
            self._words.tell(wording.NOTHING)

    def _show_parts(self) -> None:
        """The picture, or the rows of pictures; without ink there is nothing beside the words."""
        is_explained = self._read is not None and not self._alike.isChecked()
        self._picture.setVisible(is_explained)
        self._rows.setVisible(self._alike.isChecked())

    def _explain_alike(self) -> None:
        dataset = self._workspace.dataset
        if dataset is None or SplitName.TRAINING not in dataset.splits:
            self._explainer.explain(None)
            self._show_none_alike(wording.NO_IMAGES if dataset is None else wording.NO_TRAINING)
            return
        self._explainer.find_alike(self._read, dataset)
        if self._read is None:
            self._show_none_alike(wording.NOTHING_ALIKE)

    def _show_none_alike(self, words: str) -> None:
        self._rows.show_groups(())
        self._words.tell(words)

    def _follow_subject(self) -> None:
        """A network that trains has other weights many times a minute; to read all training images
        with each of them was not asked for.
        """
        subject, network = self._explainer.subject, self._reader.network
        if network is None and self._workspace.network is not None:
            network = self._workspace.network.network
        if subject is not None and subject != (network, self._workspace.dataset):
            self._explainer.forget_features()
            self._alike.setChecked(False)
            self._rows.show_groups(())

    def _show_unexplained(self, words: str) -> None:
        """Show the drawing as it is, if there is one, until it is explained."""
        self._picture.show_pixels(None if self._read is None else self._read.frame)
        if self._reader.has_failed:
            words = wording.FAILED
        self._words.tell(wording.NOTHING if self._reader.request is None else words)

    def _follow(self) -> None:
        read = self._read_now()
        before = self._read
        if read is not None and before is not None and read.frame is before.frame:
            return  # each reading has a frame of its own
        is_other = before is None or self._reader.network_ref != self._ref
        self._read, self._ref = read, self._reader.network_ref
        self._choose(None)
        self._explain()
        if not self._alike.isChecked() and (read is None or is_other):
            self._show_unexplained(wording.WAITING)

    def _give_up(self) -> None:
        self._read = None
        self._explainer.explain(None)

    @Slot()
    def _on_updated(self) -> None:
        self._follow_subject()  # also while it is closed
        super()._on_updated()

    @Slot()
    def _on_dataset_changed(self) -> None:
        is_asked = self._alike.isChecked()
        self._follow_subject()
        if is_asked and self.isVisible():
            self._explain()

    @Slot()
    def _on_digit_clicked(self) -> None:
        clicked = next(digit for digit, each in enumerate(self._digits) if each is self.sender())
        is_wanted, was_alike = self._digits[clicked].isChecked(), self._alike.isChecked()
        self._alike.setChecked(False)
        if not is_wanted or self._read is None:
            self._explain()
            return
        self._choose(clicked)
        self._show_parts()
        if was_alike:
            self._picture.show_pixels(self._read.frame)
        self._words.tell(explanation_words.LOOKING)
        self._explainer.find_fix(self._read, clicked)

    @Slot()
    def _on_alike_clicked(self) -> None:
        self._choose(None)
        self._words.tell("")
        self._rows.show_groups(())
        self._picture.show_pixels(None if self._read is None else self._read.frame)
        self._explain()

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        if done < 1 and self._read is not None:
            self._words.tell(explanation_words.reading_training(done))

    @Slot(object)
    def _on_explained(self, found: Explanation) -> None:
        match found:
            case AlikeDrawing():
                self._rows.show_groups(() if found.found is None else found.found.groups)
                self._words.tell(wording.alike(found))
            case Evidence():
                self._picture.show_pixels(found.read.frame)
                if found.contributions is not None:
                    self._picture.show_blame(found.contributions.pixels)
                self._words.tell(wording.evidence(found))
            case WantedFix():
                if found.fix is None:
                    # no colours, which would look like touches
                    self._picture.show_pixels(found.read.frame)
                else:
                    self._picture.show_touches(found.fix.image, found.fix.pen, found.fix.eraser)
                self._words.tell(wording.fix(found))

    @Slot()
    def _on_failed(self) -> None:
        self._choose(None)
        self._show_unexplained(wording.FAILED)
