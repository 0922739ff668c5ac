"""Reads the drawing with the other network, in the background, seldom; the newest wins."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.answer.reading_request import ReadingRequest, ReadingResult, read_request
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.throttle import FOR_THE_EYE, Throttle
from nncore.network import Network
from nncore.recognition.known import Yardstick


class OtherReader(QObject):
    """answered: a Reading, or None where there is nothing to read. failed: it could not read."""

    answered = Signal(object)
    failed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._request: ReadingRequest | None = None
        self._yardstick: tuple[Network, Yardstick] | None = None
        """The network that was read with last, and what it was judged by: that takes long."""
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._throttle = Throttle(FOR_THE_EYE, self)
        self._throttle.due.connect(self._on_due)

    def read(self, request: ReadingRequest | None, network: Network | None) -> None:
        """Let this network read what another one was asked to; None gives up."""
        before = self._request
        if request is None or network is None:
            self._request = None
            self._latest.cancel()
            self._throttle.drop()
            self.answered.emit(None)
            return
        if before is not None and before.network is not network:
            self._latest.cancel()
            self.answered.emit(None)
        elif before is not None and before.steps is request.steps:
            return
        known = self._yardstick
        yardstick = known[1] if known is not None and known[0] is network else None
        self._request = replace(request, network=network, yardstick=yardstick)
        self._throttle.request()

    @Slot()
    def _on_due(self) -> None:
        if self._request is not None:
            self._latest.request(partial(read_request, self._request))

    @Slot(object)
    def _on_finished(self, result: ReadingResult) -> None:
        network = result.request.network
        self._yardstick = network, result.yardstick
        # what was read in the ink of a moment before is shown while the pen moves on
        if self._request is not None and network is self._request.network:
            self.answered.emit(result.reading)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if self._request is not None:
            self.failed.emit()
        raise error  # nothing that a person could mend; the window tells of it
