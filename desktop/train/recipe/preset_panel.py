"""The row for the preset: which one the recipe comes from, and the way back to it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.formats import counted
from desktop.theme import SPACE, Theme
from desktop.train.recipe import choices, wording
from desktop.train.recipe.choice_boxes import ChoiceBox
from desktop.translation import tr
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import Caption, explain_in_parts


class PresetPanel(QWidget):
    """A box of presets; below it what to expect of one, or how to undo what was changed.

    chosen: a preset by its key, or CUSTOM for the changed recipe. undone: the preset shall be
    as it was.
    """

    chosen = Signal(str)
    undone = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox(choices.PRESET_NAMES)
        self.box.setObjectName("preset_box")
        self.box.setAccessibleName(tr("Preset"))
        explain_in_parts(self.box, [wording.HELP["preset_box"]])
        self.setFocusProxy(self.box)
        self._note = Caption(theme)
        self._note.setObjectName("preset_note")
        self._reset_button = LinkButton(tr("Undo 1 change"))
        self._reset_button.setObjectName("reset_button")
        self._lay_out()
        self.box.activated.connect(self._on_box_activated)
        self._reset_button.clicked.connect(self._on_reset_clicked)

    def name(self, key: str, seconds: float | None) -> None:
        """Call a preset by its name and how long it takes, if that is known."""
        self.box.setItemText(self.box.findData(key), wording.preset_label(key, seconds))

    def show_preset(self, preset: str, changes: int, custom_of: str | None) -> None:
        """Say which preset the recipe comes from, and how much of it was changed.

        custom_of: the preset that a changed recipe can be chosen of; None if there is none.
        """
        name = "" if custom_of is None else choices.SHORT_PRESET_NAMES[custom_of]
        if custom_of is not None:
            self.box.offer_custom(tr("{name}, changed", name=name))
        self.box.choose(choices.CUSTOM if changes else preset)
        if custom_of is None:
            self.box.offer_custom("")
        self._tell(preset, changes)

    def set_locked(self, locked: bool) -> None:
        """Offer nothing, while a run goes by what the form says."""
        self.box.setDisabled(locked)
        self._reset_button.setDisabled(locked)
        self._choose_line()

    def _tell(self, preset: str, changes: int) -> None:
        name = choices.SHORT_PRESET_NAMES[preset]
        counting = counted(changes, "change")
        self._note.tell(counting if changes else choices.PRESET_NOTES[preset])
        self._reset_button.setText(tr("Undo {counting}", counting=counting))
        explain_in_parts(self._reset_button, [tr("Brings “{name}” back as it was.", name=name)])
        self._has_changes = changes > 0
        self._choose_line()

    def _choose_line(self) -> None:
        is_offered = self._has_changes and self._reset_button.isEnabled()
        self._lines.setCurrentWidget(self._reset_button if is_offered else self._note)

    def _lay_out(self) -> None:
        self._has_changes = False
        # one line for both, so that nothing below moves
        self._lines = QStackedWidget()
        self._lines.addWidget(self._note)
        self._lines.addWidget(self._reset_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(self.box)
        layout.addWidget(self._lines)

    @Slot()
    def _on_box_activated(self) -> None:
        self.chosen.emit(self.box.key)

    @Slot()
    def _on_reset_clicked(self) -> None:
        self.undone.emit()
