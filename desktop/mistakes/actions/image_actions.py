"""What is done with images: two buttons mark and save them, and one word says what was done."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.mistakes.actions import wording
from desktop.mistakes.actions.contact_sheet import MOST_CARDS
from desktop.mistakes.actions.exported_images import exports_selected
from desktop.mistakes.actions.exporter import Exporter
from desktop.mistakes.actions.marking import Marking
from desktop.mistakes.buttons import MenuButton
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.titles import MARK_TITLES
from desktop.theme import Theme
from desktop.translation import tr
from desktop.widgets.labels import explain
from desktop.workspace.evaluation import EvaluationResult
from desktop.workspace.jobs import Jobs
from desktop.workspace.mark import Mark, MarkKind
from desktop.workspace.marks import Marks

_UNDO_KEYS = ("Ctrl+Z",)
_REDO_KEYS = ("Ctrl+Shift+Z", "Ctrl+Y")


class ImageActions(QObject):
    """Marks and exports images, as the tab uses it.

    done: what was done, in words. told: what went wrong, in words. retracted: the words of a `told`
    whose cause is gone.

    page: the tab, in which the keys of undo and redo are heard.
    """

    done = Signal(str)
    told = Signal(str)
    retracted = Signal(str)

    def __init__(
        self, exploration: Exploration, marks: Marks, jobs: Jobs, theme: Theme, page: QWidget
    ) -> None:
        super().__init__(page)
        self.marking = Marking(exploration, marks, jobs, self)
        self._exporter = Exporter(exploration, jobs, theme, page)
        self._mark_button = MarkButton(exploration, self.marking, page)
        self._save_button = SaveButton(exploration, self._exporter, page)
        self._troubles: dict[QObject, str] = {}
        for each in (self.marking, self._exporter):
            each.done.connect(self._on_done)
            each.told.connect(self._on_told)

    @property
    def buttons(self) -> tuple[QWidget, QWidget]:
        """The button that marks, and the one that saves."""
        return self._mark_button, self._save_button

    def connect_keys(self, cards: MistakesView) -> None:
        """Mark when a key of the gallery asks for it."""
        cards.mark_pressed.connect(self.marking.toggle)
        cards.mark_missed.connect(self.marking.tell_none_in_sight)

    def follow(self, result: EvaluationResult) -> dict[int, Mark]:
        """Mark and save the images of this result from now on; returns their marks by position."""
        self._exporter.follow(result)
        return self.marking.follow(result.request)

    @Slot(str)
    def _on_done(self, words: str) -> None:
        trouble = self._troubles.pop(self.sender(), "")
        if trouble:
            self.retracted.emit(trouble)
        self.done.emit(words)

    @Slot(str)
    def _on_told(self, words: str) -> None:
        self._troubles[self.sender()] = words
        self.told.emit(words)


class MarkButton(MenuButton):
    """Marks images; the ticks of its menu say how the chosen ones are marked.

    page: where the keys of undo and redo are heard.
    """

    def __init__(self, exploration: Exploration, marking: Marking, page: QWidget) -> None:
        super().__init__("mark_button", tr("Mark"), tr("Mark the chosen images"), page)
        self._exploration = exploration
        self._marking = marking
        self._kinds = {each: self._kind_entry(each) for each in MarkKind}
        self._remove = self.add_entry(tr("Remove mark"), "remove_mark_action")
        self._remove.triggered.connect(marking.remove)
        self.add_separator()
        self._undo = self.add_entry(tr("Undo mark"), "undo_mark_action")
        self._undo.triggered.connect(marking.undo)
        self._redo = self.add_entry(tr("Redo mark"), "redo_mark_action")
        self._redo.triggered.connect(marking.redo)
        self.add_separator()
        show_marked = self.add_entry(tr("Show all marked"), "show_marked_action")
        show_marked.triggered.connect(self._on_show_marked)
        self._add_shortcuts(page)
        exploration.changed.connect(self._on_explored)
        marking.changed.connect(self._renew)
        self._renew()

    def _kind_entry(self, kind: MarkKind) -> QAction:
        action = self.add_entry(MARK_TITLES[kind], f"mark_{kind.value}_action", is_checkable=True)
        action.triggered.connect(self._on_kind_triggered)
        return action

    def _add_shortcuts(self, page: QWidget) -> None:
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


class SaveButton(MenuButton):
    """Writes what is shown or selected to files; its entries say how many images each writes."""

    def __init__(self, exploration: Exploration, exporter: Exporter, parent: QWidget) -> None:
        super().__init__("save_images_button", tr("Save"), tr("Save images and figures"), parent)
        self._exploration = exploration
        self._exporter = exporter
        self._busy = self.add_entry(tr("Writing a file…"))
        self._busy.setEnabled(False)
        self._table = self.add_entry("", "save_table_action")
        self._table.triggered.connect(exporter.save_table)
        self._sheet = self.add_entry("", "save_sheet_action")
        self._sheet.triggered.connect(exporter.save_sheet)
        self.add_separator()
        self._image = self.add_entry("", "save_image_action")
        self._image.triggered.connect(exporter.save_image)
        exploration.changed.connect(self._on_explored)
        exporter.changed.connect(self._renew)
        self._renew()

    @Slot(object)
    def _on_explored(self, aspects: Aspect) -> None:
        if aspects & (Aspect.EXAMPLES | Aspect.ROWS | Aspect.SELECTION | Aspect.CURRENT):
            self._renew()

    @Slot()
    def _renew(self) -> None:
        exploration, is_free = self._exploration, not self._exporter.is_busy
        examples, current = exploration.examples, exploration.current
        are_selected = exports_selected(exploration)
        count = len(exploration.selected if are_selected else exploration.rows)
        index = None if examples is None or current is None else examples.split.index(current)
        self._busy.setVisible(not is_free)
        self._table.setText(wording.save_table(count, are_selected=are_selected))
        self._sheet.setText(wording.save_sheet(count, MOST_CARDS, are_selected=are_selected))
        self._image.setText(wording.save_image(index))
        for action in (self._table, self._sheet):
            action.setEnabled(is_free and examples is not None and count > 0)
        self._image.setEnabled(is_free and index is not None)
        busy = tr("Save a table or a contact sheet (writing a file…), or the chosen image")
        explain(self, wording.save_hint(count, are_selected=are_selected) if is_free else busy)
