"""Which images the gallery shows, in which order and in which groups.

All of it is arithmetic on arrays: a few milliseconds for 70,000 images.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.mistakes.examples import NO_ROWS, Examples, Rows
from nncore.array_types import CLASSES
from nncore.explanation.comparison import reading_changes

Cell = tuple[int, int]
"""A cell of the confusion matrix: the true digit, and the predicted one."""

NEAR = 0.5
"""A digit that is read right by less than this much more than the runner-up is a near miss."""


NO_FIX = 1e6
"""The size of a fix, in pixels of full ink, where none was found: larger than any, and known."""


class Outcome(StrEnum):
    """How an image was read."""

    ANY = "any"
    MISREAD = "misread"
    RIGHT = "right"
    NEAR_MISS = "near_miss"
    """Right, but barely."""
    NEVER_LEARNED = "never_learned"
    LOST = "lost"
    """Read right at an earlier epoch."""
    FLIP_FLOP = "flip_flop"
    """Forgotten twice or more."""
    FIXED = "fixed"
    """Right, and misread by the network that is compared with."""
    BROKEN = "broken"
    """Misread, and read right by that one."""
    ALIKE_WRONG = "alike_wrong"
    """Misread by both as the same digit."""
    DIFFERENTLY_WRONG = "differently_wrong"
    """Misread by both, each as another digit."""


OF_HISTORY = (Outcome.NEVER_LEARNED, Outcome.LOST, Outcome.FLIP_FLOP)
"""The outcomes that only a run's history tells; without one, no image has them."""

OF_RIVAL = (Outcome.FIXED, Outcome.BROKEN, Outcome.ALIKE_WRONG, Outcome.DIFFERENTLY_WRONG)
"""The outcomes that only a comparison tells; without one, no image has them."""


class Order(StrEnum):
    """An order of the gallery; images that are equal in it come by falling loss."""

    WORST = "worst"
    CONFIDENT = "confident"
    MARGIN = "margin"
    POSITION = "position"
    DIGIT = "digit"
    PREDICTED = "predicted"
    FIX = "fix"
    LEARNED_LATE = "learned_late"
    FORGOTTEN = "forgotten"


ORDERS_OF_HISTORY = (Order.LEARNED_LATE, Order.FORGOTTEN)


@dataclass(frozen=True)
class Filters:
    """What an image must be to be shown; an empty set lets every digit pass.

    cells: of the confusion matrix; where some are chosen, the outcome is theirs, unless it tells
    more than they do of every one of them, as near misses do of digits that were read right. In a
    comparison the matrix holds differences: an image passes that one of the two read so, and the
    other otherwise. confidence: from and to, fractions of 1. marked: only what somebody marked.
    """

    outcome: Outcome = Outcome.MISREAD
    cells: frozenset[Cell] = frozenset()
    truths: frozenset[int] = frozenset()
    predictions: frozenset[int] = frozenset()
    confidence: tuple[float, float] | None = None
    marked: bool = False

    @property
    def shown_outcome(self) -> Outcome:
        """The outcome that is filtered by beside the cells."""
        is_theirs = not all(_narrows(self.outcome, cell) for cell in self.cells)
        return Outcome.ANY if is_theirs else self.outcome

    @property
    def whole_rows(self) -> frozenset[int]:
        """The true digits whose whole rows are chosen; none if single cells are, too."""
        truths = frozenset(truth for truth, _ in self.cells)
        return truths if self.cells == whole_rows(truths) else frozenset()

    def is_only(self, outcome: Outcome) -> bool:
        """Whether only that outcome is filtered by."""
        return self == Filters(outcome)

    def with_cells(self, cells: frozenset[Cell]) -> "Filters":
        """With these cells of the matrix, and without filters by digit."""
        return replace(self, cells=cells, truths=frozenset(), predictions=frozenset())

    def with_outcome(self, outcome: Outcome) -> "Filters":
        """With this outcome; only cells stay in which some images may have it and others not."""
        cells = frozenset(cell for cell in self.cells if _narrows(outcome, cell))
        return replace(self, outcome=outcome, cells=cells)

    def passes(self, examples: Examples) -> NDArray[np.bool_]:
        """Which images of the split pass, (N,). Those that nobody read do not."""
        columns = examples.columns
        passing = examples.is_read & self._has_outcome(examples)
        if self.cells:
            passing &= _in_cells(examples, self.cells)
        if self.truths:
            passing &= _digits(self.truths)[columns.labels]
        if self.predictions:
            passing &= _digits(self.predictions)[examples.answers]
        if self.confidence is not None:
            least, most = self.confidence
            passing &= (columns.confidences >= least) & (columns.confidences <= most)
        if self.marked:
            passing &= examples.is_marked
        return passing

    def _has_outcome(self, examples: Examples) -> NDArray[np.bool_]:
        match self.shown_outcome:
            case Outcome.ANY:
                return examples.is_read
            case Outcome.MISREAD:
                return ~examples.is_right
            case Outcome.RIGHT:
                return examples.is_right
            case Outcome.NEAR_MISS:
                return examples.is_right & (examples.margins < NEAR)
        if self.shown_outcome in OF_RIVAL:
            return _compared(examples, self.shown_outcome)
        history = examples.history
        if history is None:
            return np.zeros(len(examples.columns), np.bool_)
        match self.shown_outcome:
            case Outcome.LOST:
                return history.was_right & ~examples.is_right
            case Outcome.FLIP_FLOP:
                return history.flip_flops
        return ~history.was_right & ~examples.is_right


def whole_rows(truths: frozenset[int]) -> frozenset[Cell]:
    """All cells of some true digits."""
    return frozenset((truth, predicted) for truth in truths for predicted in range(CLASSES))


def count_of(outcome: Outcome, examples: Examples) -> int:
    """How many images were read so."""
    return int(np.count_nonzero(Filters(outcome).passes(examples)))


@dataclass(frozen=True, eq=False)
class CellGroups:
    """Rows that stand together under a heading, one after the other.

    cells: what each holds. firsts: where each begins; their counts follow from it.
    """

    cells: tuple[Cell, ...]
    firsts: Rows


NO_GROUPS = CellGroups((), NO_ROWS)


def ordered(examples: Examples, rows: Rows, order: Order) -> Rows:
    """`rows` in `order`."""
    rows = rows[np.argsort(-examples.badness[rows], kind="stable")]
    columns = examples.columns
    keys: NDArray[Any]
    match order:
        case Order.WORST:
            return rows
        case Order.CONFIDENT:
            keys = -columns.confidences[rows]
        case Order.MARGIN:
            keys = examples.margins[rows]
        case Order.POSITION:
            return np.sort(rows)
        case Order.DIGIT:
            keys = columns.labels[rows].astype(np.intp) * CLASSES + examples.answers[rows]
        case Order.PREDICTED:
            keys = examples.answers[rows].astype(np.intp) * CLASSES + columns.labels[rows]
        case Order.FIX:
            keys = np.nan_to_num(examples.fix_sizes[rows], nan=np.inf)
        case Order.LEARNED_LATE | Order.FORGOTTEN:
            keys = _of_history(examples, order)[rows]
    return rows[np.argsort(keys, kind="stable")]


def _of_history(examples: Examples, order: Order) -> NDArray[np.intp]:
    """The latest learned, or the oftenest forgotten, have the smallest keys."""
    history = examples.history
    if history is None:
        return np.zeros(len(examples.columns), np.intp)
    if order is Order.FORGOTTEN:
        return -history.times_forgotten
    return -history.first_learned.astype(np.intp)


def grouped(examples: Examples, rows: Rows) -> tuple[Rows, CellGroups]:
    """`rows` by cells of the confusion matrix, in their order within each.

    The largest confusion comes first; digits that were read right come last.
    """
    codes = examples.columns.labels[rows].astype(np.intp) * CLASSES + examples.answers[rows]
    counts = np.bincount(codes, minlength=CLASSES * CLASSES)
    every = np.arange(CLASSES * CLASSES)
    is_right = every % (CLASSES + 1) == 0
    sequence = np.lexsort((every, -counts, is_right))
    places = np.empty_like(sequence)
    places[sequence] = every
    rows = rows[np.argsort(places[codes], kind="stable")]
    present = [int(code) for code in sequence if counts[code]]
    firsts = np.concatenate([[0], np.cumsum(counts[present])])[:-1].astype(np.intp)
    return rows, CellGroups(tuple(divmod(code, CLASSES) for code in present), firsts)


def _narrows(outcome: Outcome, cell: Cell) -> bool:
    """Whether only some of the images in a cell have an outcome."""
    truth, predicted = cell
    match outcome:
        case Outcome.NEAR_MISS:
            return truth == predicted
        case Outcome.NEVER_LEARNED | Outcome.LOST:
            return truth != predicted
    return outcome is Outcome.FLIP_FLOP


def _compared(examples: Examples, outcome: Outcome) -> NDArray[np.bool_]:
    """Which images have an outcome of a comparison."""
    if examples.rival is None:
        return np.zeros(len(examples.columns), np.bool_)
    columns = examples.columns
    changes = reading_changes(columns.labels, examples.rival, columns.predictions)
    match outcome:
        case Outcome.FIXED:
            return changes.fixed
        case Outcome.BROKEN:
            return changes.broken
        case Outcome.ALIKE_WRONG:
            return changes.both_wrong_alike
    return changes.both_wrong_differently


def _in_cells(examples: Examples, cells: frozenset[Cell]) -> NDArray[np.bool_]:
    table, labels, rival = _table(cells), examples.columns.labels, examples.rival
    passing: NDArray[np.bool_] = table[labels, examples.answers]
    if rival is not None:
        rival_answers = np.where(examples.is_compared, rival, 0)
        passing |= table[labels, rival_answers]
        passing &= examples.is_compared & (rival_answers != examples.answers)
    return passing


def _digits(chosen: frozenset[int]) -> NDArray[np.bool_]:
    return np.isin(np.arange(CLASSES), list(chosen))


def _table(cells: frozenset[Cell]) -> NDArray[np.bool_]:
    table = np.zeros((CLASSES, CLASSES), np.bool_)
    for cell in cells:
        table[cell] = True
    return table
