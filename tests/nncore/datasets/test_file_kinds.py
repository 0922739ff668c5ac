"""Files that are something else than digits are told for what they are."""

import gzip
import os
from pathlib import Path

import pytest

from nncore.datasets.file_kinds import kind_of

IDX = bytes((0, 0, 8, 1, 0, 0, 0, 1, 7))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "an empty file"),
        (b"\n<!DOCTYPE html>\n<html>", "a web page"),
        (b"<html><body>404", "a web page"),
        (
            gzip.compress(b"<html>", mtime=0),
            "a web page (HTML), not the file that the page is about (packed",
        ),
        (gzip.compress(gzip.compress(IDX, mtime=0), mtime=0), "packed twice with gzip"),
        (b"\x1f\x8b\x08rubbish", "a damaged gzip file"),
        (b"<?xml version='1.0'?><Error>", "an XML text"),
        (b'{"message": "Not Found"}', "a JSON text"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
        (bytes((0, 0, 12, 2, 0, 0, 234, 96, 0, 0, 0, 8)), "QMNIST’s labels"),
        (bytes((0, 0, 13, 3)), "an IDX file of floats"),
        (b"label,1x1,1x2\n5,0,0", "a table of numbers (CSV), as Kaggle has it"),
        (b"\xef\xbb\xbflabel,pixel0", "a table of numbers"),
        (b"5,0,0,0,0,0,0,0,0,0,0,0,0", "a table of numbers"),
        (b"PAR1\x15\x04", "a Parquet file"),
        (b"PK\x03\x04\x14", "a zip archive: unpack it first"),
        (bytes(257) + b"ustar\x0000", "a tar archive"),
        (
            gzip.compress(bytes(257) + b"ustar\x0000", mtime=0),
            "a tar archive: unpack it first (packed",
        ),
        (b"\x80\x02}q\x00", "a pickle of Python"),
        (b"\x89HDF\r\n", "an HDF5 file"),
        (b"\x93NUMPY\x01", "a NumPy array"),
    ],
)
def test_a_kind_is_known_by_the_first_bytes(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    assert words in kind_of(path)


@pytest.mark.parametrize(
    "content", [IDX, gzip.compress(IDX, mtime=0), b"Dear reader", b"\x00", b"\x00\x00"]
)
def test_nothing_is_said_of_digits_and_of_what_is_unknown(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    assert kind_of(path) == ""


def test_pytorchs_files_are_never_read(tmp_path: Path) -> None:
    path = tmp_path / "training.pt"
    path.write_bytes(b"PK\x03\x04")

    assert kind_of(path).startswith("a file of PyTorch")


def test_of_what_cannot_be_opened_nothing_is_known(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path / "pipe", tmp_path, tmp_path / "missing", Path("x" * 5000), Path("a\0b")):
        assert kind_of(path) == ""


def test_a_packed_file_is_looked_into_no_further_than_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(50_000_000)))

    assert kind_of(path) == ""
