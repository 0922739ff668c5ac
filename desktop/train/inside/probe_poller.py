"""Looks into the network: asked for while somebody watches the drawer, and shown there.

It leads between the session and the drawer; what a look sees is nncore's matter.
"""

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.train.inside.drawer import InsideDrawer
from desktop.train.run.session import TrainingSession
from desktop.train.run.states import State
from desktop.widgets.drawers import Drawers
from nncore.events import LayersProbed
from nncore.network import Network

LOOK_MILLISECONDS = 400
"""Between two looks: often enough to see weights sharpen, and each is work for both processes."""


class ProbePoller(QObject):
    """Keeps the drawer true: by looks while a network learns, else by its weights alone."""

    def __init__(
        self,
        session: TrainingSession,
        drawer: InsideDrawer,
        drawers: Drawers,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._drawer = drawer
        self._network: Network | None = None
        self._has_looked = False
        self._clock = QTimer(self, interval=LOOK_MILLISECONDS)
        self._clock.timeout.connect(self._on_look_due)
        drawers.opened.connect(self._on_drawer_opened)
        session.state_changed.connect(self._on_state_changed)

    def clear(self) -> None:
        """Another network begins to learn."""
        self._drawer.clear()
        self._network, self._has_looked = None, False

    def rest_on(self, network: Network) -> None:
        """Another network is in sight, at rest."""
        self._has_looked = False
        self.take_network(network)

    def take_network(self, network: Network) -> None:
        """The network in sight has these weights now."""
        self._network = network
        self._show_network()

    def take(self, look: LayersProbed) -> None:
        """Show what a look saw."""
        self._has_looked = True
        self._drawer.show_probe(look)

    def ask(self) -> None:
        """Look at the next step, if somebody watches."""
        if self._drawer.isVisible():
            self._session.look()

    def _show_network(self) -> None:
        """Without a look, of which more is known, at least the weights."""
        if self._network is not None and self._drawer.isVisible() and not self._has_looked:
            self._drawer.show_network(self._network)

    def _watch(self) -> None:
        """Ask for looks while somebody sees them and the network learns."""
        if self._drawer.isVisible() and self._session.state is State.RUNNING:
            self._session.look()
            self._clock.start()
        else:
            self._clock.stop()

    @Slot(str)
    def _on_drawer_opened(self, _name: str) -> None:
        self._watch()
        self._show_network()

    @Slot(State)
    def _on_state_changed(self, _state: State) -> None:
        self._watch()

    @Slot()
    def _on_look_due(self) -> None:
        self.ask()
