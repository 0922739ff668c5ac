"""Where somebody is in the gallery, told by images instead of rows, and the way back there.

A network that learns puts its mistakes in another order at each epoch; whoever looks at an image
should find it under the same eyes.
"""

from dataclasses import dataclass, field
from itertools import chain, islice

from PySide6.QtCore import QItemSelectionModel

from desktop.mistakes.cards.card_list import CardList
from desktop.mistakes.cards.model import MistakesModel
from desktop.mistakes.cards.selection import consecutive
from desktop.mistakes.examples import NO_ROWS, Rows
from nncore.datasets import Split

_FLAG = QItemSelectionModel.SelectionFlag

_MOST_ANCHORS = 64
"""Images in sight to remember: enough that one of them is still there."""


@dataclass(frozen=True, eq=False)
class ScrollAnchor:
    """What is selected and what is in sight, told by images: by their positions in `split`.

    row: where the keyboard is. current: the image there if it is selected. selected: all images
    that are. in_sight: images and how far below the upper edge they begin, the one first that
    should stay where it is. offset: how far the gallery is scrolled.
    """

    split: Split | None = None
    row: int = -1
    current: int | None = None
    selected: Rows = field(default_factory=lambda: NO_ROWS)
    in_sight: tuple[tuple[int, int], ...] = ()
    offset: int = 0

    @classmethod
    def of(cls, view: CardList, model: MistakesModel) -> "ScrollAnchor":
        """The anchor of a view as it is now."""
        row = _selected_row(view)
        return cls(
            split=model.split,
            row=view.currentIndex().row(),
            current=None if row is None else model.position(row),
            selected=model.positions(view.selected_rows()),
            in_sight=_images_in_sight(view, model),
            offset=view.verticalOffset(),
        )

    def restore(self, view: CardList, model: MistakesModel) -> None:
        """Select and show what was selected and shown, as far as it is still there; at images of
        another split start at the top.
        """
        if self.split is not model.split or model.rowCount() == 0:
            view.scrollToTop()
            return
        self._select(view, model)
        self.scroll(view, model)

    def scroll(self, view: CardList, model: MistakesModel) -> None:
        """Show what was shown, and leave the selection as it is."""
        bar = view.verticalScrollBar()
        bar.setValue(self.offset)
        for image, top in self.in_sight:
            row = model.row_of(image)
            rect = view.visualRect(model.index(-1 if row is None else row, 0))
            if not rect.isEmpty():
                bar.setValue(bar.value() + rect.top() - top)
                return

    def _select(self, view: CardList, model: MistakesModel) -> None:
        selection = view.selectionModel()
        row = None if self.current is None else model.row_of(self.current)
        if row is None:  # read right now: the keyboard stays near by, but selects no other instead
            row = min(self.row, model.rowCount() - 1)
        if row >= 0:
            selection.setCurrentIndex(model.index(row, 0), _FLAG.NoUpdate)
        rows = consecutive(model.rows_of(self.selected))
        shown = chain.from_iterable(map(view.geometry_of_cards.unfolded, rows))
        view.select_ranges(shown, _FLAG.ClearAndSelect)


def _selected_row(view: CardList) -> int | None:
    row = view.currentIndex().row()
    return row if view.is_selected(row) else None


def _images_in_sight(view: CardList, model: MistakesModel) -> tuple[tuple[int, int], ...]:
    in_sight = view.rows_in_sight()
    rows = list(islice(chain.from_iterable(in_sight), _MOST_ANCHORS))
    selected = _selected_row(view)
    if selected is not None and any(selected in each for each in in_sight):
        rows.insert(0, selected)
    elif view.verticalOffset() == 0:
        return ()  # who looks at the top sees the top, whatever stands there
    return tuple((model.position(row), view.visualRect(model.index(row, 0)).top()) for row in rows)
