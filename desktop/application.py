"""The composition root: everything is built here, once, and handed to whoever needs it.

Nothing else in the window knows all of its parts.
"""

import os
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

from desktop.gallery.view import MistakesTab
from desktop.main_window import MainWindow
from desktop.network_files import open_network, save_network, shipped_network
from desktop.pad.view import DrawTab
from desktop.shared.data_library import DataLibrary, Source
from desktop.shared.errors import in_words
from desktop.shared.jobs import Jobs
from desktop.shared.resources import resource
from desktop.shared.settings import Settings
from desktop.shared.theme import Theme
from desktop.shared.workspace import NamedNetwork, Workspace
from desktop.training.run.session import TrainingSession
from desktop.training.view import TrainTab
from nncore.datasets import Dataset, find_mnist
from nncore.recipes import Recipe


def create_application(arguments: list[str] | None = None) -> QApplication:
    """The QApplication with Misread's name and icon, or the one that already runs."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(arguments or [])
    application.setApplicationName("misread")
    application.setApplicationDisplayName("Misread")
    application.setDesktopFileName("misread")
    application.setWindowIcon(QIcon(str(resource("icons", "misread.svg"))))
    return application


def create_window(storage: Path, data: Path | None) -> MainWindow:
    """Build the window, ready to be shown.

    storage: the folder for runs, settings and drawings, made if need be. data: the folder of
    MNIST's four files, or None for the usual places. Raises OSError where `storage` cannot be
    made.
    """
    application = create_application()
    storage.mkdir(parents=True, exist_ok=True)
    return _Composition(application, storage, data).window


class _Composition(QObject):
    """Builds the parts and connects them; lives as long as its window."""

    def __init__(self, application: QApplication, storage: Path, data: Path | None) -> None:
        super().__init__()
        # with as many BLAS threads as cores the window would wait for the matrix products
        self._blas_limit = threadpool_limits(limits=max(1, (os.cpu_count() or 1) - 1))
        self._settings = Settings(storage)
        self._theme = Theme(application, self)
        self._theme.set_appearance(self._settings.appearance)
        self._jobs = Jobs(self)
        self._workspace = Workspace(self)
        self._chooses_next_network = False
        self._library = DataLibrary(self._jobs, data or self._remembered_folder(), self)
        self._session = TrainingSession(self._jobs, self)
        self.window = self._make_window()
        self.setParent(self.window)
        self._connect()
        self._open_shipped_network()
        self._load_data(data)

    def _make_window(self) -> MainWindow:
        self._train = TrainTab(self._session, self._library, self._workspace, self._theme)
        self._mistakes = MistakesTab(self._workspace, self._jobs, self._theme)
        draw = DrawTab(self._workspace, self._theme)
        pages = [("Train", self._train), ("Mistakes", self._mistakes), ("Draw", draw)]
        return MainWindow([*pages], self._workspace, self._theme, self._settings)

    def _connect(self) -> None:
        self._library.loaded.connect(self._on_data_loaded)
        self._session.started.connect(self._on_run_started)
        self._session.network_published.connect(self._on_network_published)
        self._mistakes.train_requested.connect(self._on_train_requested)
        self.window.open_requested.connect(self._on_open_requested)
        self.window.save_requested.connect(self._on_save_requested)
        self.window.folder_requested.connect(self._on_folder_requested)
        self.window.closed.connect(self._on_closed)

    def _open_shipped_network(self) -> None:
        try:
            self._workspace.put(shipped_network())
        except (OSError, ValueError) as error:
            self.window.notice.tell(f"The shipped network cannot be read: {error}")

    def _load_data(self, data: Path | None) -> None:
        self._library.load_generated()
        if data is not None or os.environ.get("MISREAD_DATA"):
            self._library.load_mnist()
        if data is not None:
            self._train.data.choose(Source.MNIST)

    def _remembered_folder(self) -> Path | None:
        """The folder with MNIST that was named before, unless the environment names another."""
        folder = self._settings.mnist_folder
        if os.environ.get("MISREAD_DATA") or folder is None:
            return None
        return folder if find_mnist(folder) is not None else None

    @Slot(Source)
    def _on_data_loaded(self, source: Source) -> None:
        if source is Source.MNIST:
            self._settings.mnist_folder = self._library.mnist_folder

    @Slot(Recipe, Dataset)
    def _on_run_started(self, _recipe: Recipe, _dataset: Dataset) -> None:
        self._chooses_next_network = True

    @Slot(object)
    def _on_network_published(self, network: NamedNetwork) -> None:
        self._workspace.put(network, choose=self._chooses_next_network)
        self._chooses_next_network = False

    @Slot()
    def _on_train_requested(self) -> None:
        self.window.show_page("train_tab")

    @Slot(Path)
    def _on_folder_requested(self, folder: Path) -> None:
        self.window.show_page("train_tab")
        self._train.data.use_folder(folder)

    @Slot(Path)
    def _on_open_requested(self, path: Path) -> None:
        try:
            self._workspace.put(open_network(path), choose=True)
        except (OSError, ValueError) as error:
            self.window.notice.tell(f"The network could not be opened. {in_words(error)}")
        else:
            self.window.notice.hide()

    @Slot(Path)
    def _on_save_requested(self, path: Path) -> None:
        network = self._workspace.network
        if network is None:
            self.window.notice.tell("There is no network to save yet. Train one first.")
            return
        try:
            save_network(network, path)
        except (OSError, ValueError) as error:
            self.window.notice.tell(f"{network.name} could not be saved. {in_words(error)}")
        else:
            self.window.notice.hide()
            self.window.statusBar().showMessage(f"{network.name} saved as {path.name}", 5000)

    @Slot()
    def _on_closed(self) -> None:
        self._session.close()
        self._jobs.close()
        self._blas_limit.restore_original_limits()
