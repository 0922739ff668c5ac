"""What filters let pass, in words: the line above the gallery, and the hints of the filter menu."""

from desktop.formats import accuracy, article, digits
from desktop.mistakes.examples import UNNAMED, ComparedNames, Examples
from desktop.mistakes.exploration import Exploration, Scope
from desktop.mistakes.filters import NEAR, OF_RIVAL, Filters, Outcome
from desktop.mistakes.titles import cell_title, chips, confidence_title
from desktop.mistakes.wording import are, of_cell, whole

OUTCOME_SENTENCES = {
    Outcome.NEAR_MISS: "read right, but barely",
    Outcome.NEVER_LEARNED: "were read right at no epoch",
    Outcome.LOST: "were read right at an earlier epoch, and are not now",
    Outcome.FLIP_FLOP: "were forgotten twice or more",
    Outcome.FIXED: "read right, but misread {by_other}",
    Outcome.BROKEN: "misread, but read right {by_other}",
    Outcome.ALIKE_WRONG: "misread as the same digit as {by_other}",
    Outcome.DIFFERENTLY_WRONG: "misread as another digit than {by_other}",
}
"""Of some images, how they were read; by_other: by the network that is compared with."""

OUTCOME_HINTS = {
    Outcome.ANY: "Every image, however it was read",
    Outcome.MISREAD: "Taken for another digit than they are",
    Outcome.RIGHT: "Taken for the digit that they are",
    Outcome.NEAR_MISS: (
        f"Read right, but ahead of the runner-up by less than {100 * NEAR:.0f} points"
    ),
    Outcome.NEVER_LEARNED: "Read right at no epoch of the run so far",
    Outcome.LOST: "Misread now, and read right at an earlier epoch",
    Outcome.FLIP_FLOP: "Read right at one epoch and misread at the next, twice or more",
    Outcome.FIXED: "Read right by this network, and misread by the other one",
    Outcome.BROKEN: "Misread by this network, and read right by the other one",
    Outcome.ALIKE_WRONG: "Misread by both networks, as the same digit",
    Outcome.DIFFERENTLY_WRONG: "Misread by both networks, each as another digit",
}
"""Which images each entry of the filter menu lets pass."""

_NARROWED = {
    Outcome.NEAR_MISS: ", but barely",
    Outcome.NEVER_LEARNED: ", and were right at no epoch",
    Outcome.LOST: ", and were right at an earlier epoch",
    Outcome.FLIP_FLOP: ", and were forgotten twice or more",
}
"""What is added to the sentence of a cell where only such images of it are shown."""


def headline_of(exploration: Exploration, examples: Examples) -> str:
    """How many of its examples an exploration shows, of how many, and which."""
    filters, total = exploration.filters, examples.read_count
    if exploration.scope is Scope.SELECTED:
        return f"{len(exploration.rows):,} of {total:,} images selected"
    if filters.shown_outcome in OF_RIVAL and examples.rival is None:
        filters = Filters()  # while the other network reads, nothing is known of both
    if exploration.scope is Scope.ALL:
        filters = Filters(Outcome.ANY)
    truths = {truth for truth, _ in filters.cells} or filters.truths
    of_truth = examples.confusion.sum(axis=1)
    return headline(
        filters,
        exploration.filtered_count,
        total,
        examples.misread_count,
        int(of_truth[next(iter(truths))]) if len(truths) == 1 else total,
        is_compared=examples.rival is not None,
        names=examples.names,
    )


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


def nothing_passes(filters: Filters, examples: Examples) -> str:
    """Why the filters leave none of the examples."""
    if any(map(filters.is_only, OF_RIVAL)):
        return f"There are no images {outcome_sentence(filters.outcome, examples.names)}."
    titles = [title for title, _ in chips(filters)]
    if len(filters.cells) == 1 and len(titles) == 1:
        ((truth, predicted),) = filters.cells
        if examples.rival is not None:
            return (
                f"Both networks agree on all images of this cell: {cell_title((truth, predicted))}."
            )
        read = "right" if truth == predicted else f"as {predicted}"
        return f"No {truth} was read {read}."
    if filters == Filters(Outcome.ANY, marked=True):
        return "No image is marked."
    return f"No image passes all of this: {', '.join(titles)}." if titles else "There is no image."


def outcome_sentence(outcome: Outcome, names: ComparedNames = UNNAMED) -> str:
    """How images with this outcome were read."""
    return OUTCOME_SENTENCES[outcome].format(by_other=names.by_other)


def truth_hint(digit: int) -> str:
    """Which images the filter by a true digit lets pass."""
    return f"Images of {article(digit)} {digit}, whatever they were read as"


def prediction_hint(digit: int) -> str:
    """Which images the filter by an answer lets pass."""
    return f"Images that were read as {digit}, whatever they are"


def span_hint(span: tuple[float, float] | None) -> str:
    """Which images the filter by confidence lets pass; None: no such filter."""
    if span is None:
        return "However sure the network was of its answer"
    return f"Answered with a probability of {confidence_title(span)}"


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
    """Whether only an outcome and some cells are filtered by."""
    return bool(filters.cells) and filters == Filters(filters.outcome, cells=filters.cells)
