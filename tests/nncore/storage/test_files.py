"""Files from elsewhere: what is no regular one is refused at once, whatever it is."""

import errno
import os
import sys
from pathlib import Path

import pytest

from nncore.storage.files import (
    FileTooLargeError,
    is_regular,
    open_regular,
    read_regular,
    write_whole,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def test_a_regular_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"content")
    assert is_regular(file)
    assert read_regular(file, most=7) == b"content"
    with open_regular(file) as opened:
        assert opened.read() == b"content"


@posix
def test_a_link_to_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to("file")
    assert is_regular(tmp_path / "link")
    assert read_regular(tmp_path / "link", most=100) == b"content"


@posix
@pytest.mark.timeout(10)
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert not is_regular(tmp_path / "pipe")
    with pytest.raises(OSError, match="Not a regular file"):
        open_regular(tmp_path / "pipe")


@posix
def test_a_device_is_refused() -> None:
    with pytest.raises(OSError, match="Not a regular file"):
        read_regular(Path("/dev/zero"), most=100)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert not is_regular(tmp_path)
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x" * 300, "name too long"),
        ("zero\0byte", "not a name"),
        ("missing", "No such file"),
        ("file/below", "Not a directory"),
    ],
)
def test_names_that_the_system_refuses_are_no_files(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    assert not is_regular(tmp_path / name)
    with pytest.raises(OSError, match=reason):
        open_regular(tmp_path / name)


def test_a_file_that_is_too_large_is_refused_with_both_sizes(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as opened:
        opened.truncate(6 * 1024**3)  # holes, which take no room
    with pytest.raises(FileTooLargeError, match=r"at most 1000 bytes, it has 6442450944"):
        read_regular(file, most=1000)


def test_links_in_a_circle_are_no_place_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")

    for path in (tmp_path / "circle", tmp_path / "circle" / "file"):
        with pytest.raises(OSError, match=r"circle|Not a directory"):
            write_whole(path, b"content")

    assert [each.name for each in tmp_path.iterdir()] == ["circle"]
    assert (tmp_path / "circle").is_symlink()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"new")
    assert read_regular(tmp_path / "file", most=3) == b"new"


def test_a_disk_that_can_only_be_read_names_the_file_that_was_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)  # even where there is no such file
    with pytest.raises(OSError, match="Read-only file system") as caught:
        write_whole(tmp_path / "name.json", b"")
    assert caught.value.filename == str(tmp_path / "name.json")
