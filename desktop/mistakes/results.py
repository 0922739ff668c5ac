"""Whose answers the tab shows: those of the network as it is now, or of an epoch of its run."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop.formats import part_done
from desktop.mistakes.timeline.history import PredictionHistory
from desktop.mistakes.timeline.timeline import Timeline
from desktop.translation import tr
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_follower import EvaluationFollower
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.workspace import Workspace


class Results(QObject):
    """Follows the workspace, and the epoch that somebody looks at.

    follower: what the network reads. timeline: the epochs of its run. answered: the
    EvaluationResult to show, or the same once more as its history is known. failed: why there is
    none, in words. epochs_changed: others can be looked at, or the network is at another one.
    epoch_refused: the chosen one cannot be read; the network as it is now is shown. working: what
    is at work beside what is shown, in words; empty when nothing is.
    """

    answered = Signal(object)
    failed = Signal(str)
    epochs_changed = Signal()
    epoch_refused = Signal()
    working = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        kept_runs: KeptRuns,
        evaluations: EvaluationService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.follower = EvaluationFollower(workspace, evaluations, self)
        self.timeline = Timeline(kept_runs, evaluations.jobs, self)
        self.shown: EvaluationResult | None = None
        self._replay = LatestEvaluation(evaluations, self)
        self._newest: EvaluationResult | None = None
        self._epoch: int | None = None
        self._until: tuple[PredictionHistory, PredictionHistory] | None = None
        """The last history that was asked for, and the part of it up to some epoch."""
        workspace.networks_changed.connect(self._on_networks_changed)
        self.follower.evaluated.connect(self._on_evaluated)
        self.follower.failed.connect(self.failed)
        self.timeline.changed.connect(self._on_timeline_changed)
        self._replay.evaluated.connect(self._on_replayed)
        self._replay.failed.connect(self._on_replay_failed)
        self._replay.progressed.connect(self._on_replaying)

    def set_watched(self, is_watched: bool) -> None:
        """Whether somebody looks; while nobody does, nothing is read."""
        self.follower.set_watched(is_watched)
        self.timeline.set_watched(is_watched)

    def choose_epoch(self, epoch: int | None) -> None:
        """Show this epoch; None: the network as it is now."""
        self._epoch = epoch
        self.working.emit("")
        read, newest = self.timeline.read, self._newest
        if epoch is None:
            self._replay.cancel()
            if newest is not None:
                self._show(newest)
        elif read is not None and newest is not None:
            dataset = newest.request.dataset
            self._replay.request(
                EvaluationRequest.of_epoch(read.kept, epoch, dataset, read.split_name)
            )

    def clear(self) -> None:
        """Show nothing, until something is read."""
        self.shown = self._newest = None
        self._replay.cancel()
        self.working.emit("")
        self.timeline.follow(None)

    @property
    def now(self) -> EvaluationRequest | None:
        """The request that the network as it is now has answered."""
        return None if self._newest is None else self._newest.request

    def history_of(self, request: EvaluationRequest) -> PredictionHistory | None:
        """All epochs of the run of the request's network; None where they are not known."""
        read = self.timeline.read
        return read.history if read is not None and read.is_of(request) else None

    def history_until(self, request: EvaluationRequest) -> PredictionHistory | None:
        """The epochs up to that of the request; always the same object for the same epochs."""
        history = self.history_of(request)
        if history is None:
            return None
        until = history.until(request.epoch)
        whole, known = self._until or (None, until)
        if whole is not history or len(known.epochs) != len(until.epochs):
            known = until
        self._until = history, known
        return known

    @Slot()
    def show_again(self) -> None:
        """Emit `answered` again, as something else is known of the images."""
        if self.shown is not None:
            self._show(self.shown)

    def _show(self, result: EvaluationResult) -> None:
        """Show a result by the name that its network has by now."""
        request = result.request
        name = self._workspace.listed_name(request.ref, request.name)
        self.shown = replace(result, request=replace(request, name=name))
        self.answered.emit(self.shown)

    @Slot()
    def _on_networks_changed(self) -> None:
        if self.shown is not None:
            request = self.shown.request
            if self._workspace.listed_name(request.ref, request.name) != request.name:
                self._show(self.shown)

    @Slot()
    def _on_timeline_changed(self) -> None:
        self.epochs_changed.emit()
        self.show_again()

    @Slot(str)
    def _on_replay_failed(self, message: str) -> None:
        epoch = self._epoch
        self.epoch_refused.emit()
        self.working.emit(
            tr("epoch {epoch} cannot be read: {message}", epoch=epoch, message=message)
        )

    @Slot(object)
    def _on_evaluated(self, result: EvaluationResult) -> None:
        self._newest = result
        self.timeline.follow(result.request)
        self.epochs_changed.emit()
        if self._epoch is None:
            self._show(result)

    @Slot(float)
    def _on_replaying(self, done: float) -> None:
        self.working.emit(
            tr("reading epoch {epoch}… {done}", epoch=self._epoch, done=part_done(done))
        )

    @Slot(object)
    def _on_replayed(self, result: EvaluationResult) -> None:
        self.working.emit("")
        if result.request.epoch == self._epoch:
            self._show(result)
