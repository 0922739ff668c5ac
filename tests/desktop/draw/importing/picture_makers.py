"""Pictures for the tests, in the bytes of their files: by Qt where it writes them, else by hand."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColorSpace, QImage, QImageWriter

from nncore.array_types import FloatArray, ImageArray

TURNS = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.T,
    6: lambda upright: np.rot90(upright),
    7: lambda upright: np.rot90(upright, 2).T,
    8: lambda upright: np.rot90(upright, -1),
}
"""By EXIF's orientations: how a picture lies in its file that is upright when it is turned."""


def grey_image(pixels: ImageArray) -> QImage:
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()


def clear_image(pixels: ImageArray, alpha: ImageArray) -> QImage:
    """Grey with alpha."""
    whole = np.ascontiguousarray(np.stack([pixels, pixels, pixels, alpha], axis=-1))
    height, width = pixels.shape
    image = QImage(whole.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.copy()


def encoded(image: QImage, kind: str, quality: int = 85) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    assert writer.write(image), writer.errorString()
    return bytes(buffer.data().data())


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """A JPEG whose EXIF says how it is to be turned."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + bytes(4)
    body = b"Exif\x00\x00" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def deep_png(pixels: ImageArray) -> bytes:
    """Grey of 16 bits."""
    deep: NDArray[np.uint16] = np.ascontiguousarray(pixels.astype(np.uint16) * 257)
    height, width = pixels.shape
    form = QImage.Format.Format_Grayscale16
    return encoded(QImage(deep.data, width, height, 2 * width, form).copy(), "png")


def palette_png(pixels: ImageArray) -> bytes:
    """Colours of a palette: its ink blue, its ground clear."""
    image = QImage(pixels.shape[1], pixels.shape[0], QImage.Format.Format_Indexed8)
    image.setColorTable([0x00FFFFFF, 0xFF102080])
    for row, column in np.ndindex(*pixels.shape):
        image.setPixel(column, row, int(pixels[row, column] > 127))
    return encoded(image, "png")


def cmyk_jpeg(pixels: ImageArray) -> bytes:
    """As printers want it: black ink alone, where pixels are dark."""
    height, width = pixels.shape
    inks = np.zeros((height, width, 4), np.uint8)
    inks[..., 3] = 255 - pixels
    form = QImage.Format.Format_CMYK8888
    image = QImage(inks.data, width, height, 4 * width, form).copy()
    image.setColorSpace(QColorSpace())
    return encoded(image, "jpeg")


def gif(*frames: ImageArray) -> bytes:
    """An animation of 128 greys; its pixels are packed by codes that repeat nothing."""
    height, width = frames[0].shape
    greys = b"".join(bytes([2 * level] * 3) for level in range(128))
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF6, 0, 0) + greys
    return head + b"".join(map(_gif_frame, frames)) + b"\x3b"


def _gif_frame(pixels: ImageArray) -> bytes:
    height, width = pixels.shape
    levels = (pixels // 2).ravel().tolist()
    codes = bytearray()
    for first in range(0, len(levels), 120):  # cleared before the codes need a ninth bit
        codes += bytes([128, *levels[first : first + 120]])
    codes.append(129)
    blocks = (codes[first : first + 255] for first in range(0, len(codes), 255))
    delay = b"\x21\xf9\x04\x00\x0a\x00\x00\x00"
    place = b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0)
    return delay + place + b"\x07" + b"".join(bytes([len(each)]) + each for each in blocks) + b"\0"


def empty_png(width: int, height: int, depth: int = 8, colours: int = 0) -> bytes:
    """A PNG that says it has so many pixels, and has none.

    depth: bits of a colour. colours: PNG's number, 0 for grey and 6 for colour with alpha.
    """
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_part(*each) for each in parts)


def png_part(kind: bytes, content: bytes) -> bytes:
    """One chunk, as PNG calls it."""
    checked = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checked)


def with_notes(png: bytes, *notes: bytes) -> bytes:
    """A PNG with more parts between its header and its pixels."""
    return png[:33] + b"".join(notes) + png[33:]


def packed_texts(count: int) -> list[bytes]:
    """Notes of 8 MB each, packed to 8 kB."""
    text = zlib.compress(b"a" * 7_900_000, 9)
    return [png_part(b"zTXt", b"note %d\0\0" % number + text) for number in range(count)]


def on_page(image: ImageArray, rng: np.random.Generator) -> FloatArray:
    """The ink (300..420 by 400..560), 0..1, of a digit somewhere on a page, in any size."""
    scale = int(rng.integers(5, 11))
    large = image.repeat(scale, axis=0).repeat(scale, axis=1) / 255
    kernel = np.ones(scale) / scale
    for axis in (0, 1):
        large = np.apply_along_axis(np.convolve, axis, large, kernel, "same")
    page = np.zeros((int(rng.integers(300, 421)), int(rng.integers(400, 561))))
    top, left = (int(rng.integers(0, n - len(large) + 1)) for n in page.shape)
    page[top : top + len(large), left : left + len(large)] = large
    return page


def photo(page: FloatArray, rng: np.random.Generator) -> ImageArray:
    """Dark ink on light paper in the light of a lamp, with a camera's noise."""
    height, width = page.shape
    across = rng.uniform(-1, 1) * np.linspace(-1, 1, height)[:, np.newaxis]
    across = across + rng.uniform(-1, 1) * np.linspace(-1, 1, width)
    paper = rng.uniform(170, 235) + rng.uniform(0, 25) * across
    seen = paper * (1 - rng.uniform(0.55, 0.9) * page) + rng.normal(0, 4, page.shape)
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8)
