"""What the workspace's tests share: networks with a name, and who listens and asks."""

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, SignalInstance, Slot

import nncore as nn
from desktop.mistakes.results import EvaluationFollower
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import SplitName


def named_network(
    name: str,
    ref: NetworkRef,
    accuracy: float | None = None,
    split_name: SplitName = SplitName.VALIDATION,
) -> NamedNetwork:
    """A network that has learned nothing, with the accuracy that somebody claims."""
    dense = nn.Dense(784, 10, rng=np.random.default_rng(0))
    measured = None if accuracy is None else Accuracy(accuracy, "MNIST", split_name)
    return NamedNetwork(name, ref, nn.Network([dense]), measured)


def heard(signal: SignalInstance) -> list[Any]:
    """What a signal of one argument tells from now on."""
    told: list[Any] = []
    signal.connect(told.append)
    return told


class EvaluationListener(QObject):
    """Keeps what somebody who asks for evaluations is told. read: the networks, or runs."""

    def __init__(self, asker: EvaluationFollower | LatestEvaluation) -> None:
        super().__init__()
        self.results: list[EvaluationResult] = []
        self.failures: list[str] = []
        asker.evaluated.connect(self._on_evaluated)
        asker.failed.connect(self._on_failed)

    @property
    def read(self) -> list[object]:
        return [each.request.source for each in self.results]

    @Slot(object)
    def _on_evaluated(self, result: EvaluationResult) -> None:
        self.results.append(result)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self.failures.append(message)


def evaluate_now(service: EvaluationService, request: EvaluationRequest) -> EvaluationResult:
    """The answer, waited for here."""
    return service.evaluate(request, lambda _done: None)
