"""How the inspector says what it found."""

import numpy as np

from desktop.mistakes.wording import article
from nncore.array_types import FloatArray
from nncore.explanation.contributions import Contributions

NO_WEIGHTS = "The weights of this epoch were not kept: what was read is known, but not why."
NOT_LINEAR = "This network cannot be taken apart exactly: {reason}."


def heading(truth: int, predicted: int) -> str:
    """What happened: "4 read as 9", "4 read right"."""
    return f"{truth} read right" if truth == predicted else f"{truth} read as {predicted}"


def blame(found: Contributions, predicted: int, rival: int) -> str:
    """The sum in words; its parts are rounded so that they add up to what is said of the whole."""
    speaks_for, speaks_against = _sums(found.pixels)
    lead = round(speaks_for, 1) - round(speaks_against, 1) + round(found.biases, 1)
    if found.biases >= 0:
        biases = f"the biases speak for {predicted} by {found.biases:.1f}"
    else:
        biases = f"the biases speak for {rival} by {-found.biases:.1f}"
    return (
        f"Ink speaks for {predicted} by {speaks_for:.1f} and for {rival} by {speaks_against:.1f}; "
        f"{biases}. Together {article(predicted)} {predicted} leads by {lead:.1f}. "
        f"Blank pixels have no part in it, by the way it is computed."
    )


def _sums(pixels: FloatArray) -> tuple[float, float]:
    return float(np.sum(pixels[pixels > 0])), float(-np.sum(pixels[pixels < 0]))
