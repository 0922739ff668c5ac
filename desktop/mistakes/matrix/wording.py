"""What the confusion matrix and the figures of each digit say, in sentences."""

from desktop.formats import digits
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.mistakes.filters import Cell
from desktop.mistakes.wording import are
from desktop.translation import tr
from nncore.array_types import CLASSES


def choice_of_digit(digit: int) -> str:
    """What a click on a digit in the table of figures does."""
    return tr("Show all {digits}", digits=digits(digit))


def of_difference(cell: Cell, difference: int, count: int, names: ComparedNames = UNNAMED) -> str:
    """What a cell of the differences says: "7 fours are read as 9, 3 fewer than by the other
    network."."""
    truth, predicted = cell
    read = "right" if truth == predicted else tr("as {predicted}", predicted=predicted)
    told = tr(
        "{count:,} {digits} {are} read {read}",
        count=count,
        digits=digits(truth),
        are=are(count),
        read=read,
    )
    return f"{told}, {_more(difference)} {names.by_other}."


def of_digit_difference(digit: int, difference: int, names: ComparedNames = UNNAMED) -> str:
    """How often a digit was the answer: "Read as 9: 3 fewer images than by the other network."."""
    return tr(
        "Read as {digit}: {more} {by_other}.",
        digit=digit,
        more=_more(difference, "images "),
        by_other=names.by_other,
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
        "{title} of the {digits}: {figure} %", title=title, digits=digits(digit), figure=figure
    )
    if change is None:
        return f"{told}."
    if change == 0:
        return tr("{told}, the same as {others}.", told=told, others=names.others)
    return tr(
        "{told}, {change:.1f} {way} than {others}.",
        told=told,
        change=abs(change),
        way="more" if change > 0 else "less",
        others=names.others,
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


def _more(difference: int, what: str = "") -> str:
    if difference == 0:
        return tr("as many {what}as", what=what)
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} {what}than"
