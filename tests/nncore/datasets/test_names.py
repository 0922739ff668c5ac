"""Other digits are called as their folder, and never as what only the right images are called."""

from pathlib import Path

import pytest

from nncore.datasets.names import (
    LONGEST_NAME,
    command_name,
    folder_name,
    is_folder_name,
    with_generated,
    without_generated,
)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/data/kuzushiji", "kuzushiji"),
        ("/data/FashionMNIST/raw", "FashionMNIST"),
        ("/data/emnist digits", "emnist digits"),
        ("/data/MNIST", "Other digits (MNIST)"),
        ("/data/mnist", "Other digits (mnist)"),
        ("/data/MNIST/raw", "Other digits (MNIST)"),
        ("/data/ＭＮＩＳＴ", "Other digits (ＭＮＩＳＴ)"),
        ("/data/ MNIST ", "Other digits (MNIST)"),
        ("/data/MNIST\t", "Other digits (MNIST)"),
        ("/data/generated", "Other digits (generated)"),
        ("/data/Generated digits", "Other digits (Generated digits)"),
        ("/data/MNIST + generated", "Other digits (MNIST + generated)"),
        ("/data/mnist+generated", "Other digits (mnist+generated)"),
        ("/data/mine + generated", "Other digits (mine + generated)"),
        ("/data/Other digits", "Other digits (Other digits)"),
        ("/data/<img src=x>", "<img src=x>"),
        ("/data/one\ntwo\x1b[31m", "one two [31m"),
        ("/data/\u202egnp.exe", "gnp.exe"),
        ("/data/not\udcffutf8", "not�utf8"),
        ("/data/\u3164\u0301", "Other digits"),
        ("/", "Other digits"),
    ],
)
def test_digits_are_called_as_their_folder(folder: str, name: str) -> None:
    assert folder_name(Path(folder)) == name
    assert is_folder_name(name)
    assert is_folder_name(with_generated(name))
    assert command_name(name) == name
    name.encode()


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    name = folder_name(Path("/data") / ("a" * 100 + "b" * 100))

    assert len(name) == LONGEST_NAME
    assert name.startswith("aaa")
    assert name.endswith("bbb")


def test_where_one_stands_has_a_name_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")

    assert folder_name(Path()) == "mine"
    assert folder_name(Path("..") / "mine") == "mine"


@pytest.mark.parametrize("name", ["", "MNIST", "mnist", "Generated digits", "x" * 81])
def test_what_no_folder_is_called(name: str) -> None:
    assert not is_folder_name(name)


def test_the_command_line_has_its_own_names() -> None:
    names = ["MNIST", "Generated digits", with_generated("MNIST"), "mine"]

    assert [command_name(each) for each in names] == [
        "mnist",
        "generated",
        "mnist+generated",
        "mine",
    ]
    assert without_generated(with_generated("mine")) == "mine"
