"""The data set that all tabs look at: which one is chosen, ready or not."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.data_titles import DATA_WORDS
from desktop.workspace.workspace import Workspace
from nncore.datasets.dataset import FOLDER, Dataset
from nncore.datasets.generated_digits.digits import KEY as GENERATED
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.names import folder_name
from nncore.datasets.registry import SOURCES
from nncore.runs import DataNote


class DataChoice(QObject):
    """Owns the choice, asks the library for what was chosen, and gives it to the workspace as soon
    as it is ready.

    changed: another data set is chosen, or one is ready, on its way, or could not be had.
    """

    changed = Signal()

    def __init__(
        self, library: DataLibrary, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.library = library
        self._workspace = workspace
        self._chosen = GENERATED
        self._is_locked = False
        self._postponed: str | None = None
        self._wanted: DataNote | None = None
        self._is_recalled = False
        self._opened_folder: Path | None = None
        self._downloads: set[str] = set()
        library.changed.connect(self._on_library_changed)
        library.loaded.connect(self._on_loaded)
        library.looked_for.connect(self._on_looked_for)

    @property
    def keys(self) -> tuple[str, ...]:
        """What there is to choose from, ready or not."""
        has_digits = self.library.folders.get(FOLDER) is not None
        return (*DATA_WORDS, FOLDER) if has_digits else (*DATA_WORDS,)

    @property
    def chosen(self) -> str:
        """The key of the data set that is chosen, ready or not."""
        return self._chosen

    @property
    def dataset(self) -> Dataset | None:
        """The chosen data set, None until it is ready."""
        return self.library.get(self._chosen)

    @property
    def trainable(self) -> Dataset | None:
        """The same, but None for a data set that only tests."""
        dataset = self.dataset
        return dataset if dataset is not None and dataset.is_trainable else None

    @property
    def reason(self) -> str:
        """Why there is nothing to learn from yet; empty if there is."""
        if self.trainable is not None:
            return ""
        title = self.title(self._chosen)
        if self.dataset is not None:
            return tr("{title}: images to test with, and none to learn from.", title=title)
        if self.library.is_under_way(self._chosen):
            return tr("{title}: on the way…", title=title)
        if self.library.is_here(self._chosen) is False:
            return tr("{title}: not on this machine yet.", title=title)
        return tr("{title}: not loaded yet.", title=title)

    @property
    def wanted(self) -> DataNote | None:
        """What a run learned from that is to go on; None if somebody chose other data since."""
        return self._wanted

    @property
    def is_locked(self) -> bool:
        """Whether the choice stays as it is, since a run learns from it."""
        return self._is_locked

    @property
    def postponed(self) -> str:
        """What was asked for during a run and is chosen after it, as people call it; or ""."""
        if self._postponed is None:
            return ""
        folder = None if MNIST in self._downloads else self._opened_folder
        if self._postponed == MNIST and folder is not None:
            return folder_name(folder)  # what it holds is known once it was read
        return self.title(self._postponed)

    def title(self, key: str) -> str:
        """What people read of a data set: of other digits their folder's name."""
        return self._folder_name if key == FOLDER else DATA_WORDS[key].title

    def find(self, note: DataNote) -> str | None:
        """Where the images are that a run learned from, or may be, once loaded; None if nowhere."""
        for key, dataset in self.library.datasets.items():
            if dataset.fingerprint == note.fingerprint:
                return key
        missing = (key for key in self.keys if self.library.get(key) is None)
        return next((key for key in missing if self._may_be(key, note)), None)

    def want(self, note: DataNote) -> bool:
        """Choose what a run learned from, ready or not; tells whether there may be any such."""
        key = self.find(note)
        if key is not None:
            self.choose(key)
        self._wanted = None if key is None else note
        return key is not None

    def choose(self, key: str) -> None:
        """Make a data set the one for all tabs, and load it if it is on this machine.

        While a run learns from another it is postponed until that has ended.
        """
        if self._is_locked:
            self._postponed = key
            self.changed.emit()
        if key == self._chosen or self._is_locked:
            return
        self._chosen, self._wanted, self._is_recalled = key, None, False
        if self.dataset is not None:
            self.library.forgive(key)
        elif self._is_untried and not self._load_if_here():
            self.library.look_for(key)  # it may have come since
        self._refresh()

    def recall(self, key: str) -> None:
        """Choose what was chosen the last time, unless it turns out not to be here any more."""
        if self.library.is_here(key) is not False:
            self.choose(key)
            self._is_recalled = True

    def set_locked(self, locked: bool) -> None:
        """Keep the choice as it is, while a run learns from it; data may still be fetched."""
        if locked != self._is_locked:
            self._is_locked = locked
            key, self._postponed = self._postponed, None
            if key is None or key == self._chosen:
                self._refresh()  # its folder may be another one by now
            else:
                self.choose(key)

    def download(self, key: str) -> None:
        """Download a data set, and choose it."""
        self._downloads.add(key)
        self.library.download(key)
        self.choose(key)

    def use_folder(self, folder: Path) -> None:
        """Load what lies in a folder of the user, and choose it: MNIST or other digits."""
        self._opened_folder = folder
        self._downloads.discard(MNIST)
        self.library.open_folder(folder)
        self.choose(MNIST)

    def was_download(self, key: str) -> bool:
        """Whether to try the same again is to download it."""
        return key in self._downloads

    @Slot()
    def retry(self) -> None:
        """Try to get the chosen data set in the way that was tried last."""
        key = self._chosen
        if key in self._downloads:
            self.library.download(key)
        elif key == MNIST and self._opened_folder is not None:
            self.library.open_folder(self._opened_folder)
        else:
            self.library.load(key)

    @property
    def _is_untried(self) -> bool:
        """Whether nobody has tried to load the chosen data set, which is not ready."""
        key, library = self._chosen, self.library
        was_tried = library.problem(key) or library.was_cancelled(key)
        return not (self.dataset is not None or was_tried or library.is_under_way(key))

    def _load_if_here(self) -> bool:
        """Load the chosen data set; tells whether it may be here, as far as is known."""
        # a folder that is not there is asked for too: one is to hear what is wrong with it
        may_be_here = self._chosen == FOLDER or bool(self.library.is_here(self._chosen))
        if may_be_here:
            self.library.load(self._chosen)
        return may_be_here

    @property
    def _folder_name(self) -> str:
        """What the files of runs call the digits of the folder, loaded or not."""
        dataset, folder = self.library.get(FOLDER), self.library.folders.get(FOLDER)
        if dataset is not None:
            return dataset.name
        return "" if folder is None else folder_name(folder)

    def _may_be(self, key: str, note: DataNote) -> bool:
        """Whether a run may have learned from that, which is not loaded yet."""
        if key == FOLDER:
            return note.name == self._folder_name
        source = SOURCES[key]
        if source.fingerprint is None:  # another version may have made other images
            return note.name == source.name
        return note.fingerprint == source.fingerprint

    def _refresh(self) -> None:
        if self.dataset is not None and not self._is_locked:
            self._workspace.set_dataset(self.dataset)
        self.changed.emit()

    @Slot()
    def _on_library_changed(self) -> None:
        self._refresh()

    @Slot(str)
    def _on_looked_for(self, key: str) -> None:
        """Load what was chosen before anybody knew whether it is here."""
        if key != self._chosen or not self._is_untried:
            return
        is_recalled, self._is_recalled = self._is_recalled, False
        if is_recalled and not self.library.is_here(key):
            self.choose(GENERATED)
        else:
            self._load_if_here()

    @Slot(str)
    def _on_loaded(self, key: str) -> None:
        if self._chosen == FOLDER and self.library.folders.get(FOLDER) is None:
            self._chosen = MNIST  # which its digits turned out to be
        if key == FOLDER:
            self._downloads.discard(MNIST)
            opened, self._opened_folder = self._opened_folder, None  # not that folder again
            asked = self._postponed or self._chosen
            if asked == MNIST and self.library.folders.get(FOLDER) == opened:
                self.choose(FOLDER)
