"""Digits cut in two, put together wrongly, mirrored or turned, where that leaves no digit.

It works on images of digits, by people or generated; the tables say what is surely none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import ImageArray
from nncore.datasets.dataset import Split
from nncore.drawing.background import ink_box
from nncore.drawing.framing import centre_by_mass, fit_ink

Operation: TypeAlias = Callable[[ImageArray], ImageArray]
"""What becomes of the ink (H, W) of a digit, cropped to its box."""

BATCH = 400
"""Images between two reports of progress."""
CUT = 0.42
"""How much of its height a part keeps: with more, half a 3 shows where it goes on and is a 2."""


def changed(
    count: int,
    digits: Split,
    operations: Mapping[int, Sequence[Operation]],
    *,
    rng: np.random.Generator,
) -> Iterator[ImageArray]:
    """Images (n, 28, 28) of digits after a random one of their operations, framed anew.

    Only digits that have an operation are taken; where `digits` holds none, there are no images.
    """
    positions = _positions(digits)
    numbers = [digit for digit in operations if digit in positions]
    for wanted in _batches(count if numbers else 0):
        boxes = []
        for digit in rng.choice(numbers, wanted):
            choices = operations[int(digit)]
            operation = choices[int(rng.integers(len(choices)))]
            ink = _cropped(digits.images[rng.choice(positions[digit])])
            boxes.append(fit_ink(_cropped(operation(ink))))
        yield centre_by_mass(np.stack(boxes))


def _upper_part(ink: ImageArray) -> ImageArray:
    return ink[: max(round(CUT * len(ink)), 1)]


def _lower_part(ink: ImageArray) -> ImageArray:
    return ink[-max(round(CUT * len(ink)), 1) :]


def _halves_swapped(ink: ImageArray) -> ImageArray:
    """The lower half on top of the upper one."""
    return np.roll(ink, len(ink) // 2, axis=0)


def _sides_swapped(ink: ImageArray) -> ImageArray:
    """The right half to the left of the left one."""
    return np.roll(ink, ink.shape[1] // 2, axis=1)


def _mirrored(ink: ImageArray) -> ImageArray:
    return ink[:, ::-1]


def _upside_down(ink: ImageArray) -> ImageArray:
    return ink[::-1, ::-1]


def _flipped(ink: ImageArray) -> ImageArray:
    """Mirrored in a level line."""
    return ink[::-1]


def _turned_left(ink: ImageArray) -> ImageArray:
    return np.rot90(ink)


def _turned_right(ink: ImageArray) -> ImageArray:
    return np.rot90(ink, -1)


SWAPPED: dict[int, tuple[Operation, ...]] = {
    0: (_sides_swapped,),
    2: (_sides_swapped,),
    3: (_sides_swapped,),
    4: (_halves_swapped, _sides_swapped),
    5: (_halves_swapped, _sides_swapped),
    7: (_halves_swapped, _sides_swapped),
    9: (_sides_swapped,),
}
"""Digits whose halves, put together the wrong way round, make none."""

PARTS: dict[int, tuple[Operation, ...]] = {
    3: (_upper_part, _lower_part),
    5: (_upper_part,),
}
"""Parts that are no digit: half an 8 may be a 0, half a slanted 0 a 1, and so on."""

MIRRORED: dict[int, tuple[Operation, ...]] = {
    2: (_turned_left, _turned_right),
    3: (_mirrored, _turned_left, _turned_right),
    4: (_mirrored, _upside_down, _flipped, _turned_left, _turned_right),
    5: (_turned_left, _turned_right),
    6: (_mirrored, _turned_left, _turned_right),
    7: (_mirrored, _flipped, _upside_down, _turned_left, _turned_right),
    8: (_turned_left, _turned_right),
    9: (_mirrored, _turned_left, _turned_right),
}
"""Digits mirrored or turned: a mirrored 2 may be a 5, a 6 upside down is a 9."""


def _positions(digits: Split) -> dict[int, NDArray[np.intp]]:
    """Where each digit stands that is there."""
    return {
        int(digit): np.flatnonzero(digits.labels == digit) for digit in np.unique(digits.labels)
    }


def _batches(count: int) -> Iterator[int]:
    for first in range(0, count, BATCH):
        yield min(BATCH, count - first)


def _cropped(image: ImageArray) -> ImageArray:
    """The ink in its box; a single white pixel where there is none."""
    box = ink_box(image)
    if box is None:
        return np.full((1, 1), 255, np.uint8)
    return image[box.top : box.bottom, box.left : box.right]
