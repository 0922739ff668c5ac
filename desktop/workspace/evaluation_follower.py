"""Evaluates whatever network and data set the workspace looks at, while somebody watches."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
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
