"""How the Mistakes tab says what was read: of one image, of a cell of the matrix, of a split.

One place for it, so that a card, its tooltip and the heading never disagree.
"""

from desktop import formats
from desktop.formats import accuracy, article, day, digits, percent
from desktop.mistakes.examples import Example
from desktop.mistakes.filters import Cell
from desktop.mistakes.titles import MARK_TITLES
from desktop.translation import tr
from desktop.workspace.data_titles import SPLIT_TITLES
from desktop.workspace.mark import Mark
from nncore.datasets import SplitName
from nncore.epoch_predictions import NO_PREDICTION

NO_NETWORK = tr("No network yet: train one, and its mistakes show here.")
IMAGES_COMING = tr("The images are still on their way; this fills by itself.")
TRAIN, GO_TO_TRAIN = tr("Train a network"), tr("Go to Train")
NOT_READ = tr("Not read")
ALONG_EPOCHS = tr(
    "Shows what the network misread after each epoch of its run; at the right end, as it is now"
)


def whole(misread: int, total: int) -> str:
    """How many of a split are misread: "212 of 10,000 misread · 97.88 %"."""
    return tr(
        "{misread:,} of {total:,} misread · {accuracy}",
        misread=misread,
        total=total,
        accuracy=accuracy((total - misread) / total, 2),
    )


def of_cell(cell: Cell, count: int, of_truth: int) -> str:
    """What a cell of the matrix says: "7 of 982 fours are read as 9."."""
    truth, predicted = cell
    read = read_as(predicted, truth)
    if of_truth == 0:
        return tr("There are no {digits}.", digits=digits(truth))
    return tr(
        "{count:,} of {of_truth:,} {digits} {are} read {read}.",
        count=count,
        of_truth=of_truth,
        digits=digits(truth),
        are=are(count),
        read=read,
    )


def reading(example: Example) -> str:
    """What was taken for what, as in "an 8 read as 3", "an 8, not read at this epoch"."""
    if example.predicted == NO_PREDICTION:
        return tr(
            "{an} {truth}, not read at this epoch",
            an=article(example.truth),
            truth=example.truth,
        )
    read = read_as(example.predicted, example.truth)
    return tr("{an} {truth} read {read}", an=article(example.truth), truth=example.truth, read=read)


def sentence(example: Example) -> str:
    """All that is known of an example, as in "Test image 247: a 4 read as 9 with 97 % confidence
    (loss 3.5124)."
    """
    loss = "" if example.loss is None else tr(" (loss {loss})", loss=formats.loss(example.loss))
    how_sure = tr(
        " with {probability} confidence{loss}", probability=percent(example.confidence), loss=loss
    )
    return (
        f"{image_name(example.split_name, example.index)}: {reading(example)}"
        f"{'' if example.predicted == NO_PREDICTION else how_sure}."
        f"{_of_rival(example)}{_marked(example.mark)}"
    )


def image_name(split_name: SplitName | None, index: int) -> str:
    """As in "Test image 247"."""
    return (
        tr("{split} image {index:,}", split=SPLIT_TITLES[split_name], index=index)
        if split_name
        else tr("Image {index:,}", index=index)
    )


def image_title(example: Example) -> str:
    """Which image it is, and of what: "Test image 4,201, a 4"."""
    name = image_name(example.split_name, example.index)
    return f"{name}, {article(example.truth)} {example.truth}"


def reading_title(truth: int, predicted: int) -> str:
    """How it was read: "4 read as 9", "4 read right", "4, not read at this epoch"."""
    if predicted == NO_PREDICTION:
        return tr("{truth}, not read at this epoch", truth=truth)
    return (
        tr("{truth} read right", truth=truth)
        if truth == predicted
        else tr("{truth} read as {predicted}", truth=truth, predicted=predicted)
    )


def _of_rival(example: Example) -> str:
    names, digit = example.names, example.rival_predicted
    if digit is None:
        return ""
    before, now = (read_as(each, example.truth) for each in (digit, example.predicted))
    if not names.before:
        return tr(" The other network reads it {before}.", before=before)
    return tr(
        " Before ({before}): read {read_before}. Now ({now}): read {read_now}.",
        before=names.before,
        read_before=before,
        now=names.now,
        read_now=now,
    )


def _marked(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return tr(
        " Marked “{mark}” on {day}.",
        mark=MARK_TITLES[mark.kind].lower(),
        day=day(mark.at.astimezone(), year=True),
    )


def are(count: int) -> str:
    """The verb for so many."""
    return tr("is") if count == 1 else tr("are")


def read_as(predicted: int, truth: int) -> str:
    """How a digit was read, as in "right", "as 9"."""
    return tr("right") if predicted == truth else tr("as {predicted}", predicted=predicted)
