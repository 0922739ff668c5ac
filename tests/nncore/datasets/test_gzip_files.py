"""Gzip files of any make are unpacked whole; what would take very long is refused at once."""

import gzip
import io
import re
import struct
import zlib
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nncore.datasets.gzip_files import GzipContents, GzipError

contents = st.one_of(
    st.binary(max_size=200),
    st.integers(0, 300_000).map(bytes),
    st.integers(0, 2**32).map(lambda seed: seed.to_bytes(5) * 40_000),
)


def unpacked(content: bytes, size: int = 1024 * 1024) -> bytes:
    reader, found = GzipContents(io.BytesIO(content)), b""
    while piece := reader.read(size):
        found += piece
    return found


@settings(max_examples=60)
@given(
    members=st.lists(contents, min_size=1, max_size=4),
    size=st.sampled_from([1000, 65_536, 2**20]),
    padding=st.sampled_from([0, 3, 70_000]),
)
def test_files_in_a_row_are_unpacked_whole(members: list[bytes], size: int, padding: int) -> None:
    packed = b"".join(gzip.compress(each, 6) + bytes(padding) for each in members)
    assert unpacked(packed, size) == b"".join(members)


@settings(max_examples=60)
@given(content=contents, lost=st.integers(1, 19))
def test_a_file_that_is_cut_off_is_damaged(content: bytes, lost: int) -> None:
    with pytest.raises(GzipError):
        unpacked(gzip.compress(content)[:-lost])


def test_a_reading_is_as_long_as_it_was_asked_for() -> None:
    reader = GzipContents(io.BytesIO(b"".join(gzip.compress(bytes([each])) for each in b"abcdef")))
    assert (reader.read(4), reader.read(4), reader.read(4)) == (b"abcd", b"ef", b"")


def with_a_long_name() -> bytes:
    raw = zlib.compress(b"content", wbits=-15)
    name = b"a" * 50_000_000 + b"\0"
    check = struct.pack("<II", zlib.crc32(b"content"), len(b"content"))
    return b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + raw + check


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: gzip.compress(b"") * 1_000_000, "at most 10000 packed files in a row are read"),
        (lambda: gzip.compress(b"x") + b"garbage", "incorrect header check"),
        (lambda: gzip.compress(b"x")[:-8] + bytes(8), "incorrect data check"),
    ],
)
def test_odd_files_are_refused_at_once(make: Callable[[], bytes], message: str) -> None:
    packed = make()
    begin = process_time()
    with pytest.raises(GzipError, match=re.escape(message)):
        unpacked(packed)
    assert process_time() - begin < 1


def test_a_name_of_fifty_megabytes_takes_no_second() -> None:
    packed = with_a_long_name()
    begin = process_time()
    assert unpacked(packed) == b"content"
    assert process_time() - begin < 1
