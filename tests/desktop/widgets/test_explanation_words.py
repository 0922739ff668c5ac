"""Explanations in words say no negative nothing."""

import numpy as np

from desktop.widgets import explanation_words
from nncore.explanation.contributions import Contributions


def test_where_nothing_speaks_for_anything_no_zero_is_negative() -> None:
    for tiny in (0.0, 1e-9, -1e-9):
        pixels = np.full((28, 28), tiny / 784)
        words = explanation_words.blame(Contributions(pixels, -tiny, 0.0), 8, 1)
        assert "-0.0" not in words
        assert "\N{MINUS SIGN}" not in words
        assert "Together an 8 leads by 0.0." in words


def test_the_rounded_parts_add_up_to_the_whole() -> None:
    pixels = np.zeros((28, 28))
    pixels[0, 0], pixels[0, 1] = 3.26, -1.12
    words = explanation_words.blame(Contributions(pixels, -0.46, 1.68), 4, 9)
    assert words.startswith(
        "Orange ink speaks for 4 by 3.3, blue ink for 9 by 1.1; the biases speak"
    )
    assert "for 9 by 0.5. Together a 4 leads by 1.7." in words
