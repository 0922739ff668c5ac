"""Opens and saves network files in the background, and says how that goes."""

from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.translation import tr
from desktop.widgets.message_bar import MessageBar
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Job, Jobs, Progress
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import save_network
from desktop.workspace.run_bin import RunBin
from desktop.workspace.workspace import Workspace
from nncore.runs import lacks_room
from nncore.safe_text import quoted

_PATIENCE = 200
"""Milliseconds after which it is worth saying that a network is being read."""


class NetworkFileActions(QObject):
    """Speaks on the message bar of the network that the workspace waits for, and can give it up.

    saved: what was written, in words.
    """

    saved = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        notice: MessageBar,
        jobs: Jobs,
        run_bin: RunBin,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._jobs = jobs
        self._bin = run_bin
        self._unsaved: list[tuple[NamedNetwork, Path]] = []
        self._notice = notice
        self._told = ""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._on_impatient)
        workspace.wanted_changed.connect(self._on_wanted_changed)
        workspace.failed.connect(self._on_failed)
        notice.cancelled.connect(workspace.give_up)

    @Slot(Path)
    def open(self, path: Path) -> None:
        """Begin to open a file, and give up what was being opened."""
        self._notice.hide()
        self._workspace.open_file(path)

    @Slot(Path)
    def save(self, path: Path) -> None:
        """Write the chosen network to a file."""
        network = self._workspace.network
        if network is None:
            self._notice.tell(tr("There is no network to save yet. Train one first."))
            return
        self._unsaved.append((network, path))
        job = Job(partial(_save, network, path, self._bin))
        job.finished.connect(self._on_saved)
        self._jobs.start(job)

    def close(self) -> None:
        """The window closes, and nothing is done in the background any more: write the rest."""
        for network, path in self._unsaved:
            with suppress(OSError, ValueError):  # there is nobody to tell
                save_network(network, path)
        self._unsaved.clear()

    @Slot(object)
    def _on_saved(self, saved: tuple[NamedNetwork, Path, str, bool]) -> None:
        network, path, problem, is_full = saved
        if (network, path) not in self._unsaved:
            return  # the window has closed meanwhile
        self._unsaved.remove((network, path))
        if problem:
            words = tr("{name} could not be saved. {problem}", name=network.name, problem=problem)
            self._notice.tell(self._bin.advise(words, lacks_room=is_full))
        else:
            self._notice.hide()
            name = quoted(path.name)
            self.saved.emit(tr("{name} saved as {name2}", name=network.name, name2=name))

    @Slot()
    def _on_wanted_changed(self) -> None:
        if self._notice.is_of_work or self._notice.text == self._told:
            self._notice.hide()
        if self._workspace.wanted is None:
            self._patience.stop()
        else:
            self._patience.start()

    @Slot()
    def _on_impatient(self) -> None:
        wanted = self._workspace.wanted
        if wanted is not None:
            self._notice.tell_of_work(tr("Opening {name}…", name=self._workspace.name_of(wanted)))

    @Slot(str)
    def _on_failed(self, words: str) -> None:
        self._told = words
        self._notice.tell(words)


def _save(
    network: NamedNetwork, path: Path, run_bin: RunBin, _progress: Progress
) -> tuple[NamedNetwork, Path, str, bool]:
    """What was saved and where to, what went wrong; empty if nothing did; and whether that disk was
    full, and is the one of the runs.
    """
    try:
        save_network(network, path)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is told
        helps = lacks_room(error) and run_bin.is_on_the_disk_of(path)
        return network, path, in_words(error) or type(error).__name__, helps
    return network, path, "", False
