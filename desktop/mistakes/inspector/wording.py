"""How the inspector says what it found."""

from desktop.formats import article, part_done
from desktop.mistakes.cards.examples import Example
from desktop.mistakes.inspector.explanations import AlikeFound
from desktop.mistakes.wording import image_name
from nncore.epoch_predictions import NO_PREDICTION

NO_WEIGHTS = "The weights of this epoch were not kept: what was read is known, but not why."
NOT_READ = "It was not read at this epoch, so that there is nothing to explain."
NO_TRAINING = "There are no training images in this data set that could be alike"

OPEN_IN_DRAW = "Open the image in Draw, to erase from it and draw over it"


def title(example: Example) -> str:
    """Which image it is, and of what: "Test image 4,201, a 4"."""
    name = image_name(example.split_name, example.index)
    return f"{name}, {article(example.truth)} {example.truth}"


def heading(truth: int, predicted: int) -> str:
    """What happened: "4 read as 9", "4 read right", "4, not read at this epoch"."""
    if predicted == NO_PREDICTION:
        return f"{truth}, not read at this epoch"
    return f"{truth} read right" if truth == predicted else f"{truth} read as {predicted}"


def alike(found: AlikeFound) -> str:
    """What the nearest images' numbers are, and among how many the nearest were looked for."""
    numbers = "The numbers are distances from this image in the network’s last hidden layer."
    if found.compared == found.training:
        return numbers
    among = f"{found.compared:,} of the {found.training:,} training images"
    return f"{numbers} These are the nearest among {among}."


def reading_training(done: float) -> str:
    """How far the training images have been looked at."""
    return f"Looking at the training images… {part_done(done)}"
