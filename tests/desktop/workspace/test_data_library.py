"""Data sets arrive in the background; failures and cancels leave everything usable."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace.data_folders import DataFolders
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.jobs import Jobs
from nncore import datasets
from nncore.datasets import DownloadError, idx, mnist
from tests.desktop.hands import listen


@pytest.fixture
def library(jobs: Jobs) -> DataLibrary:
    return DataLibrary(jobs)


def folders_of(library: DataLibrary) -> tuple[Path | None, Path | None]:
    """Where the user has MNIST, and other digits."""
    return library.folders.of_user("mnist"), library.folders.of_user("folder")


def wait_for_the_end(library: DataLibrary, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not library.is_under_way("mnist"), timeout=10_000)


def write_tiny_mnist(folder: Path) -> None:
    rng = np.random.default_rng(5)
    for name, count in (("train", 120), ("t10k", 20)):
        images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        idx.write(folder / f"{name}-images-idx3-ubyte", images)
        idx.write(folder / f"{name}-labels-idx1-ubyte", labels)


def test_generated_digits_arrive_with_progress(library: DataLibrary, qtbot: QtBot) -> None:
    fractions: list[float] = []
    library.progressed.connect(lambda _key, done: fractions.append(done))
    with qtbot.waitSignal(library.loaded, timeout=60_000):
        library.load("generated")
        assert library.is_under_way("generated")
    dataset = library.get("generated")
    assert dataset is not None
    assert (len(dataset.training), len(dataset.test)) == (12_000, 2_000)
    assert fractions == sorted(fractions) != []
    assert not library.is_under_way("generated")


@pytest.fixture
def known_as_mnist(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `write_tiny_mnist` writes counts as MNIST's own digits."""
    folder = tmp_path_factory.mktemp("tiny")
    write_tiny_mnist(folder)
    monkeypatch.setattr(mnist, "FINGERPRINT", datasets.load_mnist(folder).fingerprint)


@pytest.mark.usefixtures("known_as_mnist")
def test_folder_of_the_user_is_loaded(library: DataLibrary, qtbot: QtBot, tmp_path: Path) -> None:
    write_tiny_mnist(tmp_path)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.open_folder(tmp_path)
    dataset = library.get("mnist")
    assert dataset is not None
    assert len(dataset.test) == 20
    assert folders_of(library) == (tmp_path, None)


def test_other_digits_of_a_folder_are_loaded_beside_mnist(
    library: DataLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    write_tiny_mnist(folder)
    loaded = listen(library.loaded)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.open_folder(folder)
    assert loaded == ["folder"]
    assert library.problem("mnist") == ""
    assert library.get("mnist") is None
    assert folders_of(library) == (None, folder)


def test_a_folder_of_mnist_with_other_digits_by_now_is_told(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path / "cache"))
    write_tiny_mnist(tmp_path)
    library = DataLibrary(jobs, DataFolders(tmp_path))
    loaded = listen(library.loaded)
    qtbot.waitUntil(lambda: library.is_here("mnist") is True)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.load("mnist")
    assert f"{tmp_path} holds other digits than MNIST: “" in library.problem("mnist")
    assert loaded == ["folder"]
    qtbot.waitUntil(lambda: library.is_here("mnist") is False)


@pytest.mark.usefixtures("known_as_mnist")
def test_a_folder_of_other_digits_with_mnist_by_now_becomes_mnist(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path
) -> None:
    write_tiny_mnist(tmp_path)
    library = DataLibrary(jobs, DataFolders(digits=tmp_path))
    loaded = listen(library.loaded)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.load("folder")
    assert loaded == ["mnist"]
    assert folders_of(library) == (tmp_path, None)


def test_folder_without_the_files_fails_in_plain_words(
    library: DataLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    library.open_folder(tmp_path)
    wait_for_the_end(library, qtbot)
    assert str(tmp_path) in library.problem("mnist")
    assert library.get("mnist") is None


Download = Callable[..., None]


@pytest.fixture
def download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Download]:
    """What stands in for the download: the last function put into the list."""
    stand_ins: list[Download] = []

    def download_mnist(folder: Path, *, progress: Callable[[int, int], None]) -> None:
        stand_ins[-1](folder, progress=progress)

    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(mnist, "download_mnist", download_mnist)
    return stand_ins


@pytest.mark.usefixtures("known_as_mnist")
def test_failed_download_can_be_tried_again(
    library: DataLibrary, qtbot: QtBot, download: list[Download]
) -> None:
    def fail(folder: Path, *, progress: Callable[[int, int], None]) -> None:
        raise DownloadError("no mirror answers")

    def succeed(folder: Path, *, progress: Callable[[int, int], None]) -> None:
        progress(50, 100)
        folder.mkdir(parents=True)
        write_tiny_mnist(folder)

    fractions: list[float] = []
    library.progressed.connect(lambda _key, done: fractions.append(done))
    download.append(fail)
    library.download("mnist")
    wait_for_the_end(library, qtbot)
    assert library.problem("mnist") == "no mirror answers"
    download.append(succeed)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.download("mnist")
    assert 0.5 in fractions
    assert library.get("mnist") is not None


def test_download_is_cancelled(
    library: DataLibrary, qtbot: QtBot, download: list[Download]
) -> None:
    def never_end(folder: Path, *, progress: Callable[[int, int], None]) -> None:
        while True:
            progress(1, 100)

    loaded = listen(library.loaded)
    download.append(never_end)
    library.download("mnist")
    library.cancel("mnist")
    wait_for_the_end(library, qtbot)
    assert loaded == []
    assert library.problem("mnist") == ""


@pytest.mark.usefixtures("known_as_mnist")
def test_folder_named_meanwhile_replaces_the_download(
    library: DataLibrary, qtbot: QtBot, download: list[Download], tmp_path: Path
) -> None:
    def never_end(folder: Path, *, progress: Callable[[int, int], None]) -> None:
        while True:
            progress(1, 100)

    folder = tmp_path / "mine"
    folder.mkdir()
    write_tiny_mnist(folder)
    download.append(never_end)
    library.download("mnist")
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.open_folder(folder)
    assert library.folders.of_user("mnist") == folder
    assert library.get("mnist") is not None


def test_folder_that_failed_is_not_remembered(
    library: DataLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    library.open_folder(tmp_path)
    wait_for_the_end(library, qtbot)
    assert library.folders.of_user("mnist") is None
