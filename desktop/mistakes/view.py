"""The Mistakes tab: what the chosen network misreads, as a gallery to wander through.

It connects the follower, the model and what is seen of them, and holds no figures itself.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop.mistakes import wording
from desktop.mistakes.cards.examples import Examples
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.filters import Filters, Order
from desktop.mistakes.header import MEASURING, Header
from desktop.theme import SPACE, Theme
from desktop.widgets.empty_state import EmptyState
from desktop.workspace.data_titles import SPLIT_TITLES
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_follower import EvaluationFollower
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.workspace import Workspace
from nncore.datasets import SplitName


class MistakesTab(QWidget):
    """The gallery with its header. train_requested: the user wants a network, or the images."""

    train_requested = Signal()

    def __init__(
        self,
        workspace: Workspace,
        evaluations: EvaluationService,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("mistakes_tab")
        self._workspace = workspace
        self._follower = EvaluationFollower(workspace, evaluations, self)
        self._model = MistakesModel(self)
        self._told: EvaluationRequest | None = None
        self._result: EvaluationResult | None = None
        self._header = Header(theme, self)
        self._cards = MistakesView(self._model, theme, self)
        self._empty_state = EmptyState(self)
        self._way_on: Callable[[], None] = self.train_requested.emit
        self._lay_out()
        self._connect()
        self._on_dataset_changed()
        self._on_emptied()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follower.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._follower.set_watched(False)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 0)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._header)
        self._room = QStackedLayout()
        self._room.addWidget(self._cards)
        self._room.addWidget(self._empty_state)
        layout.addLayout(self._room, 1)

    def _connect(self) -> None:
        self._follower.emptied.connect(self._on_emptied)
        self._follower.requested.connect(self._on_requested)
        self._follower.evaluated.connect(self._on_evaluated)
        self._follower.failed.connect(self._on_failed)
        self._header.split_chosen.connect(self._on_split_chosen)
        self._header.order_chosen.connect(self._on_order_chosen)
        self._header.filters_chosen.connect(self._on_filters_chosen)
        self._empty_state.pressed.connect(self._on_empty_state_pressed)
        self._workspace.network_changed.connect(self._on_network_changed)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)

    @Slot()
    def _on_emptied(self) -> None:
        self._clear()
        self._header.hide()
        if self._workspace.network is None:
            self._say("No network yet: train one, and its mistakes show here.", "Train a network")
        else:
            self._say("The images are still on their way; this fills by itself.", "Go to Train")

    @Slot()
    def _on_requested(self) -> None:
        request = self._follower.request
        assert request is not None
        self._clear()
        self._header.show()
        self._header.set_headline(f"Reading {len(request.split):,} images…")
        self._tell_whose(request)
        self._say(f"Reading {len(request.split):,} images…")

    @Slot(object)
    def _on_evaluated(self, result: EvaluationResult) -> None:
        self._result = result
        split_title = SPLIT_TITLES[result.request.split_name]
        self._model.show(Examples(result.request.split, result.columns), split_title)
        self._header.show()
        self._tell_whose(result.request)
        self._tell()

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._clear()
        self._header.set_headline("Not read")
        self._tell_whose(self._follower.request)
        self._say(f"This network cannot read these images: {message}.", "Train a network")

    @Slot()
    def _on_network_changed(self) -> None:
        self._tell_whose(self._told)  # maybe it has another name

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        if dataset is not None:
            self._header.offer_splits(dataset.splits)

    @Slot(str)
    def _on_split_chosen(self, split_name: str) -> None:
        self._follower.choose_split(SplitName(split_name))

    @Slot(str)
    def _on_order_chosen(self, order: str) -> None:
        self._model.set_order(Order(order))
        self._cards.go_to_top()

    @Slot(Filters)
    def _on_filters_chosen(self, filters: Filters) -> None:
        self._model.set_filters(filters)
        self._cards.go_to_top()
        if self._result is not None:
            self._tell()

    @Slot()
    def _on_empty_state_pressed(self) -> None:
        self._way_on()

    def _tell_whose(self, request: EvaluationRequest | None) -> None:
        """Say whose figures stand here, by the name that the network has by now."""
        self._told, network = request, self._workspace.network
        if request is None:
            return
        if network is not None and network.ref == request.ref:
            request = replace(request, name=network.name)
        result = self._result
        title = request.title if result is None else replace(result, request=request).title
        self._header.set_about(title)

    def _tell(self) -> None:
        """Say the figures, and show the cards or why there are none."""
        assert self._result is not None
        filters, shown = self._model.filters, self._model.rowCount()
        misread, total = self._model.misread_count, self._result.columns.read_count
        held_back = shown if filters.is_active and misread else None
        self._header.set_headline(wording.headline(misread, total, held_back))
        if misread == 0:
            self._say_all_right(self._result.request, total)
        elif shown == 0:
            nothing = wording.nothing_passes(filters.truth, filters.predicted)
            self._say(nothing, "Clear filter", self._header.clear_filters)
        else:
            self._room.setCurrentWidget(self._cards)

    def _say_all_right(self, request: EvaluationRequest, total: int) -> None:
        other = next(each for each in MEASURING if each is not request.split_name)

        def read_other() -> None:
            self._header.set_split(other)

        is_there = other in request.dataset.splits
        button = f"Read the {SPLIT_TITLES[other].lower()} images" if is_there else ""
        self._say(f"All {total:,} read right.", button, read_other)

    def _say(
        self, sentence: str, button: str = "", way_on: Callable[[], None] | None = None
    ) -> None:
        self._empty_state.say(sentence, button)
        self._way_on = way_on or self.train_requested.emit
        self._room.setCurrentWidget(self._empty_state)

    def _clear(self) -> None:
        self._result = None
        self._model.clear()
