"""The inspector: the image that the keyboard is at, large, with ten bars, its story and the why."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSlider, QToolButton, QVBoxLayout, QWidget

from desktop.formats import hint
from desktop.mistakes import wording
from desktop.mistakes.inspector.column import InspectorColumn
from desktop.mistakes.inspector.explanations import (
    STEPS,
    AlikeFound,
    Blame,
    Explainer,
    Explanation,
    FixFound,
    NotExplained,
)
from desktop.mistakes.inspector.inspected import Inspected
from desktop.mistakes.timeline.story_strip import StoryStrip
from desktop.theme import Theme
from desktop.translation import tr
from desktop.widgets import explanation_words
from desktop.widgets.alike_rows import AlikeRows
from desktop.widgets.buttons import NarrowToggle
from desktop.widgets.images import to_image
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.widgets.labels import Caption, Heading
from desktop.widgets.probability_bars import ProbabilityBars
from desktop.widgets.scrolling import ScrollColumn
from desktop.workspace.feature_store import FeatureStore
from desktop.workspace.jobs import Jobs
from nncore.datasets import SplitName

_HINT = tr(
    "Choose an image, and it shows here: how it was read, and why.\n\nIn the "
    "gallery, Space shows it large, a digit key shows that digit alone, M marks."
)

_OPEN_IN_DRAW = tr("Open the image in Draw, to erase from it and draw over it")

_MODES = (
    ("why_toggle", tr("Why"), tr("Show what each pixel speaks for")),
    ("fix_toggle", tr("Fix"), tr("Show the smallest fix found: few touches of a pen or an eraser")),
    ("alike_toggle", tr("Alike"), tr("Show the nearest training images")),
)


class Inspector(QWidget):
    """Shows one image at a time, with at most one of its explanations.

    draw_requested: the user wants to draw on an image: its pixels, (28, 28) uint8, and its title.
    """

    draw_requested = Signal(object, str)

    def __init__(
        self, jobs: Jobs, features: FeatureStore, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName(tr("The chosen image"))
        self._inspected: Inspected | None = None
        self._fix: FixFound | None = None
        self._is_explained = False
        """Whether all was said that is asked for of the image; a hidden inspector asks nothing."""
        self._heading = Heading(parent=self)
        self._heading.setObjectName("inspector_heading")
        self._about = self._caption("inspector_about", theme)
        self._picture = InspectedPicture(theme, self)
        self._modes = [NarrowToggle(*each, theme, self) for each in _MODES]
        self._copy = self._button("copy_button", tr("Copy"), tr("Copy the image to the clipboard"))
        self._draw = self._button("open_in_draw_button", tr("Open in Draw"), _OPEN_IN_DRAW)
        self._fix_slider = QSlider(Qt.Orientation.Horizontal, self)
        self._fix_slider.setObjectName("fix_slider")
        self._fix_slider.setAccessibleName(tr("From the image to its fix"))
        self._fix_slider.setRange(0, STEPS)
        self._fix_slider.setToolTip(hint(tr("Left: the image. Right: with its fix.")))
        self._words = self._caption("inspector_words", theme)
        self._alike = AlikeRows(theme, self)
        self._bars = ProbabilityBars(theme, self, is_fine=True)
        self._bars.setObjectName("inspector_bars")
        self._strip = StoryStrip(theme, self)
        self._story = self._caption("inspector_story", theme)
        self._empty = self._caption("inspector_hint", theme)
        self._empty.setText(_HINT)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._explainer = Explainer(jobs, features, self)
        self._explainer.explained.connect(self._on_explained)
        self._explainer.progressed.connect(self._on_progressed)
        for mode in self._modes:
            mode.clicked.connect(self._on_mode_clicked)
        self._copy.clicked.connect(self._on_copy_clicked)
        self._draw.clicked.connect(self._on_draw_clicked)
        self._fix_slider.valueChanged.connect(self._on_fix_slider_moved)
        self._lay_out()
        self.show_image(None)

    def show_image(self, inspected: Inspected | None) -> None:
        """Show this image; None: say how to choose one."""
        self._column.setVisible(inspected is not None)
        self._empty.setVisible(inspected is None)
        if inspected is None:
            self._inspected = None
            self._explainer.cancel()
            return
        self._describe(inspected)
        before = self._inspected
        if inspected.same_as(before):
            return
        self._inspected = inspected
        self._explainer.follow(inspected)
        if before is not None and inspected.is_newer_than(before):
            self._modes[-1].setChecked(False)  # all training images would be read at each epoch
        self._offer_alike(is_possible=SplitName.TRAINING in inspected.dataset.splits)
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._body.fit(self.width(), self.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._inspected is not None and not self._is_explained:
            self._explain()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.isHidden():  # it was put away; else a part of the window that it stands in was
            self._explainer.forget()
        else:
            self._explainer.cancel_reading()

    def _describe(self, inspected: Inspected) -> None:
        """Show what is known of the image, but no explanation."""
        example = inspected.example
        self._heading.setText(wording.reading_title(example.truth, example.predicted))
        self._about.tell(wording.sentence(example))
        self._picture.setAccessibleName(wording.reading(example))
        self._bars.setVisible(inspected.probabilities is not None)
        self._strip.show_epochs(
            [*inspected.story], example.truth, inspected.epoch, story_words=inspected.story_words
        )
        self._story.tell(inspected.story_words)
        for each in (self._strip, self._story):
            each.setVisible(bool(inspected.story))

    def _offer_alike(self, *, is_possible: bool) -> None:
        """Offer alike images, or say why there can be none."""
        alike = self._modes[-1]
        alike.setEnabled(is_possible)
        alike.setChecked(alike.isChecked() and is_possible)
        alike.setToolTip(hint(_MODES[-1][-1] if is_possible else explanation_words.NO_TRAINING))
        alike.setAccessibleDescription("" if is_possible else explanation_words.NO_TRAINING)

    def _caption(self, name: str, theme: Theme) -> Caption:
        caption = Caption(theme, "", self)
        caption.setObjectName(name)
        caption.setWordWrap(True)
        return caption

    def _button(self, name: str, text: str, help_text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(help_text)
        button.setToolTip(hint(help_text))
        return button

    def _lay_out(self) -> None:
        self._body = InspectorColumn(
            (self._heading, self._about),
            (self._strip, self._story),
            self._picture,
            (*self._modes, self._copy, self._draw),
            (self._fix_slider, self._words, self._alike),
            self._bars,
            self,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._column = ScrollColumn(self._body, self)
        layout.addWidget(self._column)
        layout.addWidget(self._empty)

    def _explain(self) -> None:
        """Show the image as it is, and ask for the explanation that is open."""
        inspected = self._inspected
        assert inspected is not None
        why, fix, alike = (mode.isChecked() for mode in self._modes)
        if alike:
            self._explainer.cancel()
        else:
            self._explainer.cancel_reading()
        self._fix = None
        self._picture.show_pixels(inspected.pixels)
        self._bars.show_probabilities(inspected.probabilities, truth=inspected.example.truth)
        self._fix_slider.hide()
        self._alike.hide()
        self._words.tell("")
        self._words.setVisible(why or fix or alike)
        self._is_explained = not (why or fix or alike)
        if self._is_explained or not self.isVisible():
            return
        if inspected.why_unexplained:
            self._say(inspected.why_unexplained)
        elif why:
            self._explainer.find_blame(inspected)
        elif fix:
            self._words.tell(explanation_words.LOOKING)
            self._explainer.find_fix(inspected)
        else:
            self._explainer.find_alike(inspected)

    @Slot(object)
    def _on_explained(self, found: Explanation) -> None:
        inspected = found.inspected
        if inspected is not self._inspected:
            return
        match found:
            case NotExplained():
                self._say(explanation_words.not_explained(found.reason))
            case Blame():
                self._picture.show_blame(found.found.pixels)
                self._say(
                    explanation_words.blame(
                        found.found, inspected.example.predicted, inspected.rival
                    )
                )
            case FixFound():
                self._fix = found
                is_right = found.inspected.example.is_right
                self._say(explanation_words.fix(found.fix, is_right=is_right))
                self._fix_slider.setVisible(found.fix is not None)
                self._fix_slider.setValue(STEPS if found.fix is not None else 0)
                self._show_blend()
            case AlikeFound():
                self._say(explanation_words.alike(found.found, is_drawing=False))
                self._alike.show_groups(found.found.groups)
                self._alike.show()

    def _say(self, words: str) -> None:
        """Say the result of what was asked for."""
        self._words.tell(words)
        self._is_explained = True

    def _show_blend(self) -> None:
        if self._fix is not None:
            step = self._fix_slider.value()
            blend, fix = self._fix.blends[step], self._fix.fix
            if fix is None or step == 0:
                self._picture.show_pixels(blend)
            else:
                self._picture.show_touches(blend, fix.pen, fix.eraser)
            truth = self._fix.inspected.example.truth
            self._bars.show_probabilities(self._fix.probabilities[step], truth=truth)

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        if done < 1:
            self._words.tell(explanation_words.reading_training(done))

    @Slot()
    def _on_mode_clicked(self) -> None:
        clicked = self.sender()
        for mode in self._modes:
            if mode is not clicked:
                mode.setChecked(False)
        if self._inspected is not None:
            self._explain()

    @Slot()
    def _on_fix_slider_moved(self) -> None:
        self._show_blend()

    @Slot()
    def _on_copy_clicked(self) -> None:
        if self._inspected is not None:
            QGuiApplication.clipboard().setImage(to_image(self._inspected.pixels))

    @Slot()
    def _on_draw_clicked(self) -> None:
        if self._inspected is not None:
            title = wording.image_title(self._inspected.example)
            self.draw_requested.emit(self._inspected.pixels, title)
