"""What the confusion matrix and the figures of each digit say, in sentences."""

from desktop.formats import digits
from desktop.mistakes.examples import UNNAMED, ComparedNames
from desktop.mistakes.filters import Cell
from desktop.mistakes.wording import are
from nncore.array_types import CLASSES


def choice_of_digit(digit: int) -> str:
    """What a click on a digit in the table of figures does."""
    return f"Show all {digits(digit)}"


def of_difference(cell: Cell, difference: int, count: int, names: ComparedNames = UNNAMED) -> str:
    """What a cell of the differences says: "7 fours are read as 9, 3 fewer than by the other
    network."."""
    truth, predicted = cell
    read = "right" if truth == predicted else f"as {predicted}"
    told = f"{count:,} {digits(truth)} {are(count)} read {read}"
    return f"{told}, {_more(difference)} {names.by_other}."


def of_digit_difference(digit: int, difference: int, names: ComparedNames = UNNAMED) -> str:
    """How often a digit was the answer: "Read as 9: 3 fewer images than by the other network."."""
    return f"Read as {digit}: {_more(difference, 'images ')} {names.by_other}."


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
    told = f"{title} of the {digits(digit)}: {figure} %"
    if change is None:
        return f"{told}."
    if change == 0:
        return f"{told}, the same as {names.others}."
    return f"{told}, {abs(change):.1f} {'more' if change > 0 else 'less'} than {names.others}."


def signed(change: float) -> str:
    """A change in percent as tables have it: "+0.4", "−1.2", "0.0"."""
    sign = "" if change == 0 else "+" if change > 0 else "−"
    return f"{sign}{abs(change):.1f}"


def matrix_header(section: int, *, is_truth: bool) -> str:
    """What a row or a column of the matrix holds."""
    if section == CLASSES:
        return "How many there are of each digit" if is_truth else "How often each was the answer"
    return f"The {digits(section)}" if is_truth else f"Read as {section}"


def _more(difference: int, what: str = "") -> str:
    if difference == 0:
        return f"as many {what}as"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} {what}than"
