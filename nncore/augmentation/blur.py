"""Softens images, as a coarse scan, a shaky photo or a screen of few pixels would.

Each pixel takes from its neighbours by binomial weights, the nearest a bell curve comes in pixels.
"""

import numpy as np

from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray


def _bell() -> FloatArray:
    """The (28, 28) matrix that weighs a row of pixels by 1 4 6 4 1 sixteenths: deviation 1."""
    step = (np.eye(IMAGE_SIDE) * 2 + np.eye(IMAGE_SIDE, k=1) + np.eye(IMAGE_SIDE, k=-1)) / 4
    return np.asarray(step @ step, np.float32)


_BELL = _bell()


def soften(images: ImageArray, amounts: FloatArray) -> ImageArray:
    """Blend images with a softened copy of themselves.

    images: (N, 28, 28) uint8. amounts: (N,), 0 to 1: at 0 an image stays as it is, at 1 it is as
    soft as a bell curve with a standard deviation of one pixel makes it.
    """
    sharp = images.astype(np.float32)
    change = _BELL @ (sharp.reshape(-1, IMAGE_SIDE) @ _BELL).reshape(sharp.shape)
    change -= sharp
    change *= amounts.astype(np.float32)[:, np.newaxis, np.newaxis]
    change += sharp
    np.rint(change, out=change)
    return change.astype(np.uint8)
