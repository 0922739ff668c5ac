"""Keeps an evaluation of the workspace's network up to date, in the background.

It works only while somebody looks, rests between the snapshots of a run so that training keeps
its processor, and knows nothing of how mistakes are shown.
"""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.workspace.evaluation_request import Report, Subject, read
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.workspace import Workspace
from nncore.datasets import SplitName

_SHORTEST_REST, _LONGEST_REST = 500, 4_000
"""Milliseconds between two readings of a run's snapshots: nobody reads a gallery any faster."""

_REST_PER_READING = 2.0
"""A reading's time that is rested after it: at most a third of one core goes into the gallery."""


class EvaluationFeed(QObject):
    """Reads the chosen split anew whenever the network, the data set or the split changes.

    emptied: there is no network or no data set. requested: a reading has begun that is more than
    an update. evaluated: a Report. failed: why the network could not read these images.
    """

    emptied = Signal()
    requested = Signal()
    evaluated = Signal(object)
    failed = Signal(str)

    def __init__(self, workspace: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._split_name = SplitName.TEST
        self._is_watched = False
        self._asked: Subject | None = None
        self._latest = LatestJob(jobs, self)
        self._latest.finished.connect(self._on_finished)
        self._latest.failed.connect(self._on_failed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._on_changed)
        workspace.network_changed.connect(self._on_changed)
        workspace.dataset_changed.connect(self._on_changed)

    @property
    def subject(self) -> Subject | None:
        """What should be read now; None while the network or the data set is missing."""
        network, dataset = self._workspace.network, self._workspace.dataset
        if network is None or dataset is None:
            return None
        is_there = self._split_name in dataset.splits
        return Subject(network, dataset, self._split_name if is_there else SplitName.TEST)

    def choose_split(self, split_name: SplitName) -> None:
        """Read this split from now on."""
        self._split_name = split_name
        self._on_changed()

    def set_watched(self, is_watched: bool) -> None:
        """Whether somebody looks; while nobody does, nothing is read."""
        self._is_watched = is_watched
        if is_watched:
            self._on_changed()
        elif self._latest.is_busy:
            self._forget()

    @Slot()
    def _on_changed(self) -> None:
        subject = self.subject
        if subject is None:
            self._forget()
            self.emptied.emit()
        elif self._is_watched:
            self._look_at(subject)

    def _look_at(self, subject: Subject) -> None:
        if self._asked is None or not subject.is_akin_to(self._asked):
            self._latest.cancel()
            self._ask(subject)
            self.requested.emit()
        elif subject.is_same_as(self._asked) or self._latest.is_busy or self._rest.isActive():
            return  # newer weights are looked at when the reading and the rest are over
        else:
            self._ask(subject)

    def _ask(self, subject: Subject) -> None:
        self._asked = subject
        self._latest.request(partial(read, subject))

    def _forget(self) -> None:
        self._latest.cancel()
        self._asked = None

    @Slot(object)
    def _on_finished(self, report: Report) -> None:
        if self._asked is None or not report.subject.is_akin_to(self._asked):
            return  # nobody waits for it any more
        rest = int(report.seconds * 1_000 * _REST_PER_READING)
        self._rest.start(min(max(rest, _SHORTEST_REST), _LONGEST_REST))
        self.evaluated.emit(report)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if self._asked is not None and not self._latest.is_busy:
            self.failed.emit(str(error))
