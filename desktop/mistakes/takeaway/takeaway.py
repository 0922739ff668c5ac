"""Marks and files together, as the tab uses them: two buttons, and one word of what was done."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.exploration import Exploration
from desktop.mistakes.takeaway.export_button import ExportButton
from desktop.mistakes.takeaway.exporter import Exporter
from desktop.mistakes.takeaway.mark_button import MarkButton
from desktop.mistakes.takeaway.marking import Marking
from desktop.theme import Theme
from desktop.workspace.evaluation import EvaluationResult
from desktop.workspace.jobs import Jobs
from desktop.workspace.mark import Mark
from desktop.workspace.marks import Marks


class TakeAway(QObject):
    """done: what was done, in words. told: what went wrong, in words. retracted: what was told so
    and is over, as the same has gone well by now.

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
        self._export_button = ExportButton(exploration, self._exporter, page)
        self._troubles: dict[QObject, str] = {}
        for each in (self.marking, self._exporter):
            each.done.connect(self._on_done)
            each.told.connect(self._on_told)

    @property
    def buttons(self) -> tuple[QWidget, QWidget]:
        """What marks, and what saves."""
        return self._mark_button, self._export_button

    def hear_keys_of(self, cards: MistakesView) -> None:
        """Mark by the key of the gallery."""
        cards.mark_pressed.connect(self.marking.toggle)
        cards.mark_missed.connect(self.marking.tell_none_in_sight)

    def look_at(self, result: EvaluationResult) -> dict[int, Mark]:
        """Mark and save the images of this result from now on; returns their marks by position."""
        self._exporter.look_at(result)
        return self.marking.look_at(result.request)

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
