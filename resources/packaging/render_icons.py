"""Draws the icon's sizes from its one SVG source, for the systems that want pictures.

Run it after a change to resources/icons/misread.svg; the results are kept in the repository.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parents[1] / "icons"
SOURCE = ICONS / "misread.svg"
PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
# Apple's type codes for PNG data, by edge in pixels.
ICNS_CODES = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def render(renderer: QSvgRenderer, size: int) -> bytes:
    """The icon at one size, as a PNG file's content."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Windows' container: a directory of 16-byte entries, then the PNG files."""
    offset = 6 + 16 * len(pictures)
    directory = struct.pack("<HHH", 0, 1, len(pictures))
    for size, png in pictures.items():
        edge = size % 256  # 0 stands for 256
        directory += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return directory + b"".join(pictures.values())


def icns(pictures: dict[int, bytes]) -> bytes:
    """macOS' container: tagged PNG files, each after its code and length."""
    chunks = b"".join(
        ICNS_CODES[size] + struct.pack(">I", len(png) + 8) + png for size, png in pictures.items()
    )
    return b"icns" + struct.pack(">I", len(chunks) + 8) + chunks


def main() -> None:
    """Write misread-SIZE.png, misread.ico and misread.icns beside the source."""
    application = QGuiApplication([])
    renderer = QSvgRenderer(str(SOURCE))
    pictures = {size: render(renderer, size) for size in PNG_SIZES}
    for size, png in pictures.items():
        (ICONS / f"misread-{size}.png").write_bytes(png)
    (ICONS / "misread.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    (ICONS / "misread.icns").write_bytes(icns({size: pictures[size] for size in ICNS_CODES}))
    application.quit()


if __name__ == "__main__":
    main()
