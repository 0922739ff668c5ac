"""Arrays to QImage and back: the one place where pixels change hands.

A QImage may cross threads, a QPixmap may not, so everything here deals in QImage.
"""

from functools import lru_cache
from typing import cast

import numpy as np
from PySide6.QtGui import QColor, QImage

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


def to_pixels(image: QImage) -> ImageArray:
    """The grey values of a picture, (H, W) uint8, as a copy."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    # the stubs call it an object; it is a memoryview
    memory: ImageArray = np.frombuffer(bytes(cast("memoryview", grey.constBits())), np.uint8)
    rows: ImageArray = memory.reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()


@lru_cache(maxsize=8)
def _shades(paper: int, ink: int) -> list[int]:
    # 256 mixed colours take longer than the picture they are for: the few themes keep theirs
    return [_mixed(QColor(paper), QColor(ink), level / 255) for level in range(256)]


def _mixed(start: QColor, end: QColor, share: float) -> int:
    def between(low: int, high: int) -> int:
        return round(low + (high - low) * share)

    return QColor(
        between(start.red(), end.red()),
        between(start.green(), end.green()),
        between(start.blue(), end.blue()),
    ).rgb()
