"""Explains the drawing as it grows, in the background and not too often; the newest wins."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.why.explanations import (
    Evidence,
    ReadFrame,
    WantedFix,
    find_evidence,
    find_wanted_fix,
)
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.throttle import FOR_THE_EYE, Throttle


class DrawingExplainer(QObject):
    """explained: an Evidence or a WantedFix of what was asked for last, by the network that was.

    failed: what was asked for could not be found.
    """

    explained = Signal(object)
    failed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read: ReadFrame | None = None
        self._wanted: int | None = None
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._throttle = Throttle(FOR_THE_EYE, self)
        self._throttle.due.connect(self._on_due)

    def explain(self, read: ReadFrame | None) -> None:
        """Find the evidence for what was read; None gives up."""
        before = self._read
        is_other = before is None or read is None or before.network is not read.network
        if self._wanted is not None or is_other:
            self._latest.cancel()
        self._read, self._wanted = read, None
        if read is None:
            self._throttle.drop()
        else:
            self._throttle.request()

    def find_fix(self, wanted: int) -> None:
        """Find what would make what is explained the digit `wanted`."""
        if self._read is not None:
            self._latest.cancel()
            self._wanted = wanted
            self._latest.request(partial(find_wanted_fix, self._read, wanted))

    @Slot(object)
    def _on_finished(self, found: Evidence | WantedFix) -> None:
        if self._read is None or found.read.network is not self._read.network:
            return
        wanted = found.wanted if isinstance(found, WantedFix) else None
        # evidence for the ink of a moment before is shown while the pen moves on
        is_of_now = wanted is None or found.read is self._read
        if wanted == self._wanted and is_of_now:
            self.explained.emit(found)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if self._read is not None and not self._latest.is_busy:  # else another answer is on its way
            self._wanted = None
            self.failed.emit()
        raise error  # nothing that a person could mend; the window tells of it

    @Slot()
    def _on_due(self) -> None:
        if self._read is not None and self._wanted is None:
            self._latest.request(partial(find_evidence, self._read))
