"""The Mistakes tab: what the chosen network misreads, explored by matrix, gallery and filters.

It connects the follower, the exploration and what is seen of it, and holds no figures itself.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.mistakes import wording
from desktop.mistakes.actions.image_actions import ImageActions
from desktop.mistakes.cards.gallery import Gallery
from desktop.mistakes.compare.controller import CompareController
from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filter_wording import nothing_passes
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.fix_sizes import FixSizes
from desktop.mistakes.header import Header, unread_split
from desktop.mistakes.inspector.inspected import Inspected
from desktop.mistakes.inspector.view import Inspector
from desktop.mistakes.matrix.panel import MatrixPanel
from desktop.mistakes.memory import KeptSelection, TabMemory
from desktop.mistakes.panes import GalleryPane, Panes
from desktop.mistakes.results import Results
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.epoch_slider import EpochSlider
from desktop.workspace.data_titles import SPLIT_TITLES
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.marks import Marks
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import SplitName


class MistakesTab(QWidget):
    """Header, matrix, gallery, inspector and epochs, around one exploration.

    train_requested: the user wants a network, or the images.
    """

    train_requested = Signal()

    def __init__(
        self,
        workspace: Workspace,
        kept_runs: KeptRuns,
        evaluations: EvaluationService,
        marks: Marks,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("mistakes_tab")
        self._workspace, self._theme = workspace, theme
        self._results = Results(workspace, kept_runs, evaluations, self)
        self._follower, self._timeline = self._results.follower, self._results.timeline
        self.exploration = Exploration(self)
        self.image_actions = ImageActions(self.exploration, marks, evaluations.jobs, theme, self)
        self._header = Header(self.exploration, self.image_actions.buttons, theme, self)
        self._read_by: NetworkRef | None = None
        self._recalled: KeptSelection | None = None
        self._compare = CompareController(
            workspace, kept_runs, evaluations, self._timeline, self.exploration, theme, self
        )
        self._matrix = MatrixPanel(self.exploration, theme, self)
        self._gallery = Gallery(self.exploration, theme, self)
        self.inspector = Inspector(evaluations.jobs, workspace.training_features, theme, self)
        self._fixes = FixSizes(self.exploration, self._results, evaluations.jobs, self)
        self._slider = EpochSlider(theme, self, told=wording.ALONG_EPOCHS)
        self._gallery_pane = GalleryPane(self._gallery, self.train_requested.emit, self)
        self.pane_actions = self._header.make_pane_actions(self._matrix, self.inspector)
        self._lay_out()
        self._connect()
        self._on_dataset_changed()
        self._on_emptied()

    @property
    def memory(self) -> dict[str, Any]:
        """How the tab is left, in plain values."""
        exploration, header = self.exploration, self._header
        return TabMemory(
            self._compare.gallery_filters,
            exploration.order,
            exploration.is_grouped,
            self._gallery.view.card_size,
            header.shows_matrix,
            header.shows_inspector,
            header.split_name,
            KeptSelection.of(self._results.shown, exploration.selected) or self._recalled,
        ).as_json()

    def recall(self, values: dict[str, Any]) -> None:
        """Be as `memory` said. Raises ValueError for damaged values."""
        memory = TabMemory.of_json(values)
        self.exploration.recall(memory.filters, memory.order, is_grouped=memory.is_grouped)
        self._header.recall(memory)
        self._recalled = memory.selection
        self._gallery.view.set_card_size(memory.card_size)

    def show_epoch(self, run_id: str, epoch: int) -> None:
        """Look at the network as it was after an epoch of a run, once that run is chosen."""
        self._slider.go_to(run_id, epoch)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._results.set_watched(True)
        self._fixes.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._results.set_watched(False)
        self._fixes.set_watched(False)

    def _lay_out(self) -> None:
        self._panes = Panes(self._matrix, self._gallery_pane, self.inspector, self._theme, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 0)
        layout.setSpacing(2 * SPACE)
        self._header.add_row(self._compare.bar)
        layout.addWidget(self._header)
        layout.addWidget(self._panes, 1)
        layout.addWidget(self._slider)

    def _connect(self) -> None:
        self._follower.emptied.connect(self._on_emptied)
        self._follower.requested.connect(self._on_requested)
        self._follower.progressed.connect(self._gallery_pane.tell_progress)
        self._results.answered.connect(self._on_answered)
        self._results.failed.connect(self._on_failed)
        self._results.working.connect(self._header.set_activity)
        self._fixes.working.connect(self._header.set_activity)
        self._header.split_chosen.connect(self._on_split_chosen)
        self._header.panes_toggled.connect(self._on_panes_toggled)
        self._header.mode_bar.mode_chosen.connect(self._compare.set_mode)
        self._compare.progressed.connect(self._gallery_pane.tell_progress)
        self._compare.changed.connect(self._results.show_again)
        self._gallery.view.digit_pressed.connect(self._header.filter_button.toggle_truth)
        self.image_actions.connect_keys(self._gallery.view)
        self.image_actions.marking.changed.connect(self._results.show_again)
        self._header.cards_button.size_chosen.connect(self._gallery.view.set_card_size)
        self._header.cards_button.folding_chosen.connect(self._gallery.view.fold_all)
        self.exploration.changed.connect(self._on_explored)
        self._results.epochs_changed.connect(self._on_epochs_changed)
        self._results.epoch_refused.connect(self._slider.go_to_now)
        self._slider.epoch_chosen.connect(self._results.choose_epoch)
        self._workspace.network_changed.connect(self._on_network_changed)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)

    @Slot()
    def _on_emptied(self) -> None:
        self._clear()
        self._header.hide()
        if self._workspace.network is None:
            self._gallery_pane.say(wording.NO_NETWORK, wording.TRAIN)
        else:
            self._gallery_pane.say(wording.IMAGES_COMING, wording.GO_TO_TRAIN)

    @Slot()
    def _on_requested(self) -> None:
        request = self._follower.request
        assert request is not None
        self._clear()
        self._header.show()
        reading = wording.reading_images(len(request.split))
        self._header.set_headline(f"{reading}…")
        self._header.set_about(request.title)
        self._gallery_pane.say_reading(reading, self._cancel_reading)

    def _cancel_reading(self) -> None:
        self._follower.cancel()
        self._header.set_headline(wording.NOT_READ)
        self._gallery_pane.say(wording.READING_GIVEN_UP, tr("Read them"), self._follower.read)

    @Slot()
    def _on_epochs_changed(self) -> None:
        read, now = self._timeline.read, self._results.now
        if read is None or now is None:
            self._slider.show_epochs([])
        else:
            self._slider.show_epochs([*read.epochs], read.kept.id, now.epoch)

    @Slot(object)
    def _on_answered(self, result: EvaluationResult) -> None:
        request = result.request
        before, self._read_by = self._read_by, replace(request.ref, epoch=None)
        self._header.show()
        self._header.set_about(result.title)
        until = self._results.history_until(request)
        self._compare.follow(result)
        if self._recalled is not None and self._recalled.put_back(self.exploration, request):
            self._recalled = None
        marks = self.image_actions.follow(result)
        known = until, self._compare.rival, marks, self._fixes.of(request), request.split_name
        rival = self._compare.rival_confidences, self._compare.names
        self.exploration.show(Examples(request.split, result.columns, *known, *rival))
        if before != self._read_by:
            self._gallery.show_from_top()

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._clear()
        self._header.set_headline(wording.NOT_READ)
        request = self._follower.request
        self._header.set_about("" if request is None else request.title)
        sentence = tr("This network cannot read these images: {message}.", message=message)
        self._gallery_pane.say(sentence, wording.TRAIN)

    @Slot()
    def _on_network_changed(self) -> None:
        request = self._follower.request
        if self._results.shown is None and request is not None:
            self._header.set_about(request.title)  # maybe it has another name

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        if dataset is not None:
            self._header.offer_splits(dataset.splits)

    @Slot(object)
    def _on_split_chosen(self, split_name: SplitName | None) -> None:
        self._follower.choose_split(split_name)

    @Slot()
    def _on_panes_toggled(self) -> None:
        is_there = self._results.shown is not None
        self._panes.show_panes(
            matrix=is_there and self._header.shows_matrix,
            inspector=is_there and self._header.shows_inspector,
            is_chosen=self.exploration.current is not None,
        )
        self._inspect()

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if self._results.shown is not None and Aspect.ROWS in aspects:
            self._show_rows()
        if aspects & (Aspect.CURRENT | Aspect.EXAMPLES):
            self._on_panes_toggled()

    def _inspect(self) -> None:
        """Show the current image in the inspector, if somebody sees it."""
        exploration, result = self.exploration, self._results.shown
        position, examples = exploration.current, exploration.examples
        if result is None or examples is None or position is None:
            self.inspector.show_image(None)
        elif self._panes.shows_inspector:
            history = self._results.history_of(result.request)
            inspected = Inspected.of(examples, position, result.request, history)
            self.inspector.show_image(inspected)

    def _show_rows(self) -> None:
        """Show the figures, and the cards or why there are none."""
        assert self._results.shown is not None
        exploration, examples = self.exploration, self.exploration.examples
        assert examples is not None
        self._header.show_figures()
        self._on_panes_toggled()
        hindrance = self._compare.hindrance
        if hindrance and self._compare.is_reading:
            self._gallery_pane.say_reading(hindrance[0], self._header.mode_bar.leave)
        elif hindrance:
            self._gallery_pane.say(*hindrance)
        elif len(exploration.rows):
            self._gallery_pane.show_cards()
        elif examples.misread_count == 0 and exploration.filters.is_only(Outcome.MISREAD):
            self._say_all_right(self._results.shown.request, examples.read_count)
        else:
            sentence = nothing_passes(exploration.filters, examples)
            self._gallery_pane.say(sentence, tr("Show all misread"), self._show_misread)

    def _show_misread(self) -> None:
        self.exploration.set_filters(Filters())

    def _say_all_right(self, request: EvaluationRequest, total: int) -> None:
        other = unread_split(request)
        read_other = partial(self._header.set_split, other)
        button = (
            ""
            if other is None
            else tr("Read the {split} images", split=SPLIT_TITLES[other].lower())
        )
        self._gallery_pane.say(wording.all_right(total), button, read_other)

    def _clear(self) -> None:
        self._results.clear()
        self._compare.follow(None)
        self._on_panes_toggled()
        self.exploration.show(None)
