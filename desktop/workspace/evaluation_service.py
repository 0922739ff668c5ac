"""One service reads any network on any split in the background, and remembers what it read."""

from collections import OrderedDict
from functools import partial
from hashlib import sha256
from threading import Lock
from time import perf_counter
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.evaluation import evaluate
from desktop.workspace.evaluation_request import (
    EvaluationColumns,
    EvaluationRequest,
    EvaluationResult,
)
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, SplitName
from nncore.network import Network
from nncore.runs import KeptRun

MOST_BYTES = 32 * 2**20
"""What is remembered: sixty splits of 10,000 images, or nine of 70,000."""

_Key: TypeAlias = tuple[NetworkRef, str, str, SplitName]
_Told: TypeAlias = Network | KeptRun | Dataset


class EvaluationService:
    """Answers requests and remembers the answers: of weights that were read before, on images that
    they read before. Those asked for longest ago are forgotten first.
    """

    def __init__(self, jobs: Jobs, *, most_bytes: int = MOST_BYTES) -> None:
        self.jobs = jobs
        self._most_bytes = most_bytes
        self._remembered: OrderedDict[_Key, EvaluationColumns] = OrderedDict()
        self._fingerprints: WeakKeyDictionary[_Told, str] = WeakKeyDictionary()
        self._lock = Lock()

    def remembered(self, request: EvaluationRequest) -> EvaluationResult | None:
        """The answer, where the same was asked before; computes nothing."""
        with self._lock:
            source = self._fingerprints.get(request.source)
            dataset = self._fingerprints.get(request.dataset)
        if source is None or dataset is None:
            return None
        return self._recall(request, (request.ref, source, dataset, request.split_name))

    def evaluate(self, request: EvaluationRequest, progress: Progress) -> EvaluationResult:
        """The answer, remembered or read now; for a working thread. Raises as `evaluate`."""
        started = perf_counter()
        source, dataset = map(_fingerprint, (request.source, request.dataset))
        key = (request.ref, source, dataset, request.split_name)
        with self._lock:
            self._fingerprints |= {request.source: source, request.dataset: dataset}
        if (recalled := self._recall(request, key)) is not None:
            return recalled
        columns = evaluate(request, progress)
        with self._lock:
            self._remembered[key] = columns
            while sum(each.nbytes for each in self._remembered.values()) > self._most_bytes:
                self._remembered.popitem(last=False)
        return EvaluationResult(request, columns, perf_counter() - started)

    def _recall(self, request: EvaluationRequest, key: _Key) -> EvaluationResult | None:
        with self._lock:
            if key not in self._remembered:
                return None
            self._remembered.move_to_end(key)
            return EvaluationResult(request, self._remembered[key])


class LatestEvaluation(QObject):
    """Asks the service for one answer at a time: a newer request takes the place of the one before.

    evaluated: the EvaluationResult of the newest request, at once where it is remembered. failed:
    why there is none.
    """

    evaluated = Signal(object)
    failed = Signal(str)

    def __init__(self, service: EvaluationService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._wanted: EvaluationRequest | None = None
        self._job = LatestJob(service.jobs, self)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._on_failed)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._wanted is not None

    def request(self, request: EvaluationRequest) -> None:
        """Ask for this, and give up what was asked for before."""
        self.cancel()
        remembered = self._service.remembered(request)
        if remembered is not None:
            self.evaluated.emit(remembered)
            return
        self._wanted = request
        self._job.request(partial(self._service.evaluate, request))

    def cancel(self) -> None:
        """Give up what was asked for."""
        self._wanted = None
        self._job.cancel()

    @Slot(object)
    def _on_finished(self, result: EvaluationResult) -> None:
        if result.request is self._wanted:
            self._wanted = None
            self.evaluated.emit(result)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if self._wanted is not None and not self._job.is_busy:  # else a newer one is at work
            self._wanted = None
            self.failed.emit(str(error))


def _fingerprint(told: _Told) -> str:
    """Tells images apart, and weights, also those that were loaded anew; of a kept run, all that
    was kept of it.
    """
    match told:
        case Dataset():
            return told.fingerprint
        case KeptRun():
            return repr(told.commit)
    layers = [(type(layer).__name__, layer.configuration) for layer in told.layers]
    digest = sha256(repr(layers).encode())
    for parameter in told.parameters:
        digest.update(np.ascontiguousarray(parameter).data)
    return digest.hexdigest()
