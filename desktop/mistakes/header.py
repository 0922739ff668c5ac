"""The two lines above the gallery: the figures and whose they are, and the boxes that choose.

It holds no figures of its own; it tells what was chosen.
"""

from collections.abc import Container, Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.mistakes.filters import Filters, Order
from desktop.mistakes.wording import ORDER_TITLES
from desktop.theme import SPACE, Theme
from desktop.widgets.labels import ElidedCaption, Heading, PlainLabel
from desktop.workspace.data_titles import SPLIT_TITLES
from nncore.array_types import CLASSES
from nncore.datasets import SplitName

MEASURING = (SplitName.TEST, SplitName.VALIDATION)
"""The splits to choose from: both are read by networks that did not learn from them."""

_ORDERS = tuple(Order)


class Header(QWidget):
    """Counts on the left, choices on the right.

    Signals tell choices of the user: split_chosen and order_chosen (the key of a SplitName, of an
    Order), filters_chosen (Filters).
    """

    split_chosen = Signal(str)
    order_chosen = Signal(str)
    filters_chosen = Signal(Filters)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = Heading(parent=self)
        self._count.setObjectName("count_label")
        self._about = ElidedCaption(theme, parent=self)
        self._about.setObjectName("about_label")
        self._split_box = self._box("split_box", "Split", _titles(MEASURING))
        self._splits: tuple[SplitName, ...] = MEASURING
        self._split_name = MEASURING[0]
        orders = [ORDER_TITLES[each] for each in _ORDERS]
        self._sort_box = self._box("sort_box", "Order", orders)
        self._clear_button = self._button()
        digits = ["Any", *map(str, range(CLASSES))]
        self._truth_box = self._box("truth_box", "Truth", digits)
        self._predicted_box = self._box("predicted_box", "Read as", digits)
        self._lay_out()
        self._connect()

    def set_headline(self, text: str) -> None:
        """Say the figures."""
        self._count.setText(text)

    def set_about(self, text: str) -> None:
        """Say whose figures they are."""
        self._about.setText(text)

    def set_split(self, split_name: SplitName) -> None:
        """Show this split as chosen, and tell so."""
        self._split_box.setCurrentIndex(self._splits.index(split_name))

    def offer_splits(self, present: Container[SplitName]) -> None:
        """Offer these splits; while the chosen one is not among them, the first stands for it."""
        self._splits = tuple(each for each in MEASURING if each in present)
        chosen = self._splits.index(self._split_name) if self._split_name in self._splits else 0
        self._split_box.blockSignals(True)
        self._split_box.clear()
        self._split_box.addItems(_titles(self._splits))
        self._split_box.setCurrentIndex(chosen)
        self._split_box.blockSignals(False)

    def clear_filters(self) -> None:
        """Let every digit pass again."""
        for box in (self._truth_box, self._predicted_box):
            box.blockSignals(True)
            box.setCurrentIndex(0)
            box.blockSignals(False)
        self._on_digit_changed()

    def _box(self, name: str, accessible_name: str, entries: list[str]) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(accessible_name)
        box.addItems(entries)
        box.setMaxVisibleItems(len(entries))
        return box

    def _button(self) -> QPushButton:
        button = QPushButton("Clear filter", self)
        button.setObjectName("clear_filter_button")
        button.setAccessibleName("Clear filter")
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the boxes stay where they are
        button.setSizePolicy(policy)
        button.hide()
        return button

    def _lay_out(self) -> None:
        upper = _row(self._count, self._split_box, self._sort_box)
        lower = _row(
            self._about,
            self._clear_button,
            SPACE,
            self._label("Truth", self._truth_box),
            self._truth_box,
            SPACE,
            self._label("Read as", self._predicted_box),
            self._predicted_box,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(upper)
        layout.addLayout(lower)

    def _label(self, text: str, box: QComboBox) -> PlainLabel:
        label = PlainLabel(text, self)
        label.setBuddy(box)
        return label

    def _connect(self) -> None:
        self._split_box.currentIndexChanged.connect(self._on_split_changed)
        self._sort_box.currentIndexChanged.connect(self._on_order_changed)
        self._truth_box.currentIndexChanged.connect(self._on_digit_changed)
        self._predicted_box.currentIndexChanged.connect(self._on_digit_changed)
        self._clear_button.clicked.connect(self._on_clear_clicked)

    @Slot(int)
    def _on_split_changed(self, row: int) -> None:
        self._split_name = self._splits[row]
        self.split_chosen.emit(self._split_name)

    @Slot(int)
    def _on_order_changed(self, row: int) -> None:
        self.order_chosen.emit(_ORDERS[row])

    @Slot()
    def _on_digit_changed(self) -> None:
        filters = Filters(_digit(self._truth_box), _digit(self._predicted_box))
        self._clear_button.setVisible(filters.is_active)
        self.filters_chosen.emit(filters)

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.clear_filters()


def _titles(splits: Iterable[SplitName]) -> list[str]:
    return [SPLIT_TITLES[each] for each in splits]


def _digit(box: QComboBox) -> int | None:
    return box.currentIndex() - 1 if box.currentIndex() > 0 else None


def _row(first: QWidget, *others: QWidget | int) -> QHBoxLayout:
    """Widgets in a row, the first as wide as it may be; a number is that much more space."""
    row = QHBoxLayout()
    row.setSpacing(SPACE)
    row.addWidget(first, 1)
    for each in others:
        if isinstance(each, int):
            row.addSpacing(each)
        else:
            row.addWidget(each)
    return row
