"""How the Mistakes tab says its figures: counts, accuracies, whole sentences.

One place for them, so that a card, its tooltip and the heading never disagree.
"""

from desktop.formats import accuracy, article, day, digits, percent
from desktop.mistakes.examples import UNNAMED, ComparedNames, Example
from desktop.mistakes.filters import NEAR, OF_RIVAL, Cell, Filters, Outcome
from desktop.mistakes.titles import MARK_TITLES, cell_title, chips, confidence_title
from desktop.workspace.data_titles import SPLIT_TITLES
from desktop.workspace.mark import Mark
from nncore.array_types import CLASSES
from nncore.datasets import SplitName
from nncore.epoch_predictions import NO_PREDICTION

ALONG_EPOCHS = (
    "Shows what the network misread after each epoch of its run; at the right end, as it is now"
)

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


def outcome_sentence(outcome: Outcome, names: ComparedNames = UNNAMED) -> str:
    """Of some images, how they were read."""
    return OUTCOME_SENTENCES[outcome].format(by_other=names.by_other)


def truth_hint(digit: int) -> str:
    """Which images the filter by a true digit lets pass."""
    return f"Images of {article(digit)} {digit}, whatever they were read as"


def choice_of_digit(digit: int) -> str:
    """What a click on a digit in the table of figures does."""
    return f"Show all {digits(digit)}"


def prediction_hint(digit: int) -> str:
    """Which images the filter by an answer lets pass."""
    return f"Images that were read as {digit}, whatever they are"


def span_hint(span: tuple[float, float] | None) -> str:
    """Which images the filter by confidence lets pass; None: no such filter."""
    if span is None:
        return "However sure the network was of its answer"
    return f"Answered with a probability of {confidence_title(span)}"


def whole(misread: int, total: int) -> str:
    """How a split is read: "212 of 10,000 misread · 97.88 %"."""
    return f"{misread:,} of {total:,} misread · {accuracy((total - misread) / total, 2)}"


def of_cell(cell: Cell, count: int, of_truth: int) -> str:
    """What a cell of the matrix says: "7 of 982 fours are read as 9."."""
    truth, predicted = cell
    read = "right" if truth == predicted else f"as {predicted}"
    if of_truth == 0:
        return f"There are no {digits(truth)}."
    return f"{count:,} of {of_truth:,} {digits(truth)} {are(count)} read {read}."


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


def _more(difference: int, what: str = "") -> str:
    if difference == 0:
        return f"as many {what}as"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'} {what}than"


def matrix_header(section: int, *, is_truth: bool) -> str:
    """What a row or a column of the matrix holds."""
    if section == CLASSES:
        return "How many there are of each digit" if is_truth else "How often each was the answer"
    return f"The {digits(section)}" if is_truth else f"Read as {section}"


def reading(example: Example) -> str:
    """What was taken for what, as in "an 8 read as 3", "an 8, not read at this epoch"."""
    if example.predicted == NO_PREDICTION:
        return f"{article(example.truth)} {example.truth}, not read at this epoch"
    read = "right" if example.is_right else f"as {example.predicted}"
    return f"{article(example.truth)} {example.truth} read {read}"


def sentence(example: Example) -> str:
    """All of an example: "Test image 247: a 4 read as 9 with 97 % confidence (loss 3.51).", and
    how it is marked.
    """
    loss = "" if example.loss is None else f" (loss {example.loss:.2f})"
    how_sure = f" with {percent(example.confidence)} confidence{loss}"
    return (
        f"{image_name(example.split_name, example.index)}: {reading(example)}"
        f"{'' if example.predicted == NO_PREDICTION else how_sure}."
        f"{_of_rival(example)}{_marked(example.mark)}"
    )


def image_name(split_name: SplitName | None, index: int) -> str:
    """As in "Test image 247"."""
    return f"{SPLIT_TITLES[split_name]} image {index:,}" if split_name else f"Image {index:,}"


def _of_rival(example: Example) -> str:
    names, digit = example.names, example.rival_predicted
    if digit is None:
        return ""
    before, now = (
        "right" if each == example.truth else f"as {each}" for each in (digit, example.predicted)
    )
    if not names.before:
        return f" The other network reads it {before}."
    return f" Before ({names.before}): read {before}. Now ({names.now}): read {now}."


def nothing_passes(
    filters: Filters, *, is_compared: bool = False, names: ComparedNames = UNNAMED
) -> str:
    """That no image is as the filters ask. is_compared: as in `headline`."""
    if any(map(filters.is_only, OF_RIVAL)):
        return f"There are no images {outcome_sentence(filters.outcome, names)}."
    titles = [title for title, _ in chips(filters)]
    if len(filters.cells) == 1 and len(titles) == 1:
        ((truth, predicted),) = filters.cells
        if is_compared:
            return (
                f"Both networks agree on all images of this cell: {cell_title((truth, predicted))}."
            )
        read = "right" if truth == predicted else f"as {predicted}"
        return f"No {truth} was read {read}."
    if filters == Filters(Outcome.ANY, marked=True):
        return "No image is marked."
    return f"No image passes all of this: {', '.join(titles)}." if titles else "There is no image."


def _marked(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return f" Marked “{MARK_TITLES[mark.kind].lower()}” on {day(mark.at.astimezone(), year=True)}."


def are(count: int) -> str:
    """The verb for so many."""
    return "is" if count == 1 else "are"
