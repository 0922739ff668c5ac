"""The four files are found as tools leave them; else one hears what lies there instead."""

import gzip
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nncore.datasets import Dataset, find_mnist, idx, load_mnist, mnist_files
from nncore.datasets.mnist_files import ROLES
from nncore.storage.files import is_regular

Arrange = Callable[[str], Path]


@pytest.fixture
def arrange(tmp_path: Path, digits: Dataset) -> Arrange:
    """Writes the four files, each under the name that a pattern makes of its published one."""

    def write(pattern: str) -> Path:
        for role in ROLES:
            split = digits.training if role.startswith("train") else digits.test
            array = split.images if "images" in role else split.labels
            name = pattern.format(role=role, dotted=role.replace("-idx", ".idx"))
            path = tmp_path / "given" / name.format(ROLE=role.upper())
            path.parent.mkdir(parents=True, exist_ok=True)
            idx.write(path, array, compressed=name.endswith(("gz", "gz (2)")))
        return tmp_path / "given"

    return write


@pytest.mark.parametrize(
    "pattern",
    [
        "{role}",
        "{role}.gz",
        "{dotted}",
        "{dotted}.gz",
        "{{ROLE}}",
        "{{ROLE}}.GZ",
        "{role} (1).gz",
        "{role}(12).gz",
        "{role}.gz (2)",
        "{role} - Copy",
        "{role}/{role}",
        "{role}/{dotted}",
        "{role}.gz/{role}",
        "raw/{role}",
        "MNIST/raw/{role}.gz",
        "archive/{role}/{role}",
        "mnist/{dotted}",
    ],
)
def test_files_are_found_as_tools_leave_them(pattern: str, arrange: Arrange) -> None:
    folder = arrange(pattern)

    assert find_mnist(folder) == folder
    assert len(load_mnist(folder).test) == 100


def test_an_unpacked_file_may_have_kept_its_packed_name(arrange: Arrange) -> None:
    folder = arrange("{role}")
    for role in ROLES:
        (folder / role).rename(folder / f"{role}.gz")

    assert len(load_mnist(folder).test) == 100


def test_one_of_the_four_files_stands_for_its_folder(arrange: Arrange) -> None:
    folder = arrange("{dotted}.gz")
    file = folder / "t10k-labels.idx1-ubyte.gz"

    assert find_mnist(file) == file
    assert load_mnist(file).name == load_mnist(folder).name == "given"


def test_the_usual_name_comes_before_a_copy(arrange: Arrange) -> None:
    folder = arrange("{role}.gz")
    (folder / "train-images-idx3-ubyte (1).gz").write_bytes(b"half of it")
    (folder / "TRAIN-IMAGES-IDX3-UBYTE").write_bytes(b"another one")

    assert len(load_mnist(folder).training) == 550


def test_what_lies_right_in_the_folder_comes_first(arrange: Arrange) -> None:
    arrange("deeper/{role}")
    folder = arrange("{role}")
    idx.write(folder / "t10k-images-idx3-ubyte", np.zeros((50, 28, 28), np.uint8))
    idx.write(folder / "t10k-labels-idx1-ubyte", np.zeros(50, np.uint8))

    assert len(load_mnist(folder).test) == 50


def test_of_two_sets_below_neither_is_taken(arrange: Arrange) -> None:
    arrange("MNIST/raw/{role}")
    folder = arrange("KMNIST/raw/{role}")

    assert find_mnist(folder) is None
    words = f"holds 2 sets of digits, in {Path('KMNIST/raw')}, {Path('MNIST/raw')}: name one of"
    with pytest.raises(FileNotFoundError, match=re.escape(words)):
        load_mnist(folder)
    assert load_mnist(folder / "KMNIST").name == "KMNIST"


def test_deeper_than_two_folders_is_not_looked(arrange: Arrange) -> None:
    assert find_mnist(arrange("a/b/c/{role}")) is None


def test_links_that_go_round_are_no_way_without_end(arrange: Arrange) -> None:
    folder = arrange("deep/deeper/deepest/{role}")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "self").symlink_to(folder / "self")

    assert find_mnist(folder) is None
    assert find_mnist(folder / "self") is None


@pytest.mark.parametrize("role", ROLES)
def test_a_pipe_in_place_of_a_file_is_told_and_not_waited_for(role: str, arrange: Arrange) -> None:
    folder = arrange("{role}")
    (folder / role).unlink()
    os.mkfifo(folder / role)

    assert find_mnist(folder) is None
    with pytest.raises(FileNotFoundError, match=f"{role} is not a file that can be read"):
        load_mnist(folder)


def test_a_link_to_nowhere_is_a_missing_file(arrange: Arrange) -> None:
    folder = arrange("{role}")
    (folder / ROLES[0]).unlink()
    (folder / ROLES[0]).symlink_to(folder / "nowhere")

    with pytest.raises(FileNotFoundError, match="1 of the four files are missing"):
        load_mnist(folder)


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "~nobody-here/mnist", "", "\udcff"])
def test_whatever_a_folder_is_called_looking_there_raises_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert find_mnist(Path(name)) is None
    with pytest.raises(FileNotFoundError) as caught:
        load_mnist(Path(name))
    assert len(str(caught.value)) < 1000


def test_a_folder_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", refuse)

    assert find_mnist(tmp_path) is None
    with pytest.raises(FileNotFoundError, match=r"missing\. Permission denied\. Looked for"):
        load_mnist(tmp_path)


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"missing\. The folder is empty\. Looked for"):
        load_mnist(tmp_path)


def test_of_many_files_a_few_are_named_and_no_more_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist_files, "MOST_ENTRIES", 1_000)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(1_100):
        (folder / f"{number:05}.txt").touch()

    with pytest.raises(FileNotFoundError, match=r"and more than 995 others\.") as caught:
        load_mnist(folder)

    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("train.csv", b"label,pixel0,pixel1\n1,0,0", "train.csv is a table of numbers"),
        ("archive.zip", b"PK\x03\x04", "archive.zip is a zip archive: unpack it first"),
        ("training.pt", b"PK\x03\x04", "training.pt is a file of PyTorch"),
        ("train-00000.parquet", b"PAR1", "train-00000.parquet is a Parquet file"),
        ("emnist-mnist-train-images-idx3-ubyte.gz", b"?", "is of EMNIST, whose digits are transp"),
        ("notes\n\x1b[31m.txt", b"Dear reader", "There lie notes  [31m.txt."),
    ],
)
def test_what_lies_there_instead_is_told(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(FileNotFoundError) as caught:
        load_mnist(tmp_path)

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_of_another_kind_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "digits.parquet").write_bytes(b"PAR1")

    with pytest.raises(FileNotFoundError, match=r"It is a Parquet file\."):
        load_mnist(tmp_path / "digits.parquet")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!doctype html><title>Sign in", "It is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "It is a pointer of Git LFS"),
        (bytes((0, 0, 12, 2, 0, 0, 234, 96, 0, 0, 0, 8)), "It is QMNIST’s labels"),
        (b"", "It is an empty file"),
    ],
)
def test_something_else_under_the_right_name_is_told_for_what_it_is(
    content: bytes, words: str, arrange: Arrange
) -> None:
    folder = arrange("{role}.gz")
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(content)

    with pytest.raises(ValueError, match=words) as caught:
        load_mnist(folder)
    assert str(folder / "train-labels-idx1-ubyte.gz") in str(caught.value)


def test_a_file_that_was_packed_twice_is_told(arrange: Arrange) -> None:
    folder = arrange("{role}.gz")
    path = folder / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(path.read_bytes()))

    with pytest.raises(ValueError, match="It is packed twice with gzip: unpack it once"):
        load_mnist(folder)


def test_images_and_labels_in_each_others_place_are_told(arrange: Arrange) -> None:
    folder = arrange("{role}")
    images, labels = folder / ROLES[0], folder / ROLES[1]
    shutil.move(images, folder / "between")
    shutil.move(labels, images)
    shutil.move(folder / "between", labels)

    with pytest.raises(ValueError, match=f"{ROLES[0]} holds labels and {ROLES[1]} images"):
        load_mnist(folder)


def test_a_folder_full_of_other_things_is_looked_at_by_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(50):
        (tmp_path / f"folder {number}").mkdir()
        (tmp_path / f"folder {number}" / "letter.txt").touch()
    asked: list[Path] = []

    def noted(path: Path) -> bool:
        asked.append(path)
        return is_regular(path)

    monkeypatch.setattr(mnist_files, "is_regular", noted)
    assert find_mnist(tmp_path) is None
    assert len(asked) < 10, "one is asked of the disk after the other, while the window waits"
