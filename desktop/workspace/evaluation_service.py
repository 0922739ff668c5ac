"""One service reads any network on any split in the background, and remembers what it read.

A kept epoch is asked for by its reference too: it has the predictions that its run kept, or, where
these do not tell all, is read by its weights.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from threading import Lock
from time import perf_counter
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.translation import tr
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation import (
    EvaluationColumns,
    EvaluationRequest,
    EvaluationResult,
)
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.kept_predictions import kept_columns, tells_all
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, Split, SplitName
from nncore.evaluation import Evaluation, evaluate_in_chunks, join_chunks
from nncore.network import Network
from nncore.runs import KeptRun

MOST_BYTES = 32 * 2**20
"""What is remembered: sixty splits of 10,000 images, or nine of 70,000."""

_PATIENCE = 0.4
"""Seconds after which progress is told: of what is over sooner it would only flicker."""

_Key: TypeAlias = tuple[NetworkRef, str, str, SplitName | None]
_Told: TypeAlias = Network | KeptRun | Dataset


class EvaluationService:
    """Answers requests, and remembers the answers by network, weights, images and split.

    Those asked for longest ago are forgotten first. The reference is part of it: two networks with
    the same weights have figures of their own.
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
        """The answer, remembered or read now; for a working thread.

        Raises ValueError where network and images do not fit together, or nothing is known of them;
        RunError for a damaged run.
        """
        started = perf_counter()
        source, dataset = map(_fingerprint, (request.source, request.dataset))
        key = (request.ref, source, dataset, request.split_name)
        with self._lock:
            self._fingerprints |= {request.source: source, request.dataset: dataset}
        if (recalled := self._recall(request, key)) is not None:
            return recalled
        columns = columns_of(request, progress)
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
    why there is none. progressed: the fraction of the images that was read, if it takes long.
    """

    progressed = Signal(float)
    evaluated = Signal(object)
    failed = Signal(str)

    def __init__(self, service: EvaluationService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._wanted: EvaluationRequest | None = None
        self._began = 0.0
        self._job = LatestJob(service.jobs, self)
        self._job.progressed.connect(self._on_progressed)
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
        self._wanted, self._began = request, perf_counter()
        self._job.request(partial(self._service.evaluate, request))

    def cancel(self) -> None:
        """Give up what was asked for."""
        self._wanted = None
        self._job.cancel()

    @Slot(float)
    def _on_progressed(self, done: float) -> None:
        if self._wanted is not None and perf_counter() - self._began > _PATIENCE:
            self.progressed.emit(done)

    @Slot(object)
    def _on_finished(self, result: EvaluationResult) -> None:
        if result.request is self._wanted:
            self._wanted = None
            self.evaluated.emit(result)

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        if self._wanted is not None and not self._job.is_busy:  # else a newer one is at work
            self._wanted = None
            self.failed.emit(in_words(error))


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


def columns_of(request: EvaluationRequest, progress: Callable[[float], None]) -> EvaluationColumns:
    """The columns that answer a request; `progress` as in `read_in_parts`.

    Raises ValueError where network and images do not fit together, or nothing is known of them;
    RunError for a damaged run.
    """
    network, epoch = request.source, request.epoch
    if isinstance(network, KeptRun):
        kept = network
        if epoch is not None and (tells_all(request, kept) or not kept.has_weights_at(epoch)):
            return kept_columns(request, kept, epoch)
        network = kept.network_at(epoch)
    read = read_in_parts(network, request.split, progress)
    return EvaluationColumns(
        read.labels, read.predictions, read.confidences, read.losses, read.probabilities
    )


def read_in_parts(network: Network, split: Split, progress: Callable[[float], None]) -> Evaluation:
    """What `nncore.evaluate` returns. `progress` is told the fraction done before each chunk, and
    between the layers of a network that takes long for a single image; what it raises ends the
    reading.

    Raises ValueError where images and network do not fit together, or answers are no numbers, of
    which no image would be read right or wrong.
    """
    chunks: list[Evaluation] = []

    def tell() -> None:
        progress(sum(map(len, chunks)) / len(split))

    tell()
    for chunk in evaluate_in_chunks(network, split, between_layers=tell):
        if not np.isfinite(chunk.probabilities).all():
            raise ValueError(tr("its weights are so large that its answers are no numbers"))
        chunks.append(chunk)
        if sum(map(len, chunks)) < len(split):
            tell()
    return join_chunks(chunks)
