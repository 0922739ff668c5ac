"""The row for the data set: which one is learned from, and the ways to MNIST where it is missing.

It asks the library for data and tells the workspace what was chosen; it loads nothing itself.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from desktop.shared.data_library import DataLibrary, Source
from desktop.shared.hints import explain
from desktop.shared.theme import SPACE, Theme
from desktop.shared.workspace import Workspace
from desktop.training.accent import LinkButton
from desktop.training.recipe.loading_note import LoadingNote
from nncore.datasets import Dataset

HELP = (
    "Data: the images to learn from. Generated digits are drawn by this program; MNIST holds "
    "70,000 digits that people wrote."
)


class DataPanel(QWidget):
    """A box of data sets, and below it whatever it takes to have the chosen one here.

    `changed`: the chosen data set is another one, or is ready now, or is not.
    """

    changed = Signal()

    def __init__(
        self,
        library: DataLibrary,
        workspace: Workspace,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._workspace = workspace
        self._attempts: dict[Source, Callable[[], None]] = {
            Source.GENERATED: library.load_generated,
            Source.MNIST: library.load_mnist,
        }
        self._box = self._make_box()
        self._note = LoadingNote(library, theme)
        self._make_offers()
        self._lay_out()
        self._connect()
        self._refresh()

    @property
    def source(self) -> Source:
        """What is chosen, ready or not."""
        source = self._box.currentData()
        assert isinstance(source, Source)
        return source

    @property
    def dataset(self) -> Dataset | None:
        """The chosen data set, None until it is ready."""
        return self._library.dataset(self.source)

    @property
    def reason(self) -> str:
        """Why there is nothing to learn from yet; empty if there is."""
        if self.dataset is not None:
            return ""
        if self._library.is_under_way(self.source):
            return f"{self.source.value}: on the way…"
        is_here = self.source is Source.GENERATED or self._library.has_mnist_files
        return f"{self.source.value}: not {'loaded' if is_here else 'on this machine'} yet."

    def set_locked(self, locked: bool) -> None:
        """Keep the choice as it is, while a run learns from it; data may still be fetched."""
        self._box.setDisabled(locked)

    def choose(self, source: Source) -> None:
        """Choose a data set as the box does."""
        self._box.setCurrentIndex(self._box.findData(source))

    def use_folder(self, folder: Path) -> None:
        """Choose MNIST and load it from a folder of the user."""
        self._attempt(Source.MNIST, partial(self._library.use_mnist_folder, folder))

    def _make_box(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("dataset_box")
        box.setAccessibleName("Data set")
        explain(box, HELP)
        for source in Source:
            box.addItem(source.value, source)
        self.setFocusProxy(box)
        return box

    def _make_offers(self) -> None:
        self._get_button = LinkButton("Get MNIST, 11 MB")
        self._get_button.setObjectName("get_mnist_button")
        self._get_button.setAccessibleName("Download MNIST, 11 megabytes")
        self._get_button.setToolTip("Downloads MNIST once, checks it, and keeps it for later")
        self._folder_button = LinkButton("Open a folder…")
        self._folder_button.setObjectName("mnist_folder_button")
        self._folder_button.setAccessibleName("Open a folder with MNIST's four files")
        self._folder_button.setToolTip("Uses MNIST's four files in a folder of yours")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        for part in (self._box, self._note, self._get_button, self._folder_button):
            layout.addWidget(part)

    def _connect(self) -> None:
        self._box.currentIndexChanged.connect(self._on_source_chosen)
        self._note.retried.connect(self._on_retried)
        self._get_button.clicked.connect(self._on_get_clicked)
        self._folder_button.clicked.connect(self._on_folder_clicked)
        self._library.started.connect(self._on_library_changed)
        self._library.loaded.connect(self._on_library_changed)
        self._library.cancelled.connect(self._on_library_changed)
        self._library.failed.connect(self._on_library_changed)

    def _attempt(self, source: Source, attempt: Callable[[], None]) -> None:
        """Ask for `source` in a way that Retry can repeat."""
        self._attempts[source] = attempt
        if self._box.isEnabled():
            self.choose(source)
        attempt()

    def _refresh(self) -> None:
        if self.dataset is not None:
            self._workspace.set_dataset(self.dataset)
        retries = self._retries
        self._note.watch(self.source, can_retry=retries)
        is_named = self.source is Source.MNIST
        self._get_button.setVisible(self._lacks_mnist and not (is_named and retries))
        self._folder_button.setVisible(self._lacks_mnist and is_named)
        self.changed.emit()

    @property
    def _lacks_mnist(self) -> bool:
        """Whether MNIST is neither here nor on its way."""
        is_here = self._library.dataset(Source.MNIST) is not None
        if is_here or self._library.is_under_way(Source.MNIST):
            return False
        return not self._library.has_mnist_files or bool(self._note.problem(Source.MNIST))

    @property
    def _retries(self) -> bool:
        """Whether to try the same again is the way to the chosen data; else it is another one.

        Files that cannot be read will not be read the next time: then MNIST is to be got anew.
        """
        if self.source is Source.GENERATED or self._note.was_cancelled(self.source):
            return True
        is_download = self._attempts[self.source] == self._library.get_mnist
        return is_download and bool(self._note.problem(self.source))

    @Slot(int)
    def _on_source_chosen(self, _index: int) -> None:
        self._note.forgive(self.source)
        is_here = self.source is Source.GENERATED or self._library.has_mnist_files
        if self.dataset is None and is_here and not self._note.problem(self.source):
            self._attempts[self.source]()
        self._refresh()

    @Slot()
    def _on_library_changed(self) -> None:
        self._refresh()

    @Slot()
    def _on_retried(self) -> None:
        self._attempts[self.source]()

    @Slot()
    def _on_get_clicked(self) -> None:
        self._attempt(Source.MNIST, self._library.get_mnist)

    @Slot()
    def _on_folder_clicked(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Folder with MNIST's four files")
        if name:
            self.use_folder(Path(name))
