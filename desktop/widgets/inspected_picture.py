"""The inspected digit, large; on it, if wanted, what each pixel speaks for."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Theme, mixed
from desktop.widgets.images import to_inked_image
from nncore.array_types import IMAGE_SIDE, FloatArray, ImageArray

_SMALLEST, _LARGEST = 4 * IMAGE_SIDE, 9 * IMAGE_SIDE
_SHARE = 99.5
"""Percent of the pixels with ink that the colours' scale holds."""


class InspectedPicture(QWidget):
    """A square; warm pixels speak for the answer, cool ones for the other digit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspected_picture")
        self._theme = theme
        self._pixels: ImageArray | None = None
        self._blame: FloatArray | None = None
        self._touched: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def show_pixels(self, pixels: ImageArray | None) -> None:
        """Show an image (28, 28) without anything on it; None for none."""
        self._pixels, self._blame, self._touched = pixels, None, None
        self.update()

    def show_touches(
        self, pixels: ImageArray, pen: NDArray[np.bool_], eraser: NDArray[np.bool_]
    ) -> None:
        """Show an image (28, 28) on which a pen and an eraser were at work, and where."""
        self._pixels, self._blame, self._touched = pixels, None, (pen, eraser)
        self.update()

    def show_blame(self, blame: FloatArray | None) -> None:
        """Show on it what each pixel adds, (28, 28); None for nothing."""
        self._blame = blame
        self.update()

    @property
    def image(self) -> QImage | None:
        """The picture at one screen pixel a pixel."""
        if self._pixels is None:
            return None
        if self._touched is not None:
            return _touched(self._pixels, *self._touched, self._theme)
        if self._blame is None:
            return to_inked_image(self._pixels, self._theme.ink, self._theme.paper)
        return _blamed(self._pixels, self._blame, self._theme)

    def sizeHint(self) -> QSize:
        return QSize(8 * IMAGE_SIDE, 8 * IMAGE_SIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(_SMALLEST, _SMALLEST)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(_SMALLEST, min(width, _LARGEST))

    def paintEvent(self, _event: QPaintEvent) -> None:
        image = self.image
        if image is None:
            return
        painter = QPainter(self)
        # whole screen pixels for each of its own, so that none looks larger than another
        side = max(1, min(self.width(), self.height()) // IMAGE_SIDE) * IMAGE_SIDE
        place = QRect((self.width() - side) // 2, 0, side, side)
        painter.drawImage(place, image)
        painter.setPen(self._theme.line)
        painter.drawRect(place.adjusted(0, 0, -1, -1))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def _blamed(pixels: ImageArray, blame: FloatArray, theme: Theme) -> QImage:
    """Ink in the colour of what it speaks for, and grey where nothing depends on it."""
    inked = pixels > 0
    sizes = np.abs(blame[inked])
    most = float(np.percentile(sizes, _SHARE)) if sizes.size else 0.0
    shares = np.clip(blame / (most or 1.0), -1, 1)
    ink = (pixels / 255.0)[..., np.newaxis]
    grey = mixed(theme.paper, theme.muted, 0.45)
    warm, cool = _numbers(theme.wrong), _numbers(theme.training)
    strength = np.sqrt(np.abs(shares))[..., np.newaxis]  # roots let weak ones be seen, too
    hue = np.where(shares[..., np.newaxis] > 0, warm, cool)
    inks = _numbers(grey) * (1 - strength) + hue * strength
    # a faint pixel that matters must not be as pale as its ink
    cover = np.maximum(ink, strength * (ink > 0))
    return _coloured(_numbers(theme.paper) * (1 - cover) + inks * cover)


def _touched(
    pixels: ImageArray, pen: NDArray[np.bool_], eraser: NDArray[np.bool_], theme: Theme
) -> QImage:
    """What the pen added in one colour, and the ground where the eraser was tinted by another."""
    ink = (pixels / 255.0)[..., np.newaxis]
    inks = np.where(pen[..., np.newaxis], _numbers(theme.training), _numbers(theme.ink))
    tinted = _numbers(mixed(theme.paper, theme.wrong, 0.3))
    grounds = np.where(eraser[..., np.newaxis], tinted, _numbers(theme.paper))
    return _coloured(grounds * (1 - ink) + inks * ink)


def _coloured(colours: FloatArray) -> QImage:
    """A picture of (H, W, 3) numbers from 0 to 255."""
    levels = np.ascontiguousarray(np.rint(colours), np.uint8)
    height, width = levels.shape[:2]
    return QImage(levels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _numbers(colour: QColor) -> FloatArray:
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)
