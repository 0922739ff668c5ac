"""The data sets at hand: loaded, made or downloaded in the background, and remembered."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.data_folders import DataFolders, source_of
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Job, Jobs, Progress, Work
from nncore.datasets.dataset import FOLDER, Dataset
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.registry import DataSource
from nncore.safe_text import quoted


class DataLibrary(QObject):
    """Gets data sets ready, one job for each. They are known by the keys of nncore's registry;
    other digits in a folder of the user are FOLDER.

    changed: a data set is ready, on its way, or could not be had. progressed: key and fraction of
    what is on its way. loaded: the key of what is ready. cancelled: the key of what was given up.

    What a folder holds is known when it was read: `open_folder` begins as MNIST, and whatever else
    it turns out to be is `loaded` as FOLDER.
    """

    changed = Signal()
    progressed = Signal(str, float)
    loaded = Signal(str)
    cancelled = Signal(str)

    def __init__(
        self, jobs: Jobs, folders: DataFolders | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.folders = folders or DataFolders()
        self._jobs = jobs
        self._datasets: dict[str, Dataset] = {}
        self._under_way: dict[str, Job] = {}
        self._places: dict[str, Path | None] = {}
        self._problems: dict[str, str] = {}
        self._cancelled: set[str] = set()
        self._asked_folder: Path | None = None
        self._waiting_folder: Path | None = None

    @property
    def datasets(self) -> dict[str, Dataset]:
        """What is ready, by its key."""
        return self._datasets.copy()

    @property
    def asked_folder(self) -> Path | None:
        """The folder that is being opened, if one is."""
        return self._asked_folder

    def get(self, key: str) -> Dataset | None:
        """The data set if it is ready."""
        return self._datasets.get(key)

    def is_under_way(self, key: str) -> bool:
        """Whether the data set is being loaded, made or downloaded."""
        return key in self._under_way

    def problem(self, key: str) -> str:
        """Why the data set could not be had; empty if that was not tried, or cancelled."""
        return self._problems.get(key, "")

    def was_cancelled(self, key: str) -> bool:
        """Whether it was the user who ended the last attempt, and not a download."""
        return key in self._cancelled

    def forgive(self, key: str) -> None:
        """Speak no more of a problem with a data set."""
        self._problems.pop(key, None)
        self._cancelled.discard(key)

    def load(self, key: str) -> None:
        """Make a data set, or load it from where its files lie."""
        folder = self.folders.get(key)
        place = folder if key == FOLDER else self.folders.place(key)
        self._begin(key, place, partial(_load, source_of(key), folder))

    def download(self, key: str) -> None:
        """Fetch the files of a data set into the cache, check them, and load it."""
        folder = self.folders.expect_download(key)
        self._begin(key, folder, partial(_download, source_of(key), folder))

    def open_folder(self, folder: Path) -> None:
        """Load what lies in a folder, MNIST or other digits, instead of what may be under way."""
        self.cancel(FOLDER)
        if self.is_under_way(MNIST):
            self._waiting_folder = folder
            self.cancel(MNIST)
            return
        self._asked_folder = folder
        self._begin(MNIST, folder, partial(_load, source_of(MNIST), folder))

    def cancel(self, key: str) -> None:
        """Ask what is under way to stop."""
        if key in self._under_way:
            self._under_way[key].cancel()

    def _begin(self, key: str, place: Path | None, work: Work) -> None:
        if key in self._under_way:
            return
        job = Job(work)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._under_way[key], self._places[key] = job, place
        self.forgive(key)
        self.changed.emit()
        self._jobs.start(job)

    def _key(self) -> str:
        """Which data set the job works for whose signal is being heard."""
        return next(key for key, job in self._under_way.items() if job is self.sender())

    def _end(self) -> tuple[str, bool]:
        """A job is over: its key, and whether it opened a folder that somebody asked for."""
        key = self._key()
        del self._under_way[key]
        was_asked = key == MNIST and self._asked_folder is not None
        if was_asked:
            self._asked_folder = None
        return key, was_asked

    def _tell(self, ended: str) -> None:
        """Tell of an end, and turn to the folder that was named meanwhile."""
        self.changed.emit()
        if ended == MNIST and self._waiting_folder is not None:
            folder, self._waiting_folder = self._waiting_folder, None
            self.open_folder(folder)

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        self.progressed.emit(self._key(), done)

    @Slot(object)
    def _on_finished(self, dataset: Dataset) -> None:
        asked, was_asked = self._end()
        place = self._places[asked]
        found = dataset.key if asked in (MNIST, FOLDER) else asked  # a folder may hold either
        self.folders.settle(found, place, was_opened=was_asked or asked == FOLDER)
        self._datasets[found] = dataset
        if self.folders.get(FOLDER) is None:
            self._datasets.pop(FOLDER, None)
        if (asked, found) == (MNIST, FOLDER) and not was_asked:
            others = tr("holds other digits than MNIST: “{name}”.", name=dataset.name)
            self._problems[asked] = f"{quoted(place)} {others}"
        self.loaded.emit(found)
        self._tell(asked)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        key, _ = self._end()
        self._problems[key] = in_words(error)
        self._tell(key)

    @Slot()
    def _on_cancelled(self) -> None:
        key, was_asked = self._end()
        # without files a data set has its own button to begin again
        if key not in self._datasets and (was_asked or self.folders.can_load(key)):
            self._cancelled.add(key)
        self.cancelled.emit(key)
        self._tell(key)


def _load(source: DataSource, folder: Path | None, progress: Progress) -> Dataset:
    dataset = source.load(folder, progress)
    _ = dataset.fingerprint  # it takes a while, here and now, and is remembered
    return dataset


def _download(source: DataSource, folder: Path, progress: Progress) -> Dataset:
    assert source.download is not None
    source.download.fetch(folder, progress)
    return _load(source, folder, progress)
