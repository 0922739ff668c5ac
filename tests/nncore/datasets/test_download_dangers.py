"""Downloads that lead elsewhere, never end, or cannot be kept: told, and nothing is left."""

import gzip
import hashlib
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from nncore.datasets import downloads
from nncore.datasets.downloads import (
    LEAST_RATE,
    MOST_REDIRECTS,
    TIMEOUT,
    DownloadError,
    RemoteFile,
    fetch_files,
    next_address,
)

CONTENT = bytes(range(256)) * 1200
FILE = RemoteFile("file", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
Fetch = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def fetch(folder: Path, mirror: Any) -> Fetch:
    """Fetches one file from the mirror, but for what is said otherwise."""
    mirror.files["file"] = CONTENT

    def run(**options: Any) -> None:
        fetch_files([FILE], folder, **{"mirrors": [mirror.address], "timeout": 5.0, **options})

    return run


def test_a_redirect_is_followed(fetch: Fetch, folder: Path, mirror: Any) -> None:
    mirror.files["elsewhere"] = mirror.files.pop("file")
    mirror.redirects = {"file": "again", "again": f"{mirror.address}elsewhere"}

    fetch()

    assert (folder / "file").read_bytes() == CONTENT
    assert mirror.asked == ["file", "again", "elsewhere"]


def test_redirects_without_end_are_given_up(fetch: Fetch, folder: Path, mirror: Any) -> None:
    mirror.redirects = {"file": "file"}

    with pytest.raises(DownloadError, match=f"redirects more than {MOST_REDIRECTS} times"):
        fetch()
    assert len(mirror.asked) == MOST_REDIRECTS + 1
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/file", "data:,hello", "javascript:alert(1)"]
)
def test_a_redirect_out_of_the_web_is_refused(target: str, fetch: Fetch, mirror: Any) -> None:
    mirror.redirects = {"file": target}

    with pytest.raises(DownloadError, match=f"redirects to {re.escape(target)}, which is no web"):
        fetch()


@pytest.mark.parametrize("target", ["http://[", "//", "http://", "http://a b/", "?" * 70_000])
def test_a_redirect_to_nothing_is_the_mirrors_failure(
    target: str, fetch: Fetch, mirror: Any
) -> None:
    mirror.redirects = {"file": target}

    with pytest.raises(DownloadError, match="file could not be downloaded"):
        fetch()


@pytest.mark.parametrize(
    ("address", "location", "leads_to"),
    [
        ("https://a/b/c", "d", "https://a/b/d"),
        ("https://a/b", "//c/d", "https://c/d"),
        ("https://a/b", "HTTPS://c/d", "https://c/d"),
        ("http://a/b", "https://c/d", "https://c/d"),
        ("http://a/b", "http://c/d", "http://c/d"),
    ],
)
def test_where_a_redirect_may_lead(address: str, location: str, leads_to: str) -> None:
    assert next_address(address, location) == leads_to


@pytest.mark.parametrize("location", ["http://a/b", "HTTP://a/b", "hTTp:b"])
def test_https_is_not_left(
    location: str, fetch: Fetch, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = requests.Session.get
    asked: list[str] = []

    def get_as_if_safe(session: requests.Session, address: str, **options: Any) -> Any:
        asked.append(address)
        return get(session, address.replace("https://safe/", mirror.address), **options)

    monkeypatch.setattr(requests.Session, "get", get_as_if_safe)
    mirror.redirects = {"file": "https://safe/second", "second": location}

    with pytest.raises(DownloadError, match="redirects from https to http, which is not followed"):
        fetch(mirrors=["https://safe/"])
    assert asked == ["https://safe/file", "https://safe/second"]


def test_a_trickle_is_given_up(
    fetch: Fetch, folder: Path, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.slow.add("file")
    monkeypatch.setattr(downloads, "LEAST_RATE", 1_000_000)

    with pytest.raises(
        DownloadError, match=r"is too slow: it sent \d+ bytes in \d+ seconds, at le"
    ):
        fetch(timeout=0.5)
    assert [*folder.iterdir()] == []


def test_a_slow_mirror_may_take_its_time(fetch: Fetch, folder: Path, mirror: Any) -> None:
    mirror.slow.add("file")

    fetch(timeout=0.5)  # of which it takes two seconds

    assert (folder / "file").read_bytes() == CONTENT


def test_twenty_kilobytes_a_second_are_enough_for_mnist() -> None:
    assert LEAST_RATE < 20_000
    assert TIMEOUT + 9_912_422 / LEAST_RATE < 40 * 60


def test_what_a_server_says_of_its_packing_does_not_matter(
    fetch: Fetch, folder: Path, mirror: Any
) -> None:
    mirror.headers = [("Content-Encoding", "gzip")]

    fetch()

    assert (folder / "file").read_bytes() == CONTENT


def test_a_bomb_in_the_packing_is_not_unpacked(fetch: Fetch, mirror: Any) -> None:
    mirror.headers = [("Content-Encoding", "gzip")]
    mirror.files["file"] = gzip.compress(bytes(50_000_000))

    with pytest.raises(DownloadError, match=r"sent only 4\d{4} of the expected 307200 bytes"):
        fetch()


@pytest.mark.parametrize(
    "headers", [[("X", "y" * 70_000)], [(f"X-{number}", "y") for number in range(200)]]
)
def test_headers_without_measure_are_the_mirrors_failure(
    headers: list[tuple[str, str]], fetch: Fetch, mirror: Any
) -> None:
    mirror.headers = headers

    with pytest.raises(DownloadError, match="cannot be reached"):
        fetch()


def test_a_file_that_is_too_large_is_not_read_to_see_that_it_is_wrong(
    fetch: Fetch, folder: Path
) -> None:
    folder.mkdir()
    with (folder / "file").open("wb") as sparse:
        sparse.truncate(2**33)

    begin = time.process_time()
    assert not FILE.is_in(folder)
    fetch()

    assert time.process_time() - begin < 2  # to read eight gigabytes takes longer
    assert (folder / "file").read_bytes() == CONTENT


def test_a_pipe_in_the_cache_is_not_waited_for(fetch: Fetch, folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "file")

    assert not FILE.is_in(folder)
    with pytest.raises(OSError, match="is not a file that can be written"):
        fetch()


def test_a_full_disk_is_told_with_the_file(
    fetch: Fetch, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(OSError, match="No space left on device") as caught:
        fetch()
    assert caught.value.filename == str(folder / "file")
    assert [*folder.iterdir()] == []


def test_a_folder_that_cannot_be_written_is_known_before_anything_is_asked_for(
    fetch: Fetch, folder: Path, mirror: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)

    with pytest.raises(PermissionError, match=re.escape(str(folder))):
        fetch()
    assert mirror.asked == []
    (folder / "file").write_bytes(CONTENT)
    fetch()  # nothing has to be written


@pytest.mark.parametrize("phase", ["stalled", "slow"])
def test_a_cancel_is_heard_in_every_phase(
    phase: str, fetch: Fetch, folder: Path, mirror: Any
) -> None:
    getattr(mirror, phase).add("file")
    begin = time.monotonic()

    def cancel(_: int, __: int) -> None:
        if time.monotonic() - begin > 0.3:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        fetch(progress=cancel, timeout=60.0)
    assert time.monotonic() - begin < 30  # and not after the timeout
    assert [*folder.iterdir()] == []
