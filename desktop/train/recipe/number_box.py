"""What all boxes for numbers have in common: whatever is typed or pasted stays in the box.

What no recipe can hold is refused in words; the box holds the last number still, and no run starts
before the text is mended.
"""

from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QMouseEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit

from desktop.translation import tr
from nncore.safe_text import quoted

_LONGEST = 16
"""Letters of what was typed that are repeated."""


class Fault(Enum):
    """Why a text is not taken."""

    NO_NUMBER = "no number"
    NO_WHOLE_NUMBER = "no whole number"
    TOO_SMALL = "too small"
    TOO_LARGE = "too large"


class Refusal(NamedTuple):
    """A text is not taken. is_on_its_way: whether it could be, with more letters behind it."""

    fault: Fault
    is_on_its_way: bool = False


def limits_in_words(lowest: str, highest: str, none: str = "") -> str:
    """What can be entered, with the word for none if there is one."""
    if none:
        return tr("{lowest} to {highest}, or “{none}”.", lowest=lowest, highest=highest, none=none)
    return tr("{lowest} to {highest}.", lowest=lowest, highest=highest)


def refusal_in_words(typed: str, fault: Fault, limits: str) -> str:
    """What was typed, why it is not taken, and what would be."""
    typed = quoted(typed, _LONGEST)
    match fault:
        case Fault.NO_NUMBER:
            return tr("“{typed}” is no number: {limits}", typed=typed, limits=limits)
        case Fault.NO_WHOLE_NUMBER:
            return tr("“{typed}” is no whole number: {limits}", typed=typed, limits=limits)
        case Fault.TOO_SMALL:
            return tr("“{typed}” is too small: {limits}", typed=typed, limits=limits)
        case Fault.TOO_LARGE:
            return tr("“{typed}” is too large: {limits}", typed=typed, limits=limits)


class _NumberEdit(QLineEdit):
    """Selects the whole number at a double-click: on its unit or beside it, Qt would select no part
    of it, and what is typed then go behind it.
    """

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        box = self.parent()
        if isinstance(box, QAbstractSpinBox):
            box.selectAll()


if TYPE_CHECKING:
    _SpinBox = QAbstractSpinBox
else:
    _SpinBox = object  # Qt's classes can be inherited from only once


class NumberBox(_SpinBox):
    """Beside one of Qt's spin boxes: takes a text, or keeps it and says why it is refused.

    edited: another number is held, or a text is refused now, or no longer.
    """

    edited = Signal()
    _is_refused = False
    _refused_text = ""
    _is_being_typed = False
    _told_problem = ""

    @property
    def entry(self) -> Any:
        """The number that is held."""
        box: Any = self
        return box.value()

    @entry.setter
    def entry(self, number: Any) -> None:
        box: Any = self
        box.setValue(number)

    @property
    def limits(self) -> str:
        """What can be entered, in words."""
        raise NotImplementedError

    @property
    def problem(self) -> str:
        """What was typed and what is allowed, in a sentence; empty where the number is taken.

        Nothing is said of a number that is on its way, as 0. is to 0.05, while it is typed.
        """
        refusal = self._refusal_of(self.text())
        if refusal is None or (self._is_being_typed and refusal.is_on_its_way):
            return ""
        typed = self._without_unit(self.text()).strip()
        return refusal_in_words(typed, refusal.fault, self.limits)

    def settle(self) -> None:
        """The text is whole as it is: take it, or refuse it."""
        self._is_being_typed = False
        self.interpretText()
        self._tell()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        self._is_refused = self._refusal_of(text) is not None
        self._refused_text = self._without_unit(text) if self._is_refused else ""
        is_number = not self._is_refused and self._bare(text)
        state = QValidator.State.Acceptable if is_number else QValidator.State.Intermediate
        return state, text, position

    def fixup(self, text: str) -> str:
        return text  # Qt's takes the commas out, also of what is refused

    def _follow_text(self) -> None:
        """To be called once, when Qt's own box is made."""
        edit = _NumberEdit(self)
        edit.setObjectName(
            self.lineEdit().objectName()
        )  # by which styles know it for a part of one
        self.setLineEdit(edit)
        self.lineEdit().textEdited.connect(self._on_text_edited)
        self.lineEdit().textChanged.connect(self._on_text_changed)
        self.editingFinished.connect(self._on_editing_finished)

    def _forget_typed(self) -> None:
        self._is_refused = self._is_being_typed = False

    def _without_unit(self, text: str) -> str:
        """What was typed between what the box shows around it."""
        return text

    def _bare(self, text: str) -> str:
        """The number or word in a text, as it is read."""
        return self._without_unit(text).strip().lower()

    def _refusal_of(self, text: str) -> Refusal | None:
        """Why not to take a text; an empty one gives back the last number."""
        raise NotImplementedError

    def _tell(self) -> None:
        if self.problem != self._told_problem:
            self._told_problem = self.problem
            self.edited.emit()

    @Slot()
    def _on_text_edited(self) -> None:
        self._is_being_typed = True

    @Slot()
    def _on_text_changed(self) -> None:
        self._tell()

    @Slot()
    def _on_editing_finished(self) -> None:
        self._is_being_typed = False
        self._tell()
