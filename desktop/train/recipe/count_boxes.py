"""Boxes for whole numbers: they take only what a recipe can hold, typed, pasted or stepped to.

They show what they count, and know nothing of recipes.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from desktop.formats import count

_MOST_DIGITS = 12


class CountBox(QSpinBox):
    """A whole number of `least` to `most`, or None, said by the word `none` and one step below.

    before, unit: what is shown around the number, as in "after 3 epochs"; the unit is in the
    singular. Pasted units and separators are understood.
    """

    edited = Signal()

    def __init__(
        self,
        least: int,
        most: int,
        *,
        none: str = "",
        before: str = "",
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least, self._unit = least, unit
        self.setPrefix(before)
        self.setSpecialValueText(none)
        self.setRange(least - 1 if none else least, most)
        self.valueChanged.connect(self._on_value_changed)
        self._name_unit()

    def setValue(self, number: int) -> None:
        # Qt's would raise for a number that 32 bits cannot hold
        super().setValue(min(max(number, self.minimum()), self.maximum()))

    @property
    def entry(self) -> int | None:
        """The number; None where a word stands for it."""
        return self.value() if self.value() >= self._least else None

    @entry.setter
    def entry(self, number: int | None) -> None:
        self.setValue(self._least - 1 if number is None else number)

    @property
    def limits(self) -> str:
        """What can be entered, in words."""
        numbers = f"{count(self._least)} to {count(self.maximum())}"
        none = self.specialValueText()
        return f"{numbers}, or “{none}”." if none else f"{numbers}."

    def in_words(self, number: int | None) -> str:
        """What the box shows of a number."""
        if number is None:
            return self.specialValueText()
        return f"{self.prefix()}{count(number)}{self._unit_of(number)}"

    def textFromValue(self, value: int) -> str:
        return count(value)

    def valueFromText(self, text: str) -> int:
        bare = self._bare(text)
        return int(bare) if bare.isdecimal() else self.minimum()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return self._state(self._bare(text)), text, position

    def _state(self, bare: str) -> QValidator.State:
        none = self.specialValueText()
        if none.startswith(bare):
            is_whole = bool(bare) and bare == none
            return QValidator.State.Acceptable if is_whole else QValidator.State.Intermediate
        if not (bare.isascii() and bare.isdecimal()) or len(bare) > _MOST_DIGITS:
            return QValidator.State.Invalid
        if int(bare) > self.maximum():
            return QValidator.State.Invalid
        is_enough = int(bare) >= self._least
        return QValidator.State.Acceptable if is_enough else QValidator.State.Intermediate

    def _bare(self, text: str) -> str:
        """The number or word in a text, without what stands around it."""
        bare = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip().lower()
        if self._unit:  # pasted beside the one that is shown
            bare = bare.removesuffix(f"{self._unit}s").removesuffix(self._unit)
        return bare.strip().replace(",", "")

    def _unit_of(self, number: int) -> str:
        if not self._unit:
            return ""
        return f" {self._unit}" if number == 1 else f" {self._unit}s"

    def _name_unit(self) -> None:
        unit = self._unit_of(self.value())
        if unit != self.suffix():
            self.setSuffix(unit)

    @Slot()
    def _on_value_changed(self) -> None:
        self._name_unit()
        self.edited.emit()


class BatchBox(CountBox):
    """Images per step, doubled and halved by the arrows; below 1 stands "all"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, 60_000, none="all", unit="image", parent=parent)

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = max(1, value * 2) if steps > 0 else value // 2
        self.setValue(value)
