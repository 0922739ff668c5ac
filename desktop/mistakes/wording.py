"""How the Mistakes tab says what was read: of one image, of a cell of the matrix, of a split.

One place for it, so that a card, its tooltip and the heading never disagree.
"""

from desktop import formats
from desktop.formats import a_digit, accuracy, breakable, day, digits, percent
from desktop.mistakes.examples import Example
from desktop.mistakes.filters import Cell
from desktop.mistakes.titles import MARK_TITLES
from desktop.translation import tr, tr_count
from desktop.workspace.data_titles import SPLIT_TITLES
from desktop.workspace.mark import Mark
from nncore.datasets import SplitName
from nncore.epoch_predictions import NO_PREDICTION

NO_NETWORK = tr("No network yet: train one, and its mistakes show here.")
IMAGES_COMING = tr("The images are still on their way; this fills by itself.")
TRAIN, GO_TO_TRAIN = tr("Train a network"), tr("Go to Train")
NOT_READ = tr("Not read")
READING_GIVEN_UP = tr("The images were not read.")
ALONG_EPOCHS = tr(
    "Shows what the network misread after each epoch of its run; at the right end, as it is now"
)


def whole(misread: int, total: int) -> str:
    """How many of a split are misread: "212 of 10,000 misread · 97.88 % right"."""
    return tr(
        "{misread:,} of {total:,} misread · {accuracy} right",
        misread=misread,
        total=total,
        accuracy=accuracy((total - misread) / total, 2),
    )


def all_right(total: int) -> str:
    """That nothing of a split is misread."""
    return tr("All {total:,} read right.", total=total)


def reading_images(count: int, rival: str = "") -> str:
    """What is going on while a network reads, or the other one of a comparison."""
    if rival:
        return tr_count(
            "Reading {count} image with {rival}",
            "Reading {count} images with {rival}",
            count,
            rival=breakable(rival),
        )
    return tr_count("Reading {count} image", "Reading {count} images", count)


def of_cell(cell: Cell, count: int, of_truth: int) -> str:
    """What a cell of the matrix says: "7 of 982 fours are read as 9."."""
    truth, predicted = cell
    if of_truth == 0:
        return tr("There are no {digits}.", digits=digits(truth))
    if predicted == truth:
        return tr_count(
            "{count} of {of_truth:,} {digits} is read right.",
            "{count} of {of_truth:,} {digits} are read right.",
            count,
            of_truth=of_truth,
            digits=digits(truth),
        )
    return tr_count(
        "{count} of {of_truth:,} {digits} is read as {predicted}.",
        "{count} of {of_truth:,} {digits} are read as {predicted}.",
        count,
        of_truth=of_truth,
        digits=digits(truth),
        predicted=predicted,
    )


def reading(example: Example) -> str:
    """What was taken for what, as in "an 8 read as 3", "an 8, not read at this epoch"."""
    return _read(a_digit(example.truth), example.truth, example.predicted)


def sentence(example: Example) -> str:
    """All that is known of an example, as in "Test image 247: a 4 read as 9 with 97 % confidence
    (loss 3.5124)."
    """
    told, probability = reading(example), percent(example.confidence)
    if example.predicted != NO_PREDICTION:
        told = tr("{told} with {probability} confidence", told=told, probability=probability)
        if example.loss is not None:
            told = tr("{told} (loss {loss})", told=told, loss=formats.loss(example.loss))
    sentences = (
        f"{image_name(example.split_name, example.index)}: {told}.",
        _of_rival(example),
        _marked(example.mark),
    )
    return " ".join(filter(None, sentences))


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
    return f"{name}, {a_digit(example.truth)}"


def reading_title(truth: int, predicted: int) -> str:
    """How it was read: "4 read as 9", "4 read right", "4, not read at this epoch"."""
    return _read(str(truth), truth, predicted)


def _read(what: str, truth: int, predicted: int) -> str:
    if predicted == NO_PREDICTION:
        return tr("{truth}, not read at this epoch", truth=what)
    if truth == predicted:
        return tr("{truth} read right", truth=what)
    return tr("{truth} read as {predicted}", truth=what, predicted=predicted)


def _of_rival(example: Example) -> str:
    names, digit = example.names, example.rival_predicted
    if digit is None:
        return ""
    if not names.before and digit == example.truth:
        return tr("The other network reads it right.")
    if not names.before:
        return tr("The other network reads it as {digit}.", digit=digit)
    before, now = names.before, names.now
    told_before = (
        tr("Before ({network}): read right.", network=before)
        if digit == example.truth
        else tr("Before ({network}): read as {digit}.", network=before, digit=digit)
    )
    told_now = (
        tr("Now ({network}): read right.", network=now)
        if example.is_right
        else tr("Now ({network}): read as {digit}.", network=now, digit=example.predicted)
    )
    return f"{told_before} {told_now}"


def _marked(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return tr(
        "Marked “{mark}” on {day}.",
        mark=MARK_TITLES[mark.kind].lower(),
        day=day(mark.at.astimezone(), year=True),
    )
