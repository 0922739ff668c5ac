"""The line above the gallery: how many images are shown, of how many, and which."""

from desktop.formats import accuracy, digits
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.titles import cell_title
from desktop.mistakes.wording import (
    OUTCOME_SENTENCES,
    are,
    of_cell,
    outcome_sentence,
    whole,
)

_NARROWED = {
    Outcome.NEAR_MISS: ", but barely",
    Outcome.NEVER_LEARNED: ", and were right at no epoch",
    Outcome.LOST: ", and were right at an earlier epoch",
    Outcome.FLIP_FLOP: ", and were forgotten twice or more",
}
"""What is added to the sentence of a cell where only such images of it are shown."""


def headline(
    filters: Filters,
    shown: int,
    total: int,
    misread: int,
    of_truth: int,
    *,
    is_compared: bool = False,
    names: ComparedNames = UNNAMED,
) -> str:
    """What is shown, in words.

    shown: what passes the filters. of_truth: how many images there are of the one true digit that
    the filters ask for, if they do. is_compared: the cells are differences to another network.
    names: of both.
    """
    if filters.is_only(Outcome.MISREAD):
        return whole(misread, total)
    if filters.is_only(Outcome.ANY):
        return f"All {total:,} images · {misread:,} misread"
    if any(map(filters.is_only, OUTCOME_SENTENCES)):
        return f"{shown:,} of {total:,} {outcome_sentence(filters.outcome, names)}"
    if filters == Filters(Outcome.ANY, marked=True):
        return f"{shown:,} of {total:,} images {are(shown)} marked"
    if filters.is_only(Outcome.RIGHT):
        return f"{shown:,} of {total:,} read right · {accuracy(shown / total, 2)}"
    if is_compared:
        told = _of_differences(filters, shown, total, of_truth)
    else:
        told = _of_one_cell(filters, shown, of_truth)
    return told or _of_one_digit(filters, shown, of_truth) or f"{shown:,} of {total:,} images shown"


def _of_one_cell(filters: Filters, shown: int, of_truth: int) -> str:
    """What is shown of one cell of the matrix; nothing where something else is asked for."""
    outcome = filters.shown_outcome
    if not _is_of_cells(filters) or len(filters.cells) != 1:
        return ""
    (cell,) = filters.cells
    return of_cell(cell, shown, of_truth).rstrip(".") + _NARROWED.get(outcome, "")


def _of_differences(filters: Filters, shown: int, total: int, of_truth: int) -> str:
    """As `_of_one_cell`, of one cell or row of the differences to another network."""
    if not _is_of_cells(filters) or filters.shown_outcome is not Outcome.ANY:
        return ""
    if len(filters.cells) == 1:
        (cell,) = filters.cells
        return f"{shown:,} of {total:,}: {cell_title(cell)} by one network alone"
    if len(filters.whole_rows) == 1:
        (digit,) = filters.whole_rows
        return f"{shown:,} of {of_truth:,} {digits(digit)} {are(shown)} read differently"
    return ""


def _of_one_digit(filters: Filters, shown: int, of_truth: int) -> str:
    """What is shown of one true digit, chosen by its cells or by name; else nothing."""
    if _is_of_cells(filters) and filters.shown_outcome is Outcome.ANY:
        chosen = filters.whole_rows
    elif filters == Filters(filters.outcome, truths=filters.truths):
        chosen = filters.truths
    else:
        return ""
    if len(chosen) != 1:
        return ""
    (digit,) = chosen
    match filters.shown_outcome:
        case Outcome.MISREAD:
            return f"{shown:,} of {of_truth:,} {digits(digit)} {are(shown)} misread"
        case Outcome.ANY:
            return f"All {shown:,} {digits(digit)}, however they were read"
    return ""


def _is_of_cells(filters: Filters) -> bool:
    """Whether nothing is asked for but an outcome and cells, of which there are some."""
    return bool(filters.cells) and filters == Filters(filters.outcome, cells=filters.cells)
