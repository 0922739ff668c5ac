"""Rows are added to a .npy file that NumPy reads at any time, whatever stands behind them."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nncore.runs.disk import folder_bytes
from nncore.runs.errors import RunError
from nncore.runs.growing_file import GrowingFile
from nncore.runs.tables import EPOCH, STEP

KINDS: list[tuple[Any, tuple[int, ...]]] = [
    ("<i4", ()),
    ("u1", (7,)),
    ("<f2", (3,)),
    (STEP, ()),
    (EPOCH, ()),
]


def rows_of(file: GrowingFile, count: int, first: int = 0) -> NDArray[Any]:
    """Rows with something in every byte that is a number of the row."""
    shape = (count, *file.row)
    rows = np.zeros(shape, file.dtype)
    numbers = np.arange(first, first + count).reshape(-1, *[1] * len(file.row)) % 100
    for name in file.dtype.names or (None,):
        target = rows if name is None else rows[name]
        target[...] = numbers
    return rows


def new_file(folder: Path, kind: int = 0) -> GrowingFile:
    dtype, row = KINDS[kind]
    file = GrowingFile(folder / f"{kind}.npy", np.dtype(dtype), row)
    file.create()
    return file


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_numpy_reads_what_was_told_of(kind: int, tmp_path: Path) -> None:
    file = new_file(tmp_path, kind)
    assert len(np.load(file.path)) == 0
    count = 0
    for more in (1, 0, 9, 1, 200):
        file.write(rows_of(file, more, count), at=count)
        assert len(np.load(file.path)) == count, "the header is told last"
        count += more
        file.tell(count)
        assert np.array_equal(np.load(file.path), rows_of(file, count))
        assert np.array_equal(np.load(file.path, mmap_mode="r"), rows_of(file, count))
        assert np.array_equal(file.read(count), rows_of(file, count))


def test_the_header_has_room_for_any_count(tmp_path: Path) -> None:
    file = new_file(tmp_path)
    assert {len(file._header(10**power)) for power in range(16)} == {file._begin}


def test_rows_of_another_shape_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"have the shape \(7,\), got \(6,\)"):
        new_file(tmp_path, 1).write(np.zeros((2, 6), np.uint8), at=0)


@settings(max_examples=60)
@given(
    kind=st.integers(0, len(KINDS) - 1),
    counted=st.integers(0, 40),
    beyond=st.binary(max_size=200),
    told=st.integers(0, 60),
    more=st.integers(0, 30),
)
def test_what_stands_beyond_the_count_is_written_over(
    tmp_path_factory: pytest.TempPathFactory,
    kind: int,
    counted: int,
    beyond: bytes,
    told: int,
    more: int,
) -> None:
    file = new_file(tmp_path_factory.mktemp("growing"), kind)
    file.write(rows_of(file, counted), at=0)
    file.tell(told)  # of a commit that never came to its end
    with file.path.open("ab") as handle:
        handle.write(beyond)

    assert np.array_equal(file.read(counted), rows_of(file, counted))
    file.write(rows_of(file, more, counted), at=counted)
    file.tell(counted + more)
    assert np.array_equal(file.read(counted + more), rows_of(file, counted + more))
    assert np.array_equal(np.load(file.path), rows_of(file, counted + more))


@settings(max_examples=60)
@given(kind=st.integers(0, len(KINDS) - 1), kept=st.floats(0, 1), asked=st.integers(0, 2**60))
def test_a_file_cut_anywhere_gives_whole_rows_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, kind: int, kept: float, asked: int
) -> None:
    file = new_file(tmp_path_factory.mktemp("cut"), kind)
    file.write(rows_of(file, 30), at=0)
    content = file.path.read_bytes()
    file.path.write_bytes(content[: int(kept * len(content))])
    for count in (0, 1, 15, 30, asked):
        with suppress(RunError):
            assert np.array_equal(file.read(count), rows_of(file, count))


@settings(max_examples=100)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_a_damaged_header_is_refused_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, place: float, byte: int
) -> None:
    file = new_file(tmp_path_factory.mktemp("damaged"), 3)
    file.write(rows_of(file, 5), at=0)
    file.tell(5)
    content = bytearray(file.path.read_bytes())
    content[int(place * file._begin)] = byte
    file.path.write_bytes(content)
    with suppress(RunError):
        assert np.array_equal(file.read(5), rows_of(file, 5))


def test_another_kind_of_array_is_refused(tmp_path: Path) -> None:
    file = new_file(tmp_path, 1)
    for foreign in (
        np.zeros((9, 7), np.uint16),
        np.zeros((9, 8), np.uint8),
        np.zeros(99, np.uint8),
        np.zeros((9, 7), np.uint8, order="F"),
    ):
        np.save(file.path, foreign)
        with pytest.raises(RunError, match="must hold rows of uint8"):
            file.read(2)
    np.save(file.path, np.array([{}, {}] * 99, object), allow_pickle=True)
    with pytest.raises(RunError, match="must hold rows of uint8"):
        file.read(2)


def test_a_folder_takes_what_its_files_take(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_bytes(b"12345")
    (tmp_path / "b").write_bytes(b"123")
    (tmp_path / "link").symlink_to(tmp_path)
    assert folder_bytes(tmp_path) == 8
    assert folder_bytes(tmp_path / "nowhere") == 0
