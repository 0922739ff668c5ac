"""What the drawer says: names of layers, short numbers, and what each figure means.

It knows no Qt: plain functions from facts to words.
"""

import re
from math import isfinite, isnan

from nncore.runtime.probing import LayerFigures

EMPTY = "Start a run to look inside the network."
NOTHING = "–"

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_KERNELS = re.compile(r"(\d+)×(\d+)×(\d+)")
HEALTHY = 10**-3.5, 10**-2.5
"""Where the ratio of update to weights is said to belong; a rule of thumb."""

NOTE = (
    "Shaded: a healthy pace, about a thousandth of the weights a step (a rule of thumb). "
    "The line shows where the last 100 looks lay."
)

UNITS = (
    "Each picture is one unit of the first layer: its weights, laid out as the pixels that it "
    "looks at. Ink on orange speaks for the unit, ink on blue against it; at first they are noise."
)
KERNELS = (
    "Each picture is one kernel of the first layer: a small pattern that it looks for at every "
    "place of the image. Ink on orange speaks for it, ink on blue against it."
)

HEADINGS = (
    ("Layer", ""),
    ("Silent", "dead ReLUs"),
    ("Weights", "size"),
    ("Gradient", "size"),
    ("Update", "size"),
    ("Update ÷ weights", "Ratio"),
)
"""What stands above each column: a word, and the field's own term."""

EXPLANATIONS = (
    (
        "The layers with weights, from the image to the ten digits. The figures are of one step, "
        "looked at a few times a second."
    ),
    (
        "The share of units that answered none of the images looked at. A unit whose ReLU never "
        "answers gets no gradient, so it cannot learn its way back: a dead ReLU."
    ),
    (
        "How large a typical weight is (root mean square). It grows slowly as the layer learns; "
        "when it shoots up, training is about to blow up."
    ),
    (
        "How strongly the loss asks a typical weight to change (root mean square of the gradient). "
        "When it shrinks from layer to layer towards the input, the first layers hardly learn."
    ),
    (
        "How far this step moved a typical weight (root mean square). It is the gradient, scaled "
        "by the learning rate and by what the optimizer makes of it."
    ),
    (
        "How far a step moves the weights, measured by their size (update-to-weight ratio). Near "
        "0.001, the shaded band, is a rule of thumb: far below learns slowly, far above is shaky; "
        "Adam begins higher."
    ),
)
"""Each column, in two sentences."""


def layer_name(figures: LayerFigures, *, is_last: bool) -> str:
    """A layer in words, as in "Hidden 128", "Output 10" or "Kernels 5 × 5, 20 of them"."""
    if kernels := _KERNELS.fullmatch(figures.label):
        rows, columns, count = kernels.groups()
        return f"Kernels {rows} × {columns}, {count} of them"
    return f"{'Output' if is_last else 'Hidden'} {figures.label}"


def short_name(figures: LayerFigures, *, is_last: bool) -> str:
    """The same where there is little room, as in "Kernels 5×5×20"."""
    if _KERNELS.fullmatch(figures.label):
        return f"Kernels {figures.label}"
    return layer_name(figures, is_last=is_last)


def size(value: float) -> str:
    """A size in three digits, as in 0.0498, 1.24 or 3.1·10⁻⁵."""
    if not isfinite(value):
        return NOTHING if isnan(value) else "∞"
    if value == 0:
        return "0"
    # rounded before the form is chosen: 9.99 is 10.0 with a digit less
    power = int(f"{value:.2e}".partition("e")[2])
    if -3 <= power <= 2:
        return f"{value:.{2 - power}f}"
    digits, _, exponent = f"{value:.1e}".partition("e")
    return f"{digits}·10{str(int(exponent)).translate(_SUPERSCRIPTS)}"


def share(fraction: float | None) -> str:
    """A share of units, as in 12 %; what is there at all is not called 0."""
    if fraction is None:
        return NOTHING
    if 0 < fraction < 0.01:
        return "< 1 %"
    return f"{fraction:.0%}".replace("%", " %")


def silence_hint(figures: LayerFigures) -> str:
    """The share of silent units in a sentence."""
    if figures.silent is None:
        return "No ReLU to look at here." if figures.looked_at else "Not looked at."
    return f"{share(figures.silent)} of its units answered none of {figures.looked_at} images."


def ratio_hint(ratio: float) -> str:
    """The ratio in a sentence."""
    if isnan(ratio):
        return "No step was looked at."
    change = f"One step changes the weights by about {_percent(ratio)}"
    low, high = HEALTHY
    if ratio < low:
        return f"{change}: little. It learns slowly, or is nearly done."
    if ratio > high:
        return f"{change}: much. Usual at first; later a lower learning rate may help."
    return f"{change}: healthy."


def units_in_sight(first: int, last: int, count: int, *, is_kernels: bool) -> str:
    """Which pictures are shown, as in "Units 25–48 of 128"."""
    noun = "kernel" if is_kernels else "unit"
    if first == 0 and last >= count:
        return f"{count} {noun}{'' if count == 1 else 's'}"
    return f"{noun.capitalize()}s {first + 1}–{last} of {count}"


def no_pictures(inputs: int) -> str:
    """Why there are no pictures."""
    return f"The first layer looks at {inputs:,} numbers that make no square picture."


def _percent(ratio: float) -> str:
    percent = ratio * 100
    if not isfinite(percent):
        return "all they are"
    return f"{percent:.2g} %" if 1e-3 <= percent < 100 else f"{size(percent)} %"


def pictures(*, is_kernels: bool) -> str:
    """What the pictures show."""
    return KERNELS if is_kernels else UNITS


def unit_words(
    unit: int,
    side: int,
    *,
    leaning: tuple[int, int] | None,
    is_kernels: bool,
    is_output: bool,
) -> tuple[str, str, str, str]:
    """What is said beside an enlarged unit: a title, a lead, a digit to be set large, the rest.

    leaning: the digits that it speaks most for and most against, where that can be said.
    """
    if is_kernels:
        return f"Kernel {unit + 1}", f"{side} × {side} pixels, looked for at every place", "", ""
    if is_output:
        return "Output", "speaks for", str(unit), ""
    title = f"Unit {unit + 1}"
    if leaning is None:
        return title, "feeds all units of the next layer", "", ""
    return title, "speaks most for", str(leaning[0]), f"most against {leaning[1]}"
