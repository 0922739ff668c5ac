"""Boxes for fractions: the learning rate, the weight decay, the share of non-digits.

They take only what a recipe can hold, with a point or a comma or as 1e-3, and know no recipes.
"""

import re
from math import floor, log10

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

LEAST_RATE, MOST_RATE = 1e-6, 1000.0
MOST_DECAY, LEAST_DECAY_STEP = 10.0, 1e-4
LEAST_SHARE_STEP = 0.1
"""Below their least step the arrows go to none at all; less can be typed."""

_LADDER = (1, 2, 5, 10, 20)
_DECIMALS = 9
_MOST_FIGURES = 15
_NUMBER = re.compile(r"[0-9]{0,9}\.?[0-9]{0,15}((?<=[0-9.])e[-+]?[0-9]{0,2})?")
"""A number as far as it is typed."""


class RateBox(QDoubleSpinBox):
    """A learning rate, shown without idle zeros; the arrows climb 0.001, 0.002, 0.005, 0.01."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)
        self.setRange(LEAST_RATE, MOST_RATE)
        self.valueChanged.connect(self.edited)

    @property
    def entry(self) -> float:
        """The number."""
        return self.value()

    @entry.setter
    def entry(self, number: float) -> None:
        self.setValue(number)

    @property
    def limits(self) -> str:
        """What can be entered, in words."""
        return f"{self.textFromValue(self.minimum())} to {self.textFromValue(self.maximum())}."

    def in_words(self, number: float) -> str:
        """What the box shows of a number, or would if it could."""
        text = self.textFromValue(number)
        is_whole = float(text) == number and len(text) <= _MOST_FIGURES
        return text if is_whole else repr(float(number))

    def textFromValue(self, value: float) -> str:
        # with a point everywhere, as all numbers of the window
        return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")

    def valueFromText(self, text: str) -> float:
        return round(float(_bare(text)), _DECIMALS)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return self._state(_bare(text)), text, position

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = self._next(value) if steps > 0 else self._previous(value)
        self.setValue(value)

    def _state(self, bare: str) -> QValidator.State:
        if _NUMBER.fullmatch(bare) is None:
            return QValidator.State.Invalid
        try:
            number = float(bare)
        except ValueError:  # on its way, as "1e-"
            return QValidator.State.Intermediate
        if number > self.maximum():
            return QValidator.State.Invalid
        is_enough = number == self.minimum() or number >= LEAST_RATE
        return QValidator.State.Acceptable if is_enough else QValidator.State.Intermediate

    def _next(self, value: float) -> float:
        return _next_rung(value)

    def _previous(self, value: float) -> float:
        return 1 / _next_rung(1 / value)


class RateOrNoneBox(RateBox):
    """A rate or a share up to `most`, of which 0 is said as "none".

    least_step: where the arrows go from none.
    """

    def __init__(self, most: float, least_step: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least_step = least_step
        self.setRange(0.0, most)
        self.setSpecialValueText("none")
        self.setValue(0.0)

    @property
    def limits(self) -> str:
        return (
            f"{self.textFromValue(LEAST_RATE)} to {self.textFromValue(self.maximum())}, or “none”."
        )

    def in_words(self, number: float) -> str:
        return super().in_words(number) if number else self.specialValueText()

    def valueFromText(self, text: str) -> float:
        bare = _bare(text)
        return 0.0 if bare == self.specialValueText() else super().valueFromText(text)

    def _state(self, bare: str) -> QValidator.State:
        none = self.specialValueText()
        if bare and none.startswith(bare):
            is_whole = bare == none
            return QValidator.State.Acceptable if is_whole else QValidator.State.Intermediate
        return super()._state(bare)

    def _next(self, value: float) -> float:
        return self._least_step if value < self._least_step else super()._next(value)

    def _previous(self, value: float) -> float:
        return 0.0 if value <= self._least_step else super()._previous(value)


def _bare(text: str) -> str:
    return text.strip().lower().replace(",", ".")


def _next_rung(value: float) -> float:
    """The next of 1, 2, 5, 10, … times a power of ten above `value`."""
    power = 10.0 ** floor(log10(value))
    rung = next(rung for rung in _LADDER if rung * power > value * (1 + 1e-6))
    return float(f"{rung * power:.6g}")
