"""Changes in steps become changed frames, and amounts in words."""

import numpy as np

from desktop.draw.shift_turn.changes import KINDS, SHIFT, THICKEN, TURN, Change, changed
from nncore.augmentation.varied import varied


def test_amounts_are_said_with_sign_and_unit() -> None:
    assert TURN.amount(22) == "+22°"
    assert TURN.amount(-31) == "\N{MINUS SIGN}31°"
    assert SHIFT.amount(-5) == "\N{MINUS SIGN}2.5\N{NO-BREAK SPACE}px"
    assert THICKEN.amount(3) == "+0.3\N{NO-BREAK SPACE}px"
    assert THICKEN.amount(0) == "0\N{NO-BREAK SPACE}px"


def test_the_sliders_reach_as_far_as_they_say() -> None:
    reach = [(kind.first * kind.step, kind.last * kind.step) for kind in KINDS]
    assert reach == [(-6.0, 6.0), (-60.0, 60.0), (-1.0, 1.5)]
    assert all(len(kind.steps[:: kind.every]) in (25, 26) for kind in KINDS)
    assert all(0 in kind.steps[:: kind.every] for kind in KINDS)


def test_a_change_of_one_kind_leaves_the_others() -> None:
    change = Change(shift=3).moved(TURN, -7)
    assert change == Change(3, -7, 0)


def test_frames_are_changed_as_the_library_changes_them() -> None:
    frame = np.zeros((28, 28), np.uint8)
    frame[8:20, 12:15] = 255
    found = changed(frame, [Change(), Change(shift=4), Change(turn=30, thicken=-5)])
    assert np.array_equal(found[0], frame)
    assert np.array_equal(found[1], np.roll(frame, 2, axis=1))
    expected = varied(frame[np.newaxis], turn=30.0, thicken=-0.5)
    assert np.array_equal(found[2], expected[0])
