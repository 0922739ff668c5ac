"""The data sets at hand, loaded, made or downloaded in the background.

It tells the window what is there and what is on its way; the workspace holds what was chosen.
"""

from collections.abc import Callable
from enum import Enum
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.errors import in_words
from desktop.workspace.jobs import Job, Jobs, Progress
from nncore import datasets
from nncore.datasets import Dataset, mnist
from nncore.datasets.names import GENERATED, MNIST, folder_name
from nncore.quoting import quoted
from nncore.runs import DataNote


class Source(Enum):
    """A data set that can be chosen. FOLDER: other digits than MNIST, in a folder of the user."""

    GENERATED = GENERATED
    MNIST = MNIST
    FOLDER = "A folder’s digits"


class DataLibrary(QObject):
    """Gets data sets ready, one job per source, and remembers them.

    started, progressed (fraction), loaded, cancelled, failed (message): each tells its Source
    first. mnist_folder: where the user keeps MNIST's files, None for the usual places.
    digits_folder: where other digits lie that were opened before, if any.

    What a folder holds is known when it was read: `use_folder` begins as MNIST, and whatever else
    it turns out to be is `loaded` as FOLDER.
    """

    started = Signal(Source)
    progressed = Signal(Source, float)
    loaded = Signal(Source)
    cancelled = Signal(Source)
    failed = Signal(Source, str)

    def __init__(
        self,
        jobs: Jobs,
        mnist_folder: Path | None = None,
        parent: QObject | None = None,
        *,
        digits_folder: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._folders = {Source.MNIST: mnist_folder, Source.FOLDER: digits_folder}
        self._datasets: dict[Source, Dataset] = {}
        self._under_way: dict[Source, Job] = {}
        self._places: dict[Source, Path | None] = {}
        self._asked_folder: Path | None = None
        self._waiting_folder: Path | None = None

    @property
    def mnist_folder(self) -> Path | None:
        """The user's folder that MNIST comes from; None for the usual places."""
        folder = self._folders[Source.MNIST]
        return None if folder == datasets.mnist_cache() else folder

    @property
    def digits_folder(self) -> Path | None:
        """The user's folder with other digits; None where none was opened."""
        return self._folders[Source.FOLDER]

    @property
    def asked_folder(self) -> Path | None:
        """The folder that is being opened, if one is."""
        return self._asked_folder

    @property
    def sources(self) -> tuple[Source, ...]:
        """What there is to choose from, loaded or not."""
        return tuple(
            each for each in Source if each is not Source.FOLDER or self.digits_folder is not None
        )

    def title(self, source: Source) -> str:
        """What people read of a source: of other digits their folder's name."""
        if source is not Source.FOLDER or self.digits_folder is None:
            return source.value
        dataset = self.dataset(source)
        return folder_name(self.digits_folder) if dataset is None else dataset.name

    def dataset(self, source: Source) -> Dataset | None:
        """The data set if it is ready."""
        return self._datasets.get(source)

    def find(self, note: DataNote) -> Source | None:
        """Where the images are that a run learned from, or may be, once loaded; None if nowhere."""
        for source, dataset in self._datasets.items():
            if dataset.fingerprint == note.fingerprint:
                return source
        for source in self.sources:
            is_mnist = note.fingerprint == mnist.FINGERPRINT
            may_be = is_mnist if source is Source.MNIST else note.name == self.title(source)
            if may_be and self.dataset(source) is None:
                return source
        return None

    def is_under_way(self, source: Source) -> bool:
        """Whether the data set is being loaded, made or downloaded."""
        return source in self._under_way

    @property
    def has_mnist_files(self) -> bool:
        """Whether MNIST's files are on this machine, loaded or not."""
        return self._mnist_place is not None

    def can_load(self, source: Source) -> bool:
        """Whether the data set is on this machine, or can be made."""
        if source is Source.FOLDER:
            folder = self.digits_folder
            return folder is not None and datasets.find_mnist(folder) is not None
        return source is Source.GENERATED or self.has_mnist_files

    def load_generated(self) -> None:
        """Make the generated digits, or read them from the cache."""
        self._begin(Source.GENERATED, None, _generated)

    def load_mnist(self) -> None:
        """Load MNIST from where its files lie."""
        work = partial(_mnist, self._folders[Source.MNIST])
        self._begin(Source.MNIST, self._mnist_place, work)

    def load_digits(self) -> None:
        """Load the other digits from the folder that was opened before."""
        self._begin(Source.FOLDER, self.digits_folder, partial(_mnist, self.digits_folder))

    def get_mnist(self) -> None:
        """Download MNIST into the cache, check it, and load it."""
        cache = self._folders[Source.MNIST] = datasets.mnist_cache()
        self._begin(Source.MNIST, cache, _downloaded_mnist)

    def use_folder(self, folder: Path) -> None:
        """Load what lies in a folder, MNIST or other digits, instead of what may be under way."""
        self.cancel(Source.FOLDER)
        if self.is_under_way(Source.MNIST):
            self._waiting_folder = folder
            self.cancel(Source.MNIST)
            return
        self._asked_folder = folder
        self._begin(Source.MNIST, folder, partial(_mnist, folder))

    def cancel(self, source: Source) -> None:
        """Ask what is under way to stop; `cancelled` tells when it has."""
        if source in self._under_way:
            self._under_way[source].cancel()

    @property
    def _mnist_place(self) -> Path | None:
        """Where MNIST's files are thought to lie; None where they do not."""
        return datasets.find_mnist(self._folders[Source.MNIST])

    def _begin(
        self, source: Source, place: Path | None, work: Callable[[Progress], Dataset]
    ) -> None:
        if source in self._under_way:
            return
        job = Job(work)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._under_way[source] = job
        self._places[source] = place
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
            self.use_folder(folder)

    def _settle(self, source: Source, dataset: Dataset) -> Source:
        """Take a data set for what it is: a folder may hold something else than was thought."""
        place = self._places[source]
        settled = source
        if source is not Source.GENERATED:
            settled = Source.MNIST if dataset.name == MNIST else Source.FOLDER
        if settled is Source.FOLDER:
            if self._mnist_place == place:  # then MNIST is what was, or will be, downloaded
                self._folders[Source.MNIST] = datasets.mnist_cache()
            self._folders[settled] = place
        elif settled is Source.MNIST and (source is Source.FOLDER or self._asked_folder):
            self._folders[settled] = place
            if self.digits_folder == place:
                self._folders[Source.FOLDER] = None
                self._datasets.pop(Source.FOLDER, None)
        self._datasets[settled] = dataset
        return settled

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        self.progressed.emit(self._source(), done)

    @Slot(object)
    def _on_finished(self, dataset: Dataset) -> None:
        source = self._end()
        settled = self._settle(source, dataset)
        was_asked = self._forget_asked(source)
        self.loaded.emit(settled)
        if (source, settled) == (Source.MNIST, Source.FOLDER) and not was_asked:
            place = quoted(self.digits_folder)
            self.failed.emit(source, f"{place} holds other digits than MNIST: “{dataset.name}”.")
        self._go_on(source)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        source = self._end()
        self._forget_asked(source)
        self.failed.emit(source, in_words(error))
        self._go_on(source)

    @Slot()
    def _on_cancelled(self) -> None:
        source = self._end()
        self.cancelled.emit(source)  # with the folder still known, for whoever offers it again
        self._forget_asked(source)
        self._go_on(source)

    def _forget_asked(self, source: Source) -> bool:
        """Whether it was a folder that somebody asked for whose opening is over."""
        was_asked = source is Source.MNIST and self._asked_folder is not None
        if was_asked:
            self._asked_folder = None
        return was_asked


def _generated(progress: Progress) -> Dataset:
    return _known(datasets.load_generated(progress=progress))


def _mnist(folder: Path | None, progress: Progress) -> Dataset:
    return _known(datasets.load_mnist(folder, progress=_in_bytes(progress)))


def _downloaded_mnist(progress: Progress) -> Dataset:
    folder = datasets.mnist_cache()
    datasets.download_mnist(folder, progress=_in_bytes(progress))
    return datasets.load_mnist(folder)


def _known(dataset: Dataset) -> Dataset:
    """The data set with its fingerprint, which takes a while, and is remembered."""
    _ = dataset.fingerprint
    return dataset


def _in_bytes(progress: Progress) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        progress(done / total)

    return report
