"""Reads the images with the network that is compared with, in the background."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.mistakes.compare.rivals import Rival
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_loader import NetworkLoader
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName

_REST = 2_000
"""Milliseconds between two readings of a network that learns meanwhile."""


class RivalReader(QObject):
    """Answers the newest request. evaluated: an EvaluationResult, at once where it is remembered.
    failed: why there is none. progressed: the fraction that is read, if it takes long.
    """

    evaluated = Signal(object)
    failed = Signal(str)
    progressed = Signal(float)

    def __init__(
        self, workspace: Workspace, evaluations: EvaluationService, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._network_store = workspace.network_store
        self._wanted: tuple[Rival, Dataset, SplitName | None] | None = None
        self._result: EvaluationResult | None = None
        self._is_watched = False
        self._loader = NetworkLoader(workspace.network_store, evaluations.jobs, self)
        self._latest = LatestEvaluation(evaluations, self)
        self._loader.loaded.connect(self._on_loaded)
        self._loader.failed.connect(self._on_loading_failed)
        self._latest.evaluated.connect(self._on_evaluated)
        self._latest.failed.connect(self.failed)
        self._latest.progressed.connect(self.progressed)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self.refresh)

    def request(self, rival: Rival, dataset: Dataset, split_name: SplitName | None) -> None:
        """Read this split with `rival`, and give up what was asked for before."""
        self.cancel()
        self._wanted = rival, dataset, split_name
        if rival.kept is None or rival.epoch is None:
            self._loader.request(rival.ref)
            return
        request = EvaluationRequest.of_epoch(rival.kept, rival.epoch, dataset, split_name)
        # the run's own name may be that of another one, too
        self._latest.request(replace(request, name=rival.name))

    def cancel(self) -> None:
        """Give up what was asked for."""
        self._wanted = self._result = None
        self._loader.cancel()
        self._latest.cancel()

    @Slot(bool)
    def set_watched(self, is_watched: bool) -> None:
        """Whether somebody looks; while nobody does, newer weights are not read."""
        self._is_watched = is_watched
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read again if the network has newer weights by now, at most every two seconds."""
        if not self._is_watched or self._result is None:
            return
        if self._latest.is_busy or self._rest.isActive():
            return
        request = self._result.request
        newer = self._network_store.newer(request.ref, request.source)
        if newer is not None:
            self._on_loaded(newer)

    @Slot(object)
    def _on_loaded(self, network: NamedNetwork) -> None:
        if self._wanted is not None:
            rival, dataset, split_name = self._wanted
            named = replace(network, name=rival.name)
            self._latest.request(EvaluationRequest.of(named, dataset, split_name))

    @Slot(object, Exception)
    def _on_loading_failed(self, _ref: NetworkRef, error: Exception) -> None:
        self.failed.emit(in_words(error))

    @Slot(object)
    def _on_evaluated(self, result: EvaluationResult) -> None:
        self._result = result
        self._rest.start()
        self.evaluated.emit(result)
