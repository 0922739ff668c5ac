"""Arrays to QImage: the one place where pixels become pictures.

A QImage may cross threads, a QPixmap may not, so everything here deals in QImage.
"""

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor, QImage

from desktop.shared.theme import mixed
from nncore.arrays import ImageArray


def to_image(pixels: ImageArray) -> QImage:
    """A grey picture of (H, W) uint8 pixels, white on black as they are; the data is copied."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def to_inked_image(pixels: ImageArray, ink: QColor, paper: QColor) -> QImage:
    """A picture whose black is drawn as `paper` and whose white as `ink`, mixing in between."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(_shades(paper.rgb(), ink.rgb()))
    return image


@lru_cache(maxsize=8)
def _shades(paper: int, ink: int) -> list[int]:
    # 256 mixed colours take longer than the picture they are for: the few themes keep theirs
    start, end = QColor(paper), QColor(ink)
    return [mixed(start, end, level / 255).rgb() for level in range(256)]
