"""The composition root: everything is built here, once, and handed to whoever needs it.

Nothing else in the window knows all of its parts.
"""

from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from desktop.draw.view import DrawTab
from desktop.mistakes.view import MistakesTab
from desktop.system.notifier import Notifier
from desktop.system.resources import resource
from desktop.system.taskbar import TaskbarProgress
from desktop.tabs import TabLinks, TabMemories
from desktop.theme import Theme
from desktop.train.view import TrainTab
from desktop.trainer.client import TrainerClient
from desktop.translation import tr
from desktop.window.main_window import MainWindow
from desktop.window.network_file_actions import NetworkFileActions
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_folders import DataFolders
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.marks import Marks
from desktop.workspace.network_files import shipped_network
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.settings import Settings
from desktop.workspace.workspace import Workspace
from nncore.datasets import environment_folder
from nncore.datasets.dataset import FOLDER
from nncore.datasets.generated_digits.digits import KEY as GENERATED
from nncore.datasets.mnist import KEY as MNIST
from nncore.events import Event
from nncore.runs import RunStore
from nncore.runtime.threads import leave_a_core
from nncore.safe_text import quoted

_PAINTED_MILLISECONDS = 100
"""After which the window is painted. Work in the background begins then: before, it would only take
turns with what makes the window, and both would be ready later."""

_WARM_UP_MILLISECONDS = 1500
"""After which the process that trains is started: later than all that a person waits for."""


def create_application() -> QApplication:
    """The QApplication with Misread's name and icon, or the one that already runs.

    It gets none of the command line's words: Qt dies of one that is not UTF-8.
    """
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(["misread"])
    application.setApplicationName("misread")
    application.setApplicationDisplayName(tr("Misread"))
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
        self._settings, self._marks = Settings(storage), Marks(storage)
        self._theme = Theme(application, self)
        self._theme.set_appearance(self._settings.appearance)
        self._jobs = Jobs(self)
        self._evaluations = EvaluationService(self._jobs)
        store = RunStore(storage / "runs")
        self._kept_runs = KeptRuns(store, self._jobs, self)
        self._workspace = Workspace(self._kept_runs, self._jobs, self)
        self._given_folder = data or environment_folder()
        self._is_to_choose = data is not None
        self._missing_folder: Path | None = None
        mnist_folder = self._given_folder or self._settings.mnist_folder
        folders = DataFolders(mnist_folder, self._settings.digits_folder)
        # asks the disk at once: so the window is painted with the answer, if that comes in time
        library = DataLibrary(self._jobs, folders, self)
        self._jobs.hold()
        self._awaited = self._expected(folders)
        self._data = DataChoice(library, self._workspace, self)
        self._trainer = TrainerClient(store, parent=self)
        self._run = RunInSight(self)
        self._trainer.events_arrived.connect(self._run.append)
        self.window = self._make_window()
        self.setParent(self.window)
        self._network_files = NetworkFileActions(
            self._workspace, self.window.notice, self._jobs, self._kept_runs.bin, self
        )
        self._taskbar = TaskbarProgress(self)
        self._notifier = Notifier(self.window, self)
        self._connect()
        self._open_shipped_network()
        self._memory = TabMemories(
            self._settings, self.window, self._train, self._mistakes, self._draw, self._data
        )
        self._memory.recall()
        if self._is_to_choose:
            self._data.recall(MNIST)
        library.load(GENERATED)
        self._tell_problems()
        self._kept_runs.refresh()
        self._limits = ExitStack()
        self._painted = QTimer(self, singleShot=True, interval=_PAINTED_MILLISECONDS)
        self._painted.timeout.connect(self._on_painted)
        self._painted.start()
        self._leisure = QTimer(self, singleShot=True, interval=_WARM_UP_MILLISECONDS)
        self._leisure.timeout.connect(self._on_at_leisure)
        self._leisure.start()

    def _make_window(self) -> MainWindow:
        self._train = TrainTab(
            self._run,
            self._trainer,
            self._evaluations,
            self._kept_runs,
            self._data,
            self._workspace,
            self._jobs,
            self._theme,
        )
        self._mistakes = MistakesTab(
            self._workspace, self._kept_runs, self._evaluations, self._marks, self._theme
        )
        self._draw = DrawTab(self._workspace, self._jobs, self._theme)
        pages = [
            (tr("Train"), self._train),
            (tr("Mistakes"), self._mistakes),
            (tr("Draw"), self._draw),
        ]
        window = MainWindow([*pages], self._workspace, self._theme, self._settings)
        window.add_run_actions(self._train.actions_of_run.all)
        window.add_export_action(self._train.export_action)
        window.add_pane_actions("train_tab", self._train.drawers.pane_actions)
        window.add_pane_actions("mistakes_tab", self._mistakes.pane_actions)
        window.add_pane_actions("draw_tab", self._draw.drawers.pane_actions)
        TabLinks(self._train, self._mistakes, self._draw, window, self._workspace, self)
        return window

    def _connect(self) -> None:
        self._data.library.loaded.connect(self._on_data_loaded)
        self._data.library.looked_for.connect(self._on_data_looked_for)
        self._train.announced.connect(self.window.notice.tell)
        self._train.controller.retracted.connect(self.window.notice.retract)
        self._run.appended.connect(self._on_run_appended)
        self._run.ended.connect(self._on_run_ended)
        self._kept_runs.failed.connect(self.window.notice.tell)
        self._train.runs.announced.connect(self._on_told)
        self._train.offer.dismissed.connect(self._on_run_declined)
        self._mistakes.image_actions.done.connect(self._on_told)
        self._mistakes.image_actions.told.connect(self.window.notice.tell)
        self._mistakes.image_actions.retracted.connect(self.window.notice.retract)
        self._draw.importer.done.connect(self._on_told)
        self._draw.importer.told.connect(self.window.notice.tell)
        self._draw.importer.retracted.connect(self.window.notice.retract)
        self.window.open_requested.connect(self._network_files.open)
        self.window.save_requested.connect(self._network_files.save)
        self._network_files.saved.connect(self._on_told)
        self.window.folder_requested.connect(self._on_folder_requested)
        self.window.closed.connect(self._on_closed)

    def _open_shipped_network(self) -> None:
        try:
            self._workspace.put(shipped_network())
        except (OSError, ValueError) as error:
            self.window.notice.tell(
                tr("The shipped network cannot be read: {problem}", problem=in_words(error))
            )

    def _tell_problems(self) -> None:
        """Say what of all that was there before cannot be used."""
        notice = self.window.notice
        for problem in filter(None, (self._settings.problem, self._marks.problem)):
            notice.tell(f"{notice.text} {problem}".strip())

    def _tell_missing(self, folder: Path, reason: str) -> None:
        notice = self.window.notice
        told = "" if notice.isHidden() or notice.is_of_work else notice.text
        missing = tr(
            "The folder of digits, {name}, cannot be used now: {reason}. There "
            "are generated digits meanwhile.",
            name=quoted(folder),
            reason=reason or tr("MNIST's four files are not there"),
        )
        notice.offer(f"{told} {missing}".strip(), self.window.folder_action)

    def _expected(self, folders: DataFolders) -> tuple[str, Path] | None:
        """The key of what is to lie in the folder that was given or is remembered, and where."""
        has_digits = self._given_folder is None and self._settings.data_source == FOLDER
        key = FOLDER if has_digits else MNIST
        folder = folders.get(key)
        return None if folder is None else (key, folder)

    @Slot()
    def _on_painted(self) -> None:
        # with as many BLAS threads as cores the window would wait for the matrix products
        self._limits.enter_context(leave_a_core())
        self._jobs.release()

    @Slot()
    def _on_at_leisure(self) -> None:
        """Start the process that trains before somebody asks for a run: it takes half a second."""
        self._trainer.warm_up()

    @Slot(str)
    def _on_data_looked_for(self, key: str) -> None:
        """Load what was given, and tell of what is not there, now that the disk has answered."""
        library = self._data.library
        if self._awaited is None or self._awaited != (key, library.folders.get(key)):
            return
        (_, folder), self._awaited = self._awaited, None
        if not library.is_here(key):
            self._missing_folder = folder
            self._tell_missing(folder, library.why_missing(key))
        elif self._is_to_choose and self._data.chosen == MNIST:
            self._data.use_folder(folder)
        elif self._given_folder is not None and self._data.chosen != FOLDER:
            library.open_folder(folder)  # it may take the place of other digits

    @Slot(str)
    def _on_data_loaded(self, key: str) -> None:
        """Note for the next time where people keep their data; the environment says it anew."""
        named = environment_folder()
        mnist, digits = map(self._data.library.folders.of_user, (MNIST, FOLDER))
        if key == MNIST and (named is None or mnist not in (None, named)):
            self._settings.mnist_folder = mnist
        if key in (MNIST, FOLDER):
            self._missing_folder = self._awaited = None
            if digits is None or digits != named:
                self._settings.digits_folder = digits
        if key == FOLDER and self._settings.mnist_folder == digits:
            self._settings.mnist_folder = None  # it holds other digits by now

    @Slot(tuple)
    def _on_run_appended(self, _events: tuple[Event, ...]) -> None:
        self._show_progress(self._run.fraction)

    @Slot()
    def _on_run_ended(self) -> None:
        self._show_progress(None)
        # a window that is closed ends its run too, and whoever closed it knows
        if self.window.isVisible() and self._notifier.should_tell(self._run.seconds_here):
            self._notifier.tell(quoted(self._run.name), self._train.status.last_words)

    def _show_progress(self, fraction: float | None) -> None:
        self.window.show_progress(fraction)
        self._taskbar.show(fraction)

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self.window.statusBar().showMessage(text, 8000)

    @Slot()
    def _on_run_declined(self) -> None:
        self._settings.declined_runs = self._train.offer.declined
        self._settings.write()  # a window that is killed asks no more, either

    @Slot(Path)
    def _on_folder_requested(self, folder: Path) -> None:
        self.window.show_page("train_tab")
        self.window.notice.withdraw(self.window.folder_action)
        self._data.use_folder(folder)

    @Slot()
    def _on_closed(self) -> None:
        self._painted.stop()
        self._leisure.stop()
        self._memory.remember(keeps_data=self._missing_folder is None)
        self._settings.write()
        self._trainer.close()
        self._jobs.close()
        self._network_files.close()
        self._kept_runs.close()
        self._marks.close()
        self._limits.close()
