"""Boxes for one of several named things, and the row for the preset: which one the recipe comes
from, and the way back to it.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QStackedWidget, QStyle, QStyleOptionComboBox, QWidget

from desktop.formats import counted
from desktop.theme import SPACE, Theme
from desktop.train.recipe import wording
from desktop.train.recipe.choices import (
    AUGMENTATION_NAMES,
    CUSTOM,
    PRESET_NAMES,
    PRESET_NOTES,
    SHORT_PRESET_NAMES,
    augmentation_of,
)
from desktop.translation import tr
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import Caption, explain_in_parts
from desktop.widgets.layouts import column
from nncore.augmentation import AUGMENTATIONS, Augmentation

_LEAST_LETTERS = 8


class ChoiceBox(QComboBox):
    """One of `options`, which are words by key; narrower than its longest words if need be.

    Those of the open list are whole. `entry` is the key of what is chosen.
    """

    edited = Signal()
    limits = problem = ""

    def __init__(self, options: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for key, words in options.items():
            self.addItem(words, key)
        self.setMinimumContentsLength(_LEAST_LETTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(self.edited)

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0))
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Words that have no room end in …, rather than within a letter."""
        super().initStyleOption(option)
        given: Any = option
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 2
        right = Qt.TextElideMode.ElideRight
        given.currentText = self.fontMetrics().elidedText(self.currentText(), right, room)

    @property
    def entry(self) -> Any:
        return self.currentData()

    @entry.setter
    def entry(self, key: Any) -> None:
        self.setCurrentIndex(self.findData(key))

    def in_words(self, key: Any) -> str:
        return self.itemText(self.findData(key))

    def offer_custom(self, words: str) -> None:
        """Have an entry for what is none of the options, said in `words`; empty for no entry."""
        place = self.findData(CUSTOM)
        if not words:
            if place >= 0:
                self.removeItem(place)
        elif place < 0:
            self.addItem(words, CUSTOM)
        else:
            self.setItemText(place, words)


class AugmentationBox(ChoiceBox):
    """A named augmentation, or for as long as it stays the one that was set without a name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(AUGMENTATION_NAMES, parent)
        self._own = Augmentation()

    @property
    def entry(self) -> Augmentation:
        return AUGMENTATIONS.get(self.currentData(), self._own)

    @entry.setter
    def entry(self, augmentation: Augmentation) -> None:
        self._own = augmentation
        key = augmentation_of(augmentation)
        if key == CUSTOM:
            self.offer_custom(tr("Custom"))
        self.setCurrentIndex(self.findData(key))
        if key != CUSTOM:
            self.offer_custom("")

    def in_words(self, augmentation: Augmentation) -> str:
        return AUGMENTATION_NAMES.get(augmentation_of(augmentation), tr("Custom"))


class PresetPanel(QWidget):
    """A box of presets; below it what to expect of one, or how to undo what was changed.

    chosen: a preset by its key, or CUSTOM for the changed recipe. undone: the preset shall be
    as it was.
    """

    chosen = Signal(str)
    undone = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox(PRESET_NAMES)
        self.box.setObjectName("preset_box")
        self.box.setAccessibleName(tr("Preset"))
        explain_in_parts(self.box, [wording.HELP["preset_box"]])
        self.setFocusProxy(self.box)
        self._note = Caption(theme)
        self._note.setObjectName("preset_note")
        self._reset_button = LinkButton(tr("Undo 1 change"))
        self._reset_button.setObjectName("reset_button")
        self._has_changes = False
        # one line for both, so that nothing below moves
        self._lines = QStackedWidget()
        self._lines.addWidget(self._note)
        self._lines.addWidget(self._reset_button)
        self.setLayout(column(self.box, self._lines, gap=SPACE // 2))
        self.box.activated.connect(self._on_box_activated)
        self._reset_button.clicked.connect(self.undone)

    def name(self, key: str, seconds: float | None) -> None:
        """Call a preset by its name and how long it takes, if that is known."""
        self.box.setItemText(self.box.findData(key), wording.preset_label(key, seconds))

    def show_preset(self, preset: str, changes: int, custom_of: str | None) -> None:
        """Say which preset the recipe comes from, and how much of it was changed.

        custom_of: the preset that a changed recipe can be chosen of; None if there is none.
        """
        name = "" if custom_of is None else SHORT_PRESET_NAMES[custom_of]
        if custom_of is not None:
            self.box.offer_custom(tr("{name}, changed", name=name))
        self.box.entry = CUSTOM if changes else preset
        if custom_of is None:
            self.box.offer_custom("")
        self._tell(preset, changes)

    def set_locked(self, locked: bool) -> None:
        """Offer nothing, while a run goes by what the form says."""
        self.box.setDisabled(locked)
        self._reset_button.setDisabled(locked)
        self._choose_line()

    def _tell(self, preset: str, changes: int) -> None:
        name = SHORT_PRESET_NAMES[preset]
        counting = counted(changes, "change")
        self._note.tell(counting if changes else PRESET_NOTES[preset])
        self._reset_button.setText(tr("Undo {counting}", counting=counting))
        explain_in_parts(self._reset_button, [tr("Brings “{name}” back as it was.", name=name)])
        self._has_changes = changes > 0
        self._choose_line()

    def _choose_line(self) -> None:
        is_offered = self._has_changes and self._reset_button.isEnabled()
        self._lines.setCurrentWidget(self._reset_button if is_offered else self._note)

    @Slot()
    def _on_box_activated(self) -> None:
        self.chosen.emit(self.box.entry)
