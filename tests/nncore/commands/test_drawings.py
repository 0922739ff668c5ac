"""Drawings in files: three formats, told apart by content, and everything else refused."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nncore.commands.drawings import read_images
from nncore.datasets import idx

pictures = arrays(np.uint8, st.tuples(st.integers(1, 5), st.integers(1, 6)))


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawings") / "some-drawing"


def npy(array: np.ndarray, *, allow_pickle: bool = False) -> bytes:
    memory = io.BytesIO()
    np.save(memory, array, allow_pickle=allow_pickle)
    return memory.getvalue()


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

        assert np.array_equal(read_images(file), picture[np.newaxis])


def test_pixels_are_scaled_to_the_pictures_white(file: Path) -> None:
    file.write_bytes(b"P2 3 1 15 0 5 15")

    assert read_images(file).tolist() == [[[0, 85, 255]]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no image that can be read: .npy, PGM and IDX files can"),
        (b"\x89PNG\r\n", "no image that can be read"),
        (b"P6 1 1 255 abc", "no image that can be read"),
        (b"P5", "a PGM picture with a damaged header"),
        (b"P5 1 x 255 a", "a PGM picture with a damaged header"),
        (b"P5 -1 1 255 a", "a PGM picture with a damaged header"),
        (b"P5 0 1 255 a", "a PGM header of 0 x 1 pixels up to 255"),
        (b"P5 1 1 0 a", "a PGM header of 1 x 1 pixels up to 0"),
        (b"P5 1 1 65536 aa", "a PGM header of 1 x 1 pixels up to 65536"),
        (b"P5 2 2 255 abc", "needs 4 pixels, it ends after 3"),
        (b"P5 2 1 65535 abc", "needs 2 pixels, it ends after 1"),
        (b"P5 99999 99999 255 abc", "must have at most 67108864 pixels, it has 9999800001"),
        (b"P5 1 1 15 \xff", "has a pixel of 255, its white is 15"),
        (b"P2 2 1 255 7", "needs 2 pixels, it ends after 1"),
        (b"P2 1 1 255 seven", "pixels that are no numbers from 0 to 65535"),
        (b"P2 1 1 255 -7", "pixels that are no numbers from 0 to 65535"),
        (b"P2 1 1 255 " + b"9" * 5000, "pixels that are no numbers from 0 to 65535"),
        (b"P2 1 1 255 256", "has a pixel of 256, its white is 255"),
        (b"\x93NUMPY", "a damaged .npy file"),
        (b"\x93NUMPY\x01\x00\x10\x00{'descr': __import__", "a damaged .npy file"),
        (npy(np.zeros((2, 2)))[:-1], "a damaged .npy file"),
        (npy(np.zeros((2, 2))), "must hold uint8 0..255, white ink on black, got float64"),
        (npy(np.array([{}]), allow_pickle=True), "a damaged .npy file"),
        (npy(np.zeros(4, np.uint8)), "must hold images (H, W) or (N, H, W), got (4,)"),
        (npy(np.zeros((1, 1, 1, 1), np.uint8)), "must hold images (H, W) or (N, H, W)"),
    ],
)
def test_what_is_wrong_is_told_by_name(content: bytes, message: str, file: Path) -> None:
    file.write_bytes(content)

    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        read_images(file)
    assert str(file) in str(caught.value)


def test_labels_are_no_images(file: Path) -> None:
    idx.write(file, np.zeros(5, np.uint8))

    with pytest.raises(
        ValueError, match=re.escape("must hold images (H, W) or (N, H, W), got (5,)")
    ):
        read_images(file)


def test_a_npy_header_that_promises_too_much_takes_no_memory(file: Path) -> None:
    honest = npy(np.zeros((11, 11), np.uint8))
    tampered = honest.replace(b"(11, 11), }      ", b"(99999, 99999), }")
    assert len(tampered) == len(honest)
    assert tampered != honest
    file.write_bytes(tampered)

    with pytest.raises(ValueError, match="damaged"):
        read_images(file)


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
        images = read_images(file)
    except ValueError:
        return
    assert images.dtype == np.uint8
    assert images.ndim == 3
