"""Explanations in words, as they stand beside an `InspectedPicture`."""

import numpy as np

from desktop.formats import a_digit, part_done
from desktop.translation import tr, tr_count
from desktop.workspace.training_features import AlikeImages
from nncore.array_types import FloatArray
from nncore.explanation.contributions import Contributions
from nncore.explanation.smallest_fix import Fix

LOOKING = tr("Looking for the smallest fix…")
NO_TRAINING = tr("There are no training images in this data set that could be alike")


def not_explained(reason: str) -> str:
    """That something cannot be explained, and why not."""
    return tr("This cannot be explained: {reason}.", reason=reason)


def blame(found: Contributions, predicted: int, rival: int) -> str:
    """The sum in words; its parts are rounded so that they add up to what is said of the whole."""
    speaks_for, speaks_against = _sums(found.pixels)
    parts = round(speaks_for, 1) - round(speaks_against, 1) + round(found.biases, 1)
    lead = round(parts, 1) + 0.0  # which turns -0 into 0
    if found.biases >= 0:
        biases = tr(
            "the biases speak for {predicted} by {biases:.1f}",
            predicted=predicted,
            biases=abs(found.biases),
        )
    else:
        biases = tr(
            "the biases speak for {rival} by {biases:.1f}", rival=rival, biases=abs(found.biases)
        )
    return tr(
        "Orange ink speaks for {predicted} by {speaks_for:.1f}, blue ink for {rival} "
        "by {speaks_against:.1f}; {biases}. Together {a_digit} leads by "
        "{lead:.1f}. Blank pixels add nothing: each part is a pixel’s ink times a "
        "slope.",
        predicted=predicted,
        speaks_for=speaks_for,
        rival=rival,
        speaks_against=speaks_against,
        biases=biases,
        a_digit=a_digit(predicted),
        lead=lead,
    )


def fix(found: Fix | None, *, is_right: bool = False) -> str:
    """How few touches make it another digit. is_right: it is what it was taken for already."""
    if found is None:
        if is_right:
            return tr(
                "No change that tips it was found within twelve touches of a pen or an eraser."
            )
        return tr("No fix was found within twelve touches of a pen or an eraser.")
    if not found.touches:
        return tr("It is read as {digit} as it is.", digit=found.digit)
    steady = (
        tr("It holds when the image is blurred or shifted a little.")
        if found.holds
        else tr("It does not hold when the image is blurred or shifted.")
    )
    ink = tr("{ink_changed:.1f} pixels of ink change", ink_changed=found.ink_changed)
    made = tr_count(
        "One touch of {tool} makes it {a_digit}",
        "{count} touches of {tool} make it {a_digit}",
        found.touches,
        tool=_tool(found),
        a_digit=a_digit(found.digit),
    )
    what = (
        tr("{made}, the smallest change found that tips it ({ink}).", made=made, ink=ink)
        if is_right
        else tr("{made}, the smallest fix found ({ink}).", made=made, ink=ink)
    )
    return f"{what} {steady}"


def alike(found: AlikeImages, *, is_drawing: bool) -> str:
    """What the nearest images' numbers are, and among how many the nearest were looked for.

    is_drawing: whether they are so far away from a drawing, not from an image.
    """
    numbers = (
        tr("The numbers are distances from this drawing in the network’s last hidden layer.")
        if is_drawing
        else tr("The numbers are distances from this image in the network’s last hidden layer.")
    )
    if found.compared == found.training:
        return numbers
    among = tr_count(
        "These are the nearest among {compared:,} of the {count} training image.",
        "These are the nearest among {compared:,} of the {count} training images.",
        found.training,
        compared=found.compared,
    )
    return f"{numbers} {among}"


def reading_training(done: float) -> str:
    """How far the training images have been looked at."""
    return tr("Looking at the training images… {done}", done=part_done(done))


def _tool(found: Fix) -> str:
    has_pen, has_eraser = bool(found.pen.any()), bool(found.eraser.any())
    if has_pen and has_eraser:
        return tr("pen (blue) and eraser (orange)")
    return tr("a pen (blue)") if has_pen else tr("an eraser (orange)")


def _sums(pixels: FloatArray) -> tuple[float, float]:
    # what nothing speaks against is opposed by 0, not by -0
    return float(np.sum(pixels[pixels > 0])), abs(float(np.sum(pixels[pixels < 0])))
