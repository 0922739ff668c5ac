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
from desktop.shared.data_library import DataLibrary
from desktop.shared.jobs import Jobs
from desktop.shared.resources import resource
from desktop.shared.settings import Settings
from desktop.shared.theme import Theme
from desktop.shared.workspace import NamedNetwork, Workspace
from desktop.training.session import TrainingSession
from desktop.training.view import TrainTab


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
        self._library = DataLibrary(self._jobs, data, self)
        self._session = TrainingSession(self)
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
        if data is not None or "MISREAD_DATA" in os.environ:
            self._library.load_mnist()

    @Slot(object)
    def _on_network_published(self, network: NamedNetwork) -> None:
        is_new_run = network.epoch == 0
        self._workspace.put(network, choose=is_new_run)

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
            self.window.notice.tell(f"The network could not be opened. {error}")

    @Slot(Path)
    def _on_save_requested(self, path: Path) -> None:
        network = self._workspace.network
        if network is None:
            self.window.notice.tell("There is no network to save yet. Train one first.")
            return
        try:
            save_network(network, path)
        except OSError as error:
            self.window.notice.tell(f"{network.name} could not be saved. {error}")
        else:
            self.window.statusBar().showMessage(f"{network.name} saved as {path.name}", 5000)

    @Slot()
    def _on_closed(self) -> None:
        self._session.close()
        self._jobs.close()
        self._blas_limit.restore_original_limits()
