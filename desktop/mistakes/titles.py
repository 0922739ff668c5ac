"""What filters, orders, outcomes, cells and marks are called: on chips, in menus, above groups."""

from dataclasses import replace

from desktop.formats import PERCENT_SIGN
from desktop.mistakes.filters import Cell, Filters, Order, Outcome
from desktop.workspace.mark import MarkKind

ORDER_TITLES = {
    Order.WORST: "Worst first",
    Order.CONFIDENT: "Most confident first",
    Order.MARGIN: "Closest call first",
    Order.DIGIT: "By truth",
    Order.PREDICTED: "By prediction",
    Order.FIX: "Smallest fix first",
    Order.LEARNED_LATE: "Learned latest first",
    Order.FORGOTTEN: "Most often forgotten first",
    Order.POSITION: "In file order",
}

OUTCOME_TITLES = {
    Outcome.ANY: "All",
    Outcome.MISREAD: "Misread",
    Outcome.RIGHT: "Read right",
    Outcome.NEAR_MISS: "Near misses",
    Outcome.NEVER_LEARNED: "Never learned",
    Outcome.LOST: "Lost since",
    Outcome.FLIP_FLOP: "Forgotten twice",
    Outcome.FIXED: "Fixed",
    Outcome.BROKEN: "Broken",
    Outcome.ALIKE_WRONG: "Both wrong, alike",
    Outcome.DIFFERENTLY_WRONG: "Both wrong, differently",
}

MARKED = "Marked"

MARK_TITLES = {
    MarkKind.LOOK_AGAIN: "Look again",
    MarkKind.WRONG_LABEL: "Label is wrong",
    MarkKind.AMBIGUOUS: "Ambiguous",
}

_MOST_CELLS = 3
"""That a chip names one by one."""


def cell_title(cell: Cell) -> str:
    """A cell in the fewest signs: "4 → 9", "4 read right"."""
    truth, predicted = cell
    return f"{truth} read right" if truth == predicted else f"{truth} → {predicted}"


def chips(filters: Filters) -> list[tuple[str, Filters]]:
    """The filters one by one: what each is called, and the filters without it."""
    told: list[tuple[str, Filters]] = []
    if filters.shown_outcome is not Outcome.ANY:
        title = OUTCOME_TITLES[filters.shown_outcome]
        told.append((title, replace(filters, outcome=Outcome.ANY)))
    if filters.cells:
        rows = filters.whole_rows
        title = f"Truth {_listed(rows)}" if rows else _cells(filters.cells)
        told.append((title, replace(filters, cells=frozenset())))
    if filters.truths:
        title = f"Truth {_listed(filters.truths)}"
        told.append((title, replace(filters, truths=frozenset())))
    if filters.predictions:
        title = f"Read as {_listed(filters.predictions)}"
        told.append((title, replace(filters, predictions=frozenset())))
    if filters.confidence is not None:
        told.append((confidence_title(filters.confidence), replace(filters, confidence=None)))
    if filters.marked:
        told.append((MARKED, replace(filters, marked=False)))
    return told


def confidence_title(span: tuple[float, float]) -> str:
    """A range of confidences: "over 90 %", "under 50 %", "50 to 90 %"."""
    least, most = (round(100 * each) for each in span)
    if most >= 100:
        return f"over {least}{PERCENT_SIGN}"
    if least <= 0:
        return f"under {most}{PERCENT_SIGN}"
    return f"{least} to {most}{PERCENT_SIGN}"


def _cells(cells: frozenset[Cell]) -> str:
    if len(cells) > _MOST_CELLS:
        return f"{len(cells)} cells of the matrix"
    return ", ".join(map(cell_title, sorted(cells)))


def _listed(chosen: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(chosen)))
