"""Explanations in words, as they stand beside an `InspectedPicture`."""

import numpy as np

from desktop.formats import article, part_done
from desktop.workspace.training_features import AlikeImages
from nncore.array_types import FloatArray
from nncore.explanation.contributions import Contributions
from nncore.explanation.smallest_fix import Fix

LOOKING = "Looking for the smallest fix…"
NOT_EXPLAINED = "This cannot be explained: {reason}."
NO_TRAINING = "There are no training images in this data set that could be alike"


def blame(found: Contributions, predicted: int, rival: int) -> str:
    """The sum in words; its parts are rounded so that they add up to what is said of the whole."""
    speaks_for, speaks_against = _sums(found.pixels)
    parts = round(speaks_for, 1) - round(speaks_against, 1) + round(found.biases, 1)
    lead = round(parts, 1) + 0.0  # which turns -0 into 0
    if found.biases >= 0:
        biases = f"the biases speak for {predicted} by {abs(found.biases):.1f}"
    else:
        biases = f"the biases speak for {rival} by {abs(found.biases):.1f}"
    return (
        f"Orange ink speaks for {predicted} by {speaks_for:.1f}, blue ink for {rival} by "
        f"{speaks_against:.1f}; "
        f"{biases}. Together {article(predicted)} {predicted} leads by {lead:.1f}. "
        f"Blank pixels add nothing: each part is a pixel’s ink times a slope."
    )


def fix(found: Fix | None, *, is_right: bool = False) -> str:
    """How few touches make it another digit. is_right: it is what it was taken for already."""
    if found is None:
        what = "change that tips it" if is_right else "fix"
        return f"No {what} was found within twelve touches of a pen or an eraser."
    if not found.touches:
        return f"It is read as {found.digit} as it is."
    touches = "One touch" if found.touches == 1 else f"{found.touches} touches"
    tool = _tool(found)
    makes = "makes" if found.touches == 1 else "make"
    steady = (
        "It holds when the image is blurred or shifted a little."
        if found.holds
        else "It does not hold when the image is blurred or shifted."
    )
    ink = f"{found.ink_changed:.1f} pixels of ink change"
    made = f"{touches} of {tool} {makes} it {article(found.digit)} {found.digit}"
    what = "the smallest change found that tips it" if is_right else "the smallest fix found"
    return f"{made}, {what} ({ink}). {steady}"


def alike(found: AlikeImages, what: str) -> str:
    """What the nearest images' numbers are, and among how many the nearest were looked for.

    what: from which they are so far away: "image", "drawing".
    """
    numbers = f"The numbers are distances from this {what} in the network’s last hidden layer."
    if found.compared == found.training:
        return numbers
    among = f"{found.compared:,} of the {found.training:,} training images"
    return f"{numbers} These are the nearest among {among}."


def reading_training(done: float) -> str:
    """How far the training images have been looked at."""
    return f"Looking at the training images… {part_done(done)}"


def _tool(found: Fix) -> str:
    has_pen, has_eraser = bool(found.pen.any()), bool(found.eraser.any())
    if has_pen and has_eraser:
        return "pen (blue) and eraser (orange)"
    return "a pen (blue)" if has_pen else "an eraser (orange)"


def _sums(pixels: FloatArray) -> tuple[float, float]:
    # what nothing speaks against is opposed by 0, not by -0
    return float(np.sum(pixels[pixels > 0])), abs(float(np.sum(pixels[pixels < 0])))
