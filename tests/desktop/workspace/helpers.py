"""What the workspace's tests share: networks with a name, and who looks, listens and asks."""

import numpy as np
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.results import EvaluationFollower
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.jobs import Job, Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
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


def chosen(workspace: Workspace) -> NetworkRef | None:
    """Which network is *the* network."""
    return None if workspace.network is None else workspace.network.ref


def choose_now(qtbot: QtBot, workspace: Workspace, ref: NetworkRef) -> None:
    """Choose a network that has to be read first, and wait for it."""
    with qtbot.waitSignal(workspace.network_changed):
        workspace.choose(ref)


def names(workspace: Workspace) -> list[str]:
    """The networks that can be chosen, as the list calls them."""
    return [entry.name for entry in workspace.networks]


def wait_until_idle(qtbot: QtBot, jobs: Jobs) -> None:
    """Until nothing is done in the background any more."""
    qtbot.waitUntil(lambda: not jobs.findChildren(Job), timeout=20_000)


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
