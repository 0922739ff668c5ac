"""The first layer's weights as signed maps, one a unit, and many of them as one picture."""

from math import isqrt

import numpy as np

from desktop.train.inside.picture_grid import PictureGrid
from desktop.widgets.images import emphasised_levels
from nncore.array_types import FloatArray, ImageArray

_SHARE = 99.5
"""Percent of the weights that the scale holds: a few strong ones shall not make all others pale."""

_SAMPLE = 10_000
"""Weights that the scale is taken from; all of them would take as long as the picture."""


class UnitMaps:
    """What each unit of a first layer looks for: a map of weights over what it sees.

    weights: (inputs, units) of a dense layer, or (rows, columns, channels, kernels).
    """

    def __init__(self, weights: FloatArray) -> None:
        self._weights = weights
        self.is_kernels = weights.ndim == 4
        self.count = int(weights.shape[-1]) if weights.size else 0
        self.side = _side(weights)
        self.most = _scale(weights)
        """The size of a weight whose colour is full, shared by all maps so that they compare."""

    @property
    def inputs(self) -> int:
        """How many numbers a unit takes in."""
        return int(self._weights.size // max(1, self.count))

    @property
    def has_pictures(self) -> bool:
        """Whether what a unit takes in is a square that can be shown."""
        return self.side > 0

    def levels(self, first: int, last: int) -> ImageArray:
        """The same as levels of colour, see `emphasised_levels`."""
        return emphasised_levels(self.maps(first, last), self.most)

    def maps(self, first: int, last: int) -> FloatArray:
        """The maps of the units from `first` up to `last`, shape (units, side, side)."""
        chosen = self._weights[..., first:last]
        if self.is_kernels:
            # kernels over several channels: what they look for in all of them together
            return np.asarray(np.moveaxis(chosen.mean(axis=2), -1, 0))
        return chosen.T.reshape(-1, self.side, self.side)


def contact_sheet(levels: ImageArray, grid: PictureGrid) -> ImageArray:
    """Pictures (N, side, side) in the rows of `grid`, magnified as it says; 0 in the gaps."""
    rows = -(-len(levels) // grid.columns)
    drawn = grid.side * grid.magnification
    # one sheet in one go, since each picture apart would cost more than all of them
    cells = np.zeros((rows * grid.columns, grid.cell, grid.cell), np.uint8)
    magnified = levels.repeat(grid.magnification, axis=1).repeat(grid.magnification, axis=2)
    cells[: len(levels), :drawn, :drawn] = magnified
    sheet = cells.reshape(rows, grid.columns, grid.cell, grid.cell).transpose(0, 2, 1, 3)
    return sheet.reshape(rows * grid.cell, grid.columns * grid.cell)


def _side(weights: FloatArray) -> int:
    """Numbers a side of one map; 0 where they make no square."""
    if weights.ndim == 4:
        return int(weights.shape[0])
    inputs = weights.shape[0] if weights.ndim == 2 else 0
    side = isqrt(inputs)
    return side if side > 1 and side * side == inputs else 0


def _scale(weights: FloatArray) -> float:
    # an odd stride, which meets each unit and each place
    sample = weights.reshape(-1)[:: max(1, weights.size // _SAMPLE) | 1]
    sizes = np.abs(sample[np.isfinite(sample)])
    most = float(np.percentile(sizes, _SHARE)) if sizes.size else 0.0
    return most or 1.0
