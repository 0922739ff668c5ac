"""Keras' file is read, and no other zip archive costs more than a message."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nncore.datasets import Dataset, find_mnist, idx, load_mnist, npz

Save = Callable[..., Path]


@pytest.fixture
def arrays(digits: Dataset) -> dict[str, Any]:
    training, test = digits.training, digits.test
    values = (training.images, training.labels, test.images, test.labels)
    return dict(zip(npz.MEMBERS, values, strict=True))


@pytest.fixture
def save(tmp_path: Path, arrays: dict[str, Any]) -> Save:
    """Writes a file as Keras has it, but for what is said otherwise."""

    def write(*, packed: bool = False, **others: Any) -> Path:
        path = tmp_path / "mnist.npz"
        (np.savez_compressed if packed else np.savez)(path, **{**arrays, **others})
        return path

    return write


def archive(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return path


def header(shape: str, kind: str = "'|u1'", order: str = "False") -> bytes:
    text = f"{{'descr': {kind}, 'fortran_order': {order}, 'shape': {shape}, }}".encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize("packed", [False, True])
def test_it_is_read_as_the_four_files_are(
    packed: bool, save: Save, small_mnist: Path, tmp_path: Path
) -> None:
    path = save(packed=packed)

    assert find_mnist(path) == path
    assert find_mnist(tmp_path / "nowhere.npz") is None
    assert load_mnist(path).fingerprint == load_mnist(small_mnist).fingerprint
    assert load_mnist(path).name == "Other digits (mnist)"


@pytest.mark.parametrize("name", ["mnist.npz", "MNIST.npz", "mnist (1).npz"])
@pytest.mark.parametrize("below", [".", "datasets"])
def test_it_is_found_in_a_folder(below: str, name: str, save: Save, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / below).mkdir(parents=True)
    save().rename(folder / below / name)

    assert find_mnist(folder) == folder
    assert load_mnist(folder).name == ("mine" if below == "." else below)


def test_the_four_files_come_first(save: Save, small_mnist: Path) -> None:
    save(y_train=np.zeros(600, np.uint8)).rename(small_mnist / "mnist.npz")

    assert load_mnist(small_mnist).training.labels.any()


def test_labels_of_another_type_and_columns_first_are_read(
    save: Save, arrays: dict[str, Any], small_mnist: Path
) -> None:
    images, labels = np.asfortranarray(arrays["x_train"]), arrays["y_train"].astype(">i8")

    loaded = load_mnist(save(x_train=images, y_train=labels))

    assert loaded.fingerprint == load_mnist(small_mnist).fingerprint


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"x_train": np.zeros((600, 28, 28), np.float32)}, "an array of whole numbers is expected"),
        ({"x_train": np.zeros((600, 28, 28), np.int64)}, "images must be a uint8 array"),
        ({"x_train": np.zeros((600, 784), np.uint8)}, "images must have the shape (N, 28, 28)"),
        ({"y_train": np.full(600, 10)}, "labels must be 0 to 9, got 10"),
        ({"y_train": np.zeros(599, np.uint8)}, "got (599,)"),
        ({"y_test": np.array(7)}, "an array of whole numbers is expected"),
        ({"y_test": np.array([{}] * 100)}, "an array of whole numbers is expected"),
    ],
)
def test_other_arrays_are_refused(others: dict[str, Any], words: str, save: Save) -> None:
    path = save(**others)

    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        load_mnist(path)
    assert str(path) in str(caught.value)


def test_what_lacks_an_array_is_told_with_what_it_holds(tmp_path: Path) -> None:
    path = archive(tmp_path / "mnist.npz", {"arr_0.npy": header("(1,)") + b"1"})

    with pytest.raises(ValueError, match=re.escape("it holds arr_0.npy")):
        load_mnist(path)


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (header("(1000000, 28, 28)"), f"at most {idx.MAXIMUM_BYTES} bytes are read"),
        (header("(999999999999, 999999999999, 999999999999)"), "bytes are read"),
        (header("(10,)") + bytes(9), "its shape (10,) needs 10 bytes, it has 9"),
        (header("(10,)") + bytes(11), "its shape (10,) needs 10 bytes, it has more than 10"),
        (header("(-1,)"), "an array of whole numbers is expected"),
        (header("(1,)", kind="'|O'"), "an array of whole numbers is expected"),
        (header("(1,)", kind="__import__('os')"), "an array of whole numbers is expected"),
        (b"\x93NUMPY\x02\x00" + b"\xff" * 4, "a header of at most 10000 bytes is read"),
        (b"\x93NUMPY\x01\x00", "an array of whole numbers is expected"),
        (b"rubbish", "x_train is no array"),
        (b"", "x_train is no array"),
    ],
)
def test_what_is_no_array_of_a_bounded_size_is_refused(
    member: bytes, words: str, tmp_path: Path
) -> None:
    path = archive(tmp_path / "mnist.npz", {f"{name}.npy": member for name in npz.MEMBERS})

    with pytest.raises(ValueError, match=re.escape(words)):
        load_mnist(path)


def test_a_bomb_is_read_as_far_as_it_promised(tmp_path: Path) -> None:
    member = header("(10,)") + bytes(100_000_000)
    path = archive(tmp_path / "mnist.npz", {f"{name}.npy": member for name in npz.MEMBERS})

    with pytest.raises(ValueError, match="it has more than 10"):
        npz.read(path)


def test_other_ways_of_packing_are_refused(tmp_path: Path) -> None:
    members = {f"{name}.npy": header("(1,)") + b"1" for name in npz.MEMBERS}
    path = archive(tmp_path / "mnist.npz", members, zipfile.ZIP_LZMA)

    with pytest.raises(ValueError, match="packed in a way that is not read"):
        npz.read(path)


def test_a_long_list_of_contents_is_not_read(tmp_path: Path) -> None:
    members = {f"{number:060}": b"" for number in range(2_000)}
    path = archive(tmp_path / "mnist.npz", members)

    with pytest.raises(ValueError, match="its list of contents must have at most 65536 bytes"):
        npz.read(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06", b"<html>", bytes(100)])
def test_what_is_no_archive_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)

    with pytest.raises(ValueError, match="is a damaged npz file"):
        load_mnist(path)


def test_whatever_is_damaged_only_a_message_comes_of_it(tmp_path: Path) -> None:
    content = io.BytesIO()
    small = np.zeros((2, 28, 28), np.uint8)
    labels = np.zeros(2, np.uint8)
    np.savez_compressed(content, x_train=small, y_train=labels, x_test=small, y_test=labels)
    whole, path = content.getvalue(), tmp_path / "mnist.npz"
    rng = np.random.default_rng(7)
    told = []

    for _ in range(600):
        damaged = bytearray(whole)
        for at in rng.integers(0, len(damaged), rng.integers(1, 6)):
            damaged[at] = rng.integers(0, 256)
        end = rng.integers(1, len(damaged)) if rng.random() < 0.3 else len(damaged)
        path.write_bytes(damaged[:end])
        try:
            npz.read(path)
        except ValueError as error:
            told.append(str(error))
    assert len(told) > 300
    assert all(str(path) in each for each in told)
    assert max(map(len, told)) < len(str(path)) + 300


def test_a_count_that_lies_in_the_end_is_no_way_in(tmp_path: Path, save: Save) -> None:
    content = bytearray(save().read_bytes())
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<I", content, at + 12, 0xFFFFFFFF)
    path = tmp_path / "mnist.npz"
    path.write_bytes(content)

    with pytest.raises(ValueError, match="its list of contents must have at most"):
        npz.read(path)
