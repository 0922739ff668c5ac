"""Boxes for one of several named things, and the one that may hold something without a name.

They know the keys that a recipe has, not what they do.
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget

from desktop.train.recipe.choices import AUGMENTATION_NAMES, CUSTOM, augmentation_of
from desktop.translation import tr
from nncore.augmentation import AUGMENTATIONS, Augmentation

_LEAST_LETTERS = 8


class ChoiceBox(QComboBox):
    """One of `options`, which are words by key; narrower than its longest words if need be.

    Those of the open list are whole.
    """

    edited = Signal()

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
    def key(self) -> str:
        """The key of what is chosen."""
        return str(self.currentData())

    def choose(self, key: str) -> None:
        """Choose by key."""
        self.setCurrentIndex(self.findData(key))

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


class KeyBox(ChoiceBox):
    """A choice whose key is what stands in the recipe."""

    limits = problem = ""

    @property
    def entry(self) -> str:
        """The key of what is chosen."""
        return self.key

    @entry.setter
    def entry(self, key: str) -> None:
        self.choose(key)

    def in_words(self, key: str) -> str:
        """What the box shows of a key."""
        return self.itemText(self.findData(key))


class AugmentationBox(ChoiceBox):
    """A named augmentation, or for as long as it stays the one that was set without a name."""

    limits = problem = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(AUGMENTATION_NAMES, parent)
        self._own = Augmentation()

    @property
    def entry(self) -> Augmentation:
        """What is chosen."""
        return AUGMENTATIONS.get(self.key, self._own)

    @entry.setter
    def entry(self, augmentation: Augmentation) -> None:
        self._own = augmentation
        key = augmentation_of(augmentation)
        if key == CUSTOM:
            self.offer_custom(tr("Custom"))
        self.choose(key)
        if key != CUSTOM:
            self.offer_custom("")

    def in_words(self, augmentation: Augmentation) -> str:
        """The name of an augmentation."""
        return AUGMENTATION_NAMES.get(augmentation_of(augmentation), "Custom")
