"""Whose answers the tab shows: those of the network as it is now, read anew as it changes, or of an
epoch of its run.
"""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.formats import part_done
from desktop.mistakes.timeline.history import PredictionHistory
from desktop.mistakes.timeline.timeline import Timeline
from desktop.translation import tr
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import Origin
from desktop.workspace.workspace import Workspace
from nncore.datasets import SplitName

_SHORTEST_REST, _LONGEST_REST = 500, 4_000
"""Milliseconds between two readings of a run's snapshots: nobody reads a gallery any faster."""

_REST_PER_READING = 2.0
"""A reading's time that is rested after it: at most a third of one core goes into the gallery."""


class EvaluationFollower(QObject):
    """Asks for the chosen split anew whenever the network, the data set or the split changes.

    emptied: there is no network or no data set. requested: another network or other images are
    being read, and what was told before is of no use. progressed: the fraction of them that was
    read. evaluated: an EvaluationResult. failed: why the network could not read these images.
    """

    emptied = Signal()
    requested = Signal()
    progressed = Signal(float)
    evaluated = Signal(object)
    failed = Signal(str)

    def __init__(
        self, workspace: Workspace, service: EvaluationService, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._service = service
        self._split_name: SplitName | None = SplitName.TEST
        self._is_watched = False
        self._asked: EvaluationRequest | None = None
        self._is_given_up = self._has_failed = False
        self._latest = LatestEvaluation(service, self)
        self._latest.progressed.connect(self.progressed)
        self._latest.evaluated.connect(self._on_evaluated)
        self._latest.failed.connect(self._on_failed)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._on_changed)
        workspace.network_changed.connect(self._on_changed)
        workspace.dataset_changed.connect(self._on_changed)

    @property
    def request(self) -> EvaluationRequest | None:
        """What should be read now; None while the network or the data set is missing."""
        network, dataset = self._workspace.network, self._workspace.dataset
        if network is None or dataset is None:
            return None
        offered = {*dataset.splits, *([None] if len(dataset.splits) > 1 else [])}
        is_there = self._split_name in offered
        split_name = self._split_name if is_there else SplitName.TEST
        return EvaluationRequest.of(network, dataset, split_name)

    def choose_split(self, split_name: SplitName | None) -> None:
        """Read this split from now on; None: all images."""
        self._split_name = split_name
        self._on_changed()

    def set_watched(self, is_watched: bool) -> None:
        """Whether somebody looks; while nobody does, nothing is read."""
        self._is_watched = is_watched
        if is_watched:
            if self._has_failed:
                self._asked = None  # what hindered it may be gone
            self._on_changed()
        elif self._latest.is_busy:
            self._latest.cancel()
            self._asked = None

    def cancel(self) -> None:
        """Give up what is being read, until something else is looked at or `read` is called; newer
        weights are nothing else.
        """
        self._is_given_up = True
        self._latest.cancel()

    def read(self) -> None:
        """Read again what was given up."""
        self._asked = None
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        request = self.request
        if request is None:
            self._latest.cancel()
            self._asked = None
            self.emptied.emit()
        elif self._is_watched:
            self._follow(request)

    def _follow(self, request: EvaluationRequest) -> None:
        asked, self._asked = self._asked, request
        if asked is None or not request.differs_in_weights_at_most(asked):
            self._is_given_up = self._has_failed = False
            if self._service.remembered(request) is None:
                self.requested.emit()
            self._latest.request(request)
        elif request.source is asked.source or self._is_given_up:
            return
        elif self._latest.is_busy or self._rest.isActive():
            self._asked = (
                asked  # newer weights are looked at when the reading and the rest are over
            )
        else:
            self._latest.request(request)

    @Slot(object)
    def _on_evaluated(self, result: EvaluationResult) -> None:
        rest = int(result.seconds * 1_000 * _REST_PER_READING)
        self._rest.start(min(max(rest, _SHORTEST_REST), _LONGEST_REST))
        self.evaluated.emit(result)
        self._measure(result)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self._has_failed = True
        self._rest.start(_SHORTEST_REST)  # newer weights may have come meanwhile
        self.failed.emit(message)

    def _measure(self, result: EvaluationResult) -> None:
        """Let a network of a file that tells no figure have this one; runs measure themselves."""
        network = self._workspace.network
        if network is None or network.accuracy is not None or network.ref.origin is Origin.RUN:
            return
        # by its own name, not by that in the list
        held = self._workspace.network_store.get(network.ref)
        if held is not None and held.network is result.request.source:
            self._workspace.put(replace(held, accuracy=result.accuracy))


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
