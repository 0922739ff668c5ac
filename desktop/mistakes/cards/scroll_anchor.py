"""Where somebody is in the gallery, told by images instead of rows, and the way back there.

A network that learns puts its mistakes in another order at each epoch; whoever looks at an image
should find it under the same eyes.
"""

from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint
from PySide6.QtWidgets import QListView

from desktop.mistakes.cards.model import MistakesModel
from nncore.datasets import Split

_FLAG = QItemSelectionModel.SelectionFlag


@dataclass(frozen=True, eq=False)
class Place:
    """What is selected and what is in sight.

    row: where the keyboard is. selected: the image there if it is selected. anchors: images in
    sight and how far below the upper edge they begin, those first that should stay where they
    are. offset: how far the gallery is scrolled.
    """

    split: Split | None = None
    row: int = -1
    selected: int | None = None
    anchors: tuple[tuple[int, int], ...] = ()
    offset: int = 0


class Sight:
    """Reads the place that a view is at, and takes it back to one."""

    def __init__(self, view: QListView, model: MistakesModel) -> None:
        self._view = view
        self._model = model

    def place(self) -> Place:
        """Where the view is now."""
        selected = self._selected_row()
        return Place(
            split=self._model.split,
            row=self._view.currentIndex().row(),
            selected=None if selected is None else self._model.example(selected).index,
            anchors=self._anchors(),
            offset=self._view.verticalScrollBar().value(),
        )

    def return_to(self, place: Place) -> None:
        """Select and show what was selected and shown, as far as it is still there.

        Images of another split are others, whatever their index: then the view starts at the top.
        """
        if place.split is not self._model.split or self._model.rowCount() == 0:
            self._view.scrollToTop()
            return
        self._select(place)
        self._scroll(place)

    def _selected_row(self) -> int | None:
        index = self._view.currentIndex()
        return index.row() if self._view.selectionModel().isSelected(index) else None

    def _anchors(self) -> tuple[tuple[int, int], ...]:
        rows = self._rows_in_sight()
        selected = self._selected_row()
        if selected in rows:
            rows.remove(selected)
            rows.insert(0, selected)
        elif self._view.verticalScrollBar().value() == 0:
            return ()  # who looks at the top sees the top, whatever stands there
        return tuple((self._model.example(row).index, self._top(row)) for row in rows)

    def _rows_in_sight(self) -> list[int]:
        viewport = self._view.viewport().rect()
        first = self._view.indexAt(QPoint(0, 0))
        if not first.isValid():
            return []
        rows = []
        for row in range(first.row(), self._model.rowCount()):
            if self._top(row) >= viewport.bottom():
                break
            rows.append(row)
        return rows

    def _select(self, place: Place) -> None:
        row = None if place.selected is None else self._model.row_of(place.selected)
        flag = _FLAG.ClearAndSelect
        if row is None:  # read right now: the keyboard stays near by, but selects no other instead
            row, flag = min(place.row, self._model.rowCount() - 1), _FLAG.NoUpdate
        if row >= 0:
            self._view.selectionModel().setCurrentIndex(self._index(row), flag)

    def _scroll(self, place: Place) -> None:
        bar = self._view.verticalScrollBar()
        bar.setValue(place.offset)
        for image, top in place.anchors:
            row = self._model.row_of(image)
            if row is not None:
                bar.setValue(bar.value() + self._top(row) - top)
                return

    def _top(self, row: int) -> int:
        return self._view.visualRect(self._index(row)).top()

    def _index(self, row: int) -> QModelIndex:
        return self._view.model().index(row, 0)
