"""What is looked at in the Mistakes tab, and how: one object that all its parts show and change.

Gallery, matrix, chips and figures read it and never each other.
"""

from enum import Enum, Flag, auto
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, Signal

from desktop.mistakes.examples import NO_ROWS, Examples, Rows
from desktop.mistakes.filters import (
    NO_GROUPS,
    Cell,
    CellGroups,
    Filters,
    Order,
    Outcome,
    grouped,
    ordered,
)
from nncore.datasets import Split


class Scope(Enum):
    """Which images the gallery takes its cards from."""

    ALL = "all"
    FILTERED = "filtered"
    SELECTED = "selected"


class Aspect(Flag):
    """What changed in an exploration."""

    EXAMPLES = auto()
    """The images, or what was predicted of them."""
    FILTERS = auto()
    ROWS = auto()
    """Which images the gallery shows, in which order and groups."""
    SELECTION = auto()
    CURRENT = auto()
    """The image that the keyboard is at, which the inspector shows."""
    HOVER = auto()


class Exploration(QObject):
    """Examples, filters, order, scope and selection. changed: which aspects, as an Aspect.

    rows: the positions in the split of what the gallery shows. groups: how they stand together.
    Selected and hovered images are positions, too: they stay whatever the filters are.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.examples: Examples | None = None
        self.filters = Filters()
        self.order = Order.WORST
        self.scope = Scope.FILTERED
        self.is_grouped = False
        self.rows: Rows = NO_ROWS
        self.groups: CellGroups = NO_GROUPS
        self.selected: Rows = NO_ROWS
        self.hovered: int | None = None
        self.current: int | None = None
        self.filtered_count = 0
        self._chosen: Rows = NO_ROWS
        """What the scope of the selected shows: it must not change with each click in it."""
        self._selections: WeakKeyDictionary[Split, Rows] = WeakKeyDictionary()
        """What was selected in the splits that were looked at before."""
        self._last_split: Split | None = None
        """That positions are of: also while nothing is shown."""

    @property
    def split(self) -> Split | None:
        """Where the images come from."""
        return None if self.examples is None else self.examples.split

    @property
    def highlighted_cells(self) -> frozenset[Cell]:
        """The cells of the matrix that the hovered image, or else the selected ones, belong to."""
        examples = self.examples
        if examples is None:
            return frozenset()
        rows = self.selected if self.hovered is None else np.array([self.hovered])
        labels, answers = examples.columns.labels[rows], examples.answers[rows]
        return frozenset(zip(labels.tolist(), answers.tolist(), strict=True))

    def show(self, examples: Examples | None) -> None:
        """Look at other images, or at newer figures of the same; None for none."""
        aspects = Aspect.EXAMPLES
        if examples is not None and examples.split is not self._last_split:
            if self._last_split is not None:
                self._selections[self._last_split] = self.selected
            self._last_split = examples.split
            self.selected = self._selections.get(examples.split, NO_ROWS)
            self._chosen, self.hovered = NO_ROWS, None
            self.current = int(self.selected[0]) if len(self.selected) else None
            if self.scope is Scope.SELECTED:
                self.scope = Scope.FILTERED
            aspects |= Aspect.SELECTION | Aspect.CURRENT
        self.examples = examples
        self._renew(aspects)

    def set_filters(self, filters: Filters) -> None:
        """Show the images that pass these."""
        if filters != self.filters or self.scope is not Scope.FILTERED:
            self.filters, self.scope = filters, Scope.FILTERED
            self._renew(Aspect.FILTERS)

    def recall(self, filters: Filters, order: Order, *, is_grouped: bool) -> None:
        """Filter, sort and group as the tab was left."""
        self.filters, self.order, self.is_grouped = filters, order, is_grouped
        self._renew(Aspect.FILTERS)

    def set_cells(self, cells: frozenset[Cell]) -> None:
        """Show the images in these cells of the matrix; with none, filter by no cells."""
        self.set_filters(self.filters.with_cells(cells))

    def set_outcome(self, outcome: Outcome) -> None:
        """Show the images with this outcome, and filter by nothing else."""
        self.set_filters(Filters(outcome))

    def set_order(self, order: Order) -> None:
        """Show them in another order."""
        self.order = order
        self._renew(Aspect.ROWS)

    def set_scope(self, scope: Scope) -> None:
        """Show all images, the filtered ones, or those that are selected at this moment."""
        self.scope, self._chosen = scope, self.selected
        self._renew(Aspect.FILTERS)

    def set_grouped(self, is_grouped: bool) -> None:
        """Show images of one cell of the matrix together, or not."""
        self.is_grouped = is_grouped
        self._renew(Aspect.ROWS)

    def select(self, positions: Rows) -> None:
        """Select these images and no others."""
        if not np.array_equal(positions, self.selected):
            self.selected = np.array(positions, np.intp)
            self.changed.emit(Aspect.SELECTION)

    def keep_selected(self, split: Split, positions: Rows) -> None:
        """Select these when that split is shown next."""
        if split is not self._last_split:
            self._selections[split] = positions

    def go_to(self, position: int | None) -> None:
        """Make this image the current one, which the inspector shows; None for none."""
        if position != self.current:
            self.current = position
            self.changed.emit(Aspect.CURRENT)

    def hover(self, position: int | None) -> None:
        """The pointer is over this image; None for none."""
        if position != self.hovered:
            self.hovered = position
            self.changed.emit(Aspect.HOVER)

    def _renew(self, aspects: Aspect) -> None:
        self.rows, self.groups, self.filtered_count = NO_ROWS, NO_GROUPS, 0
        if self.examples is not None:
            passing = np.flatnonzero(self.filters.passes(self.examples))
            self.filtered_count = len(passing)
            rows = ordered(self.examples, self._in_scope(self.examples, passing), self.order)
            self.rows = rows
            if self.is_grouped:
                self.rows, self.groups = grouped(self.examples, rows)
        self.changed.emit(aspects | Aspect.ROWS)

    def _in_scope(self, examples: Examples, passing: Rows) -> Rows:
        match self.scope:
            case Scope.ALL:
                return np.flatnonzero(examples.is_read)
            case Scope.FILTERED:
                return passing
            case Scope.SELECTED:
                return self._chosen[examples.is_read[self._chosen]]
