"""Decodes a picture with Qt: upright grey levels, and alpha where there is some.

What comes from elsewhere may be damaged, forged or huge: before anything is decoded its kind is
told by its first bytes, what its pixels do not need is left out, and its size is checked. All of it
is for a working thread.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from desktop.draw.importing.stripping import stripped
from desktop.translation import tr
from nncore.array_types import ImageArray
from nncore.drawing.picture_bounds import require_few_scans
from nncore.drawing.pictures import require_picture_size
from nncore.storage.file_signatures import BEGINNING, recognised

READ = tr("PNG, JPEG, GIF, BMP and WebP pictures are read")

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
)
_ENOUGH = 2048
"""Pixels a side that a picture is reduced to while it is decoded: twice what its ink needs."""
_BEGINS_SCAN, _ENDS = b"\xff\xda", b"\xff\xd9"
_PIECE = 256
"""Rows converted at a time: Qt lets no other thread of Python work meanwhile."""
_MEGABYTE = 1024 * 1024
_LEAST_BITS = 32
"""A pixel, as Qt reckons them for its limit."""
_RED, _GREEN = 77, 150
"""Of 256, what colours give to grey, as television weighed them; blue gives the rest."""


class Decoded(NamedTuple):
    """The pixels of a picture.

    grey: (H, W) uint8. alpha: (H, W) uint8, 0 for what is not there; None if all is."""

    grey: ImageArray
    alpha: ImageArray | None


def decoded(content: bytes) -> Decoded:
    """The picture in the bytes of a file, upright; of an animation the first one.

    Raises ValueError, in words that follow a name, for what is no picture, damaged or too large.
    """
    kind = _kind(content)
    content = stripped(content, kind)
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        raise ValueError(_damaged(kind))
    require_picture_size(size.height(), size.width())
    _require_room(size, reader.imageFormat())
    if kind == "jpeg":
        require_few_scans(BytesIO(content), size.width() * size.height())
        if content.rfind(_ENDS) < content.rfind(_BEGINS_SCAN):
            raise ValueError(tr("it is a damaged JPEG picture: its end is missing"))
    if max(size.width(), size.height()) > _ENOUGH:
        reader.setScaledSize(_reduced(size))
    image = reader.read()
    if image.isNull():
        raise ValueError(_damaged(kind))
    return levels(image)


def levels(image: QImage) -> Decoded:
    """Grey and alpha of a picture of any format. Raises ValueError where it is too large or has no
    pixel.
    """
    height, width = image.height(), image.width()
    require_picture_size(height, width)
    grey = np.empty((height, width), np.uint8)
    alpha = np.empty_like(grey) if image.hasAlphaChannel() else None
    for rows, pixels in _pieces(image):
        red, green, blue = (pixels[..., each].astype(np.uint16) for each in range(3))
        mixed = _RED * red + _GREEN * green + (256 - _RED - _GREEN) * blue
        grey[rows] = mixed // 256
        if alpha is not None:
            alpha[rows] = pixels[..., 3]
    return Decoded(grey, None if alpha is None or int(alpha.min()) == 255 else alpha)


def _pieces(image: QImage) -> Iterator[tuple[slice, ImageArray]]:
    """Rows of the picture, and their red, green, blue and alpha (h, W, 4)."""
    for top in range(0, image.height(), _PIECE):
        count = min(_PIECE, image.height() - top)
        part = image.copy(0, top, image.width(), count)
        part = part.convertToFormat(QImage.Format.Format_RGBA8888)
        if part.isNull():
            raise MemoryError
        flat = np.frombuffer(part.constBits(), np.uint8).reshape(count, -1)
        yield slice(top, top + count), flat[:, : 4 * part.width()].reshape(count, -1, 4)


def _kind(content: bytes) -> str:
    """The kind of picture by Qt's name for it."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(b"RIFF") and content.startswith(b"WEBP", 8):
        return "webp"
    found = recognised(content[:BEGINNING])
    what = (
        tr("it is no picture that is known")
        if found is None
        else tr("it is {words}", words=found.words)
    )
    raise ValueError(f"{what}; {READ}")


def _damaged(kind: str) -> str:
    title = tr("WebP") if kind == "webp" else kind.upper()
    return tr("it is a damaged {title} picture, or of a kind that is not read", title=title)


def _require_room(size: QSize, form: QImage.Format) -> None:
    """Raise ValueError for a picture that takes more memory than Qt gives one: that of 16 bits a
    colour takes twice as much as others.
    """
    known = form != QImage.Format.Format_Invalid
    bits = max(QImage.toPixelFormat(form).bitsPerPixel() if known else 0, _LEAST_BITS)
    most = QImageReader.allocationLimit() * _MEGABYTE * 8 // bits  # 0 where there is no limit
    if 0 < most < size.width() * size.height():
        raise ValueError(
            tr(
                "a picture of its depth of colour must have at most {most} pixels, "
                "it has {width} x {height}",
                most=most,
                width=size.width(),
                height=size.height(),
            )
        )


def _reduced(size: QSize) -> QSize:
    factor = _ENOUGH / max(size.width(), size.height())
    return QSize(*(max(round(each * factor), 1) for each in (size.width(), size.height())))
