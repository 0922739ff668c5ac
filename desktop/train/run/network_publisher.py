"""Shows the networks that the run under way tells of, in this tab and in all others."""

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from nncore.runs import KeptRun


class NetworkPublisher(QObject):
    """Puts snapshots into the run in sight and the workspace; measures those nobody measured."""

    def __init__(
        self,
        run: RunInSight,
        evaluations: EvaluationService,
        workspace: Workspace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._workspace = workspace
        self._dataset: Dataset | None = None
        self._chooses_next = False
        self._choice_at_start: NetworkRef | None = None
        self._unmeasured: NamedNetwork | None = None
        self._measuring = LatestEvaluation(evaluations, self)
        self._measuring.evaluated.connect(self._on_measured)

    def begin(self, dataset: Dataset) -> None:
        """A run on `dataset` begins: its first network is chosen for all tabs."""
        self._measuring.cancel()
        self._dataset = dataset
        self._chooses_next, self._choice_at_start = True, self._workspace.choice

    def publish(self, network: NamedNetwork) -> None:
        """Show a snapshot; one whose accuracy is not known comes again with it, once measured."""
        self._measuring.cancel()
        self._run.publish(network)
        is_last_wish = self._workspace.choice == self._choice_at_start  # nobody chose another since
        self._workspace.put(network, choose=self._chooses_next and is_last_wish)
        self._chooses_next = False
        if network.accuracy is None and network.epoch != 0 and self._dataset is not None:
            self._unmeasured = network
            request = EvaluationRequest.of(network, self._dataset, SplitName.VALIDATION)
            self._measuring.request(request)

    def note_end(self, kept: KeptRun | None) -> None:
        """The run under way is over. kept: as it lies on the disk; None where that is not known."""
        self._workspace.network_store.note_end(self._run.id, kept)

    @Slot(object)
    def _on_measured(self, result: EvaluationResult) -> None:
        network = self._unmeasured
        if network is None:
            return
        measured = replace(network, accuracy=result.accuracy)
        if self._run.network is network:
            self._run.publish(measured)
        if self._workspace.network_store.get(network.ref) is network:  # neither gone nor read anew
            self._workspace.put(measured)  # of a run that is in sight no more, too
