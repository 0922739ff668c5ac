"""Follows the run under way: what it tells goes to the plots, the journal and the drawers, and
whatever the rest of the window should know of it is a signal.
"""

from PySide6.QtCore import QObject, Signal, Slot

from desktop.train.inside.probe_poller import ProbePoller
from desktop.train.parts import Parts
from desktop.train.run.session import TrainingSession
from desktop.train.run.status import RunStatus
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    KeepingFailed,
    LayersProbed,
    RateChanged,
    StoppedEarly,
)
from nncore.safe_text import quoted


class RunFollower(QObject):
    """Shows what a run tells from its beginning to its end.

    told: something that a person should know, in words. run_ended: the name of the run that ended,
    how it went in words, and the seconds since it was started. advanced: the fraction done of the
    run under way, None when there is none. epoch_kept: there is more on disk of the run with this
    id.
    """

    told = Signal(str)
    run_ended = Signal(str, str, float)
    advanced = Signal(object)
    epoch_kept = Signal(str)

    def __init__(
        self,
        session: TrainingSession,
        parts: Parts,
        status: RunStatus,
        looks: ProbePoller,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._parts = parts
        self._status = status
        self._looks = looks
        self._run_id = ""
        session.kept.connect(self._on_kept)
        session.unkept.connect(self._on_unkept)
        session.events_arrived.connect(self._on_events_arrived)

    def begin(self) -> None:
        """A run begins; whether and where it is kept is not known yet."""
        self._run_id = ""
        self._parts.runs.set_shown(None)
        self._parts.offer.set_busy(True)

    def settle(self) -> None:
        """No run is under way any more."""
        self._parts.plots.end()
        self._parts.runs.set_busy(False, None)
        self._parts.offer.set_busy(False)

    def tell_end(self) -> None:
        """Tell how the run ended, once its status says so."""
        progress, task = self._status.progress, self._session.task
        self.advanced.emit(None)
        if self._status.trouble:
            self.told.emit(self._status.aftermath)  # in place of what was told of it before
        self._tell_kept()
        if progress is not None and task is not None:
            before = 0.0 if task.kept is None else task.kept.seconds
            self.run_ended.emit(
                quoted(task.name), self._status.last_words, progress.seconds - before
            )

    def _tell_kept(self) -> None:
        if self._run_id:
            self.epoch_kept.emit(self._run_id)

    @Slot(str)
    def _on_kept(self, run_id: str) -> None:
        self._run_id = run_id
        self._parts.runs.set_busy(True, run_id)
        self.epoch_kept.emit(run_id)

    @Slot(str)
    def _on_unkept(self, reason: str) -> None:
        self._status.trouble = reason
        self.told.emit(f"This run cannot be kept: {reason}")

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        self._status.take(events)
        self._parts.plots.take(events)
        assert self._status.progress is not None
        self.advanced.emit(self._status.progress.fraction)
        for event in events:
            self._take(event)

    def _take(self, event: Event) -> None:
        match event:
            case LayersProbed():
                self._looks.take(event)
            case EpochFinished():
                self._tell_kept()
                self._parts.journal.refresh()
            case RateChanged() | StoppedEarly() | Diverged():
                self._parts.journal.refresh()
            case KeepingFailed():
                self._status.trouble = event.message
                self.told.emit(f"This run cannot be kept at the moment: {event.message}")
