"""Boxes for fractions: the learning rate, the weight decay, the share of non-digits.

They take numbers with a point or a comma, or as 1e-3.
"""

import re
from math import floor, log10

from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from desktop.train.recipe.number_box import Fault, NumberBox, Refusal, limits_in_words
from desktop.translation import tr

LEAST_RATE, MOST_RATE = 1e-6, 1000.0
MOST_DECAY, LEAST_DECAY_STEP = 10.0, 1e-4
LEAST_SHARE_STEP = 0.1
"""One step down from a least step the arrows choose none; smaller values can be typed."""

_LADDER = (1, 2, 5, 10, 20)
_DECIMALS = 9
_MOST_FIGURES = 15
_NONE = tr("none")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]{1,9})?")
_BEGINNING = re.compile(r"[0-9]*\.?([0-9]+e[-+]?)?")
"""What may become a number with more digits behind it."""


class RateBox(NumberBox, QDoubleSpinBox):
    """A learning rate, shown without idle zeros; the arrows climb 0.001, 0.002, 0.005, 0.01."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)
        self.setRange(LEAST_RATE, MOST_RATE)
        self._follow_text()
        self.valueChanged.connect(self.edited)

    def setValue(self, number: float) -> None:
        self._forget_typed()
        super().setValue(number)
        self._tell()

    @property
    def limits(self) -> str:
        return limits_in_words(_plain(self.minimum()), _plain(self.maximum()))

    def in_words(self, number: float) -> str:
        """What the box shows of a number, or would if it could."""
        text = _plain(number)
        is_whole = float(text) == number and len(text) <= _MOST_FIGURES
        return text if is_whole else repr(float(number))

    def textFromValue(self, value: float) -> str:
        return self._refused_text if self._is_refused else _plain(value)

    def valueFromText(self, text: str) -> float:
        bare = self._bare(text)
        if self._refusal_of(text) is not None or not bare:
            return self.value()
        return round(self._number(bare), _DECIMALS)

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = self._next(value) if steps > 0 else self._previous(value)
        self.setValue(value)

    def _bare(self, text: str) -> str:
        return super()._bare(text).replace(",", ".")

    def _number(self, bare: str) -> float:
        return float(bare)

    def _refusal_of(self, text: str) -> Refusal | None:
        bare = self._bare(text)
        if not bare:
            return None
        if _NUMBER.fullmatch(bare) is None:
            return Refusal(Fault.NO_NUMBER, _BEGINNING.fullmatch(bare) is not None)
        if float(bare) > self.maximum():
            return Refusal(Fault.TOO_LARGE, "e" in bare)  # as 1e is on the way to 1e-3
        return None if float(bare) >= LEAST_RATE else Refusal(Fault.TOO_SMALL, bare[0] != "-")

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
        self.setValue(0.0)

    @property
    def limits(self) -> str:
        return limits_in_words(_plain(LEAST_RATE), _plain(self.maximum()), _NONE)

    def in_words(self, number: float) -> str:
        return super().in_words(number) if number else _NONE

    def textFromValue(self, value: float) -> str:
        is_none = not value and not self._is_refused
        return _NONE if is_none else super().textFromValue(value)

    def _number(self, bare: str) -> float:
        return 0.0 if bare == _NONE else super()._number(bare)

    def _refusal_of(self, text: str) -> Refusal | None:
        bare = self._bare(text)
        # 1e-400 is a 0 to float, but was not meant as none
        if bare == _NONE or (_NUMBER.fullmatch(bare) and float(bare.partition("e")[0]) == 0):
            return None
        refusal = super()._refusal_of(text)
        return Refusal(refusal.fault, True) if refusal and _NONE.startswith(bare) else refusal

    def _next(self, value: float) -> float:
        return self._least_step if value < self._least_step else super()._next(value)

    def _previous(self, value: float) -> float:
        return 0.0 if value <= self._least_step else super()._previous(value)


def _plain(number: float) -> str:
    """A number without idle zeros, with a point everywhere, as all numbers of the window."""
    return f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".")


def _next_rung(value: float) -> float:
    """The next of 1, 2, 5, 10, … times a power of ten above `value`."""
    power = 10.0 ** floor(log10(value))
    rung = next(rung for rung in _LADDER if rung * power > value * (1 + 1e-6))
    return float(f"{rung * power:.6g}")
