"""The number boxes of the recipe form: they take only what a recipe can hold.

Arrow keys go in the steps that people think in: 1, 2, 5 for the rate, doublings for the batch.
"""

from math import floor, log10

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

LEAST_RATE, MOST_RATE = 1e-6, 1000.0
MOST_EPOCHS = 10_000
MOST_SEED = 2**31 - 1
ALL = 0
"""The value of the batch box that stands for the whole training set."""

_LADDER = (1, 2, 5, 10, 20)


class RateBox(QDoubleSpinBox):
    """A learning rate, shown without idle zeros; the arrows climb 0.001, 0.002, 0.005, 0.01."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(6)
        self.setRange(LEAST_RATE, MOST_RATE)

    def textFromValue(self, value: float) -> str:
        text = self.locale().toString(value, "f", self.decimals())
        text = text.replace(self.locale().groupSeparator(), "")
        return text.rstrip("0").rstrip(self.locale().decimalPoint())

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = _next_rung(value) if steps > 0 else 1 / _next_rung(1 / value)
        self.setValue(value)


class BatchBox(QSpinBox):
    """Images per step, doubled and halved by the arrows; below 1 stands "all"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSpecialValueText("all")
        self.setRange(ALL, 60_000)

    @property
    def batch_size(self) -> int | None:
        """Images per step, None for all."""
        return None if self.value() == ALL else self.value()

    @batch_size.setter
    def batch_size(self, size: int | None) -> None:
        self.setValue(ALL if size is None else size)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # Qt takes the special text only as a whole, not letter by letter
        if text and self.specialValueText().startswith(text):
            is_whole = text == self.specialValueText()
            state = QValidator.State.Acceptable if is_whole else QValidator.State.Intermediate
            return state, text, position
        return super().validate(text, position)

    def stepBy(self, steps: int) -> None:
        value = self.value()
        for _ in range(abs(steps)):
            value = max(1, value * 2) if steps > 0 else value // 2
        self.setValue(value)


class WheelGuard(QObject):
    """Keeps the wheel from changing values under a pointer that only scrolls past."""

    def guard(self, field: QWidget) -> None:
        """Let `field` turn by the wheel only while it has the focus."""
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_wheel = event.type() == QEvent.Type.Wheel
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _next_rung(value: float) -> float:
    """The next of 1, 2, 5, 10, … times a power of ten above `value`."""
    power = 10.0 ** floor(log10(value))
    rung = next(rung for rung in _LADDER if rung * power > value * (1 + 1e-6))
    return float(f"{rung * power:.6g}")
