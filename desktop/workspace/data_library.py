"""The data sets at hand: loaded, made or downloaded in the background, and remembered."""

from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.data_folders import DataFolders, source_of
from desktop.workspace.data_search import DataSearch
from desktop.workspace.data_titles import DATA_WORDS
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Job, Jobs, Progress, Work, interruptible
from nncore.datasets.dataset import FOLDER, Dataset
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.registry import DataSource
from nncore.safe_text import quoted

_Loaded: TypeAlias = tuple[Dataset, Path | None]
"""A data set, and where its files lie."""


class DataLibrary(QObject):
    """Gets data sets ready, one job for each. They are known by the keys of nncore's registry;
    other digits in a folder of the user are FOLDER.

    changed: a data set is ready, on its way, or could not be had. progressed: key and fraction of
    what is on its way. loaded: the key of what is ready. cancelled: the key of what was given up.
    looked_for: the key of what the disk was asked for.

    What a folder holds is known when it was read: `open_folder` begins as MNIST, and whatever else
    it turns out to be is `loaded` as FOLDER.
    """

    changed = Signal()
    progressed = Signal(str, float)
    loaded = Signal(str)
    cancelled = Signal(str)
    looked_for = Signal(str)

    def __init__(
        self, jobs: Jobs, folders: DataFolders | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.folders = folders or DataFolders()
        self._jobs = jobs
        self._datasets: dict[str, Dataset] = {}
        self._under_way: dict[str, Job] = {}
        self._problems: dict[str, str] = {}
        self._cancelled: set[str] = set()
        self._asked_folder: Path | None = None
        self._waiting_folder: Path | None = None
        self._search = DataSearch(jobs, self.folders, self)
        self._search.answered.connect(self._on_answered)
        self._look_for_the_rest()

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
        """Whether the data set is being looked for, loaded, made or downloaded."""
        return key in self._under_way or self._is_sought(key)

    def is_here(self, key: str) -> bool | None:
        """Whether the data set is on this machine, or can be made; None while nobody knows."""
        return self._search.is_here(key)

    def why_missing(self, key: str) -> str:
        """Why nothing can be read in the folder of a data set, if that is so."""
        return self._search.reason(key)

    def look_for(self, key: str) -> None:
        """Ask the disk anew whether the data set is here."""
        self._search.look(key)

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
        """Make a data set, or load it from where its files lie; nothing is downloaded."""
        source = source_of(key)
        work = partial(_load_found, source, self.folders.get(key))
        # what is made heeds a cancel; a disk may not
        self._begin(key, work if source.find is None else partial(interruptible, work))

    def download(self, key: str) -> None:
        """Fetch the files of a data set into the cache, check them, and load it."""
        folder = self.folders.expect_download(key)
        self._begin(key, partial(_download, source_of(key), folder))
        self._search.look(key)  # what lies there stays if the download is given up

    def open_folder(self, folder: Path) -> None:
        """Load what lies in a folder, MNIST or other digits, instead of what may be under way."""
        self.cancel(FOLDER)
        if MNIST in self._under_way:
            self._waiting_folder = folder
            self.cancel(MNIST)
            return
        self._asked_folder = folder
        work = partial(_load, source_of(MNIST), folder)
        self._begin(MNIST, partial(interruptible, work))

    def cancel(self, key: str) -> None:
        """Ask what is under way to stop."""
        if key in self._under_way:
            self._under_way[key].cancel()
        elif self._is_sought(key):
            self._search.cancel(key)
            self._cancelled.add(key)
            self.cancelled.emit(key)
            self.changed.emit()

    def _begin(self, key: str, work: Work) -> None:
        if key in self._under_way:
            return
        self._search.cancel(key)
        job = Job(work)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._under_way[key] = job
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

    def _is_sought(self, key: str) -> bool:
        """Whether nobody knows yet if there is what is not loaded, and the disk is being asked."""
        is_unknown = key not in self._datasets and self.is_here(key) is None
        return is_unknown and self._search.is_looking(key)

    def _look_for_the_rest(self) -> None:
        """Ask the disk for what is not loaded and lies where it was not looked for yet."""
        for key in (*DATA_WORDS, FOLDER):
            if key not in self._datasets and self.is_here(key) is None:
                self._search.look(key)

    @Slot(str)
    def _on_answered(self, key: str) -> None:
        if self.is_here(key) is False:
            self._cancelled.discard(key)
        self.looked_for.emit(key)
        self.changed.emit()

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        self.progressed.emit(self._key(), done)

    @Slot(object)
    def _on_finished(self, loaded: _Loaded | None) -> None:
        asked, was_asked = self._end()
        if loaded is None:
            self._search.look(asked)
            self._tell(asked)
            return
        dataset, place = loaded
        found = dataset.key if asked in (MNIST, FOLDER) else asked  # a folder may hold either
        self.folders.settle(found, place, was_opened=was_asked or asked == FOLDER)
        self._datasets[found] = dataset
        if self.folders.get(FOLDER) is None:
            self._datasets.pop(FOLDER, None)
        if (asked, found) == (MNIST, FOLDER) and not was_asked:
            others = tr("holds other digits than MNIST: “{name}”.", name=dataset.name)
            self._problems[asked] = f"{quoted(place)} {others}"
        self._look_for_the_rest()
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
        if key not in self._datasets and (was_asked or self.is_here(key) is not False):
            self._cancelled.add(key)
        self.cancelled.emit(key)
        self._tell(key)


def _load_found(source: DataSource, folder: Path | None, progress: Progress) -> _Loaded | None:
    """What the folder holds, or the usual places if it is None; None where there is nothing."""
    if folder is None and source.find is not None:
        folder = source.find(None)
        if folder is None:
            return None
    return _load(source, folder, progress)


def _load(source: DataSource, folder: Path | None, progress: Progress) -> _Loaded:
    dataset = source.load(folder, progress)
    _ = dataset.fingerprint  # it takes a while, here and now, and is remembered
    return dataset, folder


def _download(source: DataSource, folder: Path, progress: Progress) -> _Loaded:
    assert source.download is not None
    source.download.fetch(folder, progress)
    return _load(source, folder, progress)
