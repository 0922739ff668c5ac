"""The array types that travel through nncore, named once so that signatures say what they carry.

Shapes stand in the docstrings; NumPy's types cannot state them.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating[Any]]
"""Activations, parameters, gradients: float32 in use, float64 in gradient checks."""

ImageArray: TypeAlias = NDArray[np.uint8]
"""Grey images, white ink on black, 0..255: (N, 28, 28), or (28, 28) for one."""

LabelArray: TypeAlias = NDArray[np.uint8]
"""Class labels 0..9, shape (N,)."""

CLASSES = 10
"""The digits 0 to 9."""

IMAGE_SIDE = 28
"""Rows and columns of an MNIST image."""
