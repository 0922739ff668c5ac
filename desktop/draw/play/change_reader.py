"""Reads the changed drawing, and what is answered along the sliders, in the background and not too
often; the newest wins.
"""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.draw.play.answers_along import (
    AnswersAlong,
    ChangedReading,
    PlayedFrame,
    read_along,
    read_changed,
)
from desktop.draw.play.changes import KINDS, Change, ChangeKind
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.throttle import FOR_MANY, FOR_THE_EYE, Throttle


class ChangeReader(QObject):
    """changed_read: a ChangedReading. along_read: an AnswersAlong of the sliders that have other
    answers by now. failed: the network could not read.
    """

    changed_read = Signal(object)
    along_read = Signal(object)
    failed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._played: PlayedFrame | None = None
        self._change = Change()
        self._known: dict[ChangeKind, tuple[PlayedFrame, Change]] = {}
        """Whose answers each slider has, and where the others stood."""
        self._reading = LatestJob(jobs, self)
        self._reading.finished.connect(self._on_changed_read)
        self._reading.failed.connect(self._on_failed)
        self._along = LatestJob(jobs, self)
        self._along.finished.connect(self._on_along_read)
        self._along.failed.connect(self._on_failed)
        self._throttle = Throttle(FOR_THE_EYE, self)
        self._throttle.due.connect(self._on_reading_due)
        self._along_throttle = Throttle(FOR_MANY, self)
        self._along_throttle.due.connect(self._on_along_due)

    def read(self, played: PlayedFrame | None, change: Change) -> None:
        """Read this frame, so changed; None gives up."""
        before, self._played, self._change = self._played, played, change
        if before is None or played is None or before.network is not played.network:
            self._reading.cancel()
            self._along.cancel()
            self._known.clear()
        if played is None:
            self._throttle.drop()
            self._along_throttle.drop()
        else:
            self._throttle.request()
            self._along_throttle.request()

    @Slot()
    def _on_reading_due(self) -> None:
        if self._played is not None:
            self._reading.request(partial(read_changed, self._played, self._change))

    @Slot()
    def _on_along_due(self) -> None:
        played, change = self._played, self._change
        if played is None:
            return
        kinds = [kind for kind in KINDS if self._known.get(kind) != (played, change.moved(kind, 0))]
        if kinds:
            self._along.request(partial(read_along, played, change, kinds))

    def _is_wanted(self, played: PlayedFrame) -> bool:
        """What was read in the ink of a moment before is shown while the pen moves on."""
        return self._played is not None and played.network is self._played.network

    @Slot(object)
    def _on_changed_read(self, found: ChangedReading) -> None:
        if self._is_wanted(found.played):
            self.changed_read.emit(found)

    @Slot(object)
    def _on_along_read(self, found: AnswersAlong) -> None:
        if self._is_wanted(found.played):
            for kind in found.answers:
                self._known[kind] = found.played, found.change.moved(kind, 0)
            self.along_read.emit(found)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit()
        raise error  # nothing that a person could mend; the window tells of it
