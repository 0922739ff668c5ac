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
        self._under_way: dict[Source, Job] = {}
        self._asked_folder: Path | None = None
        self._waiting_folder: Path | None = None

    @property
    def mnist_folder(self) -> Path | None:
        """The user's folder that MNIST comes from; None for the usual places."""
        return self._mnist_folder

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
        """Load MNIST from a folder with its four files, instead of what may be under way."""
        if self.is_under_way(Source.MNIST):
            self._waiting_folder = folder
            self.cancel(Source.MNIST)
            return
        self._asked_folder = folder
        self._begin(Source.MNIST, partial(_mnist, folder))

    def cancel(self, source: Source) -> None:
        """Ask what is under way to stop; `cancelled` tells when it has."""
        if source in self._under_way:
            self._under_way[source].cancel()

    def _begin(self, source: Source, work: Callable[[Progress], Dataset]) -> None:
        if source in self._under_way:
            return
        job = Job(work)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._under_way[source] = job
        self.started.emit(source)
        self._jobs.start(job)

    def _source(self) -> Source:
        """Which source the job works for whose signal is being heard."""
        return next(source for source, job in self._under_way.items() if job is self.sender())

    def _end(self) -> Source:
        source = self._source()
        del self._under_way[source]
        return source

    def _go_on(self, source: Source) -> None:
        """Turn to the folder that was named meanwhile."""
        if source is Source.MNIST and self._waiting_folder is not None:
            folder, self._waiting_folder = self._waiting_folder, None
            self.use_mnist_folder(folder)

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        self.progressed.emit(self._source(), done)

    @Slot(object)
    def _on_finished(self, dataset: Dataset) -> None:
        source = self._end()
        self._datasets[source] = dataset
        if source is Source.MNIST and self._asked_folder is not None:
            self._mnist_folder, self._asked_folder = self._asked_folder, None
        self.loaded.emit(source)
        self._go_on(source)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        source = self._end()
        self._asked_folder = None
        self.failed.emit(source, str(error))
        self._go_on(source)

    @Slot()
    def _on_cancelled(self) -> None:
        source = self._end()
        self._asked_folder = None
        self.cancelled.emit(source)
        self._go_on(source)


def _generated(progress: Progress) -> Dataset:
    return datasets.load_generated(progress=progress)


def _mnist(folder: Path | None, progress: Progress) -> Dataset:
    return datasets.load_mnist(folder, progress=_in_bytes(progress))


def _downloaded_mnist(progress: Progress) -> Dataset:
    folder = cache_folder() / "mnist"
    datasets.download_mnist(folder, progress=_in_bytes(progress))
    return datasets.load_mnist(folder)


def _in_bytes(progress: Progress) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        progress(done / total)

    return report
