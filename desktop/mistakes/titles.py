"""What filters, orders, outcomes, cells and marks are called: on chips, in menus, above groups."""

from dataclasses import replace

from desktop.formats import PERCENT_SIGN
from desktop.mistakes.filters import Cell, Filters, Order, Outcome
from desktop.translation import tr, tr_count
from desktop.workspace.mark import MarkKind

ORDER_TITLES = {
    Order.WORST: tr("Worst first"),
    Order.CONFIDENT: tr("Most confident first"),
    Order.MARGIN: tr("Closest call first"),
    Order.DIGIT: tr("By truth"),
    Order.PREDICTED: tr("By prediction"),
    Order.FIX: tr("Smallest fix first"),
    Order.LEARNED_LATE: tr("Learned latest first"),
    Order.FORGOTTEN: tr("Most often forgotten first"),
    Order.POSITION: tr("In file order"),
}

OUTCOME_TITLES = {
    Outcome.ANY: tr("All"),
    Outcome.MISREAD: tr("Misread"),
    Outcome.RIGHT: tr("Read right"),
    Outcome.NEAR_MISS: tr("Near misses"),
    Outcome.NEVER_LEARNED: tr("Never learned"),
    Outcome.LOST: tr("Lost since"),
    Outcome.FLIP_FLOP: tr("Forgotten twice"),
    Outcome.FIXED: tr("Fixed"),
    Outcome.BROKEN: tr("Broken"),
    Outcome.ALIKE_WRONG: tr("Both wrong, alike"),
    Outcome.DIFFERENTLY_WRONG: tr("Both wrong, differently"),
}

MARKED = tr("Marked")

MARK_TITLES = {
    MarkKind.LOOK_AGAIN: tr("Look again"),
    MarkKind.WRONG_LABEL: tr("Label is wrong"),
    MarkKind.AMBIGUOUS: tr("Ambiguous"),
}

_MOST_CELLS = 3
"""That a chip names one by one."""


def cell_title(cell: Cell) -> str:
    """A cell in the fewest signs: "4 → 9", "4 read right"."""
    truth, predicted = cell
    return tr("{truth} read right", truth=truth) if truth == predicted else f"{truth} → {predicted}"


def chips(filters: Filters) -> list[tuple[str, Filters]]:
    """The filters one by one: what each is called, and the filters without it."""
    told: list[tuple[str, Filters]] = []
    if filters.shown_outcome is not Outcome.ANY:
        title = OUTCOME_TITLES[filters.shown_outcome]
        told.append((title, replace(filters, outcome=Outcome.ANY)))
    if filters.cells:
        rows = filters.whole_rows
        title = tr("Truth {digits}", digits=_listed(rows)) if rows else _cells(filters.cells)
        told.append((title, replace(filters, cells=frozenset())))
    if filters.truths:
        title = tr("Truth {digits}", digits=_listed(filters.truths))
        told.append((title, replace(filters, truths=frozenset())))
    if filters.predictions:
        title = tr("Read as {digits}", digits=_listed(filters.predictions))
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
        return tr("over {least}", least=f"{least}{PERCENT_SIGN}")
    if least <= 0:
        return tr("under {most}", most=f"{most}{PERCENT_SIGN}")
    return tr("{least} to {most}", least=least, most=f"{most}{PERCENT_SIGN}")


def _cells(cells: frozenset[Cell]) -> str:
    if len(cells) > _MOST_CELLS:
        return tr_count("{count} cell of the matrix", "{count} cells of the matrix", len(cells))
    return ", ".join(map(cell_title, sorted(cells)))


def _listed(chosen: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(chosen)))
