"""The controls of the plots: which steps, how calm, which axis."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSlider, QToolButton, QWidget

from desktop.theme import SPACE, Theme, sized
from desktop.train.plots import wording
from desktop.train.plots.step_range import RangeMode
from desktop.translation import tr
from desktop.widgets.labels import Caption, explain

CALMEST, USUAL = 8, 4
"""Positions of the smoothing slider; each doubles the span, the first one has none at all."""

_SLIDER_WIDTH = 11 * SPACE


def smoothing_at(position: int) -> float:
    """How many times as far as usual the mean looks back at a position of the slider."""
    return float(2.0 ** (position - USUAL)) if position else 0.0


class Switch(QWidget):
    """Two buttons of which one is chosen. Of each: its word, its object name, what it does."""

    def __init__(self, first: tuple[str, str, str], second: tuple[str, str, str]) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.group = QButtonGroup(self)
        self._buttons = [make_button(*first), make_button(*second)]
        for button in self._buttons:
            self.group.addButton(button)
            layout.addWidget(button)
        self._buttons[0].setChecked(True)

    @property
    def is_second(self) -> bool:
        """Whether the second word is chosen."""
        return self._buttons[1].isChecked()

    def show_second(self, is_second: bool) -> None:
        """Show what was chosen elsewhere."""
        self._buttons[is_second].setChecked(True)


class Toolbar(QWidget):
    """Smoothing, and which steps are in sight."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._caption = Caption(theme, tr("Smoothing"))
        self.slider = _make_slider()
        self.whole = make_button(wording.WHOLE, "whole_button", wording.WHOLE_HINT)
        self.follow = make_button(wording.FOLLOW, "follow_button", wording.FOLLOW_HINT)
        layout.addWidget(self._caption)
        layout.addSpacing(SPACE)
        layout.addWidget(self.slider)
        layout.addSpacing(SPACE)
        layout.addWidget(self.whole)
        layout.addWidget(self.follow)

    @property
    def smoothing(self) -> float:
        """How many times as far as usual the mean looks back."""
        return smoothing_at(self.slider.value())

    def show_mode(self, mode: RangeMode) -> None:
        """Show what decides the steps in sight: one of the buttons, or neither."""
        self.whole.setChecked(mode is RangeMode.WHOLE)
        self.follow.setChecked(mode is RangeMode.FOLLOW)

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave room for the legend."""
        self._caption.setVisible(not is_narrow)
        self.slider.setFixedWidth(_SLIDER_WIDTH * 2 // 3 if is_narrow else _SLIDER_WIDTH)


def _make_slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("smoothing_slider")
    slider.setRange(0, CALMEST)
    slider.setValue(USUAL)
    slider.setPageStep(2)
    slider.setFixedWidth(_SLIDER_WIDTH)
    slider.setAccessibleName(tr("Smoothing"))
    explain(slider, wording.SMOOTHING_HINT)
    return slider


def make_button(text: str, name: str, words: str) -> QToolButton:
    """A flat button that stays pressed; `words` say what it does."""
    button = QToolButton(autoRaise=True)
    button.setText(text)
    button.setCheckable(True)
    button.setObjectName(name)
    # without the keys and the reasons that a hint also has
    button.setAccessibleName(re.split(r" \(|: ", words, maxsplit=1)[0])
    explain(button, words)
    button.setFont(sized(button.font(), 0.85))
    return button
