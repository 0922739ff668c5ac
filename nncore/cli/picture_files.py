"""Decodes PNG, JPEG and BMP with Pillow, which is asked for only when such a picture comes.

Other formats that Pillow knows are never tried: each is one more parser of foreign bytes.
"""

import struct
import warnings
import zlib
from io import BytesIO
from types import ModuleType
from typing import Any, BinaryIO

import numpy as np

from nncore.array_types import ImageArray
from nncore.cli.picture_arrays import Picture
from nncore.drawing.picture_bounds import (
    require_few_scans,
    require_few_segments,
    require_short_runs,
)
from nncore.drawing.pictures import MAXIMUM_PIXELS, require_picture_size
from nncore.safe_text import quoted

SIGNATURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"BM": "BMP"}

_ENOUGH = 2048
"""A JPEG is decoded at a half, a quarter or an eighth of its size that leaves so much a side."""
_SIXTEEN_BITS = 257
"""Levels of 16 bits for one of 8."""
_ROWS = 256
"""Of 16 bits, made 8 at a time."""
_DAMAGE = (
    *(OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, AttributeError),
    *(OverflowError, MemoryError, NotImplementedError, struct.error, zlib.error, Warning),
)
"""What Pillow raises for damaged pictures, its warnings included."""


def read_picture(file: BinaryIO, kind: str) -> Picture:
    """The picture in an open file, upright; of an animation the first one.

    kind: "PNG", "JPEG" or "BMP". Raises ValueError where it is damaged or too large, or Pillow is
    not there.
    """
    pillow = _pillow(kind)
    # Pillow reads as much at once as a damaged length says, and an open file takes memory for that
    file = BytesIO(file.read())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            if kind == "JPEG":
                require_few_segments(file)
            with pillow.open(file, formats=(kind,)) as image:
                require_picture_size(image.height, image.width)
                if kind == "JPEG":
                    require_few_scans(file, image.height * image.width)
                require_short_runs(file, image.info.get("compression"))
                image.draft("L", (_ENOUGH, _ENOUGH))
                image.load()
                return _decoded(_upright(image))
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        words = f"a picture must have at most {MAXIMUM_PIXELS} pixels, it has more"
        raise ValueError(words) from error
    except pillow.UnidentifiedImageError as error:  # its words name an object of Python
        raise ValueError(
            f"it is a damaged {kind} picture, or of a kind that is not read"
        ) from error
    except _DAMAGE as error:
        if str(error).startswith("a picture must"):
            raise
        raise ValueError(f"it is a damaged {kind} picture: {quoted(error)}") from error


def _pillow(kind: str) -> ModuleType:
    try:
        from PIL import Image  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ValueError(
            f'to read {kind} pictures, Pillow is needed: pip install "misread[pictures]"'
        ) from error
    return Image


def _upright(image: Any) -> Any:
    from PIL import ImageOps  # noqa: PLC0415

    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGE:  # a picture with damaged notes is still a picture
        return image


def _decoded(image: Any) -> Picture:
    if image.mode.startswith("I"):
        deep, grey = np.asarray(image), np.empty((image.height, image.width), np.uint8)
        for top in range(0, len(grey), _ROWS):
            rows = slice(top, top + _ROWS)
            grey[rows] = np.clip(deep[rows] // _SIXTEEN_BITS, 0, 255)
        return Picture(grey)
    if "transparency" in image.info or image.mode in ("P", "PA"):
        image = image.convert("RGBA")
    alpha: ImageArray | None = None
    if "A" in image.getbands():
        alpha = np.asarray(image.getchannel("A"))
        alpha = None if int(alpha.min()) == 255 else alpha
    if image.mode == "CMYK":
        image = image.convert("RGB")
    return Picture(np.asarray(image.convert("L")), alpha)
