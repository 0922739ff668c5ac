"""Arrays to QImage: the one place where pixels become pictures.

A QImage may cross threads, a QPixmap may not, so everything here deals in QImage.
"""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter, qRgba

from desktop.theme import mixed
from desktop.translation import tr
from nncore.array_types import FloatArray, ImageArray

_EMPHASIS = 1.5
"""The power that sizes are raised to for their colour: 1 would be as they are."""


def to_image(pixels: ImageArray) -> QImage:
    """A grey picture of (H, W) uint8 pixels, white on black as they are; the data is copied."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def png(image: QImage) -> bytes:
    """The picture as a PNG file. Raises OSError where it cannot be made."""
    buffer = QBuffer()  # with bytes of its own: it would not keep any others alive
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(tr("the picture cannot be made: {problem}", problem=writer.errorString()))
    return bytes(buffer.data().data())


def to_inked_image(pixels: ImageArray, ink: QColor, paper: QColor) -> QImage:
    """A picture whose black is drawn as `paper` and whose white as `ink`, mixing in between."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(_shades(paper.rgb(), ink.rgb()))
    return image


def to_ink_layer(pixels: ImageArray, ink: QColor) -> QImage:
    """A picture whose white is `ink` and whose black is clear, to be laid over something."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    red, green, blue = ink.red(), ink.green(), ink.blue()
    image.setColorTable([qRgba(red, green, blue, level) for level in range(256)])
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


@lru_cache(maxsize=8)
def _shades(paper: int, ink: int) -> list[int]:
    # 256 mixed colours take longer than the picture they are for: the few themes keep theirs
    start, end = QColor(paper), QColor(ink)
    return [mixed(start, end, level / 255).rgb() for level in range(256)]


def signed_levels(values: FloatArray, most: float) -> ImageArray:
    """Signed numbers as levels: 1 for -`most` and less, 128 for 0, 255 for `most` and more.

    What is not a number gets 0, which `to_signed_image` leaves clear.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        levels = np.rint(np.clip(values / most, -1, 1) * 127) + 128
    return np.asarray(np.nan_to_num(levels, nan=0), np.uint8)


def emphasised_levels(values: FloatArray, most: float) -> ImageArray:
    """Signed levels where small numbers are paler than their size says.

    So the noise of the first weights stands back as soon as strokes stand out.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        parts = np.clip(values / most, -1, 1)
        return signed_levels(np.sign(parts) * np.abs(parts) ** _EMPHASIS, 1.0)


def to_signed_image(
    levels: ImageArray, negative: QColor, neutral: QColor, positive: QColor
) -> QImage:
    """A picture of `signed_levels` (H, W), mixed between three colours; clear where there is 0."""
    levels = np.ascontiguousarray(levels)
    height, width = levels.shape
    image = QImage(levels.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(_signed_shades(negative.rgb(), neutral.rgb(), positive.rgb()))
    return image


@lru_cache(maxsize=8)
def _signed_shades(negative: int, neutral: int, positive: int) -> list[int]:
    low, zero, high = QColor(negative), QColor(neutral), QColor(positive)
    below = [mixed(low, zero, step / 127).rgb() for step in range(127)]
    above = [mixed(zero, high, step / 127).rgb() for step in range(128)]
    return [QColor(0, 0, 0, 0).rgba(), *below, *above]
