"""Boxes for whole numbers: counts, with their unit or a word for none, batches, and seeds."""

import re
from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox, QWidget

from desktop.formats import count, counted
from desktop.train.recipe.number_box import Fault, NumberBox, Refusal, limits_in_words
from desktop.translation import tr, tr_count
from nncore.recipes.recipe import MOST_SEED, SEED_DIGITS

MOST_BATCH = 1_000_000
"""Images in a batch that the box can show; how many there are to learn from limits it further."""

_USUAL_IMAGES = 60_000
_MOST_DIGITS = 12
"""A longer number is too large for every box but the seed's."""

_WHOLE = re.compile(r"[-+]?[0-9]+")


class CountBox(NumberBox, QSpinBox):
    """A whole number of `least` to `most`, or None, said by the word `none` and one step below.

    words: what is shown of a number, as in "after 3 epochs". Pasted units and separators are
    understood.
    """

    def __init__(
        self,
        least: int,
        most: int,
        *,
        none: str = "",
        words: Callable[[int], str] = count,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self._none, self._words = none, words
        self.setRange(least - 1 if none else least, most)
        self._follow_text()
        self.valueChanged.connect(self._on_value_changed)
        self.setValue(self.minimum())

    def setValue(self, number: int) -> None:
        self._forget_typed()
        # Qt's would raise for a number that 32 bits cannot hold
        super().setValue(min(max(number, self.minimum()), self.maximum()))
        self._name_unit()
        self._tell()

    def stepBy(self, steps: int) -> None:
        self.setValue(self.value() + steps)
        self.selectAll()

    @property
    def entry(self) -> int | None:
        return self.value() if self.value() >= self._least else None

    @entry.setter
    def entry(self, number: int | None) -> None:
        self.setValue(self._least - 1 if number is None else number)

    @property
    def limits(self) -> str:
        return limits_in_words(count(self._least), count(self._most), self._none)

    def in_words(self, number: int | None) -> str:
        return self._none if number is None else self._words(number)

    def textFromValue(self, value: int) -> str:
        if self._is_refused:
            return self._refused_text
        return count(value) if value >= self._least else self._none

    def valueFromText(self, text: str) -> int:
        bare = self._bare(text)
        if self._refusal_of(text) is not None or not bare:
            return self.value()
        return self._least - 1 if bare == self._none else int(bare.lstrip("+0") or 0)

    def _refusal_of(self, text: str) -> Refusal | None:
        bare = self._bare(text)
        if not self._without_unit(text).strip() or (bare and bare == self._none):
            return None
        if _WHOLE.fullmatch(bare) is None:
            return Refusal(Fault.NO_WHOLE_NUMBER, self._none.startswith(bare))
        if bare[0] == "-":
            return Refusal(Fault.TOO_SMALL)
        digits = bare.lstrip("+0") or "0"
        if len(digits) > _MOST_DIGITS or int(digits) > self._most:
            return Refusal(Fault.TOO_LARGE)
        return None if int(digits) >= self._least else Refusal(Fault.TOO_SMALL, is_on_its_way=True)

    def _without_unit(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix())

    def _bare(self, text: str) -> str:
        bare = super()._bare(text)
        for number in (2, 1):  # pasted beside the unit that is shown
            bare = bare.removesuffix(self._around(number)[1].strip())
        return bare.strip().replace(",", "")

    def _around(self, number: int) -> tuple[str, str]:
        """What is shown before and behind a number."""
        before, number_itself, behind = self._words(number).partition(count(number))
        return (before, behind) if number_itself else ("", "")

    def _name_unit(self) -> None:
        """Show around a number what belongs there, and around anything else nothing."""
        if not self._without_unit(self.text()):
            return  # Qt would write the last number into the emptied box
        is_number = self.value() >= self._least and not self._is_refused
        before, unit = self._around(self.value()) if is_number else ("", "")
        if (before, unit) == (self.prefix(), self.suffix()):
            return
        edit = self.lineEdit()
        behind_cursor = len(edit.text().removesuffix(self.suffix())) - edit.cursorPosition()
        self.setPrefix(before)
        self.setSuffix(unit)
        edit.setCursorPosition(len(edit.text().removesuffix(unit)) - max(behind_cursor, 0))

    @Slot()
    def _on_text_changed(self) -> None:
        self._name_unit()
        super()._on_text_changed()

    @Slot()
    def _on_value_changed(self) -> None:
        self._name_unit()
        self.edited.emit()


def after_epochs(number: int) -> str:
    """As in "after 3 epochs"."""
    return tr_count("after {count} epoch", "after {count} epochs", number)


def images(number: int) -> str:
    """As in "64 images"."""
    return counted(number, "image")


class BatchBox(CountBox):
    """Images per step, doubled and halved by the arrows; below 1 stands "all"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, MOST_BATCH, none=tr("all"), words=images, parent=parent)
        self.limit_to(_USUAL_IMAGES)

    @property
    def images(self) -> int:
        """How many come to a step."""
        return self.entry or self._most

    def limit_to(self, images: int) -> None:
        """Refuse what is more than the `images` there are, also a number that is there already."""
        self._most = min(images, MOST_BATCH)
        self.interpretText()
        self._on_text_changed()

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = max(1, value * 2) if steps > 0 else value // 2
        self.setValue(min(value, self._most))
        self.selectAll()


class SeedBox(NumberBox, QAbstractSpinBox):
    """A seed of 0 or more, also one that no QSpinBox can hold; told as soon as it is typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0
        self._follow_text()
        self._show()
        self.editingFinished.connect(self.interpretText)

    def value(self) -> int:
        return self._value

    def setValue(self, number: int) -> None:
        """Hold `number`, or what of 0 to MOST_SEED is nearest."""
        self._forget_typed()
        self._hold(number)
        self._show()

    @property
    def limits(self) -> str:
        return tr("0 or more, of at most {most} digits.", most=count(SEED_DIGITS))

    def in_words(self, number: int) -> str:
        return str(number)

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
        """Take the number that is typed; show again the one that is held if nothing is."""
        self._take()
        if not self._is_refused:
            self._show()

    def _refusal_of(self, text: str) -> Refusal | None:
        bare = self._bare(text)
        if not bare:
            return None
        if _WHOLE.fullmatch(bare) is None:
            return Refusal(Fault.NO_WHOLE_NUMBER)
        if bare[0] == "-":
            return Refusal(Fault.TOO_SMALL)
        return Refusal(Fault.TOO_LARGE) if len(bare.lstrip("+0")) > SEED_DIGITS else None

    def _bare(self, text: str) -> str:
        return super()._bare(text).replace(",", "")

    def _take(self) -> None:
        if self.hasAcceptableInput():
            self._hold(int(self._bare(self.text()).lstrip("+0") or 0))

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
        super()._on_text_edited()
        if self.keyboardTracking():
            self._take()
