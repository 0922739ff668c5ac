"""The row for the data set: which one is learned from, and the ways to those that are missing.

It asks the library for data and tells the workspace what was chosen; it loads nothing itself.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme
from desktop.train.recipe.loading_note import LoadingNote
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import ElidedCaption
from desktop.widgets.tooltips import explain
from desktop.workspace.data_sets import DataLibrary, Source
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.runs import DataNote

HELP = (
    "Data: the images to learn from. Generated digits are drawn by this program; MNIST holds "
    "70,000 digits that people wrote. A folder with other digits in the same format can be opened."
)
FOLDER_HELP = "A folder with MNIST’s four files, or with other digits in the same format"
_NARROWEST = 12
"""Characters that the box has room for at least: a folder's name must not widen the form."""


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
            Source.FOLDER: library.load_digits,
        }
        self._opened_folder: Path | None = None
        self._is_locked = False
        self._folder_label = ElidedCaption(theme)
        self._folder_label.setObjectName("data_folder_label")
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
        title = self._library.title(self.source)
        if self._library.is_under_way(self.source):
            return f"{title}: on the way…"
        is_here = self._library.can_load(self.source)
        return f"{title}: not {'loaded' if is_here else 'on this machine'} yet."

    def set_locked(self, locked: bool) -> None:
        """Keep the choice as it is, while a run learns from it; data may still be fetched."""
        was_locked, self._is_locked = self._is_locked, locked
        self._box.setDisabled(locked)
        if was_locked and not locked:
            self._refresh()  # a folder that was opened meanwhile is looked at from now on

    def choose(self, source: Source) -> None:
        """Choose a data set as the box does."""
        self._box.setCurrentIndex(self._box.findData(source))

    def use_folder(self, folder: Path) -> None:
        """Load what lies in a folder of the user, and choose it: MNIST or other digits."""
        self._opened_folder = folder
        self._attempt(Source.MNIST, partial(self._library.use_folder, folder))

    def source_of(self, note: DataNote) -> Source | None:
        """Where the images are that a run learned from, ready or not; None if they are nowhere."""
        return self._library.find(note)

    def _make_box(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("dataset_box")
        box.setAccessibleName("Data set")
        explain(box, HELP)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(_NARROWEST)
        for source in (Source.GENERATED, Source.MNIST):
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
        self._folder_button.setAccessibleName("Open a folder with MNIST's files or other digits")
        self._folder_button.setToolTip(hint(FOLDER_HELP))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        parts = (self._box, self._folder_label, self._note, self._get_button, self._folder_button)
        for part in parts:
            layout.addWidget(part)

    def _connect(self) -> None:
        self._box.currentIndexChanged.connect(self._on_source_chosen)
        self._note.retried.connect(self._on_retried)
        self._get_button.clicked.connect(self._on_get_clicked)
        self._folder_button.clicked.connect(self._on_folder_clicked)
        self._library.started.connect(self._on_library_changed)
        self._library.loaded.connect(self._on_loaded)
        self._library.cancelled.connect(self._on_library_changed)
        self._library.failed.connect(self._on_library_changed)

    def _attempt(self, source: Source, attempt: Callable[[], None]) -> None:
        """Ask for `source` in a way that Retry can repeat."""
        self._attempts[source] = attempt
        attempt()
        if self._box.isEnabled():
            self.choose(source)

    def _refresh(self) -> None:
        self._renew_box()
        if self.dataset is not None and not self._is_locked:
            self._workspace.set_dataset(self.dataset)
        self._show_folder()
        retries = self._retries
        self._note.watch(self.source, can_retry=retries)
        is_mnist, is_folder = self.source is Source.MNIST, self.source is Source.FOLDER
        is_offered = is_mnist and retries and self._downloads
        self._get_button.setVisible(self._lacks_mnist and not is_offered)
        self._folder_button.setVisible(is_folder or (self._lacks_mnist and is_mnist))
        self.changed.emit()

    def _renew_box(self) -> None:
        """Let the box have an entry for a folder's digits as long as there is such a folder."""
        folder, row = self._library.digits_folder, self._box.findData(Source.FOLDER)
        with QSignalBlocker(self._box):
            if folder is None:
                if self.source is Source.FOLDER:
                    self.choose(Source.MNIST)  # which its digits turned out to be
                self._box.removeItem(row)
                return
            if row < 0:
                row = self._box.count()
                self._box.addItem("", Source.FOLDER)
            self._box.setItemText(row, self._library.title(Source.FOLDER))
            self._box.setItemData(row, hint(str(folder)), Qt.ItemDataRole.ToolTipRole)

    def _show_folder(self) -> None:
        """Say where the chosen data lie, if it is a place that the user named."""
        folders = {
            Source.MNIST: self._library.mnist_folder,
            Source.FOLDER: self._library.digits_folder,
        }
        folder = folders.get(self.source)
        self._folder_label.setText("" if folder is None else str(folder))
        self._folder_label.setVisible(folder is not None)

    @property
    def _lacks_mnist(self) -> bool:
        """Whether MNIST is neither here nor on its way."""
        is_here = self._library.dataset(Source.MNIST) is not None
        if is_here or self._library.is_under_way(Source.MNIST):
            return False
        is_damaged = self._note.problem(Source.MNIST) and not self._note.was_cancelled(Source.MNIST)
        return not self._library.has_mnist_files or bool(is_damaged)

    @property
    def _downloads(self) -> bool:
        """Whether to try the same again is to download MNIST."""
        return self._attempts[Source.MNIST] == self._library.get_mnist

    @property
    def _retries(self) -> bool:
        """Whether to try the same again is the way to the chosen data; else it is another one.

        Files that cannot be read will not be read the next time: then MNIST is to be got anew.
        """
        if self.source is not Source.MNIST or self._note.was_cancelled(self.source):
            return True
        return self._downloads and bool(self._note.problem(self.source))

    @Slot(int)
    def _on_source_chosen(self, _index: int) -> None:
        self._note.forgive(self.source)
        # a folder that is not there is asked for too: one is to hear what is wrong with it
        is_here = self.source is Source.FOLDER or self._library.can_load(self.source)
        is_asked = self._library.is_under_way(self.source) or self._note.problem(self.source)
        if self.dataset is None and is_here and not is_asked:
            self._attempts[self.source]()
        self._refresh()

    @Slot()
    def _on_library_changed(self) -> None:
        self._refresh()

    @Slot(Source)
    def _on_loaded(self, source: Source) -> None:
        self._renew_box()
        if source is Source.FOLDER:
            self._attempts[Source.MNIST] = self._library.load_mnist  # not that folder again
            was_opened = self._library.digits_folder == self._opened_folder
            if was_opened and self.source is Source.MNIST and not self._is_locked:
                self.choose(source)
        self._refresh()

    @Slot()
    def _on_retried(self) -> None:
        self._attempts[self.source]()

    @Slot()
    def _on_get_clicked(self) -> None:
        self._attempt(Source.MNIST, self._library.get_mnist)

    @Slot()
    def _on_folder_clicked(self) -> None:
        name = QFileDialog.getExistingDirectory(self, FOLDER_HELP)
        if name:
            self.use_folder(Path(name))
