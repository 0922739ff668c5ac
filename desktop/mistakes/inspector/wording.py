"""How the inspector says what it found."""

from desktop.formats import article
from desktop.mistakes.examples import Example
from desktop.mistakes.wording import image_name
from nncore.epoch_predictions import NO_PREDICTION

NO_WEIGHTS = "The weights of this epoch were not kept: what was read is known, but not why."
NOT_READ = "It was not read at this epoch, so that there is nothing to explain."

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
