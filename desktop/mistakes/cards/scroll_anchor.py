"""Where somebody is in the gallery, told by images instead of rows, and the way back there.

A network that learns puts its mistakes in another order at each epoch; whoever looks at an image
should find it under the same eyes.
"""

from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex

from desktop.mistakes.cards.card_list import CardList
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.selection import consecutive, selection_of
from desktop.mistakes.examples import Rows
from nncore.datasets import Split

_FLAG = QItemSelectionModel.SelectionFlag

_MOST_ANCHORS = 64
"""Images in sight to remember: enough that one of them is still there."""


@dataclass(frozen=True, eq=False)
class Place:
    """What is selected and what is in sight.

    Images are told by their positions in `split`. row: where the keyboard is. current: the image
    there if it is selected. selected: all images that are. anchors: images in sight and how far
    below the upper edge they begin, those first that should stay where they are. offset: how far
    the gallery is scrolled.
    """

    split: Split | None = None
    row: int = -1
    current: int | None = None
    selected: Rows = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    anchors: tuple[tuple[int, int], ...] = ()
    offset: int = 0


class Sight:
    """Reads the place that a view is at, and takes it back to one."""

    def __init__(self, view: CardList, model: MistakesModel) -> None:
        self._view = view
        self._model = model

    def place(self) -> Place:
        """Where the view is now."""
        row = self._selected_row()
        return Place(
            split=self._model.split,
            row=self._view.currentIndex().row(),
            current=None if row is None else self._model.position(row),
            selected=self._model.positions(self._view.selected_rows()),
            anchors=self._anchors(),
            offset=self._view.verticalOffset(),
        )

    def return_to(self, place: Place) -> None:
        """Select and show what was selected and shown, as far as it is still there.

        Images of another split are others, wherever they stand: then the view starts at the top.
        """
        if place.split is not self._model.split or self._model.rowCount() == 0:
            self._view.scrollToTop()
            return
        self._select(place)
        self.scroll_to(place)

    def scroll_to(self, place: Place) -> None:
        """Show what was shown, and leave the selection as it is."""
        bar = self._view.verticalScrollBar()
        bar.setValue(place.offset)
        for image, top in place.anchors:
            row = self._model.row_of(image)
            rect = self._view.visualRect(self._index(-1 if row is None else row))
            if not rect.isEmpty():
                bar.setValue(bar.value() + rect.top() - top)
                return

    def _selected_row(self) -> int | None:
        row = self._view.currentIndex().row()
        return row if self._view.is_selected(row) else None

    def _anchors(self) -> tuple[tuple[int, int], ...]:
        in_sight = self._view.rows_in_sight()
        rows = list(islice(chain.from_iterable(in_sight), _MOST_ANCHORS))
        selected = self._selected_row()
        if selected is not None and any(selected in each for each in in_sight):
            rows.insert(0, selected)
        elif self._view.verticalOffset() == 0:
            return ()  # who looks at the top sees the top, whatever stands there
        return tuple((self._model.position(row), self._top(row)) for row in rows)

    def _select(self, place: Place) -> None:
        selection = self._view.selectionModel()
        row = None if place.current is None else self._model.row_of(place.current)
        if row is None:  # read right now: the keyboard stays near by, but selects no other instead
            row = min(place.row, self._model.rowCount() - 1)
        if row >= 0:
            selection.setCurrentIndex(self._index(row), _FLAG.NoUpdate)
        rows = self._model.rows_of(place.selected)
        shown = chain.from_iterable(map(self._view.geometry_of_cards.unfolded, consecutive(rows)))
        selection.select(selection_of(self._model, shown), _FLAG.ClearAndSelect)

    def _top(self, row: int) -> int:
        return self._view.visualRect(self._index(row)).top()

    def _index(self, row: int) -> QModelIndex:
        return self._model.index(row, 0)
