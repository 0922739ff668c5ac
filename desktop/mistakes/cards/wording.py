"""What a card says beside its image: what it is sorted by, and its story."""

from math import isnan

import numpy as np
from numpy.typing import NDArray

from desktop.formats import counted, loss, with_unit
from desktop.mistakes.examples import Examples
from desktop.mistakes.filters import NO_FIX, Order
from desktop.mistakes.timeline.history import NEVER
from desktop.mistakes.wording import image_name
from desktop.translation import tr
from nncore.datasets import JoinedSplit


def sort_text(examples: Examples, position: int, order: Order) -> str:
    """What an image is sorted by; nothing where its card says so already."""
    history = examples.history
    match order:
        case Order.WORST if examples.columns.losses is not None:
            return tr("loss {loss}", loss=loss(examples.columns.losses[position]))
        case Order.MARGIN:
            return _lead(float(examples.margins[position]))
        case Order.POSITION:
            return _image_on_card(examples, position)
        case Order.FIX:
            size = float(examples.fix_sizes[position])
            return _fix_size(size, is_right=bool(examples.is_right[position]))
        case Order.LEARNED_LATE if history is not None:
            if history.was_right[position]:
                return tr("learned at {epoch}", epoch=history.first_learned[position])
            return tr("learned now") if examples.is_right[position] else tr("never learned")
        case Order.FORGOTTEN if history is not None:
            return tr("forgotten {times} ×", times=history.times_forgotten[position])
    return ""


def rival_text(examples: Examples, position: int) -> str:
    """What the other network of a comparison took one image for, as in "before: 6"; nothing where
    nothing is compared.
    """
    if examples.rival is None:
        return ""
    digit = examples.example(position).rival_predicted
    return tr("before: {digit}", digit="?" if digit is None else digit)


def card_story(examples: Examples, position: int) -> str:
    """The one line of a large card: "since epoch 1 · 49,999"."""
    image = _image_on_card(examples, position)
    return " · ".join(filter(None, (since_text(examples, position), image)))


def since_text(examples: Examples, position: int) -> str:
    """Since when one image is read as it is: "since epoch 1"; nothing where it is not known."""
    return since_when(examples.since(np.array([position])))


def since_when(epochs: NDArray[np.int32]) -> str:
    """Since when images are read as they are: of one "since epoch 1"; of several "all of them since
    epoch 1", or "5 of them since epoch 1, 2 later"; nothing where it is not known.
    """
    known = epochs[epochs != NEVER]
    if not len(known):
        return ""
    first = int(known.min())
    count = int(np.count_nonzero(epochs == first))
    if count == len(epochs):
        if count == 1:
            return tr("since epoch {first}", first=first)
        return tr("all of them since epoch {first}", first=first)
    told = tr("{count:,} of them since epoch {first}", count=count, first=first)
    later = len(known) - count
    return tr("{told}, {later:,} later", told=told, later=later) if later else told


def _lead(margin: float) -> str:
    """How far an answer is ahead of the runner-up, 0..1, in percentage points."""
    points = round(100 * margin)
    if points == 0:
        return tr("about level")
    # the number does not end a line without its word
    return tr(
        "ahead by {points}", points=counted(points, "point").replace(" ", "\N{NO-BREAK SPACE}")
    )


def _image_on_card(examples: Examples, position: int) -> str:
    """As in "image 247"; where several splits are shown, "test image 247"."""
    split_name, index = examples.place(position)
    is_joined = isinstance(examples.split, JoinedSplit)
    return image_name(split_name if is_joined else None, index).lower()


def _fix_size(size: float, *, is_right: bool) -> str:
    """In pixels of full ink. is_right: the fix would break the answer instead of mending it."""
    if isnan(size):
        return tr("right by far") if is_right else tr("not looked at yet")
    if size >= NO_FIX:
        return tr("does not tip") if is_right else tr("no fix found")
    pixels = with_unit(f"{size:.1f}", tr("px"))
    return tr("tips at {size} ink", size=pixels) if is_right else tr("fix: {size} ink", size=pixels)
