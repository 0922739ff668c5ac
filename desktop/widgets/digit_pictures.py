"""Digit images as pixmaps in the theme's ink, scaled for the screen and kept for the next paint.

It knows pixels and screens, not mistakes.
"""

from collections import OrderedDict

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from desktop.theme import Theme
from desktop.widgets.images import to_inked_image
from nncore.array_types import ImageArray

_KEPT = 512
"""Pixmaps to keep: several screens full, some 14 MB at a device pixel ratio of 1."""


class DigitPictures:
    """Pixmaps of digits; the ones that were not asked for the longest are forgotten."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._pixmaps: OrderedDict[tuple[bytes, int, float], QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pixmaps)

    def pixmap(self, pixels: ImageArray, side: int, ratio: float) -> QPixmap:
        """The picture of (28, 28) pixels, `side` wide for a screen of that device pixel ratio."""
        key = (pixels.tobytes(), side, ratio)
        if key in self._pixmaps:
            self._pixmaps.move_to_end(key)
            return self._pixmaps[key]
        pixmap = self._pixmaps[key] = self._painted(pixels, side, ratio)
        if len(self._pixmaps) > _KEPT:
            self._pixmaps.popitem(last=False)
        return pixmap

    def clear(self) -> None:
        """Forget all, as when the ink has changed."""
        self._pixmaps.clear()

    def _painted(self, pixels: ImageArray, side: int, ratio: float) -> QPixmap:
        image = to_inked_image(pixels, self._theme.ink, self._theme.paper)
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
