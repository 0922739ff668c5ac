"""Keeps the drawer "Inside the network" true: of the chosen network, and of each step it learns."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.train.inside.drawer import InsideDrawer
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import ProbeRequest
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from desktop.workspace.workspace import Workspace
from nncore.datasets import Split
from nncore.events import Event, LayersProbed
from nncore.network import Network
from nncore.runtime.probing import LayerFigures, figures_on

LOOK_MILLISECONDS = 400
"""Between two probes: often enough to see weights sharpen, and each is work for both processes."""

_SAMPLE = 512
"""Images that a network at rest is looked at with."""


class ProbePoller(QObject):
    """Shows probes of the run under way while its network is the chosen one; else the weights."""

    def __init__(
        self,
        run: RunInSight,
        trainer: TrainerClient,
        workspace: Workspace,
        jobs: Jobs,
        drawer: InsideDrawer,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self._trainer = trainer
        self._workspace = workspace
        self._drawer = drawer
        self._shown: NetworkRef | None = None
        self._is_probed = False
        """Whether a probe, of which more is known than of the weights alone, is shown."""
        self._reading = LatestJob(jobs, self)
        self._reading.finished.connect(self._on_read)
        self._clock = QTimer(self, interval=LOOK_MILLISECONDS)
        self._clock.timeout.connect(self._on_due)
        drawer.appeared.connect(self._watch)
        drawer.appeared.connect(self._show_weights)
        drawer.disappeared.connect(self._watch)
        run.begun.connect(self._on_begun)
        run.changed.connect(self._watch)
        run.appended.connect(self._on_appended)
        workspace.network_changed.connect(self._show_weights)
        workspace.dataset_changed.connect(self._show_weights)

    @property
    def _is_live(self) -> bool:
        """Whether the chosen network is the one of the run in sight."""
        chosen, mine = self._workspace.network, self._run.network
        return chosen is not None and mine is not None and chosen.ref == mine.ref

    @Slot()
    def _show_weights(self) -> None:
        """Show the chosen network's weights, unless a probe tells more of them."""
        chosen = self._workspace.network
        if chosen is None or not self._drawer.isVisible():
            return
        if chosen.ref != self._shown:
            self._shown, self._is_probed = chosen.ref, False
        if self._is_probed:
            return
        self._drawer.show_network(chosen.network)
        dataset = self._workspace.dataset
        if dataset is not None and not (self._run.state is RunState.RUNNING and self._is_live):
            split = dataset.training if dataset.is_trainable else dataset.test
            self._reading.request(partial(_figures, chosen.network, split))

    @Slot()
    def _watch(self) -> None:
        """Ask for probes while somebody sees them and the network learns."""
        if self._drawer.isVisible() and self._run.state is RunState.RUNNING:
            if not self._clock.isActive():
                self._trainer.send(ProbeRequest())
                self._clock.start()
        else:
            self._clock.stop()

    @Slot()
    def _on_begun(self) -> None:
        self._shown, self._is_probed = None, False
        self._show_weights()

    @Slot(tuple)
    def _on_appended(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, LayersProbed) and self._is_live:
                self._is_probed, self._shown = True, self._workspace.choice
                self._drawer.show_probe(event)

    @Slot(object)
    def _on_read(self, read: tuple[Network, tuple[LayerFigures, ...]]) -> None:
        network, figures = read
        chosen = self._workspace.network
        if chosen is not None and chosen.network is network and not self._is_probed:
            self._drawer.show_network(network, figures)

    @Slot()
    def _on_due(self) -> None:
        if self._drawer.isVisible() and self._is_live:
            self._trainer.send(ProbeRequest())


def _figures(
    network: Network, split: Split, _progress: Progress
) -> tuple[Network, tuple[LayerFigures, ...]]:
    """The network, and what the first images of the split tell of its layers."""
    return network, figures_on(network, split.images[:_SAMPLE], split.labels[:_SAMPLE])
