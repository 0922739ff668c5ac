"""What the confusion matrix and the figures of each digit say, in sentences."""

from desktop.formats import PERCENT_SIGN, digits
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.mistakes.filters import Cell
from desktop.translation import tr, tr_count
from nncore.array_types import CLASSES


def choice_of_digit(digit: int) -> str:
    """What a click on a digit in the table of figures does."""
    return tr("Show all {digits}", digits=digits(digit))


def of_difference(cell: Cell, difference: int, count: int, names: ComparedNames = UNNAMED) -> str:
    """What a cell of the differences says: "7 fours are read as 9, 3 fewer than by the other
    network."."""
    truth, predicted = cell
    if truth == predicted:
        told = tr_count(
            "{count} {digits} is read right",
            "{count} {digits} are read right",
            count,
            digits=digits(truth),
        )
    else:
        told = tr_count(
            "{count} {digits} is read as {predicted}",
            "{count} {digits} are read as {predicted}",
            count,
            digits=digits(truth),
            predicted=predicted,
        )
    if difference == 0:
        return tr("{told}, as many as {by_other}.", told=told, by_other=names.by_other)
    return (
        tr(
            "{told}, {more:,} more than {by_other}.",
            told=told,
            more=difference,
            by_other=names.by_other,
        )
        if difference > 0
        else tr(
            "{told}, {fewer:,} fewer than {by_other}.",
            told=told,
            fewer=-difference,
            by_other=names.by_other,
        )
    )


def of_digit_difference(digit: int, difference: int, names: ComparedNames = UNNAMED) -> str:
    """How often a digit was the answer: "Read as 9: 3 fewer images than by the other network."."""
    told = tr("Read as {digit}", digit=digit)
    other = names.by_other
    if difference == 0:
        return tr("{told}: as many images as {by_other}.", told=told, by_other=other)
    return (
        tr_count(
            "{told}: {count} more image than {by_other}.",
            "{told}: {count} more images than {by_other}.",
            difference,
            told=told,
            by_other=other,
        )
        if difference > 0
        else tr_count(
            "{told}: {count} fewer image than {by_other}.",
            "{told}: {count} fewer images than {by_other}.",
            -difference,
            told=told,
            by_other=other,
        )
    )


def of_digit_figure(
    title: str,
    digit: int,
    figure: str,
    change: float | None,
    names: ComparedNames = UNNAMED,
) -> str:
    """A figure of one digit: "Recall of the fours: 97.9 %, 0.4 more than the other network's."

    figure, change: in percent; change: how far it is above the other network's, None where nothing
    is compared.
    """
    told = tr(
        "{title} of the {digits}: {figure}",
        title=title,
        digits=digits(digit),
        figure=f"{figure}{PERCENT_SIGN}",
    )
    if change is None:
        return f"{told}."
    if change == 0:
        return tr("{told}, the same as {others}.", told=told, others=names.others)
    return (
        tr("{told}, {more:.1f} more than {others}.", told=told, more=change, others=names.others)
        if change > 0
        else tr(
            "{told}, {less:.1f} less than {others}.", told=told, less=-change, others=names.others
        )
    )


def signed(change: float) -> str:
    """A change in percent as tables have it: "+0.4", "−1.2", "0.0"."""
    sign = "" if change == 0 else "+" if change > 0 else "−"
    return f"{sign}{abs(change):.1f}"


def matrix_header(section: int, *, is_truth: bool) -> str:
    """What a row or a column of the matrix holds."""
    if section == CLASSES:
        return (
            tr("How many there are of each digit")
            if is_truth
            else tr("How often each was the answer")
        )
    return (
        tr("The {digits}", digits=digits(section))
        if is_truth
        else tr("Read as {section}", section=section)
    )
