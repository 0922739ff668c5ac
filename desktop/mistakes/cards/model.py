"""The images that the gallery shows as an item model: one row a card, roles its figures.

It holds arrays and no widgets; what a card looks like is the delegate's.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, Qt

from desktop.formats import hint
from desktop.mistakes import wording
from desktop.mistakes.cards import wording as card_wording
from desktop.mistakes.examples import NO_ROWS, Example, Examples, Rows
from desktop.mistakes.filters import Order
from desktop.translation import tr
from nncore.array_types import ImageArray
from nncore.datasets import Split

_ROOT = QModelIndex()


class MistakeRole(IntEnum):
    """The figures of a mistake; `roleNames` names them in lower case."""

    INDEX = Qt.ItemDataRole.UserRole + 1
    TRUTH = Qt.ItemDataRole.UserRole + 2
    PREDICTED = Qt.ItemDataRole.UserRole + 3
    CONFIDENCE = Qt.ItemDataRole.UserRole + 4
    LOSS = Qt.ItemDataRole.UserRole + 5


class CardRole(IntEnum):
    """Words of the model for a card; nothing and the empty text are allowed.

    RIVAL: what the other network of a comparison read. SORT_TEXT: what the card is sorted by. If
    the first row has one of these, cards keep a line for it. STORY: one line that only large cards
    show. SINCE: the part of it that tells since when it is read so.
    """

    SORT_TEXT = Qt.ItemDataRole.UserRole + 20
    STORY = Qt.ItemDataRole.UserRole + 21
    RIVAL = Qt.ItemDataRole.UserRole + 22
    SINCE = Qt.ItemDataRole.UserRole + 23


_SENTENCE_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows that stand together under headings; without any group, the rows stand under none.

    titles: one for each group, by which it stays folded when rows change. firsts: the first row of
    each, from 0 on and never falling; a group ends where the next one begins, the last one with the
    rows. Raises ValueError where the two do not fit together.
    """

    titles: tuple[str, ...] = ()
    firsts: Rows = field(default_factory=lambda: NO_ROWS)

    def __post_init__(self) -> None:
        if len(self.titles) != len(self.firsts):
            raise ValueError(
                tr(
                    "{titles} titles for {firsts} groups",
                    titles=len(self.titles),
                    firsts=len(self.firsts),
                )
            )
        if len(self.firsts) and (self.firsts[0] != 0 or np.any(np.diff(self.firsts) < 0)):
            raise ValueError(tr("the first rows of groups begin with 0 and never fall"))

    def __len__(self) -> int:
        return len(self.titles)


class MistakesModel(QAbstractListModel):
    """Some images of a split, one row each, in the order of the exploration."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._examples: Examples | None = None
        self._rows = NO_ROWS
        self._order = Order.WORST
        self.groups = Groups()

    @property
    def split(self) -> Split | None:
        """Where the images come from; a position tells one image only within its split."""
        return None if self._examples is None else self._examples.split

    def show(
        self,
        examples: Examples | None,
        rows: Rows,
        groups: Groups | None = None,
        order: Order = Order.WORST,
    ) -> None:
        """Show these rows of `examples`; None for nothing. order: what they are sorted by, which
        cards say.

        Resets the model, unless the same images stay in the same rows: then only their figures
        change.
        """
        groups = groups or Groups()
        self._order = order
        is_same = self._shows_the_same_images(examples, rows, groups)
        if is_same:
            self._examples, self._rows, self.groups = examples, rows, groups
            if len(rows):
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._examples, self._rows, self.groups = examples, rows, groups
        self.endResetModel()

    def example(self, row: int) -> Example:
        """The example that a row shows."""
        return self._shown.example(int(self._rows[row]))

    def pixels(self, row: int) -> ImageArray:
        """The image that a row shows, (28, 28)."""
        image: ImageArray = self._shown.split.images[self._rows[row]]
        return image

    def row_of(self, position: int) -> int | None:
        """The row that shows the image at a position of the split; None if none does."""
        rows = np.flatnonzero(self._rows == position)
        return int(rows[0]) if len(rows) else None

    def position(self, row: int) -> int:
        """The position in the split of the image that a row shows."""
        return int(self._rows[row])

    def positions(self, rows: Rows) -> Rows:
        """The positions in the split of the images that some rows show."""
        return self._rows[rows]

    def rows_of(self, positions: Rows) -> Rows:
        """The rows, rising, that show the images at these positions of the split."""
        return np.flatnonzero(np.isin(self._rows, positions))

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        return {int(role): QByteArray(role.name.lower().encode()) for role in MistakeRole}

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role in _SENTENCE_ROLES:
            return self._sentence(index.row(), role)
        if role == CardRole.SORT_TEXT:
            return card_wording.sort_text(self._shown, int(self._rows[index.row()]), self._order)
        if role == CardRole.RIVAL:
            return card_wording.rival_text(self._shown, int(self._rows[index.row()]))
        if role == CardRole.STORY:
            return card_wording.card_story(self._shown, int(self._rows[index.row()]))
        if role == CardRole.SINCE:
            return card_wording.since_text(self._shown, int(self._rows[index.row()]))
        if role not in tuple(MistakeRole):
            return None
        return getattr(self.example(index.row()), MistakeRole(role).name.lower())

    def _sentence(self, row: int, role: int) -> str:
        """The whole sentence; in a tooltip, names of networks must not be taken for HTML."""
        example = self.example(row)
        told = wording.sentence(example)
        return hint(told) if role == Qt.ItemDataRole.ToolTipRole and example.names.before else told

    @property
    def _shown(self) -> Examples:
        assert self._examples is not None
        return self._examples

    def _shows_the_same_images(self, examples: Examples | None, rows: Rows, groups: Groups) -> bool:
        return (
            examples is not None
            and examples.split is self.split
            and np.array_equal(rows, self._rows)
            and groups.titles == self.groups.titles
            and np.array_equal(groups.firsts, self.groups.firsts)
        )
