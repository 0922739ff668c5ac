"""A hundred drawings, drawn with the mouse on the pad and read by the shipped network."""

import numpy as np

from desktop.draw.view import DrawTab
from nncore.datasets import generated_strokes
from tests.desktop.draw.pad import Hand

DRAWINGS = 100


def test_drawings_are_read_right(tab: DrawTab, hand: Hand) -> None:
    rng = np.random.default_rng(2024)
    misread = []
    for number in range(DRAWINGS):
        digit = number % 10
        tab.drawing.clear()
        for stroke in generated_strokes(digit, rng=rng):
            hand.draw([*stroke[:-1:3], stroke[-1]])  # a hand in haste: the pen fills the gaps
        assert tab.prediction is not None
        if tab.prediction.digit != digit:
            misread.append((number, digit, tab.prediction.digit))
    assert len(misread) <= 5, misread
