"""What stands above the gallery: the figures and whose they are, and what chooses among images."""

from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.mistakes.cards.gallery import CardsButton
from desktop.mistakes.cards.wording import since_when
from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration, Scope
from desktop.mistakes.filter_controls import FilterButton, FilterChips, ScopeSwitch
from desktop.mistakes.filter_wording import headline_of
from desktop.mistakes.filters import ORDERS_OF_HISTORY, Order
from desktop.mistakes.memory import TabMemory
from desktop.mistakes.mode_bar import ModeBar
from desktop.mistakes.titles import ORDER_TITLES
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.buttons import PaneAction, Toggle
from desktop.widgets.labels import ElidedCaption, ElidedHeading, explain
from desktop.workspace.data_titles import SPLIT_TITLES
from desktop.workspace.evaluation import EvaluationRequest
from nncore.datasets import SplitName

SPLITS = (SplitName.TEST, SplitName.VALIDATION, SplitName.TRAINING, None)
"""The splits to choose from; None for all of them together."""

_SPLIT_HELP = tr("Which images are looked at: of the test, validation or training split, or all")
_SORT_HELP = tr("In which order the cards stand; each card says what it is sorted by")
_PLAIN_ORDERS = tuple(each for each in ORDER_TITLES if each not in ORDERS_OF_HISTORY)


class Header(QWidget):
    """split_chosen: the SplitName that the user chose, or None for all images. panes_toggled:
    matrix or inspector are to be seen, or not. Everything else that is chosen goes to the
    exploration.

    buttons: what else the user can do with the images.
    """

    split_chosen = Signal(object)
    panes_toggled = Signal()

    def __init__(
        self,
        exploration: Exploration,
        buttons: Sequence[QWidget],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._more = buttons
        self._count = ElidedHeading(theme, parent=self)
        self._count.setObjectName("count_label")
        self._about = ElidedCaption(theme, parent=self)
        self._about.setObjectName("about_label")
        self._whose = self._since = self._activity = ""
        self.mode_bar = ModeBar(theme, self)
        self._split_box = self._box("split_box", tr("Split"), _SPLIT_HELP, _titles(SPLITS))
        self._splits: tuple[SplitName | None, ...] = SPLITS
        self._split_name: SplitName | None = SPLITS[0]
        self._orders: tuple[Order, ...] = _PLAIN_ORDERS
        orders = [ORDER_TITLES[each] for each in _PLAIN_ORDERS]
        self._sort_box = self._box("sort_box", tr("Order"), _SORT_HELP, orders)
        self.filter_button = FilterButton(exploration, self)
        self._scopes = ScopeSwitch(exploration, theme, self)
        self._chips = FilterChips(exploration, self)
        self.cards_button = CardsButton(exploration, self)
        self._matrix = Toggle(
            "matrix_toggle", tr("Matrix"), tr("Show the confusion matrix"), theme, self
        )
        self._inspector = Toggle(
            "inspector_toggle", tr("Inspector"), tr("Show the chosen image"), theme, self
        )
        for pane in (self._matrix, self._inspector):
            pane.setChecked(True)
            pane.toggled.connect(self.panes_toggled)
        self._lay_out()
        self._split_box.currentIndexChanged.connect(self._on_split_changed)
        self._sort_box.currentIndexChanged.connect(self._on_order_changed)
        exploration.changed.connect(self._on_explored)

    @property
    def split_name(self) -> SplitName | None:
        """The split that was chosen last; None for all images."""
        return self._split_name

    @property
    def shows_matrix(self) -> bool:
        """Whether the matrix is to be seen."""
        return self._matrix.isChecked()

    @property
    def shows_inspector(self) -> bool:
        """Whether the inspector is to be seen."""
        return self._inspector.isChecked()

    def recall(self, memory: TabMemory) -> None:
        """Show what was chosen before; an order that needs a history is not chosen until there is
        one.
        """
        self._matrix.setChecked(memory.shows_matrix)
        self._inspector.setChecked(memory.shows_inspector)
        if memory.split_name in self._splits:
            self.set_split(memory.split_name)
        self.cards_button.recall(memory)
        if memory.order in self._orders:
            self._sort_box.setCurrentIndex(self._orders.index(memory.order))

    def make_pane_actions(self, matrix: QWidget, inspector: QWidget) -> list[PaneAction]:
        """What shows and hides these two from a menu."""
        panes = ((self._matrix, matrix), (self._inspector, inspector))
        return [PaneAction(toggle.text(), toggle, pane) for toggle, pane in panes]

    def set_headline(self, text: str) -> None:
        """Say the figures."""
        self._count.setText(text)

    def show_figures(self) -> None:
        """Say how many images the exploration shows, of how many."""
        examples = self._exploration.examples
        assert examples is not None
        self._since = self._since_when(examples)
        self._show_about()
        self.set_headline(headline_of(self._exploration, examples))

    def add_row(self, widget: QWidget) -> None:
        """Add a widget at the bottom, as wide as the header."""
        self._rows.addWidget(widget)

    def set_about(self, text: str) -> None:
        """Say whose figures these are."""
        self._whose = text
        self._show_about()

    def set_activity(self, text: str) -> None:
        """Say what is at work, beside whose figures these are; nothing for nothing."""
        self._activity = text
        self._show_about()

    def _since_when(self, examples: Examples) -> str:
        """Since when the images of the chosen confusions are misread so; nothing if others are
        shown.
        """
        exploration = self._exploration
        cells = exploration.filters.cells
        is_confusion = bool(cells) and all(truth != predicted for truth, predicted in cells)
        is_plain = exploration.scope is Scope.FILTERED and examples.rival is None
        if not is_plain or not is_confusion:
            return ""
        return since_when(examples.since(exploration.rows))

    def _show_about(self) -> None:
        self._about.setText(" · ".join(filter(None, (self._whose, self._since, self._activity))))

    def set_split(self, split_name: SplitName | None) -> None:
        """Choose this split."""
        self._split_box.setCurrentIndex(self._splits.index(split_name))

    def offer_splits(self, present: Collection[SplitName]) -> None:
        """Offer these splits; without the chosen one, the first stands for it."""
        some = tuple(each for each in SPLITS if each in present)
        self._splits = (*some, None) if len(some) > 1 else some
        chosen = self._splits.index(self._split_name) if self._split_name in self._splits else 0
        self._split_box.blockSignals(True)
        self._split_box.clear()
        self._split_box.addItems(_titles(self._splits))
        self._split_box.setCurrentIndex(chosen)
        self._split_box.blockSignals(False)

    def _box(self, name: str, accessible_name: str, about: str, entries: list[str]) -> QComboBox:
        box = QComboBox(self)
        explain(box, about)
        box.setObjectName(name)
        box.setAccessibleName(accessible_name)
        box.addItems(entries)
        box.setMaxVisibleItems(len(entries) + len(ORDERS_OF_HISTORY))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return box

    def _lay_out(self) -> None:
        self._rows = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(_row(self._count, self._split_box, self._sort_box, self.filter_button))
        layout.addLayout(_row(self._about, *self._more, self.cards_button, self.mode_bar))
        lower = _row(self._scopes, self._chips, self._matrix, self._inspector)
        lower.setStretch(0, 0)
        lower.setStretch(1, 1)
        layout.addLayout(lower)

    @Slot(int)
    def _on_split_changed(self, row: int) -> None:
        self._split_name = self._splits[row]
        self.split_chosen.emit(self._split_name)

    @Slot(int)
    def _on_order_changed(self, row: int) -> None:
        self._exploration.set_order(self._orders[row])

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        examples = self._exploration.examples
        if Aspect.EXAMPLES in aspects and examples is not None:
            self._offer_orders(tuple(ORDER_TITLES) if examples.history else _PLAIN_ORDERS)

    def _offer_orders(self, orders: tuple[Order, ...]) -> None:
        """Offer these orders; the chosen one stays chosen if it is among them."""
        if orders == self._orders:
            return
        chosen = self._exploration.order
        self._orders = orders
        self._sort_box.blockSignals(True)
        self._sort_box.clear()
        self._sort_box.addItems([ORDER_TITLES[each] for each in orders])
        self._sort_box.setCurrentIndex(orders.index(chosen) if chosen in orders else 0)
        self._sort_box.blockSignals(False)
        if chosen not in orders:
            self._exploration.set_order(orders[0])


def unread_split(request: EvaluationRequest) -> SplitName | None:
    """A split of the data set that the request does not ask for."""
    there = (each for each in SPLITS if each and each in request.dataset.splits)
    return next((each for each in there if each not in request.parts), None)


def _titles(splits: Iterable[SplitName | None]) -> list[str]:
    return [SPLIT_TITLES[each] for each in splits]


def _row(first: QWidget, *others: QWidget) -> QHBoxLayout:
    """Widgets in a row, the first as wide as it may be."""
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    row.addWidget(first, 1)
    for each in others:
        row.addWidget(each)
    return row
