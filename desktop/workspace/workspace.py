"""The network and the data set that all tabs look at: here the three views meet.

It holds snapshots that nobody changes any more, and knows nothing of threads or widgets.
"""

from PySide6.QtCore import QObject, Signal

from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef, Origin
from nncore.datasets import Dataset


class Workspace(QObject):
    """One network is *the* network, one data set *the* data set.

    networks_changed: the list has another entry or another title.
    network_changed: the chosen network is another, or has newer weights.
    dataset_changed: the chosen data set is another.
    """

    networks_changed = Signal()
    network_changed = Signal()
    dataset_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._networks: dict[NetworkRef, NamedNetwork] = {}
        self._chosen: NetworkRef | None = None
        self._dataset: Dataset | None = None

    @property
    def networks(self) -> list[NamedNetwork]:
        """What can be chosen: the shipped network, the run in sight, the opened file."""
        order = [*Origin]
        return sorted(self._networks.values(), key=lambda each: order.index(each.ref.origin))

    @property
    def network(self) -> NamedNetwork | None:
        """The chosen network, or None before there is any."""
        return None if self._chosen is None else self._networks[self._chosen]

    @property
    def dataset(self) -> Dataset | None:
        """The chosen data set, or None while the first is still being made."""
        return self._dataset

    def put(self, network: NamedNetwork, *, choose: bool = False) -> None:
        """Add a network, or replace the one of the same origin; `choose` makes it *the* network."""
        replaced = [ref for ref in self._networks if ref.origin is network.ref.origin]
        choose = choose or self._chosen is None or self._chosen in replaced
        for ref in replaced:
            del self._networks[ref]
        self._networks[network.ref] = network
        if choose:
            self._chosen = network.ref
        self.networks_changed.emit()
        if self._chosen == network.ref:
            self.network_changed.emit()

    def choose(self, ref: NetworkRef) -> None:
        """Make another network *the* network. Raises KeyError where there is none such."""
        if ref not in self._networks:
            raise KeyError(f"no network {ref.key} to choose")
        if ref != self._chosen:
            self._chosen = ref
            self.network_changed.emit()

    def set_dataset(self, dataset: Dataset) -> None:
        """Make `dataset` *the* data set."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self.dataset_changed.emit()
