"""Images become inputs of a network: their shape is checked, and pixels are divided by 255.

Whoever feeds a network comes through here, so that training and reading see the same scale.
"""

from math import prod

import numpy as np
from numpy.typing import DTypeLike

from nncore.array_types import FloatArray, ImageArray

WHITE = 255
"""The value of full ink in a uint8 image."""


def normalise(images: ImageArray, out: FloatArray) -> FloatArray:
    """Divide uint8 pixels by 255 into `out`, of the same shape, and return it."""
    np.copyto(out, images)  # NumPy converts whole arrays faster than piece by piece
    return np.divide(out, WHITE, out=out)


def network_inputs(
    images: ImageArray | FloatArray, shape: tuple[int, ...], dtype: DTypeLike
) -> FloatArray:
    """Check a batch of images and return it as numbers 0..1 of shape (N, *shape).

    images: (N, *shape) or flat (N, pixels); uint8 0..255, or floats that lie in 0..1 already.
    Raises ValueError for another shape or type, an empty batch, NaN, or floats outside 0..1.
    """
    require_shape(images, shape)
    if images.dtype == np.uint8:
        return np.divide(images, WHITE, dtype=dtype).reshape(len(images), *shape)
    return _checked_floats(images).astype(dtype, copy=False).reshape(len(images), *shape)


def require_shape(images: ImageArray | FloatArray, shape: tuple[int, ...]) -> None:
    """Raise ValueError unless `images` is a batch (N, *shape) or (N, pixels), N at least 1."""
    expected = ", ".join(map(str, shape))
    if not isinstance(images, np.ndarray):
        raise ValueError(f"images must be an array of shape (N, {expected}), got {images!r:.80}")
    if images.ndim == 0 or images.shape[1:] not in (shape, (prod(shape),)):
        raise ValueError(f"images must have the shape (N, {expected}), got {images.shape}")
    if len(images) == 0:
        raise ValueError("at least one image is needed, got none")


def _checked_floats(images: ImageArray | FloatArray) -> ImageArray | FloatArray:
    if not np.issubdtype(images.dtype, np.floating):
        raise ValueError(f"images must be uint8 0..255 or floats 0..1, got {images.dtype}")
    if not np.isfinite(images).all():
        raise ValueError("images must be finite numbers, got NaN or infinity")
    low, high = float(images.min()), float(images.max())
    if low < 0 or high > 1:
        raise ValueError(f"float images must lie in 0..1, got {low:g} to {high:g}")
    return images
