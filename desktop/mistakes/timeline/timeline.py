"""The epochs of the run that the chosen network comes from, read while somebody looks."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.mistakes.timeline.history import PredictionHistory
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.kept_runs import KeptRuns
from nncore.datasets import Dataset, SplitName
from nncore.runs import KeptRun


@dataclass(frozen=True, eq=False)
class ReadHistory:
    """A kept run as it was read, and what it took the images of a split for.

    dataset, split_name: of these images. epochs: those that can be looked at. history: None where
    the run learned from other images: then they are the epochs whose weights were kept.
    """

    kept: KeptRun
    dataset: Dataset
    split_name: SplitName | None
    epochs: tuple[int, ...]
    history: PredictionHistory | None

    def is_of(self, request: EvaluationRequest) -> bool:
        """Whether it is of that request's run and images."""
        is_of_run = self.kept.id == request.ref.run_id
        is_of_split = self.split_name is request.split_name
        return is_of_run and is_of_split and self.dataset is request.dataset


class Timeline(QObject):
    """changed: another history is known, or none any more.

    read: the history; None where the network is no kept run's.
    """

    changed = Signal()

    def __init__(self, kept_runs: KeptRuns, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept_runs = kept_runs
        self._wanted: EvaluationRequest | None = None
        self._is_watched = False
        self.read: ReadHistory | None = None
        self._job = LatestJob(jobs, self)
        self._job.finished.connect(self._on_read)
        self._job.failed.connect(self._on_failed)
        kept_runs.changed.connect(self._on_runs_changed)

    def follow(self, request: EvaluationRequest | None) -> None:
        """Read the history of the run of the request's network; None for none."""
        before, self._wanted = self._wanted, request
        if request is None or not request.ref.run_id:
            self._job.cancel()
            self._set(None)
            return
        if before is None or not _is_of_the_same(request, before):
            self._set(None)
            self._read()

    def set_watched(self, is_watched: bool) -> None:
        """Whether somebody looks; while nobody does, a run that goes on is not followed."""
        self._is_watched = is_watched
        if is_watched:
            self._on_runs_changed()

    def _read(self) -> None:
        request = self._wanted
        if request is not None and request.ref.run_id:
            work = partial(
                _read, self._kept_runs, request.ref.run_id, request.dataset, request.split_name
            )
            self._job.request(work)

    def _set(self, read: ReadHistory | None) -> None:
        if read is not self.read:
            self.read = read
            self.changed.emit()

    @Slot(object)
    def _on_read(self, read: ReadHistory) -> None:
        wanted = self._wanted
        if wanted is not None and read.is_of(wanted):  # else another answer is on its way
            self._set(read if read.epochs else None)

    @Slot(Exception)
    def _on_failed(self, _error: Exception) -> None:
        self._set(None)  # it is damaged: there is no history then

    @Slot()
    def _on_runs_changed(self) -> None:
        """Read again if the run has come further."""
        wanted = self._wanted
        kept = None if wanted is None else self._kept_runs.get(wanted.ref.run_id)
        if kept is None or not self._is_watched:
            return
        if self.read is None or _differ(kept, self.read.kept):
            self._read()


def _differ(kept: KeptRun, read: KeptRun) -> bool:
    """Whether more is predicted by now, or the run was reduced to its last weights meanwhile."""
    is_reduced = kept.epochs == read.epochs and kept.weights_epochs != read.weights_epochs
    return is_reduced or kept.commit.predictions != read.commit.predictions


def _is_of_the_same(request: EvaluationRequest, other: EvaluationRequest) -> bool:
    mine, theirs = request.ref.run_id, other.ref.run_id
    return mine == theirs and request.split is other.split


def _read(
    kept_runs: KeptRuns,
    run_id: str,
    dataset: Dataset,
    split_name: SplitName | None,
    _progress: Progress,
) -> ReadHistory:
    kept = kept_runs.read(run_id)
    if dataset.fingerprint != kept.dataset.fingerprint:
        epochs = tuple(each for each in kept.weights_epochs if each)
        return ReadHistory(kept, dataset, split_name, epochs, None)
    history = PredictionHistory.read(kept, dataset, split_name)
    return ReadHistory(kept, dataset, split_name, tuple(history.epochs.tolist()), history)
