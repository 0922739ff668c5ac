"""What an array means as pictures: which axis counts them, and what level white has.

Where that cannot be told, the array is refused rather than read as something else.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import IMAGE_SIDE, ImageArray
from nncore.drawing.pictures import require_picture_size

ACCEPTED = (
    "(H, W), (H, W, 1), (N, H, W), (N, H, W, 1), (N, 1, H, W), flat (784,) or (N, 784), and colour "
    "(H, W, 3), (H, W, 4), (N, H, W, 3) or (N, H, W, 4)"
)
_FLAT = IMAGE_SIDE * IMAGE_SIDE
_CHANNELS = (1, 3, 4)
_PIECE = 1024 * 1024
_LUMA = (0.299, 0.587, 0.114)
"""How light red, green and blue are (ITU-R BT.601), as Pillow counts them."""


class Picture(NamedTuple):
    """One decoded picture: upright grey (H, W) uint8, and alpha where some of it is transparent."""

    grey: ImageArray
    alpha: ImageArray | None = None


def pictures_in(array: NDArray[Any]) -> tuple[int, Iterator[Picture]]:
    """How many pictures an array holds, and they, one by one.

    uint8 and whole numbers are 0..255, booleans ink or none, floats 0..1 or 0..255: up to 1 if none
    of them exceeds it. Raises ValueError for other levels, and for shapes that mean no pictures or
    may mean two things.
    """
    stack = _stack(array)
    require_picture_size(*stack.shape[1:3])
    white = _white(array)
    return len(stack), (_picture(each, white) for each in stack)


def _stack(array: NDArray[Any]) -> NDArray[Any]:
    """The array as (N, H, W, channels)."""
    shape = array.shape
    if array.size == 0 or not 1 <= array.ndim <= 4:
        raise _refused(shape)
    if (array.ndim <= 2 and shape[-1] == _FLAT and shape[0] != _FLAT) or shape == (_FLAT,):
        return array.reshape(-1, IMAGE_SIDE, IMAGE_SIDE, 1)
    if array.ndim == 2 and shape[0] == _FLAT:
        raise ValueError(
            f"an array {shape} may be one drawing or flat images: reshape it to (1, H, W) for the "
            f"one, to (N, {IMAGE_SIDE}, {IMAGE_SIDE}) for the others"
        )
    if array.ndim == 2:
        return array[np.newaxis, :, :, np.newaxis]
    has_channels = shape[-1] in _CHANNELS
    if array.ndim == 3:
        return array[np.newaxis] if has_channels else array[..., np.newaxis]
    if array.ndim == 4 and has_channels:
        return array
    if array.ndim == 4 and shape[1] == 1:
        return array[:, 0, :, :, np.newaxis]
    raise _refused(shape)


def _refused(shape: tuple[int, ...]) -> ValueError:
    return ValueError(f"arrays of images are {ACCEPTED}; got {shape}")


def _white(array: NDArray[Any]) -> int:
    """The level of full ink."""
    words = "levels must be uint8 0..255, whole numbers or floats 0..255, floats 0..1 or booleans"
    if array.dtype == bool:
        return 1
    if array.dtype.kind not in "uif":
        raise ValueError(f"{words}; got {array.dtype}")
    if array.dtype == np.uint8:
        return 255
    low, high = float(array.min()), float(array.max())
    if not (low >= 0 and high <= 255):  # NaN is neither
        raise ValueError(f"{words}; got {array.dtype} from {low:g} to {high:g}")
    return 1 if high <= 1 and array.dtype.kind == "f" else 255


def _picture(picture: NDArray[Any], white: int) -> Picture:
    channels = picture.shape[2]
    grey = np.empty(picture.shape[:2], np.uint8)
    rows = max(1, _PIECE // max(1, picture.shape[1]))
    for top in range(0, len(grey), rows):
        part = picture[top : top + rows]
        grey[top : top + rows] = _levels(
            part[..., :3] @ _LUMA if channels > 1 else part[..., 0], white
        )
    if channels < 4:
        return Picture(grey)
    alpha = _levels(picture[..., 3], white)
    return Picture(grey, None if int(alpha.min()) == 255 else alpha)


def _levels(values: NDArray[Any], white: int) -> ImageArray:
    if values.dtype == np.uint8:
        return values
    return np.asarray(np.rint(values.astype(np.float64) * (255 / white)), np.uint8)
