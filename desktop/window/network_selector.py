"""The one selector that says which network all tabs look at."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListView, QProxyStyle, QStyle, QWidget

from desktop.formats import hint
from desktop.theme import SPACE
from desktop.translation import tr
from desktop.widgets.labels import PlainLabel, explain
from desktop.workspace.network_entries import NetworkEntry, unique_names
from desktop.workspace.network_ref import NetworkRef, Origin
from desktop.workspace.workspace import Workspace

LONGEST_NAME = 200
"""Pixels that a name may take: a longer one gives way in its middle, so that all stays in sight."""

_SHORT_NAME = 12
"""Letters of a name that surely has room, and is not measured."""

_MOST_IN_SIGHT = 20
"""Networks in the open list before it scrolls."""


class NetworkSelector(QWidget):
    """A caption and a box with the workspace's networks; choosing one is choosing for all tabs."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._rows: dict[NetworkRef | None, _Row] = {}
        self._box = QComboBox()
        self._box.setObjectName("network_box")
        self._box.setAccessibleName(tr("Network that all tabs look at"))
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._box.setMinimumContentsLength(20)  # "Quick 2 · 97.4 % validation"
        self._box.setMaxVisibleItems(_MOST_IN_SIGHT)
        self._list_style = _ListStyle(self.style().name())
        self._box.setStyle(self._list_style)
        view = self._box.view()
        assert isinstance(view, QListView)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        view.setSpacing(SPACE // 4)
        label = PlainLabel(tr("Net&work"))
        label.setBuddy(self._box)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 1, 2 * SPACE, 2)
        layout.setSpacing(SPACE)
        layout.addWidget(label)
        layout.addWidget(self._box)
        self._box.activated.connect(self._on_activated)
        workspace.networks_changed.connect(self._on_networks_changed)
        workspace.wanted_changed.connect(self._on_networks_changed)
        workspace.network_changed.connect(self._on_network_changed)
        self._on_networks_changed()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._workspace.refresh()  # in another window runs may have come and gone
        handled = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
        return handled

    @Slot()
    def _on_networks_changed(self) -> None:
        self._show_rows(dict(self._make_rows()))
        self._fit()
        self._box.setEnabled(bool(self._rows))
        self._on_network_changed()

    @Slot()
    def _on_network_changed(self) -> None:
        chosen, network = self._workspace.wanted, self._workspace.network
        if chosen is None or chosen not in self._rows:  # a file is not, while it is being opened
            chosen = None if network is None else network.ref
        if chosen is None:
            self._box.setCurrentIndex(-1)
            explain(self._box, "")
        else:
            self._box.setCurrentIndex([*self._rows].index(chosen))
            explain(self._box, self._rows[chosen].description)

    def _fit(self) -> None:
        """As wide as the widest row, and fixed: else each row that says something else, as after
        every epoch, would have Qt lay out and paint the whole page anew.
        """
        self._box.setFixedSize(self._box.sizeHint())

    def _make_rows(self) -> Iterator[tuple[NetworkRef | None, "_Row"]]:
        """What each row shows; that of None is the line above the runs."""
        entries, wanted = self._workspace.networks, self._workspace.wanted
        names = unique_names([(self._elided(each.name),) for each in entries])
        is_above = False
        for entry, name in zip(entries, names, strict=True):
            if is_above and entry.ref.origin is Origin.RUN:
                yield None, _Row()
            is_above = entry.ref.origin is not Origin.RUN
            if entry.ref == wanted:
                yield entry.ref, _Row(tr("Opening {name}…", name=name), entry)
            else:
                yield entry.ref, _Row(entry.title_of(name), entry)

    def _show_rows(self, rows: dict[NetworkRef | None, "_Row"]) -> None:
        """Insert, change and remove only what is another, so that the box stays quick."""
        box, earlier, shown = self._box, self._rows, [*self._rows]
        for position in reversed(range(len(shown))):
            if shown[position] not in rows:
                box.removeItem(position)
                del shown[position]
        for position, (ref, row) in enumerate(rows.items()):
            if shown[position : position + 1] != [ref]:
                shown.insert(position, ref)
                self._insert(position, ref)
            elif earlier[ref] == row:
                continue
            box.setItemText(position, row.text)
            box.setItemData(position, hint(row.description), Qt.ItemDataRole.ToolTipRole)
        while box.count() > len(rows):
            box.removeItem(box.count() - 1)
        self._rows = rows

    def _insert(self, row: int, ref: NetworkRef | None) -> None:
        if ref is None:
            self._box.insertSeparator(row)
        else:
            self._box.insertItem(row, "", ref.key)

    def _elided(self, name: str) -> str:
        """A name short enough to stand in the corner of the window."""
        if len(name) < _SHORT_NAME:
            return name
        metrics = self._box.fontMetrics()
        return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, LONGEST_NAME)

    @Slot(int)
    def _on_activated(self, row: int) -> None:
        ref = [*self._rows][row]
        if ref is not None:
            self._workspace.choose(ref)


class _ListStyle(QProxyStyle):
    """Lets the open box be a list that scrolls, and not a menu as high as the screen."""

    def styleHint(self, hint: QStyle.StyleHint, *about: Any) -> int:
        if hint == QStyle.StyleHint.SH_ComboBox_Popup:
            return 0
        return super().styleHint(hint, *about)


class _Row(NamedTuple):
    """A row of the list; without an entry it is a line."""

    text: str = ""
    entry: NetworkEntry | None = None

    @property
    def description(self) -> str:
        """The whole name, the layers, and what the accuracy in the text is of."""
        entry = self.entry
        if entry is None:
            return ""
        known = entry.name if entry.network is None else f"{entry.name}: {entry.network}"
        return f"{known}, {entry.measured}"
