"""Downloads against a server on this computer: right files or none, and never half of one."""

import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from nncore.datasets.downloads import DownloadError, RemoteFile, fetch_files

CONTENTS = {"first": bytes(range(256)) * 400, "second": b"second " * 9}


def remote(name: str) -> RemoteFile:
    content = CONTENTS[name]
    return RemoteFile(name, len(content), hashlib.sha256(content).hexdigest())


FILES = [remote(name) for name in CONTENTS]
TOTAL = sum(map(len, CONTENTS.values()))
NOBODY = "http://127.0.0.1:9/mnist/"
"""Where no server listens."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files are to go; it does not exist yet."""
    return tmp_path / "new" / "folder"


@pytest.fixture(autouse=True)
def full(mirror: Any) -> Any:
    """A mirror that has everything right."""
    mirror.files.update(CONTENTS)
    return mirror


@pytest.fixture
def fetch(folder: Path, mirror: Any) -> Callable[..., None]:
    """Fetches both files from the mirror, but for what is said otherwise."""

    def run(**options: Any) -> None:
        fetch_files(FILES, folder, **{"mirrors": [mirror.address], "timeout": 5.0, **options})

    return run


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_files_arrive_whole(fetch: Callable[..., None], folder: Path, mirror: Any) -> None:
    fetch()

    assert contents(folder) == CONTENTS
    assert mirror.asked == ["first", "second"]


def test_progress_goes_from_nothing_to_all(fetch: Callable[..., None]) -> None:
    told: list[tuple[int, int]] = []

    fetch(progress=lambda done, total: told.append((done, total)))

    assert told[0] == (0, TOTAL)
    assert told[-1] == (TOTAL, TOTAL)
    assert told == sorted(told)
    assert len({done for done, _ in told}) > 3


def test_right_files_are_not_fetched_again(
    fetch: Callable[..., None], folder: Path, mirror: Any
) -> None:
    folder.mkdir(parents=True)
    (folder / "first").write_bytes(CONTENTS["first"])
    told: list[int] = []

    fetch(progress=lambda done, _: told.append(done))

    assert mirror.asked == ["second"]
    assert told[:2] == [0, len(CONTENTS["first"])]
    fetch()
    assert mirror.asked == ["second"]


def test_wrong_files_are_fetched_again(
    fetch: Callable[..., None], folder: Path, mirror: Any
) -> None:
    folder.mkdir(parents=True)
    (folder / "first").write_bytes(CONTENTS["first"][:-1])

    fetch()

    assert mirror.asked == ["first", "second"]
    assert contents(folder) == CONTENTS


def test_what_one_mirror_lacks_comes_from_the_next(
    fetch: Callable[..., None], folder: Path, mirror: Any
) -> None:
    fetch(mirrors=[NOBODY, mirror.address + "missing", mirror.address])

    assert contents(folder) == CONTENTS
    assert mirror.asked == ["missing/first", "first", "missing/second", "second"]


def damage_nothing(mirror: Any) -> None:
    mirror.files.clear()


def damage_server(mirror: Any) -> None:
    mirror.broken.add("first")


def damage_bytes(mirror: Any) -> None:
    mirror.files["first"] = CONTENTS["first"][:-1] + b"?"


def damage_length(mirror: Any) -> None:
    mirror.files["first"] = CONTENTS["first"][:-5]


def damage_end(mirror: Any) -> None:
    mirror.files["first"] = CONTENTS["first"] + bytes(100_000)


def damage_connection(mirror: Any) -> None:
    mirror.cut.add("first")


def damage_flow(mirror: Any) -> None:
    mirror.stalled.add("first")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damage_nothing, "404"),
        (damage_server, "503"),
        (damage_bytes, "sent a file with the SHA-256"),
        (damage_length, "sent only 102395 of the expected 102400 bytes"),
        (damage_end, "sent more than the expected 102400 bytes"),
        (damage_connection, "first"),
        (damage_flow, "sent nothing for 0.5 seconds|stopped answering"),
    ],
)
def test_a_mirror_that_fails_is_told_and_leaves_nothing(
    damage: Callable[[Any], None],
    words: str,
    fetch: Callable[..., None],
    folder: Path,
    mirror: Any,
) -> None:
    damage(mirror)

    with pytest.raises(DownloadError, match=words) as caught:
        fetch(timeout=0.5)

    assert str(caught.value).startswith("first could not be downloaded: ")
    assert urlsplit(mirror.address).netloc in str(caught.value)
    assert contents(folder) == {}


def test_every_mirror_that_failed_is_told(fetch: Callable[..., None], mirror: Any) -> None:
    mirror.broken.add("first")

    with pytest.raises(DownloadError) as caught:
        fetch(mirrors=[NOBODY, mirror.address])

    nobody, somebody = urlsplit(NOBODY).netloc, urlsplit(mirror.address).netloc
    assert f"{nobody} cannot be reached, {somebody} answers 503." in str(caught.value)
    assert isinstance(caught.value, OSError)


def test_a_second_try_goes_on_where_the_first_failed(
    fetch: Callable[..., None], folder: Path, mirror: Any
) -> None:
    mirror.broken.add("second")
    with pytest.raises(DownloadError, match="second could not be downloaded"):
        fetch()
    mirror.broken.clear()

    fetch()

    assert mirror.asked == ["first", "second", "second"]
    assert contents(folder) == CONTENTS


@pytest.mark.parametrize("error", [RuntimeError, ValueError, OSError, KeyboardInterrupt])
@pytest.mark.parametrize("at", [0, 1, len(CONTENTS["first"]), TOTAL])
def test_an_exception_from_progress_cancels_and_leaves_no_partial_file(
    error: type[BaseException], at: int, fetch: Callable[..., None], folder: Path, mirror: Any
) -> None:
    def cancel(done: int, total: int) -> None:
        assert total == TOTAL
        if done >= at:
            raise error("enough")

    with pytest.raises(error, match="enough"):
        fetch(progress=cancel, mirrors=[mirror.address, mirror.address])

    assert len(mirror.asked) == len(set(mirror.asked)), "nobody else is asked after a cancel"
    whole = contents(folder)
    assert whole == {name: CONTENTS[name] for name in whole}


def test_a_stalled_download_can_be_cancelled_at_once(
    fetch: Callable[..., None], folder: Path, mirror: Any
) -> None:
    mirror.stalled.add("first")
    calls = 0

    def cancel(done: int, _: int) -> None:
        nonlocal calls
        calls += done > 0
        if calls > 5:
            raise RuntimeError("enough")

    begin = time.monotonic()
    with pytest.raises(RuntimeError, match="enough"):
        fetch(progress=cancel, timeout=60.0)

    assert time.monotonic() - begin < 5
    assert contents(folder) == {}


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs permissions that can be denied"
)
def test_a_folder_that_cannot_be_written_is_no_mirrors_fault(
    fetch: Callable[..., None], folder: Path
) -> None:
    folder.mkdir(parents=True, mode=stat.S_IRUSR | stat.S_IXUSR)

    with pytest.raises(PermissionError):
        fetch()


def test_a_file_where_the_folder_should_be_is_no_mirrors_fault(
    fetch: Callable[..., None], folder: Path
) -> None:
    folder.parent.mkdir()
    folder.write_bytes(b"in the way")

    with pytest.raises((FileExistsError, NotADirectoryError)):
        fetch()
