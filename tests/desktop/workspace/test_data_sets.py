"""Data sets arrive in the background; failures and cancels leave everything usable."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from desktop.workspace.data_sets import DataLibrary, Source
from desktop.workspace.jobs import Jobs
from nncore import datasets
from nncore.datasets import DownloadError, idx, mnist
from nncore.runs import DataNote


class Listener(QObject):
    """Notes what the library says."""

    def __init__(self, library: DataLibrary) -> None:
        super().__init__()
        self.loaded: list[Source] = []
        self.cancelled: list[Source] = []
        self.failures: list[str] = []
        self.fractions: list[float] = []
        library.loaded.connect(self.on_loaded)
        library.cancelled.connect(self.on_cancelled)
        library.failed.connect(self.on_failed)
        library.progressed.connect(self.on_progressed)

    @Slot(Source)
    def on_loaded(self, source: Source) -> None:
        self.loaded.append(source)

    @Slot(Source)
    def on_cancelled(self, source: Source) -> None:
        self.cancelled.append(source)

    @Slot(Source, str)
    def on_failed(self, source: Source, message: str) -> None:
        self.failures.append(message)

    @Slot(Source, float)
    def on_progressed(self, source: Source, done: float) -> None:
        self.fractions.append(done)


@pytest.fixture
def library(jobs: Jobs) -> DataLibrary:
    return DataLibrary(jobs)


def write_tiny_mnist(folder: Path) -> None:
    rng = np.random.default_rng(5)
    for name, count in (("train", 120), ("t10k", 20)):
        images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        idx.write(folder / f"{name}-images-idx3-ubyte", images)
        idx.write(folder / f"{name}-labels-idx1-ubyte", labels)


def test_generated_digits_arrive_with_progress(library: DataLibrary, qtbot: QtBot) -> None:
    listener = Listener(library)
    with qtbot.waitSignal(library.loaded, timeout=60_000):
        library.load_generated()
        assert library.is_under_way(Source.GENERATED)
    dataset = library.dataset(Source.GENERATED)
    assert dataset is not None
    assert (len(dataset.training), len(dataset.test)) == (12_000, 2_000)
    assert listener.fractions == sorted(listener.fractions)
    assert not library.is_under_way(Source.GENERATED)


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
        library.use_folder(tmp_path)
    dataset = library.dataset(Source.MNIST)
    assert dataset is not None
    assert len(dataset.test) == 20
    assert (library.mnist_folder, library.digits_folder) == (tmp_path, None)


def test_other_digits_of_a_folder_are_loaded_beside_mnist(
    library: DataLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    write_tiny_mnist(folder)
    listener = Listener(library)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.use_folder(folder)
    assert listener.loaded == [Source.FOLDER]
    assert listener.failures == []
    assert library.dataset(Source.MNIST) is None
    assert library.title(Source.FOLDER) == "mine"
    assert (library.mnist_folder, library.digits_folder) == (None, folder)
    assert library.sources == tuple(Source)


def test_a_folder_of_mnist_with_other_digits_by_now_is_told(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path / "cache"))
    write_tiny_mnist(tmp_path)
    library = DataLibrary(jobs, tmp_path)
    listener = Listener(library)
    assert library.has_mnist_files
    with qtbot.waitSignal(library.failed, timeout=10_000):
        library.load_mnist()
    assert f"{tmp_path} holds other digits than MNIST: “" in listener.failures[0]
    assert listener.loaded == [Source.FOLDER]
    assert not library.has_mnist_files


@pytest.mark.usefixtures("known_as_mnist")
def test_a_folder_of_other_digits_with_mnist_by_now_becomes_mnist(
    jobs: Jobs, qtbot: QtBot, tmp_path: Path
) -> None:
    write_tiny_mnist(tmp_path)
    library = DataLibrary(jobs, digits_folder=tmp_path)
    listener = Listener(library)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.load_digits()
    assert listener.loaded == [Source.MNIST]
    assert (library.mnist_folder, library.digits_folder) == (tmp_path, None)


def test_images_are_found_by_what_they_are(
    library: DataLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    write_tiny_mnist(tmp_path)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.use_folder(tmp_path)
    dataset = library.dataset(Source.FOLDER)
    assert dataset is not None
    note = DataNote.of(dataset)
    assert library.find(replace(note, name="MNIST")) is Source.FOLDER
    assert library.find(replace(note, fingerprint="0" * 64)) is None
    assert library.find(DataNote("MNIST", "0" * 64, 1, 1, 1)) is None
    assert library.find(DataNote("before", mnist.FINGERPRINT, 1, 1, 1)) is Source.MNIST
    assert library.find(DataNote("Generated digits", "0" * 64, 1, 1, 1)) is Source.GENERATED


def test_folder_without_the_files_fails_in_plain_words(
    library: DataLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    listener = Listener(library)
    with qtbot.waitSignal(library.failed, timeout=10_000):
        library.use_folder(tmp_path)
    assert str(tmp_path) in listener.failures[0]
    assert library.dataset(Source.MNIST) is None


Download = Callable[..., None]


@pytest.fixture
def download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Download]:
    """What stands in for the download: the last function put into the list."""
    stand_ins: list[Download] = []

    def download_mnist(folder: Path, *, progress: Callable[[int, int], None]) -> None:
        stand_ins[-1](folder, progress=progress)

    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(datasets, "download_mnist", download_mnist)
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

    listener = Listener(library)
    download.append(fail)
    with qtbot.waitSignal(library.failed, timeout=10_000):
        library.get_mnist()
    assert listener.failures == ["no mirror answers"]
    download.append(succeed)
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.get_mnist()
    assert 0.5 in listener.fractions
    assert library.dataset(Source.MNIST) is not None


def test_download_is_cancelled(
    library: DataLibrary, qtbot: QtBot, download: list[Download]
) -> None:
    def never_end(folder: Path, *, progress: Callable[[int, int], None]) -> None:
        while True:
            progress(1, 100)

    listener = Listener(library)
    download.append(never_end)
    library.get_mnist()
    with qtbot.waitSignal(library.cancelled, timeout=10_000):
        library.cancel(Source.MNIST)
    assert listener.loaded == []
    assert not library.is_under_way(Source.MNIST)


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
    library.get_mnist()
    with qtbot.waitSignal(library.loaded, timeout=10_000):
        library.use_folder(folder)
    assert library.mnist_folder == folder
    assert library.dataset(Source.MNIST) is not None


def test_folder_that_failed_is_not_remembered(
    library: DataLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(library.failed, timeout=10_000):
        library.use_folder(tmp_path)
    assert library.mnist_folder is None
