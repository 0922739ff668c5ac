"""The inspector: the image that the keyboard is at, large, with ten bars and the why."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop.mistakes import wording as mistakes_wording
from desktop.mistakes.inspector import wording
from desktop.mistakes.inspector.inspected import Explanation, Inspected, explain
from desktop.mistakes.inspector.picture import InspectedPicture
from desktop.mistakes.timeline.story_strip import StoryStrip
from desktop.theme import SPACE, Theme
from desktop.widgets.images import to_image
from desktop.widgets.labels import Caption, Heading
from desktop.widgets.probability_bars import ProbabilityBars
from desktop.widgets.scrolling import ScrollColumn
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Jobs, LatestJob

_HINT = "Choose an image, and it shows here: how it was read, and why."


class Inspector(QWidget):
    """Shows one Inspected at a time; what takes a moment is computed in the background."""

    def __init__(self, jobs: Jobs, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("The chosen image")
        self._theme = theme
        self._inspected: Inspected | None = None
        self._explanation: Explanation | None = None
        self._heading = Heading(parent=self)
        self._heading.setObjectName("inspector_heading")
        self._about = Caption(theme, parent=self)
        self._about.setObjectName("inspector_about")
        self._about.setWordWrap(True)
        self._picture = InspectedPicture(theme, self)
        self._why = self._button("why_toggle", "Why", "Show what each pixel speaks for", True)
        self._copy = self._button("copy_button", "Copy", "Copy the image to the clipboard", False)
        self._words = Caption(theme, parent=self)
        self._words.setObjectName("inspector_words")
        self._words.setWordWrap(True)
        self._strip = StoryStrip(theme, self)
        self._tale = Caption(theme, parent=self)
        self._tale.setObjectName("inspector_story")
        self._tale.setWordWrap(True)
        self._bars = ProbabilityBars(theme, self, is_fine=True)
        self._bars.setObjectName("inspector_bars")
        self._job = LatestJob(jobs, self)
        self._job.finished.connect(self._on_explained)
        self._job.failed.connect(self._on_failed)
        self._why.toggled.connect(self._on_why_toggled)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._lay_out()
        self.show_image(None)

    def show_image(self, inspected: Inspected | None) -> None:
        """Show this image; None: say how to choose one."""
        if inspected is not None and inspected.same_as(self._inspected):
            return
        self._inspected, self._explanation = inspected, None
        self._column.setVisible(inspected is not None)
        self._empty.setVisible(inspected is None)
        if inspected is None:
            self._job.cancel()
            return
        example = inspected.example
        self._heading.setText(wording.heading(example.truth, example.predicted))
        self._about.tell(mistakes_wording.sentence(example, inspected.split_title))
        self._picture.show_pixels(inspected.pixels)
        self._picture.setAccessibleName(mistakes_wording.reading(example))
        self._bars.show_probabilities(inspected.probabilities, truth=example.truth)
        self._bars.setVisible(inspected.probabilities is not None)
        self._strip.show_epochs([*inspected.story], example.truth, inspected.epoch)
        self._tale.tell(inspected.tale)
        for each in (self._strip, self._tale):
            each.setVisible(bool(inspected.story))
        self._explain()

    def _button(self, name: str, text: str, what_it_does: str, is_checkable: bool) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(what_it_does)
        button.setToolTip(what_it_does)
        button.setCheckable(is_checkable)
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self._why)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for each in (self._heading, self._about, self._picture):
            column.addWidget(each)
        column.addLayout(buttons)
        column.addWidget(self._words)
        column.addWidget(self._bars)
        column.addWidget(self._strip)
        column.addWidget(self._tale)
        column.addStretch(1)
        self._empty = Caption(self._theme, _HINT, self)
        self._empty.setObjectName("inspector_hint")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._column = ScrollColumn(self._body, self)
        layout.addWidget(self._column)
        layout.addWidget(self._empty)

    def _explain(self) -> None:
        inspected = self._inspected
        assert inspected is not None
        self._words.setVisible(self._why.isChecked())
        self._words.tell("")
        if not self._why.isChecked():
            self._picture.show_blame(None)
            return
        if not inspected.has_weights:
            self._words.tell(wording.NO_WEIGHTS)
        elif self._explanation is None:
            self._job.request(partial(explain, inspected))
        else:
            self._show_blame(self._explanation)

    def _show_blame(self, explanation: Explanation) -> None:
        inspected = explanation.inspected
        self._picture.show_blame(explanation.blame.pixels)
        predicted = inspected.example.predicted
        self._words.tell(wording.blame(explanation.blame, predicted, inspected.rival))

    @Slot(object)
    def _on_explained(self, explanation: Explanation) -> None:
        if explanation.inspected is self._inspected:
            self._explanation = explanation
            self._explain()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._words.tell(wording.NOT_LINEAR.format(reason=in_words(error)))

    @Slot()
    def _on_why_toggled(self) -> None:
        if self._inspected is not None:
            self._explain()

    @Slot()
    def _on_copy_clicked(self) -> None:
        if self._inspected is not None:
            QGuiApplication.clipboard().setImage(to_image(self._inspected.pixels))
