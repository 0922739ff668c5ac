"""The window: three tabs, the network selector, menus, a status bar, and a clean end.

It receives the tabs ready made; what they are wired to is `application`'s matter.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete, isValid

from desktop.system.taskbar import titled
from desktop.theme import Theme
from desktop.translation import tr, tr_count
from desktop.widgets.file_dialogs import ask_where, ask_which
from desktop.widgets.labels import PlainLabel
from desktop.widgets.message_bar import MessageBar, StatusBar
from desktop.window.help import HelpMenu
from desktop.window.network_selector import NetworkSelector
from desktop.window.pages import Pages
from desktop.window.window_place import (
    first_place,
    fitted,
    least_size,
    remembered_place,
    rooms,
)
from desktop.workspace.data_titles import data_title
from desktop.workspace.settings import Appearance, Settings, WindowPlace
from desktop.workspace.workspace import Workspace
from nncore.safe_text import quoted

NETWORK_FILES = tr("Networks (*.safetensors)")

_FRAME_MILLISECONDS = 200
"""After which the window system has put its frame around the window."""


_APPEARANCES = {
    Appearance.SYSTEM: tr("&System"),
    Appearance.LIGHT: tr("&Light"),
    Appearance.DARK: tr("&Dark"),
}


class MainWindow(QMainWindow):
    """Three tabs over one network.

    open_requested, save_requested and folder_requested carry a path that the user chose;
    picture_requested: a picture is to be opened on the pad. closed is emitted once, when the window
    is about to go.
    """

    open_requested = Signal(Path)
    save_requested = Signal(Path)
    folder_requested = Signal(Path)
    picture_requested = Signal()
    closed = Signal()

    def __init__(
        self,
        pages: list[tuple[str, QWidget]],
        workspace: Workspace,
        theme: Theme,
        settings: Settings,
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.theme = theme
        self._settings = settings
        self._pane_actions: dict[str, list[QAction]] = {}
        self.setWindowTitle(tr("Misread"))
        self._pages = {page.objectName(): page for _, page in pages}
        self.tabs = Pages(pages, NetworkSelector(workspace))
        self.tabs.setObjectName("tabs")
        self.tabs.setAccessibleName(tr("Train, Mistakes, Draw"))
        self.notice = MessageBar()
        self._data_label = PlainLabel()
        self._data_label.setObjectName("data_label")
        self.setStatusBar(StatusBar(self._data_label, self))
        self._lay_out()
        self._add_menus()
        self.tabs.currentChanged.connect(self._on_page_changed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._given_size = self._stand_at(settings.window_place)
        self._frame_timer = QTimer(self, singleShot=True, interval=_FRAME_MILLISECONDS)
        self._frame_timer.timeout.connect(self._on_frame_known)

    def __del__(self) -> None:
        # a window that nobody holds any more: else Python would first take from all its parts what
        # they hold, and then Qt would tell them of the end
        if isValid(self) and self.thread() is QThread.currentThread():
            delete(self)

    @property
    def page_names(self) -> list[str]:
        """The object names of the tab pages."""
        return [*self._pages]

    def page(self, name: str) -> QWidget:
        """The tab page with that object name. Raises KeyError where there is none."""
        return self._pages[name]

    def add_run_actions(self, actions: list[QAction]) -> None:
        """Offer what can be done with a run in a menu of its own, wherever the user is."""
        self._run_menu.addActions(actions)

    def add_export_action(self, action: QAction) -> None:
        """Offer in the File menu to write the run in sight to a file."""
        self._file_menu.insertSeparator(self._file_end)
        self._file_menu.insertAction(self._file_end, action)

    def add_pane_actions(self, page: str, actions: Sequence[QAction]) -> None:
        """Offer in the View menu, while that page is in sight, to open and close its parts."""
        separator = self._view_menu.insertSeparator(self._panes_end)
        for position, action in enumerate(actions):
            action.setShortcut(QKeySequence(f"Ctrl+{self.tabs.count() + position + 1}"))
        self._view_menu.insertActions(self._panes_end, actions)
        self._pane_actions[page] = [separator, *actions]
        self._on_page_changed()

    def show_progress(self, fraction: float | None) -> None:
        """Say in the title, and so in the taskbar, how far a run is; None: there is none."""
        title = titled(fraction)
        if title != self.windowTitle():
            self.setWindowTitle(title)

    def show_page(self, name: str) -> None:
        """Bring the tab with that object name to the front."""
        self.tabs.setCurrentWidget(self.page(name))

    def closeEvent(self, event: QCloseEvent) -> None:
        place = self.normalGeometry()
        self._settings.window_place = WindowPlace(
            place.left(), place.top(), place.width(), place.height(), self.isMaximized()
        )
        # a run ends after the layer and the commit under way, which take a while at times
        self.hide()
        self.closed.emit()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._frame_timer.start()

    def _stand_at(self, remembered: WindowPlace | None) -> QSize:
        """Take a place on a screen that is there, and return the size of it."""
        screens = rooms()
        self.setMinimumSize(least_size(screens))
        if remembered is None:
            place = first_place(screens)
            self.resize(place.size())  # where it stands, the window system knows best
            return place.size()
        left, top = remembered.left, remembered.top
        wished = QRect(left, top, remembered.width, remembered.height)
        place = remembered_place(wished, screens)
        self.setGeometry(place)
        if remembered.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        return place.size()

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.tabs)
        self.setCentralWidget(centre)

    def _add_menus(self) -> None:
        files = self.menuBar().addMenu(tr("&File"))
        self._add(files, tr("&Open network…"), self._on_open, QKeySequence.StandardKey.Open)
        self._add(files, tr("&Save network…"), self._on_save, QKeySequence.StandardKey.Save)
        files.addSeparator()
        self.folder_action = self._add(files, tr("Open a folder of &digits…"), self._on_use_folder)
        self._add(files, tr("Open a &picture…"), self._on_open_picture)
        self._file_end = files.addSeparator()
        self._file_menu = files
        self._add(files, tr("&Quit"), self.close, QKeySequence.StandardKey.Quit)
        self._run_menu = self.menuBar().addMenu(tr("&Training"))
        view = self.menuBar().addMenu(tr("&View"))
        for position in range(self.tabs.count()):
            action = self._add(view, f"&{self.tabs.tabText(position)}", self._on_show_page)
            action.setShortcut(QKeySequence(f"Ctrl+{position + 1}"))
            action.setData(position)
        self._panes_end = view.addSeparator()
        self._view_menu = view
        self._add_appearances(view.addMenu(tr("&Appearance")))
        HelpMenu(self.menuBar().addMenu(tr("&Help")), self.theme, self.tabs)

    def _add(
        self,
        menu: QMenu,
        text: str,
        slot: Callable[[], object],
        key: QKeySequence.StandardKey | None = None,
    ) -> QAction:
        action = QAction(text, self)
        if key is not None:
            action.setShortcut(key)
        action.triggered.connect(slot)
        menu.addAction(action)
        return action

    def _add_appearances(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        for appearance, title in _APPEARANCES.items():
            action = self._add(menu, title, self._on_appearance)
            action.setCheckable(True)
            action.setChecked(appearance is self.theme.appearance)
            action.setData(appearance)
            group.addAction(action)

    @Slot()
    def _on_frame_known(self) -> None:
        """Make room for a frame that is larger than most, and leave alone whoever was resized."""
        handle = self.windowHandle()
        is_plain = self.windowState() == Qt.WindowState.WindowNoState
        if handle is None or not is_plain or self.size() != self._given_size:
            return
        place = fitted(self.geometry(), rooms(), handle.frameMargins())
        if place != self.geometry():
            self.setGeometry(place)
        self._given_size = QSize()  # it is at home now

    @Slot()
    def _on_open(self) -> None:
        path = ask_which(tr("Open network"), NETWORK_FILES, self)
        if path is not None:
            self.open_requested.emit(path)

    @Slot()
    def _on_save(self) -> None:
        network = self.workspace.network
        name = "network" if network is None else network.name
        path = ask_where(tr("Save network"), (NETWORK_FILES,), name, self)
        if path is not None:
            self.save_requested.emit(path)

    @Slot()
    def _on_use_folder(self) -> None:
        title = tr("A folder with MNIST’s four files, or with other digits in the same format")
        name = QFileDialog.getExistingDirectory(self, title)
        if name:
            self.folder_requested.emit(Path(name))

    @Slot()
    def _on_open_picture(self) -> None:
        self.picture_requested.emit()

    @Slot()
    def _on_show_page(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.tabs.setCurrentIndex(action.data())

    @Slot()
    def _on_page_changed(self) -> None:
        page = self.tabs.currentWidget()
        for name, actions in self._pane_actions.items():
            for action in actions:
                action.setVisible(page is not None and page.objectName() == name)

    @Slot()
    def _on_appearance(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.theme.set_appearance(action.data())
            self._settings.appearance = action.data()

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self.workspace.dataset
        if dataset is not None:
            images = sum(map(len, dataset.splits.values()))
            learned = images - len(dataset.test)
            sizes = f"{learned:,} + {len(dataset.test):,}" if learned else f"{len(dataset.test):,}"
            values = {"data": quoted(data_title(dataset.name)), "sizes": sizes}
            self._data_label.setText(
                tr_count("{data} · {sizes} image", "{data} · {sizes} images", images, **values)
            )
