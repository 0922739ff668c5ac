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
    # in memory the batch comes last: so each step is one pass over N numbers
    maps = np.empty((3, 2, len(angle)))
    down, right, constant = maps
    # Undone in the opposite order: turned back, then every row slid back, then sized back.
    cosine, sine = down[0], right[0]
    np.cos(angle, out=cosine)
    np.sin(angle, out=sine)
    np.subtract(shear * cosine, sine, out=down[1])
    np.add(shear * sine, cosine, out=right[1])
    maps[:2] /= size
    np.multiply(down, -shift[0], out=constant)
    constant -= right * shift[1]
    return maps.transpose(2, 1, 0)
