"""What the drawer says: names of layers, short numbers, and what each figure means."""

import re
from math import isfinite, isnan

from desktop.formats import NOTHING, PERCENT_SIGN, SUREST, counted, with_power
from desktop.translation import tr, tr_count
from nncore.runtime.probing import LayerFigures

EMPTY = tr("Start a run to look inside the network.")

_KERNELS = re.compile(r"(\d+)×(\d+)×(\d+)")
HEALTHY = 10**-3.5, 10**-2.5
"""Where the ratio of update to weights is said to belong; a rule of thumb."""

NOTE = tr(
    "Shaded: a healthy pace, about a thousandth of the weights a step (a rule of "
    "thumb). The line shows where the last 100 looks lay."
)

UNITS = tr(
    "Each picture is one unit of the first layer: its weights, laid out as the "
    "pixels that it looks at. Ink on orange speaks for the unit, ink on blue against "
    "it; at first they are noise."
)
KERNELS = tr(
    "Each picture is one kernel of the first layer: a small pattern that it looks "
    "for at every place of the image. Ink on orange speaks for it, ink on blue "
    "against it."
)

HEADINGS = (
    (tr("Layer"), ""),
    (tr("Silent"), tr("dead ReLUs")),
    (tr("Weights"), tr("size")),
    (tr("Gradient"), tr("size")),
    (tr("Update"), tr("size")),
    (tr("Update ÷ weights"), tr("Ratio")),
)
"""What stands above each column: a word, and the field's own term."""

EXPLANATIONS = (
    tr(
        "The layers with weights, from the image to the ten digits. The figures "
        "are of one step, looked at a few times a second."
    ),
    tr(
        "The share of units that answered none of the images looked at. A unit "
        "whose ReLU never answers gets no gradient, so it cannot learn its way "
        "back: a dead ReLU."
    ),
    tr(
        "How large a typical weight is (root mean square). It grows slowly as "
        "the layer learns; when it shoots up, training is about to blow up."
    ),
    tr(
        "How strongly the loss asks a typical weight to change (root mean square "
        "of the gradient). When it shrinks from layer to layer towards the "
        "input, the first layers hardly learn."
    ),
    tr(
        "How far this step moved a typical weight (root mean square). It is the "
        "gradient, scaled by the learning rate and by what the optimizer makes "
        "of it."
    ),
    tr(
        "How far a step moves the weights, measured by their size "
        "(update-to-weight ratio). Near 0.001, the shaded band, is a rule of "
        "thumb: far below learns slowly, far above is shaky; Adam begins higher."
    ),
)
"""Each column, in two sentences."""


def layer_name(figures: LayerFigures, *, is_last: bool) -> str:
    """A layer in words, as in "Hidden 128", "Output 10" or "Kernels 5 × 5, 20 of them"."""
    if kernels := _KERNELS.fullmatch(figures.label):
        rows, columns, count = kernels.groups()
        return tr(
            "Kernels {rows} × {columns}, {count} of them", rows=rows, columns=columns, count=count
        )
    label = figures.label
    return tr("Output {units}", units=label) if is_last else tr("Hidden {units}", units=label)


def short_name(figures: LayerFigures, *, is_last: bool) -> str:
    """The same where there is little room, as in "Kernels 5×5×20"."""
    if _KERNELS.fullmatch(figures.label):
        return tr("Kernels {label}", label=figures.label)
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
    return with_power(f"{value:.1e}")


def share(fraction: float | None) -> str:
    """A share of units, as in 12 %; what is there at all is not called 0, nor all what is not."""
    if fraction is None:
        return NOTHING
    if 0 < fraction < 0.01:
        return f"<\N{NO-BREAK SPACE}1{PERCENT_SIGN}"
    if 0.99 < fraction < 1:
        return SUREST
    return f"{round(100 * fraction)}{PERCENT_SIGN}"


def silence_hint(figures: LayerFigures) -> str:
    """The share of silent units in a sentence."""
    if figures.silent is None:
        return tr("No ReLU to look at here.") if figures.looked_at else tr("Not looked at.")
    return tr_count(
        "{share} of its units did not answer the one image that was looked at.",
        "{share} of its units answered none of {count} images.",
        figures.looked_at,
        share=share(figures.silent),
    )


def ratio_hint(ratio: float) -> str:
    """The ratio in a sentence."""
    if isnan(ratio):
        return tr("No step was looked at.")
    low, high = HEALTHY
    if ratio < low:
        return tr(
            "One step changes the weights by about {share}: little. It learns slowly, or is "
            "nearly done.",
            share=_percent(ratio),
        )
    if not isfinite(100 * ratio):
        return tr(
            "One step changes the weights by about all they are: much. Usual at first; later a "
            "lower learning rate may help."
        )
    if ratio > high:
        return tr(
            "One step changes the weights by about {share}: much. Usual at first; later a lower "
            "learning rate may help.",
            share=_percent(ratio),
        )
    return tr(
        "One step changes the weights by about {share}: healthy.",
        share=_percent(ratio),
    )


def units_in_sight(first: int, last: int, count: int, *, is_kernels: bool) -> str:
    """Which pictures are shown, as in "Units 25–48 of 128"."""
    if first == 0 and last >= count:
        return counted(count, "kernel" if is_kernels else "unit")
    return (
        tr("Kernels {first}–{last} of {count}", first=first + 1, last=last, count=count)
        if is_kernels
        else tr("Units {first}–{last} of {count}", first=first + 1, last=last, count=count)
    )


def no_pictures(inputs: int) -> str:
    """Why there are no pictures."""
    return tr(
        "The first layer looks at {inputs:,} numbers that make no square picture.", inputs=inputs
    )


def _percent(ratio: float) -> str:
    percent = ratio * 100
    shown = f"{percent:.2g}" if 1e-3 <= percent < 99.5 else size(percent)
    return f"{shown}{PERCENT_SIGN}"


def all_pictures(count: int, *, is_kernels: bool) -> str:
    """What the pictures are called, and how many there are."""
    if is_kernels:
        return tr("Kernels of the first layer, {count}", count=count)
    return tr("Units of the first layer, {count}", count=count)


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
        return (
            tr("Kernel {unit}", unit=unit + 1),
            tr("{side} × {side} pixels, looked for at every place", side=side),
            "",
            "",
        )
    if is_output:
        return tr("Output"), tr("speaks for"), str(unit), ""
    title = tr("Unit {unit}", unit=unit + 1)
    if leaning is None:
        return title, tr("feeds all units of the next layer"), "", ""
    return (
        title,
        tr("speaks most for"),
        str(leaning[0]),
        tr("most against {leaning}", leaning=leaning[1]),
    )
