"""The middle of the Mistakes tab: cards, or a sentence that says why there are none."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.formats import part_done
from desktop.widgets.empty_state import EmptyState


class Middle(QStackedWidget):
    """otherwise: what a button does that nothing else was said of."""

    def __init__(
        self, gallery: QWidget, otherwise: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gallery = gallery
        self._otherwise = self._way_on = otherwise
        self._empty_state = EmptyState(self)
        self._reading = ""
        self._cancel = otherwise
        self.addWidget(gallery)
        self.addWidget(self._empty_state)
        self._empty_state.pressed.connect(self._on_pressed)

    def show_cards(self) -> None:
        """Show the gallery."""
        self._reading = ""
        self.setCurrentWidget(self._gallery)

    def say(
        self, sentence: str, button: str = "", way_on: Callable[[], None] | None = None
    ) -> None:
        """Say why there are no cards, with a button that leads on."""
        self._reading = ""
        self._show(sentence, button, way_on or self._otherwise)

    def say_reading(self, sentence: str, cancel: Callable[[], None]) -> None:
        """Say what is being read; once its progress is told, also how to cancel it."""
        self.say(f"{sentence}…")
        self._reading, self._cancel = sentence, cancel

    @Slot(float)
    def tell_progress(self, done: float) -> None:
        """How far the reading is, 0..1."""
        if self._reading:
            self._show(f"{self._reading}… {part_done(done)}", "Cancel", self._cancel)

    def _show(self, sentence: str, button: str, way_on: Callable[[], None]) -> None:
        self._empty_state.say(sentence, button)
        self._way_on = way_on
        self.setCurrentWidget(self._empty_state)

    @Slot()
    def _on_pressed(self) -> None:
        self._way_on()
