"""What a picture's pixels do not need is left out: it cannot freeze the window or fill memory."""

import io
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Slot
from PySide6.QtGui import QImageReader
from pytestqt.qtbot import QtBot

from desktop.draw.importing.decoding import Decoded, decoded, levels
from desktop.draw.importing.stripping import MOST_PARTS, stripped
from desktop.draw.view import DrawTab
from nncore.array_types import ImageArray
from nncore.drawing.picture_bounds import MOST_SEGMENTS
from tests.desktop.draw.importing.picture_makers import (
    encoded,
    grey_image,
    packed_texts,
    png_part,
    with_notes,
    with_orientation,
)

if TYPE_CHECKING:
    from tests.desktop.draw.importing.conftest import Told


class Heart(QObject):
    """Beats in the window's thread. longest: seconds between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start(5)

    @Slot()
    def _on_beat(self) -> None:
        now = perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def decoded_whole(content: bytes, kind: str) -> Decoded:
    """As Qt decodes the file as it is."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoTransform(True)
    return levels(reader.read())


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    memory = io.BytesIO()
    image.save(memory, kind, **options)
    return memory.getvalue()


def comments(jpeg: bytes, count: int, comment: bytes) -> bytes:
    mark = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return jpeg[:2] + mark * count + jpeg[2:]


def test_a_small_file_of_packed_texts_does_not_hold_the_window(
    tab: DrawTab, dark_seven: ImageArray, told: "Told", tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(with_notes(encoded(grey_image(dark_seven), "png"), *packed_texts(20)))
    assert path.stat().st_size < 400_000
    heart = Heart()
    tab.importer.open_file(path)
    qtbot.waitUntil(lambda: tab.drawing.picture is not None, timeout=60_000)
    assert heart.longest < 1  # 4 s where the texts are unpacked
    assert told.problems == []


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"tEXt", b"iCCP", b"abCd"])
@pytest.mark.parametrize("is_behind", [False, True])
def test_notes_of_a_png_are_left_out(kind: bytes, is_behind: bool, dark_seven: ImageArray) -> None:
    png = encoded(grey_image(dark_seven), "png")
    plain = stripped(png, "png")
    note = png_part(kind, bytes(999))
    noted = png[:-12] + note + png[-12:] if is_behind else with_notes(png, note)
    assert kind not in plain
    assert stripped(noted, "png") == plain
    assert stripped(png + bytes(999), "png") == plain
    assert np.array_equal(decoded(noted).grey, dark_seven)


def test_parts_that_come_once_are_kept_once_and_only_small_ones() -> None:
    png = stripped(encoded(grey_image(np.eye(9, dtype=np.uint8)), "png"), "png")
    turned, large = png_part(b"eXIf", b"II*\0" + bytes(9)), png_part(b"eXIf", bytes(99_999))
    assert stripped(with_notes(png, turned, turned), "png") == with_notes(png, turned)
    assert stripped(with_notes(png, large), "png") == png


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_a_file_of_endless_parts_is_refused(kind: str) -> None:
    whole = encoded(grey_image(np.eye(9, dtype=np.uint8)), kind)
    if kind == "png":
        forged = with_notes(whole, png_part(b"IDAT", b"") * MOST_PARTS)
    else:
        body = b"WEBP" + (b"ABCD" + bytes(4)) * MOST_PARTS + whole[12:]
        forged = b"RIFF" + len(body).to_bytes(4, "little") + body
    with pytest.raises(ValueError, match="a picture must have at most 100000 parts, it has more"):
        decoded(forged)


def test_a_jpeg_of_endless_notes_is_refused() -> None:
    jpeg = encoded(grey_image(np.eye(16, dtype=np.uint8)), "jpeg")
    with pytest.raises(ValueError, match=f"at most {MOST_SEGMENTS} notes and tables"):
        decoded(comments(jpeg, MOST_SEGMENTS, b""))


def test_notes_of_a_jpeg_are_left_out_but_not_how_it_is_turned(dark_seven: ImageArray) -> None:
    jpeg = encoded(grey_image(dark_seven), "jpeg", 95)
    turned = with_orientation(jpeg, 6)
    assert stripped(turned, "jpeg") == turned
    noted = comments(with_orientation(turned, 3), 900, b"a" * 60_000)
    assert stripped(noted, "jpeg") == with_orientation(jpeg, 3), "the first that says so counts"
    profile = b"\xff\xe2\x00\x10ICC_PROFILE\x00\x01\x01"
    assert stripped(jpeg[:2] + profile + jpeg[2:], "jpeg") == jpeg


def test_of_an_animated_webp_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "white", "black")]
    moving = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert moving.count(b"ANMF") == 4
    assert stripped(moving, "webp").count(b"ANMF") == 1
    assert np.array_equal(decoded(moving).grey, decoded_whole(moving, "webp").grey)


MODES = {"PNG": "1 L LA P RGB RGBA", "JPEG": "L RGB CMYK", "WEBP": "L RGB RGBA"}
OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"dpi": (30, 30)},
    "JPEG": {"comment": b"a note", "quality": 90},
    "WEBP": {"quality": 80},
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind in MODES for mode in MODES[kind].split()]
)
def test_no_pixel_changes(kind: str, mode: str) -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (60, 80, 4)).astype(np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    content = saved(Image.fromarray(pixels).convert(mode), kind, exif=exif, **OPTIONS[kind])
    whole, found = decoded_whole(content, kind.lower()), decoded(content)
    assert np.array_equal(found.grey, whole.grey)
    assert (found.alpha is None) == (whole.alpha is None)
    if found.alpha is not None and whole.alpha is not None:
        assert np.array_equal(found.alpha, whole.alpha)
