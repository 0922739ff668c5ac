"""Strokes that overshoot and break are writings too, and draw finite ink."""

from dataclasses import replace

import numpy as np
import pytest

from nncore.datasets.generated_digits.handwriting import HABITS, write
from nncore.datasets.generated_digits.pen import draw
from nncore.datasets.generated_digits.writings import WRITINGS

ALWAYS_BROKEN = replace(HABITS, break_share=1.0)
NEVER_BROKEN = replace(HABITS, break_share=0.0)


@pytest.mark.parametrize("digit", [0, 2, 3, 5, 6, 8, 9])
def test_broken_strokes_draw_less_ink_and_nothing_else(digit: int) -> None:
    skeleton = max(WRITINGS[digit], key=lambda each: len(each.strokes[0].curve))
    broken = write(skeleton, 50, rng=np.random.default_rng(1), habits=ALWAYS_BROKEN)
    whole = write(skeleton, 50, rng=np.random.default_rng(1), habits=NEVER_BROKEN)
    assert np.isnan(broken[0]).any()
    assert not any(np.isnan(stroke).any() for stroke in whole)
    inked = draw(broken, rng=np.random.default_rng(2))
    assert inked.max(axis=(1, 2)).min() == 255
    assert inked.sum() < draw(whole, rng=np.random.default_rng(2)).sum()


def test_both_parts_of_a_broken_stroke_remain() -> None:
    skeleton = WRITINGS[0][0]
    stroke = write(skeleton, 20, rng=np.random.default_rng(1), habits=ALWAYS_BROKEN)[0]
    lifted = np.isnan(stroke[:, :, 0])
    assert lifted.any(axis=1).all()
    assert not lifted[:, :2].any()
    assert not lifted[:, -2:].any()


def test_overshooting_strokes_are_longer() -> None:
    skeleton = WRITINGS[1][0]

    def length(overshoot: float) -> float:
        habits = replace(NEVER_BROKEN, overshoot=overshoot)
        stroke = write(skeleton, 100, rng=np.random.default_rng(3), habits=habits)[0]
        return float(np.linalg.norm(np.diff(stroke, axis=1), axis=-1).sum())

    assert length(0.3) > length(0.0)


def test_squeezed_digits_are_narrower_but_no_line() -> None:
    skeleton = WRITINGS[0][0]

    def width(narrow_share: float) -> float:
        habits = replace(NEVER_BROKEN, narrow_share=narrow_share, slant_spread=0, slant=0)
        stroke = write(skeleton, 200, rng=np.random.default_rng(4), habits=habits)[0]
        across, down = np.moveaxis(np.ptp(stroke, axis=1), -1, 0)
        return float(np.median(across / down))

    assert 0.4 < width(1.0) < 0.8 * width(0.0)
