"""Drawings in files: told apart by content, bounded, and everything else refused."""

import contextlib
import gzip
import io
import os
import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nncore.cli import drawings
from nncore.cli.drawings import read_pictures
from nncore.datasets import idx

pictures = arrays(np.uint8, st.tuples(st.integers(1, 5), st.integers(1, 6)))


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawings") / "some-drawing"


def read(path: Path) -> np.ndarray:
    """The grey of all pictures in a file, which must be of one size."""
    return np.stack([picture.grey for picture in read_pictures(path)])


def npy(array: np.ndarray, *, allow_pickle: bool = False) -> bytes:
    memory = io.BytesIO()
    np.save(memory, array, allow_pickle=allow_pickle)
    return memory.getvalue()


def npy_with(kind: str, shape: str) -> bytes:
    """A file whose header is written by hand."""
    header = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"\x00\x00"


@given(pictures)
def test_every_format_gives_the_picture(file: Path, picture: np.ndarray) -> None:
    height, width = picture.shape
    size = f"{width} {height}"
    text = " ".join(map(str, picture.ravel().tolist()))
    contents = [
        npy(picture),
        npy(np.asfortranarray(picture)),
        f"P5\n{size}\n255\n".encode() + picture.tobytes(),
        f"P5 # a note\n#another\n{size} 65535 ".encode() + (picture.astype(">u2") * 257).tobytes(),
        f"P2 {size} 255 {text}".encode(),
    ]
    for content in contents:
        file.write_bytes(content)

        assert np.array_equal(read(file), picture[np.newaxis])


def test_pixels_are_scaled_to_the_pictures_white(file: Path) -> None:
    file.write_bytes(b"P2 3 1 15 0 5 15")

    assert read(file).tolist() == [[[0, 85, 255]]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file; .npy, IDX, PGM, PNG, JPEG and BMP files are read"),
        (b"\x89PNG\r\n", "no picture that is known"),
        (b"GIF89a", "a GIF picture"),
        (b"II*\x00", "a TIFF picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "a WebP picture"),
        (b"RIFF\x00\x00\x00\x00WAVE", "no picture that is known"),
        (b"\x00\x00\x00\x18ftypheic", "a HEIC or AVIF picture"),
        (b"PK\x03\x04", "a zip archive"),
        (b"P6 1 1 255 abc", "a PPM picture"),
        (b"P5", "a PGM picture with a damaged header"),
        (b"P5 1 x 255 a", "a PGM picture with a damaged header"),
        (b"P5 -1 1 255 a", "a PGM picture with a damaged header"),
        (b"P5 0 1 255 a", "PGM header is of 0 x 1 pixels up to 255"),
        (b"P5 1 1 0 a", "PGM header is of 1 x 1 pixels up to 0"),
        (b"P5 1 1 65536 aa", "PGM header is of 1 x 1 pixels up to 65536"),
        (b"P5 2 2 255 abc", "needs 4 pixels, it ends after 3"),
        (b"P5 2 1 65535 abc", "needs 2 pixels, it ends after 1"),
        (b"P5 99999 99999 255 abc", "must have 1 to 16384 pixels a side, it has 99999 x 99999"),
        (b"P5 1 1 15 \xff", "has a pixel of 255, its white is 15"),
        (b"P2 2 1 255 7", "needs 2 pixels, it ends after 1"),
        (b"P2 1 1 255 seven", "pixels that are no numbers from 0 to 65535"),
        (b"P2 1 1 255 -7", "pixels that are no numbers from 0 to 65535"),
        (b"P2 1 1 255 " + b"9" * 5000, "pixels that are no numbers from 0 to 65535"),
        (b"P2 1 1 255 256", "has a pixel of 256, its white is 255"),
        (b"\x93NUMPY", "a damaged .npy file"),
        (b"\x93NUMPY\x01\x00\x10\x00{'descr': __import__", "a damaged .npy file"),
        (npy(np.zeros((2, 2)))[:-1], "a damaged .npy file"),
        (npy(np.array([{}]), allow_pickle=True), "a damaged .npy file"),
        (npy_with("'|u1'", "(True, 2)"), "an array (True, 2) of uint8 is not read"),
        (npy_with("('|u1', (2,))", "(1,)"), "is not read"),
        (npy_with("'|u1'", f"({'1,' * 70})"), "an array has at most 32 axes, it has 70"),
        (npy(np.zeros(4, np.uint8)), "arrays of images are (H, W), (H, W, 1), (N, H, W)"),
        (npy(np.zeros((1, 1, 1, 1, 1), np.uint8)), "got (1, 1, 1, 1, 1)"),
        (npy(np.zeros((1, 20_000), np.uint8)), "1 to 16384 pixels a side, it has 20000 x 1"),
        (npy(np.zeros((2, 2), "M8[s]")), "got datetime64[s]"),
        (b"P5 16000 16000 255 abc", "at most 67108864 pixels, it has 16000 x 16000"),
    ],
)
def test_what_is_wrong_is_told_by_name(content: bytes, message: str, file: Path) -> None:
    file.write_bytes(content)

    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        read(file)
    assert str(file) in str(caught.value)


def test_labels_are_no_images(file: Path) -> None:
    idx.write(file, np.zeros(5, np.uint8))

    with pytest.raises(ValueError, match=re.escape("arrays of images are") + r".*got \(5,\)"):
        read(file)


def test_a_npy_header_that_promises_too_much_takes_no_memory(file: Path) -> None:
    honest = npy(np.zeros((11, 11), np.uint8))
    tampered = honest.replace(b"(11, 11), }      ", b"(99999, 99999), }")
    assert len(tampered) == len(honest)
    assert tampered != honest
    file.write_bytes(tampered)

    with pytest.raises(ValueError, match="damaged"):
        read(file)


@given(pictures, st.sampled_from(["npy", "pgm"]), st.data())
def test_damaged_files_give_a_picture_or_a_value_error(
    file: Path, picture: np.ndarray, kind: str, data: st.DataObject
) -> None:
    height, width = picture.shape
    pgm = f"P5 {width} {height} 255\n".encode() + picture.tobytes()
    content = bytearray(npy(picture) if kind == "npy" else pgm)
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content)

    try:
        images = [picture.grey for picture in read_pictures(file)]
    except ValueError:
        return
    assert all(image.dtype == np.uint8 and image.ndim == 2 for image in images)


def peak_of_reading(path: Path) -> int:
    """Bytes that were taken to read a file, or to refuse it."""
    tracemalloc.start()
    try:
        with contextlib.suppress(ValueError):
            for _ in read_pictures(path):
                pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("separator", [b" ", b"\n", b"   "])
def test_a_plain_pgm_takes_a_small_multiple_of_its_pixels(file: Path, separator: bytes) -> None:
    side = 1500
    values = separator.join([b"7"] * (side * side))
    file.write_bytes(f"P2 {side} {side} 255\n".encode() + values)

    assert peak_of_reading(file) < 2 * side * side + 10_000_000
    assert (read(file) == 7).all()


def test_a_pgm_of_16_bits_takes_a_small_multiple_of_its_pixels(file: Path) -> None:
    side = 2000
    file.write_bytes(f"P5 {side} {side} 65535\n".encode() + b"\xff\xff" * (side * side))

    assert peak_of_reading(file) < 2 * side * side + 5_000_000
    assert (read(file) == 255).all()


def test_a_long_row_in_a_small_packed_file_is_refused(file: Path) -> None:
    row = 40_000_000
    header = b"\x00\x00\x08\x03" + np.array([1, 1, row], ">u4").tobytes()
    file.write_bytes(gzip.compress(header + bytes(row), 1))

    with pytest.raises(ValueError, match=r"at most 16384 rows and columns are read, .*40000000"):
        read_pictures(file)
    assert peak_of_reading(file) < 4_000_000


def test_a_sparse_file_is_refused_unread(file: Path) -> None:
    for start in (b"\x93NUMPY", b"P5 1 1 255 ", b"\x89PNG\r\n\x1a\n", b"\x00\x00\x08\x03"):
        with file.open("wb") as sparse:
            sparse.write(start)
            sparse.truncate(6_000_000_000)

        with pytest.raises(ValueError, match="at most 536870912 bytes, it has 6000000000"):
            read_pictures(file)
        assert peak_of_reading(file) < 1_000_000


def test_millions_of_tiny_images_are_refused(file: Path) -> None:
    np.save(file.with_suffix(".npy"), np.zeros((16_000_000, 1, 2), np.uint8))

    with pytest.raises(ValueError, match=r"at most 100000 images are read in one call.*16000000"):
        read_pictures(file.with_suffix(".npy"))
    np.save(file.with_suffix(".npy"), np.zeros((2, 9, 9), np.uint8))
    with pytest.raises(ValueError, match="has 2 and 99999 came before"):
        read_pictures(file.with_suffix(".npy"), most=1)


@pytest.mark.parametrize("kind", ["folder", "pipe", "nothing"])
def test_only_regular_files_are_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)

    with pytest.raises(OSError, match=kind):
        drawings.read_pictures(path)
