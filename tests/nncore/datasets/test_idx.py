"""The IDX parser: whatever the bytes, an array or one clear ValueError, and no memory wasted."""

import gzip
import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nncore.datasets import idx

HEADER = b"\x00\x00\x08\x01\x00\x00\x00\x03"
byte_arrays = arrays(np.uint8, array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=5))
either = pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("idx") / "some-file"


@given(byte_arrays, st.booleans())
def test_what_is_written_is_read(file: Path, array: np.ndarray, compressed: bool) -> None:
    idx.write(file, array, compressed=compressed)

    read = idx.read(file, dimensions=array.ndim)

    assert read.dtype == np.uint8
    assert read.shape == array.shape
    assert np.array_equal(read, array)


@given(byte_arrays)
def test_the_same_array_gives_the_same_bytes(file: Path, array: np.ndarray) -> None:
    contents = set()
    for _ in range(2):
        idx.write(file, array, compressed=True)
        contents.add(file.read_bytes())

    assert len(contents) == 1


def test_the_header_is_the_published_one(file: Path) -> None:
    idx.write(file, np.array([[7, 8, 9]], np.uint8))

    assert file.read_bytes() == bytes.fromhex("00000802 00000001 00000003 070809")


def test_any_memory_order_is_written_alike(file: Path) -> None:
    array = np.arange(6, dtype=np.uint8).reshape(2, 3)
    idx.write(file, np.asfortranarray(array))

    assert np.array_equal(idx.read(file), array)


@given(st.binary(max_size=60))
def test_foreign_bytes_are_refused_by_name(file: Path, content: bytes) -> None:
    file.write_bytes(b"\x01" + content)

    with pytest.raises(ValueError, match="some-file is not a proper IDX file: it must begin with"):
        idx.read(file)


@given(byte_arrays, st.booleans(), st.data())
def test_a_truncated_file_is_refused(
    file: Path, array: np.ndarray, compressed: bool, data: st.DataObject
) -> None:
    idx.write(file, array, compressed=compressed)
    content = file.read_bytes()
    file.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])

    with pytest.raises(ValueError, match="some-file is"):
        idx.read(file)


@given(byte_arrays, st.booleans(), st.data())
def test_damaged_bytes_give_an_array_or_a_value_error(
    file: Path, array: np.ndarray, compressed: bool, data: st.DataObject
) -> None:
    idx.write(file, array, compressed=compressed)
    content = bytearray(file.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(content)

    try:
        read = idx.read(file)
    except ValueError:
        return
    assert read.dtype == np.uint8


@either
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "must begin with the bytes 00 00 08, got “”"),
        (b"\x00\x00\x08", "must begin with the bytes 00 00 08, got “00 00 08”"),
        (
            b"\x00\x00\x0d\x01" + b"\x00" * 8,
            "must begin with the bytes 00 00 08, got “00 00 0d 01”",
        ),
        (b"\x00\x00\x08\x00", "1 to 4 dimensions are expected, got 0"),
        (b"\x00\x00\x08\x05" + b"\x00" * 20, "1 to 4 dimensions are expected, got 5"),
        (b"\x00\x00\x08\xff", "1 to 4 dimensions are expected, got 255"),
        (b"\x00\x00\x08\x02\x00\x00\x00\x01", "its header needs 12 bytes, got 8"),
        (HEADER + b"ab", "its shape (3,) needs 3 bytes, it ends after 2"),
        (HEADER + b"abcd", "its shape (3,) needs 3 bytes, but more follow"),
        (b"\x00\x00\x08\x01\xff\xff\xff\xff", "at most 268435456 bytes are read, its shape is"),
        (b"\x00\x00\x08\x04" + b"\xff" * 16, "at most 268435456 bytes are read, its shape is"),
        (
            b"\x00\x00\x08\x03" + bytes.fromhex("00000001 00000001 02625a00"),
            "at most 16384 rows and columns are read, its shape is (1, 1, 40000000)",
        ),
    ],
)
def test_what_is_wrong_is_told(
    content: bytes, message: str, pack: Callable[[bytes], bytes], file: Path
) -> None:
    file.write_bytes(pack(content))

    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        idx.read(file)
    assert str(file) in str(caught.value)


def test_another_number_of_dimensions_than_expected_is_refused(file: Path) -> None:
    idx.write(file, np.zeros((2, 3), np.uint8))

    with pytest.raises(
        ValueError, match=re.escape("1 dimensions are expected, its shape is (2, 3)")
    ):
        idx.read(file, dimensions=1)


@pytest.mark.parametrize("after", [b"rubbish", gzip.compress(b"more", mtime=0)])
def test_what_follows_a_gzip_file_is_refused(after: bytes, file: Path) -> None:
    file.write_bytes(gzip.compress(HEADER + b"abc") + after)

    with pytest.raises(ValueError, match=r"damaged gzip file|but more follow"):
        idx.read(file)


def test_a_flipped_bit_that_gzip_notices_is_refused(file: Path) -> None:
    content = bytearray(gzip.compress(HEADER + b"abc"))
    content[-8] ^= 1  # the first byte of the checksum
    file.write_bytes(content)

    with pytest.raises(ValueError, match="some-file is a damaged gzip file"):
        idx.read(file)


@pytest.mark.parametrize("claimed", [b"\x00\x00\x00\x03", b"\x0f\xff\xff\xff"])
def test_neither_headers_nor_gzip_bombs_take_memory(claimed: bytes, file: Path) -> None:
    zeros = b"\x00" * (20 * 1024 * 1024) if claimed[0] == 0 else b""
    file.write_bytes(gzip.compress(b"\x00\x00\x08\x01" + claimed + zeros))
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"but more follow|it ends after 0"):
            idx.read(file)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 4 * 1024 * 1024


def test_other_types_and_shapes_are_not_written(file: Path) -> None:
    with pytest.raises(ValueError, match="IDX files of uint8 are written, got int64"):
        idx.write(file, np.zeros(3, np.int64))
    with pytest.raises(ValueError, match="1 to 4 dimensions are expected, got 0"):
        idx.write(file, np.zeros((), np.uint8))


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        idx.read(tmp_path / "nowhere")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(OSError, match="Not a regular file"):
        idx.read(tmp_path / "pipe")
