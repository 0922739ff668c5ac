"""The button that writes what is shown or selected to files."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.takeaway import wording
from desktop.mistakes.takeaway.contact_sheet import MOST_CARDS
from desktop.mistakes.takeaway.exporter import Exporter
from desktop.mistakes.takeaway.taken import takes_selected
from desktop.widgets.labels import explain


class ExportButton(QToolButton):
    """Opens a menu whose entries say how many images each of them writes."""

    def __init__(self, exploration: Exploration, exporter: Exporter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("takeaway_button")
        self.setText("Save")
        self.setAccessibleName("Save images and figures")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._exploration = exploration
        self._exporter = exporter
        self._menu = QMenu(self)
        self._busy = self._menu.addAction("Writing a file…")
        self._busy.setEnabled(False)
        self._table = self._action("save_table_action", exporter.save_table)
        self._sheet = self._action("save_sheet_action", exporter.save_sheet)
        self._menu.addSeparator()
        self._image = self._action("save_image_action", exporter.save_image)
        self.setMenu(self._menu)
        exploration.changed.connect(self._on_explored)
        exporter.changed.connect(self._renew)
        self._renew()

    def _action(self, name: str, slot: object) -> QAction:
        action = self._menu.addAction("")
        action.setObjectName(name)
        action.triggered.connect(slot)
        return action

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if aspects & (Aspect.EXAMPLES | Aspect.ROWS | Aspect.SELECTION | Aspect.CURRENT):
            self._renew()

    @Slot()
    def _renew(self) -> None:
        exploration, is_free = self._exploration, not self._exporter.is_busy
        examples, current = exploration.examples, exploration.current
        count = len(exploration.selected) if takes_selected(exploration) else len(exploration.rows)
        which = "selected" if takes_selected(exploration) else "shown"
        index = None if examples is None or current is None else examples.split.index(current)
        self._busy.setVisible(not is_free)
        self._table.setText(wording.save_table(count, which))
        self._sheet.setText(wording.save_sheet(count, which, MOST_CARDS))
        self._image.setText(wording.save_image(index))
        for action in (self._table, self._sheet):
            action.setEnabled(is_free and examples is not None and count > 0)
        self._image.setEnabled(is_free and index is not None)
        words = f"{wording.images(count)} {which}" if is_free else "writing a file…"
        explain(self, f"Save a table or a contact sheet ({words}), or the chosen image")
