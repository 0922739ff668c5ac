"""PNG, JPEG and BMP, upright and grey; whatever the bytes, a picture or one clear ValueError."""

import contextlib
import io
import struct
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nncore.cli.drawings import read_pictures
from nncore.cli.picture_arrays import Picture


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], Picture]:
    def read(content: bytes) -> Picture:
        (tmp_path / "picture").write_bytes(content)
        (picture,) = read_pictures(tmp_path / "picture")
        return picture

    return read


Read = Callable[[bytes], Picture]


@pytest.fixture
def grey() -> np.ndarray:
    """A lopsided shape with soft levels, so that a turn or a flip would be seen."""
    down, right = np.mgrid[:40, :30]
    return np.asarray(np.clip(4 * down + right, 0, 255) * (down > right), np.uint8)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    memory = io.BytesIO()
    image.save(memory, kind, **options)
    return memory.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png_of(width: int, height: int, content: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content)


@pytest.mark.parametrize("kind", ["PNG", "BMP"])
@pytest.mark.parametrize("mode", ["L", "RGB", "P", "1"])
def test_every_kind_of_pixel_gives_the_grey(
    kind: str, mode: str, grey: np.ndarray, read: Read
) -> None:
    expected = np.where(grey > 127, 255, 0) if mode == "1" else grey
    image = Image.fromarray(expected.astype(np.uint8)).convert(mode)

    picture = read(saved(image, kind))

    assert picture.alpha is None
    assert picture.grey.dtype == np.uint8
    assert np.abs(picture.grey.astype(int) - expected).max() <= 1


def test_a_png_of_16_bits_gives_the_grey(grey: np.ndarray, read: Read) -> None:
    image = Image.fromarray(grey.astype(np.uint16) * 257)

    assert np.array_equal(read(saved(image, "PNG")).grey, grey)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_gives_the_grey(mode: str, grey: np.ndarray, read: Read) -> None:
    image = Image.fromarray(grey).convert(mode)

    picture = read(saved(image, "JPEG", quality=95))

    assert np.abs(picture.grey.astype(int) - grey).mean() < 6


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_alpha_is_handed_over(mode: str, grey: np.ndarray, read: Read) -> None:
    image = Image.fromarray(np.full_like(grey, 9)).convert(mode)
    image.putalpha(Image.fromarray(grey))

    picture = read(saved(image, "PNG"))

    assert picture.alpha is not None
    assert np.array_equal(picture.alpha, grey)
    assert (picture.grey == 9).all()


@pytest.mark.parametrize("mode", ["P", "L", "1"])
def test_a_transparent_level_is_alpha(mode: str, read: Read) -> None:
    image = Image.new(mode, (4, 3), 0)
    image.putpixel((1, 1), 1 if mode == "P" else 255)

    picture = read(saved(image, "PNG", transparency=0))

    assert picture.alpha is not None
    assert np.count_nonzero(picture.alpha) == 1


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_turned_photo_is_upright(turn: int, grey: np.ndarray, read: Read) -> None:
    turned = {
        1: grey,
        2: grey[:, ::-1],
        3: grey[::-1, ::-1],
        4: grey[::-1],
        5: grey.T,
        6: np.rot90(grey),
        7: grey[::-1, ::-1].T,
        8: np.rot90(grey, -1),
    }[turn]
    exif = Image.Exif()
    exif[0x0112] = turn

    picture = read(saved(Image.fromarray(np.ascontiguousarray(turned)), "PNG", exif=exif))

    assert np.array_equal(picture.grey, grey)


def test_the_first_picture_of_an_animation_counts(grey: np.ndarray, read: Read) -> None:
    first, second = Image.fromarray(grey), Image.fromarray(255 - grey)

    picture = read(saved(first, "PNG", save_all=True, append_images=[second]))

    assert np.array_equal(picture.grey, grey)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
def test_cut_and_changed_files_give_a_picture_or_a_value_error(
    kind: str, grey: np.ndarray, read: Read
) -> None:
    rng = np.random.default_rng(1)
    whole = saved(Image.fromarray(grey).convert("RGB"), kind)
    for _ in range(150):
        content = bytearray(whole[: rng.integers(3, len(whole) + 1)])
        for place in rng.integers(0, len(content), rng.integers(0, 4)):
            content[place] = rng.integers(0, 256)
        with contextlib.suppress(ValueError):
            assert read(bytes(content)).grey.dtype == np.uint8


def test_a_cut_file_is_said_to_be_damaged(grey: np.ndarray, read: Read) -> None:
    for kind in ("PNG", "JPEG", "BMP"):
        whole = saved(Image.fromarray(grey), kind)

        with pytest.raises(ValueError, match=f"picture: it is a damaged {kind} picture"):
            read(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    "size", [(20_000, 1), (1, 40_000_000), (10_000, 10_000), (16_000, 16_000), (2**31 - 1,) * 2]
)
def test_the_size_is_checked_before_pixels_are_decoded(size: tuple[int, int], read: Read) -> None:
    bomb = png_of(*size, zlib.compress(bytes(30_000_000)))
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"16384 pixels a side|67108864 pixels"):
            read(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 2_000_000


def test_a_large_jpeg_is_decoded_no_larger_than_it_is_read(read: Read) -> None:
    image = Image.new("RGB", (9000, 7000), "white")

    assert max(read(saved(image, "JPEG")).grey.shape) <= 4500


def test_a_jpeg_that_is_gone_over_again_and_again_is_refused(read: Read) -> None:
    content = saved(Image.new("L", (4000, 4000)), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]

    assert read(content[:-2] + 20 * last + b"\xff\xd9").grey.max() < 9
    with pytest.raises(ValueError, match="must have at most 83 scans of its size, it has 30"):
        read(content[:-2] + 3000 * last + b"\xff\xd9")


def test_a_small_jpeg_of_very_many_scans_is_refused(read: Read) -> None:
    content = saved(Image.new("L", (28, 28)), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]

    with pytest.raises(ValueError, match="must have at most 500 scans of its size"):
        read(content[:-2] + 100_000 * last + b"\xff\xd9")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (b"\xff\xe1\x00\x10Exif\0\0II*\0\x08\0\0\0" * 200_000, "at most 1000 notes and tables"),
        (b"\xff\xfe\0\3a" * 200_000, "at most 1000 notes and tables"),
        (b"\xff" * 30_000_000, "at most 1000 notes and tables"),
        (b"\xff\xfe\0\2" + b"junk" * 3_000_000, "at most 1000 notes and tables"),
        (b"\xff\xd0" * 3_000_000, "at most 1000 notes and tables"),
    ],
    ids=["notes of cameras", "remarks", "filling", "junk", "bare marks"],
)
def test_a_jpeg_that_says_too_much_before_its_pixels_is_refused(
    more: bytes, message: str, grey: np.ndarray, read: Read
) -> None:
    content = saved(Image.fromarray(grey), "JPEG")

    with pytest.raises(ValueError, match=f"picture: a picture must have {message}"):
        read(content[:2] + more + content[2:])


def test_a_jpeg_with_many_notes_is_read(grey: np.ndarray, read: Read) -> None:
    content = saved(Image.fromarray(grey), "JPEG", quality=95)
    notes = b"\xff\xfe\xff\xff" + bytes(65_533)

    picture = read(content[:2] + 200 * notes + b"\xff" * 3 + content[2:])

    assert np.abs(picture.grey.astype(int) - grey).mean() < 6


def test_a_large_bmp_of_packed_runs_is_refused(read: Read) -> None:
    head = struct.pack("<IiiHHIIiiII", 40, 2000, 2000, 1, 8, 1, 0, 0, 0, 0, 0) + bytes(1024)
    runs = b"\1\0" * 4_000_000
    file_head = b"BM" + struct.pack("<IHHI", 14 + len(head) + len(runs), 0, 0, 14 + len(head))

    with pytest.raises(ValueError, match="at most 2097152 bytes of packed runs, its file has 80"):
        read(file_head + head + runs)


def test_a_large_picture_of_16_bits_takes_a_small_multiple_of_its_pixels(read: Read) -> None:
    content = saved(Image.new("I;16", (3000, 3000), 65_535), "PNG")
    tracemalloc.start()
    try:
        assert read(content).grey.min() == 255
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * 3000 * 3000


def test_a_picture_without_a_pixel_is_told_in_plain_words(read: Read) -> None:
    with pytest.raises(ValueError, match="picture: it is a damaged PNG picture, or of a kind"):
        read(png_of(0, 5))


def test_without_pillow_the_error_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, grey: np.ndarray, read: Read
) -> None:
    content = saved(Image.fromarray(grey), "PNG")
    monkeypatch.setitem(sys.modules, "PIL", None)

    with pytest.raises(ValueError, match=r'Pillow is needed: pip install "misread\[pictures\]"'):
        read(content)


def test_a_length_that_is_damaged_takes_no_memory(read: Callable[[bytes], Picture]) -> None:
    content = saved(Image.new("L", (28, 28), 200), "PNG")
    place = content.index(b"IDAT") - 4
    damaged = content[:place] + struct.pack(">I", 2**30) + b"IDAT" + bytes(200)
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="it is a damaged PNG picture"):
            read(damaged)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000
