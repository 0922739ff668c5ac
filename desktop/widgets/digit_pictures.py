"""Digit images as pixmaps in the theme's ink, scaled for the screen and kept for the next paint."""

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from desktop.theme import Theme, mixed
from nncore.array_types import ImageArray

_KEPT = 512
"""Pixmaps to keep at least: some 14 MB of middle-sized ones at a device pixel ratio of 1."""


class DigitPictures:
    """Pixmaps of digits; the ones that were not asked for the longest are forgotten."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kept = _KEPT
        self._shades: NDArray[np.uint32] | None = None
        self._pixmaps: OrderedDict[tuple[bytes, int, float], QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pixmaps)

    def make_room(self, in_sight: int) -> None:
        """Keep three screens full of so many: of a large screen, no frame may forget what the next
        one shows, nor what was made for it.
        """
        self._kept = max(_KEPT, 3 * in_sight)

    def pixmap(self, pixels: ImageArray, side: int, ratio: float) -> QPixmap:
        """The picture of (28, 28) pixels, `side` wide for a screen of that device pixel ratio."""
        key = (pixels.tobytes(), side, ratio)
        if key in self._pixmaps:
            self._pixmaps.move_to_end(key)
            return self._pixmaps[key]
        pixmap = self._pixmaps[key] = self._painted(pixels, side, ratio)
        if len(self._pixmaps) > self._kept:
            self._pixmaps.popitem(last=False)
        return pixmap

    def clear(self) -> None:
        """Forget all, as when the ink has changed."""
        self._pixmaps.clear()
        self._shades = None

    def _painted(self, pixels: ImageArray, side: int, ratio: float) -> QPixmap:
        if self._shades is None:
            self._shades = _shades(self._theme)
        # taking colours from an array costs a tenth of giving a picture 256 of its own
        colours = self._shades[pixels]
        height, width = colours.shape
        row_bytes = colours.strides[0]
        image = QImage(colours.data, width, height, row_bytes, QImage.Format.Format_RGB32)
        size = round(side * ratio)
        scaled = image.scaled(
            size,
            size,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap = QPixmap.fromImage(scaled)
        pixmap.setDevicePixelRatio(ratio)
        return pixmap


def _shades(theme: Theme) -> NDArray[np.uint32]:
    """The colour of each level from paper to ink, (256,)."""
    paper, ink = theme.paper, theme.ink
    return np.array([mixed(paper, ink, level / 255).rgb() for level in range(256)], np.uint32)
