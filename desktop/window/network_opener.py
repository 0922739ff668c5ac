"""Opens network files in the background: a large one takes a while, and may be given up.

`network_files` reads what such a file holds.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.widgets.message_bar import MessageBar
from desktop.workspace.errors import in_words
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import open_network

_PATIENCE = 200
"""Milliseconds after which it is worth saying that a file is being opened."""


@dataclass(frozen=True, eq=False)
class _Request:
    """A file that somebody chose; only what comes of the latest is of interest."""

    path: Path


class NetworkOpener(QObject):
    """Opens the file that was asked for last, and says on `notice` how it goes.

    opened: a NamedNetwork.
    """

    opened = Signal(NamedNetwork)

    def __init__(self, jobs: Jobs, notice: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notice = notice
        self._request: _Request | None = None
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._on_impatient)
        notice.cancelled.connect(self._on_cancelled)

    @Slot(Path)
    def open(self, path: Path) -> None:
        """Begin to open a file, and give up what was being opened."""
        self._notice.hide()
        self._latest.cancel()
        self._request = _Request(path)
        self._latest.request(partial(_opened, self._request))
        self._patience.start()

    @Slot()
    def _on_impatient(self) -> None:
        if self._request is not None:
            self._notice.tell_of_work(f"Opening {self._request.path.name}…")

    @Slot()
    def _on_cancelled(self) -> None:
        self._end()
        self._latest.cancel()

    @Slot(object)
    def _on_finished(self, outcome: tuple[_Request, NamedNetwork | Exception]) -> None:
        request, result = outcome
        if request is not self._request:
            return
        self._end()
        if isinstance(result, NamedNetwork):
            self.opened.emit(result)
        else:
            # a person knows the file by its name; the folder makes the line long
            words = in_words(result).replace(str(request.path), request.path.name)
            self._notice.tell(f"The network could not be opened. {words}")

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._end()
        raise error  # nobody foresaw it; the window tells of it

    def _end(self) -> None:
        self._request = None
        self._patience.stop()
        if self._notice.is_of_work:
            self._notice.hide()


def _opened(request: _Request, progress: Progress) -> tuple[_Request, NamedNetwork | Exception]:
    try:
        return request, open_network(request.path, progress)
    except (OSError, ValueError) as error:
        return request, error
