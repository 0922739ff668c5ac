"""What filters let pass, in words: the line above the gallery, and the hints of the filter menu."""

from desktop.formats import a_digit, accuracy, digits
from desktop.mistakes.examples import UNNAMED, ComparedNames, Examples
from desktop.mistakes.exploration import Exploration, Scope
from desktop.mistakes.filters import NEAR, OF_RIVAL, Filters, Outcome
from desktop.mistakes.titles import cell_title, chips, confidence_title
from desktop.mistakes.wording import of_cell, whole
from desktop.translation import tr, tr_count

_SENTENCES = {
    Outcome.NEAR_MISS: tr("read right, but barely"),
    Outcome.NEVER_LEARNED: tr("were read right at no epoch"),
    Outcome.LOST: tr("were read right at an earlier epoch, and are not now"),
    Outcome.FLIP_FLOP: tr("were forgotten twice or more"),
}
"""Of some images, how they were read."""

OUTCOME_HINTS = {
    Outcome.ANY: tr("Every image, however it was read"),
    Outcome.MISREAD: tr("Taken for another digit than they are"),
    Outcome.RIGHT: tr("Taken for the digit that they are"),
    Outcome.NEAR_MISS: (
        tr("Read right, but ahead of the runner-up by less than {near:.0f} points", near=100 * NEAR)
    ),
    Outcome.NEVER_LEARNED: tr("Read right at no epoch of the run so far"),
    Outcome.LOST: tr("Misread now, and read right at an earlier epoch"),
    Outcome.FLIP_FLOP: tr("Read right at one epoch and misread at the next, twice or more"),
    Outcome.FIXED: tr("Read right by this network, and misread by the other one"),
    Outcome.BROKEN: tr("Misread by this network, and read right by the other one"),
    Outcome.ALIKE_WRONG: tr("Misread by both networks, as the same digit"),
    Outcome.DIFFERENTLY_WRONG: tr("Misread by both networks, each as another digit"),
}
"""Which images each entry of the filter menu lets pass."""


def headline_of(exploration: Exploration, examples: Examples) -> str:
    """How many of its examples an exploration shows, of how many, and which."""
    filters, total = exploration.filters, examples.read_count
    if exploration.scope is Scope.SELECTED:
        return tr_count(
            "{rows:,} of {count} image selected",
            "{rows:,} of {count} images selected",
            total,
            rows=len(exploration.rows),
        )
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
        return tr_count(
            "{count} image · {misread:,} misread",
            "All {count} images · {misread:,} misread",
            total,
            misread=misread,
        )
    if any(map(filters.is_only, (*_SENTENCES, *OF_RIVAL))):
        return tr(
            "{shown:,} of {total:,} {outcome}",
            shown=shown,
            total=total,
            outcome=outcome_sentence(filters.outcome, names),
        )
    if filters == Filters(Outcome.ANY, marked=True):
        return tr_count(
            "{count} of {total:,} images is marked",
            "{count} of {total:,} images are marked",
            shown,
            total=total,
        )
    if filters.is_only(Outcome.RIGHT):
        return tr(
            "{shown:,} of {total:,} read right · {accuracy}",
            shown=shown,
            total=total,
            accuracy=accuracy(shown / total, 2),
        )
    if is_compared:
        told = _of_differences(filters, shown, total, of_truth)
    else:
        told = _of_one_cell(filters, shown, of_truth)
    return (
        told
        or _of_one_digit(filters, shown, of_truth)
        or tr_count(
            "{shown:,} of {count} image shown",
            "{shown:,} of {count} images shown",
            total,
            shown=shown,
        )
    )


def nothing_passes(filters: Filters, examples: Examples) -> str:
    """Why the filters leave none of the examples."""
    if any(map(filters.is_only, OF_RIVAL)):
        return tr(
            "There are no images {outcome}.",
            outcome=outcome_sentence(filters.outcome, examples.names),
        )
    titles = [title for title, _ in chips(filters)]
    if len(filters.cells) == 1 and len(titles) == 1:
        ((truth, predicted),) = filters.cells
        if examples.rival is not None:
            return tr(
                "Both networks agree on all images of this cell: {cell}.",
                cell=cell_title((truth, predicted)),
            )
        if truth == predicted:
            return tr("No {truth} was read right.", truth=truth)
        return tr("No {truth} was read as {predicted}.", truth=truth, predicted=predicted)
    if filters == Filters(Outcome.ANY, marked=True):
        return tr("No image is marked.")
    return (
        tr("No image passes all of this: {titles}.", titles=", ".join(titles))
        if titles
        else tr("There is no image.")
    )


def outcome_sentence(outcome: Outcome, names: ComparedNames = UNNAMED) -> str:
    """How images with this outcome were read."""
    match outcome:
        case Outcome.FIXED:
            return tr("read right, but misread {by_other}", by_other=names.by_other)
        case Outcome.BROKEN:
            return tr("misread, but read right {by_other}", by_other=names.by_other)
        case Outcome.ALIKE_WRONG:
            return tr("misread as the same digit as {by_other}", by_other=names.by_other)
        case Outcome.DIFFERENTLY_WRONG:
            return tr("misread as another digit than {by_other}", by_other=names.by_other)
    return _SENTENCES[outcome]


def truth_hint(digit: int) -> str:
    """Which images the filter by a true digit lets pass."""
    return tr("Images of {a_digit}, whatever they were read as", a_digit=a_digit(digit))


def prediction_hint(digit: int) -> str:
    """Which images the filter by an answer lets pass."""
    return tr("Images that were read as {digit}, whatever they are", digit=digit)


def span_hint(span: tuple[float, float] | None) -> str:
    """Which images the filter by confidence lets pass; None: no such filter."""
    if span is None:
        return tr("However sure the network was of its answer")
    return tr("Answered with a probability of {range}", range=confidence_title(span))


def _of_one_cell(filters: Filters, shown: int, of_truth: int) -> str:
    """What is shown of one cell of the matrix; nothing where something else is asked for."""
    if not _is_of_cells(filters) or len(filters.cells) != 1:
        return ""
    (cell,) = filters.cells
    told = of_cell(cell, shown, of_truth).rstrip(".")
    match filters.shown_outcome:
        case Outcome.NEAR_MISS:
            return tr("{told}, but barely", told=told)
        case Outcome.NEVER_LEARNED:
            return tr("{told}, and were right at no epoch", told=told)
        case Outcome.LOST:
            return tr("{told}, and were right at an earlier epoch", told=told)
        case Outcome.FLIP_FLOP:
            return tr("{told}, and were forgotten twice or more", told=told)
    return told


def _of_differences(filters: Filters, shown: int, total: int, of_truth: int) -> str:
    """As `_of_one_cell`, of one cell or row of the differences to another network."""
    if not _is_of_cells(filters) or filters.shown_outcome is not Outcome.ANY:
        return ""
    if len(filters.cells) == 1:
        (cell,) = filters.cells
        return tr(
            "{shown:,} of {total:,}: {cell} by one network alone",
            shown=shown,
            total=total,
            cell=cell_title(cell),
        )
    if len(filters.whole_rows) == 1:
        (digit,) = filters.whole_rows
        return tr_count(
            "{count} of {of_truth:,} {digits} is read differently",
            "{count} of {of_truth:,} {digits} are read differently",
            shown,
            of_truth=of_truth,
            digits=digits(digit),
        )
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
            return tr_count(
                "{count} of {of_truth:,} {digits} is misread",
                "{count} of {of_truth:,} {digits} are misread",
                shown,
                of_truth=of_truth,
                digits=digits(digit),
            )
        case Outcome.ANY:
            return tr_count(
                "The only image of {a_digit}, however it was read",
                "All {count} {digits}, however they were read",
                shown,
                a_digit=a_digit(digit),
                digits=digits(digit),
            )
    return ""


def _is_of_cells(filters: Filters) -> bool:
    """Whether only an outcome and some cells are filtered by."""
    return bool(filters.cells) and filters == Filters(filters.outcome, cells=filters.cells)
