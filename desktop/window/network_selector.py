"""The one selector that says which network all tabs look at."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from desktop.formats import hint
from desktop.theme import SPACE
from desktop.widgets.labels import PlainLabel
from desktop.widgets.tooltips import explain
from desktop.workspace.named_network import NamedNetwork, titled
from desktop.workspace.workspace import Workspace

LONGEST_NAME = 200
"""Pixels that a name may take: a longer one gives way in its middle, so that all stays in sight."""


class NetworkSelector(QWidget):
    """A caption and a box with the workspace's networks; choosing one is choosing for all tabs."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._box = QComboBox()
        self._box.setObjectName("network_box")
        self._box.setAccessibleName("Network that all tabs look at")
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._box.setMinimumContentsLength(20)  # "Quick 2 · 97.4 % validation"
        label = PlainLabel("Net&work")
        label.setBuddy(self._box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 1, 2 * SPACE, 2)
        layout.setSpacing(SPACE)
        layout.addWidget(label)
        layout.addWidget(self._box)
        self._box.activated.connect(self._on_activated)
        workspace.networks_changed.connect(self._on_networks_changed)
        workspace.network_changed.connect(self._on_network_changed)
        self._on_networks_changed()

    @Slot()
    def _on_networks_changed(self) -> None:
        networks = self._workspace.networks
        for row, network in enumerate(networks):
            title = self._title(network)
            if row >= self._box.count() or self._box.itemData(row) != network.ref.key:
                self._box.insertItem(row, title, network.ref.key)
            elif self._box.itemText(row) != title:
                self._box.setItemText(row, title)
            described = _description(network)
            self._box.setItemData(row, hint(described), Qt.ItemDataRole.ToolTipRole)
        while self._box.count() > len(networks):  # of a run that another one took the place of
            self._box.removeItem(self._box.count() - 1)
        self._box.setEnabled(bool(networks))
        self._on_network_changed()

    @Slot()
    def _on_network_changed(self) -> None:
        chosen = self._workspace.network
        if chosen is not None:
            self._box.setCurrentIndex(self._box.findData(chosen.ref.key))
            explain(self._box, _description(chosen))

    def _title(self, network: NamedNetwork) -> str:
        """The network's title, short enough to stand in the corner of the window."""
        metrics = self._box.fontMetrics()
        name = metrics.elidedText(network.name, Qt.TextElideMode.ElideMiddle, LONGEST_NAME)
        return titled(name, network.accuracy)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        self._workspace.choose(self._workspace.networks[row].ref)


def _description(network: NamedNetwork) -> str:
    """The whole name, the layers, and what the accuracy in the title is of."""
    layers = f"{network.name}: {network.network}"
    if network.accuracy is None:
        return f"{layers}, not measured yet"
    return f"{layers}, {network.accuracy.whole}"
