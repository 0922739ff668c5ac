"""The data sets at hand, loaded, made or downloaded in the background.

It tells the window what is there and what is on its way; the workspace holds what was chosen.
"""

from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.shared.jobs import Job, Jobs, Progress
from nncore import datasets
from nncore.datasets import Dataset
from nncore.datasets.folders import cache_folder


class Source(Enum):
    """A data set that can be chosen, by the name that people read."""

    GENERATED = "Generated digits"
    MNIST = "MNIST"


class DataLibrary(QObject):
    """Gets data sets ready, one job per source, and remembers them.

    started, progressed (fraction), loaded, cancelled, failed (message): each tells its Source
    first. `mnist_folder` is where the user keeps the files, None for the usual places.
    """

    started = Signal(Source)
    progressed = Signal(Source, float)
    loaded = Signal(Source)
    cancelled = Signal(Source)
    failed = Signal(Source, str)

    def __init__(
        self, jobs: Jobs, mnist_folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._mnist_folder = mnist_folder
        self._datasets: dict[Source, Dataset] = {}
        self._under_way: dict[Source, _Loading] = {}

    def dataset(self, source: Source) -> Dataset | None:
        """The data set if it is ready."""
        return self._datasets.get(source)

    def is_under_way(self, source: Source) -> bool:
        """Whether the data set is being loaded, made or downloaded."""
        return source in self._under_way

    @property
    def has_mnist_files(self) -> bool:
        """Whether MNIST's four files are on this machine, loaded or not."""
        return datasets.find_mnist(self._mnist_folder) is not None

    def load_generated(self) -> None:
        """Make the generated digits, or read them from the cache."""
        self._begin(Source.GENERATED, _generated)

    def load_mnist(self) -> None:
        """Load MNIST from where its files lie."""
        self._begin(Source.MNIST, partial(_mnist, self._mnist_folder))

    def get_mnist(self) -> None:
        """Download MNIST into the cache, check it, and load it."""
        self._mnist_folder = None
        self._begin(Source.MNIST, _downloaded_mnist)

    def use_mnist_folder(self, folder: Path) -> None:
        """Load MNIST from a folder that holds its four files."""
        self._begin(Source.MNIST, partial(_mnist, folder))

    def cancel(self, source: Source) -> None:
        """Ask what is under way to stop; `cancelled` tells when it has."""
        if source in self._under_way:
            self._under_way[source].job.cancel()

    def _begin(self, source: Source, work: Callable[[Progress], Dataset]) -> None:
        if source in self._under_way:
            return
        loading = _Loading(source, Job(work, self), self)
        self._under_way[source] = loading
        self.started.emit(source)
        self._jobs.start(loading.job)

    def finish(self, source: Source, dataset: Dataset) -> None:
        """Take over what a job has loaded."""
        del self._under_way[source]
        self._datasets[source] = dataset
        self.loaded.emit(source)

    def give_up(self, source: Source, message: str | None) -> None:
        """Forget a job that failed with `message`, or was cancelled (None)."""
        del self._under_way[source]
        if message is None:
            self.cancelled.emit(source)
        else:
            self.failed.emit(source, message)


class _Loading(QObject):
    """One job and the source that it works for: signals of a job do not say whose they are."""

    def __init__(self, source: Source, job: Job, library: DataLibrary) -> None:
        super().__init__(library)
        self.job = job
        self._source = source
        self._library = library
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        self._library.progressed.emit(self._source, done)

    @Slot(object)
    def _on_finished(self, dataset: Dataset) -> None:
        self._library.finish(self._source, dataset)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._library.give_up(self._source, str(error))

    @Slot()
    def _on_cancelled(self) -> None:
        self._library.give_up(self._source, None)


def _generated(progress: Progress) -> Dataset:
    return datasets.load_generated(progress=progress)


def _mnist(folder: Path | None, progress: Progress) -> Dataset:
    progress(0.0)
    return datasets.load_mnist(folder)


def _downloaded_mnist(progress: Progress) -> Dataset:
    def report(done: int, total: int) -> None:
        progress(done / total)

    folder = cache_folder() / "mnist"
    datasets.download_mnist(folder, progress=report)
    return datasets.load_mnist(folder)
