"""The surroundings of the whole suite: set before NumPy or Qt are imported, the same everywhere.

Nothing here knows the window; tests/desktop has a conftest of its own.
"""

import os

# BLAS reads its number of threads once, when NumPy is imported: so before any other import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import socket
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import nncore as nn
from tests.earlier_version.earlier import Copy, copied

# No deadline: a busy machine is no defect. CI draws the same examples each time, people new ones.
settings.register_profile("misread", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("misread")

_JOIN_SECONDS = 2.0
"""How long a thread that is about to end may take before its test fails."""

# Looked for before the cache is put elsewhere: the user's own may hold it.
_MNIST = nn.datasets.find_mnist()


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder that all tests of this run share, and that holds nobody's own files."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("MISREAD_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """No test may depend on another computer, nor trouble one by mistake."""
    look_up = socket.getaddrinfo

    def look_up_nobody_else(host: Any, *others: Any, **options: Any) -> Any:
        if host not in ("127.0.0.1", "localhost", "::1", "", None):
            raise OSError(f"a test asked for the network address of {host}")
        return look_up(host, *others, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up_nobody_else)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_sync() -> Iterator[None]:
    """No file of a test must outlive the machine: to wait for the disk is most of a commit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        yield


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """Where the real MNIST lies; skips where it is not at hand. Nothing is downloaded."""
    if _MNIST is None:
        pytest.skip("MNIST is not at hand: point MISREAD_DATA to its four files")
    return _MNIST


@pytest.fixture(scope="session")
def mnist(mnist_folder: Path) -> nn.datasets.Dataset:
    """The real MNIST, loaded once for all tests."""
    return nn.datasets.load_mnist(mnist_folder)


@pytest.fixture
def earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """What an earlier version wrote, to be read and written to."""
    return copied(tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def _no_thread_left_running() -> Iterator[None]:
    """A thread that outlives its test would run on, unseen, into the next ones."""
    before = set(threading.enumerate())
    yield
    left = [each for each in threading.enumerate() if each not in before and not each.daemon]
    for thread in left:
        thread.join(_JOIN_SECONDS)
    running = [thread.name for thread in left if thread.is_alive()]
    assert not running, f"threads were left running: {', '.join(running)}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for MNIST counts as marked, so that no such test can be skipped unseen."""
    for item in items:
        if {"mnist", "mnist_folder"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("mnist")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With MISREAD_REQUIRE_MNIST=1, as in CI, a test skipped for lack of MNIST is a failure."""
    report = yield
    is_required = os.environ.get("MISREAD_REQUIRE_MNIST") == "1"
    if report.skipped and is_required and item.get_closest_marker("mnist"):
        report.outcome = "failed"
        report.longrepr = f"MISREAD_REQUIRE_MNIST=1, yet {item.nodeid} was skipped"
    return report
