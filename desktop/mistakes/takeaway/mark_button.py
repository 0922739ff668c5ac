"""The button that marks images, with the keys that undo it."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.takeaway import wording
from desktop.mistakes.takeaway.marking import Marking
from desktop.mistakes.titles import MARK_TITLES
from desktop.widgets.labels import explain
from desktop.workspace.mark import MarkKind

_UNDO_KEYS = ("Ctrl+Z",)
_REDO_KEYS = ("Ctrl+Shift+Z", "Ctrl+Y")


class MarkButton(QToolButton):
    """Opens a menu whose ticks say how the chosen images are marked.

    page: where the keys of undo and redo are heard.
    """

    def __init__(self, exploration: Exploration, marking: Marking, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("mark_button")
        self.setText("Mark")
        self.setAccessibleName("Mark the chosen images")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._exploration = exploration
        self._marking = marking
        self._menu = QMenu(self)
        self._kinds = {each: self._kind_action(each) for each in MarkKind}
        self._remove = self._action("Remove mark", "remove_mark_action", marking.remove)
        self._menu.addSeparator()
        self._undo = self._action("Undo mark", "undo_mark_action", marking.undo)
        self._redo = self._action("Redo mark", "redo_mark_action", marking.redo)
        self._menu.addSeparator()
        self._action("Show all marked", "show_marked_action", self._on_show_marked)
        self.setMenu(self._menu)
        self._hear(page)
        exploration.changed.connect(self._on_explored)
        marking.changed.connect(self._renew)
        self._renew()

    def _kind_action(self, kind: MarkKind) -> QAction:
        action = self._menu.addAction(MARK_TITLES[kind])
        action.setObjectName(f"mark_{kind.value}_action")
        action.setCheckable(True)
        action.triggered.connect(self._on_kind_triggered)
        return action

    def _action(self, text: str, name: str, slot: object) -> QAction:
        action = self._menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(slot)
        return action

    def _hear(self, page: QWidget) -> None:
        for action, keys in ((self._undo, _UNDO_KEYS), (self._redo, _REDO_KEYS)):
            action.setShortcuts([*map(QKeySequence, keys)])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            page.addAction(action)

    @Slot()
    def _on_kind_triggered(self) -> None:
        triggered = self.sender()
        kind = next(each for each, action in self._kinds.items() if action is triggered)
        self._marking.mark(kind)
        self._renew()  # a tick that was taken away by the click comes back

    @Slot()
    def _on_show_marked(self) -> None:
        self._exploration.set_filters(Filters(Outcome.ANY, marked=True))

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if aspects & (Aspect.EXAMPLES | Aspect.SELECTION | Aspect.CURRENT):
            self._renew()

    @Slot()
    def _renew(self) -> None:
        targets, marks = self._marking.targets, self._marking.marks_of_targets
        kinds = {each.kind for each in marks}
        is_alike = len(marks) == len(targets) and len(kinds) == 1
        for kind, action in self._kinds.items():
            action.setEnabled(bool(targets))
            action.setChecked(is_alike and kind in kinds)
        self._remove.setEnabled(bool(marks))
        self._undo.setEnabled(self._marking.can_undo)
        self._redo.setEnabled(self._marking.can_redo)
        explain(self, wording.about_marks(marks, len(targets)))
