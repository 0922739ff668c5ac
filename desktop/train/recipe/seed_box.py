"""A box for a seed: a whole number of any size, also one that no QSpinBox can hold."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from desktop.formats import count
from nncore.recipes.recipe import MOST_SEED, SEED_DIGITS


class SeedBox(QAbstractSpinBox):
    """A whole number of 0 or more, typed, pasted or stepped to.

    `edited` tells of each change, by whatever hand, as soon as a number is typed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0
        self._show()
        self.lineEdit().textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self.interpretText)

    def value(self) -> int:
        """The number."""
        return self._value

    def setValue(self, number: int) -> None:
        """Hold `number`, or what of 0 to MOST_SEED is nearest."""
        self._hold(number)
        self._show()

    @property
    def entry(self) -> int:
        """The number."""
        return self._value

    @entry.setter
    def entry(self, number: int) -> None:
        self.setValue(number)

    @property
    def limits(self) -> str:
        """What can be entered, in words."""
        return f"0 or more, of at most {count(SEED_DIGITS)} digits."

    def in_words(self, number: int) -> str:
        """What the box shows of a number."""
        return str(number)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        bare = _bare(text)
        if not bare:
            return QValidator.State.Intermediate, text, position
        is_number = bare.isascii() and bare.isdecimal() and len(bare) <= SEED_DIGITS
        state = QValidator.State.Acceptable if is_number else QValidator.State.Invalid
        return state, text, position

    def stepBy(self, steps: int) -> None:
        self.setValue(self._value + steps)
        self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._value > 0:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        if self._value < MOST_SEED:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        return enabled

    @Slot()
    def interpretText(self) -> None:
        """Take the number that is typed, or show again the one that is held."""
        self._take()
        self._show()

    def _take(self) -> None:
        if self.hasAcceptableInput():
            self._hold(int(_bare(self.text())))

    def _hold(self, number: int) -> None:
        number = min(max(number, 0), MOST_SEED)
        if number != self._value:
            self._value = number
            self.edited.emit()

    def _show(self) -> None:
        text = str(self._value)
        if text != self.text():
            self.lineEdit().setText(text)
        if not self.hasFocus():
            self.lineEdit().setCursorPosition(0)  # a long one is seen from its beginning

    @Slot()
    def _on_text_edited(self) -> None:
        if self.keyboardTracking():
            self._take()


def _bare(text: str) -> str:
    """The digits in a text, without what people set thousands apart with."""
    return text.strip().replace(",", "")
