"""What is damaged, forged, huge or no picture at all: one clear message, and the drawing stays."""

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage, QImageReader
from pytestqt.qtbot import QtBot

from desktop.draw.importing.decoding import READ, decoded, levels
from desktop.draw.importing.source import cannot_be_opened
from desktop.draw.view import DrawTab
from nncore.array_types import ImageArray
from tests.desktop.draw.importing.picture_makers import (
    deep_png,
    empty_png,
    encoded,
    gif,
    grey_image,
)
from tests.desktop.draw.pad import Hand
from tests.desktop.whole_window import others_share

if TYPE_CHECKING:
    from tests.desktop.draw.importing.conftest import Told

WHITE = np.full((200, 300), 255, np.uint8)


def write(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def make_large(path: Path) -> None:
    """A file of 2 GB that takes no room."""
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(2**31)


def scribble() -> bytes:
    rng = np.random.default_rng(1)
    return encoded(grey_image(rng.integers(0, 256, (90, 120)).astype(np.uint8)), "png")


def scanned_again_and_again() -> bytes:
    """A JPEG whose pixels are to be gone over 600 times."""
    jpeg = encoded(grey_image(WHITE), "jpeg")
    start = jpeg.index(b"\xff\xda")
    return jpeg[:-2] + jpeg[start:-2] * 600 + jpeg[-2:]


PNG = encoded(
    grey_image(np.random.default_rng(2).integers(0, 255, (80, 80)).astype(np.uint8)), "png"
)
JPEG = encoded(
    grey_image(np.arange(6400, dtype=np.uint16).reshape(80, 80).astype(np.uint8)), "jpeg"
)

BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda _path: None, "no such file or directory"),
    "folder": (Path.mkdir, "is a directory"),
    "2 GB": (make_large, "larger than 128\u00a0MB"),
    "empty": (write(b""), f"an empty file; {READ}"),
    "text": (write(b"This is no picture.\n" * 9), f"a text file; {READ}"),
    "svg": (write(b'<?xml version="1.0"?><svg><image href="/etc/passwd"/></svg>'), READ),
    "pdf": (write(b"%PDF-1.7\n\x00\x01"), READ),
    "noise": (write(bytes(range(255, 0, -1))), READ),
    "cut PNG": (write(PNG[: len(PNG) // 2]), "a damaged PNG picture"),
    "head of a PNG": (write(PNG[:20]), "a damaged PNG picture"),
    "signature of a PNG": (write(PNG[:8]), "a damaged PNG picture"),
    "cut JPEG": (write(JPEG[: len(JPEG) * 2 // 3]), "a damaged JPEG picture"),
    "cut GIF": (write(gif(WHITE[:9, :9])[:400]), "a damaged GIF picture"),
    "bad WebP": (write(b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(30)), "a damaged WebP picture"),
    "bad BMP": (write(b"BM" + bytes(60)), "a damaged BMP picture"),
    "no pixels": (write(empty_png(0, 0)), "a damaged PNG picture"),
    "pixels that are not there": (write(empty_png(90, 90)), "a damaged PNG picture"),
    "20,000 a side": (write(empty_png(20_000, 20_000)), "1 to 16384 pixels a side"),
    "too many pixels": (write(empty_png(16_000, 16_000)), "at most 67108864 pixels"),
    "too many deep pixels": (
        write(empty_png(6_500, 6_500, depth=16, colours=6)),
        "of its depth of colour must have at most 33554432 pixels, it has 6500 x 6500",
    ),
    "scans": (write(scanned_again_and_again()), "scans"),
    "blank paper": (write(encoded(grey_image(WHITE), "png")), "no ink stands out"),
    "blank deep paper": (write(deep_png(WHITE // 2)), "no ink stands out"),
    "static": (write(scribble()), "no ink stands out"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_clear_message_and_the_drawing_stays(
    name: str, tab: DrawTab, hand: Hand, told: "Told", tmp_path: Path, qtbot: QtBot
) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.2), (0.4, 0.8)])
    before = tab.drawing.pixels()
    make, reason = BROKEN[name]
    path = tmp_path / "photo.png"
    make(path)

    started = perf_counter()
    tab.importer.open_file(path)
    assert perf_counter() - started < 0.5 * others_share()
    qtbot.waitUntil(lambda: bool(told.problems), timeout=20_000)

    [problem] = told.problems
    assert problem.startswith(cannot_be_opened("photo.png", "").removesuffix("."))
    assert reason in problem
    assert problem.endswith(".")
    assert re.search(r"Errno|Error|\\x|\n|/tmp", problem) is None
    assert np.array_equal(tab.drawing.pixels(), before)
    assert not tab.drawing.can_redo
    assert told.done == ["Opening photo.png…", ""]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_is_not_waited_for(tab: DrawTab, told: "Told", tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "photo.png"
    os.mkfifo(path)
    tab.importer.open_file(path)
    qtbot.waitUntil(lambda: bool(told.problems))
    assert "not a regular file" in told.problems[0]


@pytest.mark.parametrize("name", ["a\nb\u202egnp.png", "<b>bold</b>.png", "x" * 240 + ".png"])
def test_odd_names_stand_on_one_short_line(
    name: str, tab: DrawTab, told: "Told", tmp_path: Path, qtbot: QtBot
) -> None:
    tab.importer.open_file(tmp_path / name)
    qtbot.waitUntil(lambda: bool(told.problems))
    assert told.problems[0].isprintable()
    assert len(told.problems[0]) < 160


def test_a_name_that_no_file_can_have(tab: DrawTab, told: "Told", qtbot: QtBot) -> None:
    tab.importer.open_file(Path("a\0b.png"))
    qtbot.waitUntil(lambda: bool(told.problems))
    assert "not a name of a file" in told.problems[0]


def test_a_frame_without_ink_says_so(tab: DrawTab, told: "Told") -> None:
    tab.importer.open_frame(np.zeros((28, 28), np.uint8), "Test image 1, a 4")
    assert told.problems == [cannot_be_opened("Test image 1, a 4", "there is no ink to be seen")]
    assert tab.drawing.is_empty


def test_pixels_without_any_are_refused() -> None:
    with pytest.raises(ValueError, match="pixels a side"):
        levels(QImage())


@pytest.fixture
def little_room() -> Iterator[None]:
    """Qt decodes a picture of one megabyte at most."""
    before = QImageReader.allocationLimit()
    QImageReader.setAllocationLimit(1)
    yield
    QImageReader.setAllocationLimit(before)


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize(
    ("form", "side"),
    [
        (QImage.Format.Format_RGBA64, 362),
        (QImage.Format.Format_Grayscale16, 512),
        (QImage.Format.Format_ARGB32, 512),
        (QImage.Format.Format_Grayscale8, 512),
    ],
)
def test_what_is_too_large_is_not_called_damaged(form: QImage.Format, side: int) -> None:
    image = QImage(side + 1, side, form)
    image.fill(0xFFFFFFFF)
    assert decoded(encoded(image.copy(0, 0, side, side), "png")).grey.shape == (side, side)
    with pytest.raises(ValueError, match=rf"pixels, it has {side + 1} x {side}$"):
        decoded(encoded(image, "png"))


@pytest.mark.qt_log_ignore("Unsupported JPEG process")
def test_a_kind_that_the_decoder_does_not_know_need_not_be_damaged() -> None:
    hierarchical = JPEG.replace(b"\xff\xc0", b"\xff\xc5")
    with pytest.raises(ValueError, match="damaged JPEG picture, or of a kind that is not read"):
        decoded(hierarchical)


@pytest.mark.qt_log_ignore(".*")  # what Qt's decoders say on a terminal
@pytest.mark.parametrize("kind", ["png", "jpeg", "bmp", "gif", "webp"])
def test_damage_anywhere_ends_in_a_picture_or_in_words(kind: str, dark_seven: ImageArray) -> None:
    small = dark_seven[::5, ::5]
    whole = gif(small) if kind == "gif" else encoded(grey_image(small), kind)
    rng = np.random.default_rng(zlib.crc32(kind.encode()))
    for _ in range(60):
        content = bytearray(whole)
        for place in rng.integers(0, len(content), 3):
            content[place] = int(rng.integers(256))
        cut = int(rng.integers(1, len(content) + 1)) if rng.random() < 0.5 else len(content)
        with suppress(ValueError):
            assert decoded(bytes(content[:cut])).grey.ndim == 2
