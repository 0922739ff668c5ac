"""Affine changes of images about their centre, turned round: from each new place to the old one.

It is plane geometry alone and knows no pixels.
"""

import numpy as np

from nncore.array_types import FloatArray


def inverse_maps(
    *, shift: FloatArray, angle: FloatArray, size: FloatArray, shear: FloatArray
) -> FloatArray:
    """The maps (N, 2, 3) from new to old (row, column, 1) that undo a change about the centre.

    The change is to size (heights and widths as (2, N)), then to slant by `shear` (N,), leaning
    right if positive, then to turn by `angle` (N,) in radians, counterclockwise, then to shift
    (down and right as (2, N)).
    """
    cosine, sine = np.cos(angle), np.sin(angle)
    height, width = size
    # Undone in the opposite order: turned back, then every row slid back, then sized back.
    row = np.stack([cosine, sine]) / height
    column = (np.stack([-sine, cosine]) + shear * np.stack([cosine, sine])) / width
    linear = np.stack([row, column])
    constant = -np.sum(linear * shift, axis=1, keepdims=True)
    return np.moveaxis(np.concatenate([linear, constant], axis=1), -1, 0)
