"""Which steps of a run are in sight: all of them, the latest, or those that a person chose.

One is shared by all plots, so that they stay in line.
"""

from enum import Enum

FEWEST_STEPS = 10
"""Steps in sight at least, so that an axis counts in whole ones."""

FOLLOWED_SHARE = 0.2
"""The part of the run so far that following shows."""

FEWEST_FOLLOWED = 300
"""Steps that following shows at least."""

LAST_STEPS = 50
"""Steps that are shown of those that were made by hand."""

LEAST_PIXELS = 4.0
"""Between two steps that can be told apart."""

_MARGIN = 0.01
"""The part of the range left free at the right, so that the last mark is whole."""


class RangeMode(Enum):
    """What decides the steps in sight."""

    WHOLE = "whole"
    FOLLOW = "follow"
    ZOOMED = "zoomed"
    LAST = "last"


class StepRange:
    """A range of steps within the planned ones."""

    def __init__(self) -> None:
        self._mode = RangeMode.WHOLE
        self._planned = FEWEST_STEPS
        self._done = 0
        self._chosen = (0.0, float(FEWEST_STEPS))
        self._before = RangeMode.WHOLE
        self._shown_at = 0

    @property
    def mode(self) -> RangeMode:
        """What decides the steps in sight."""
        return self._mode

    @property
    def low(self) -> float:
        """The leftmost step."""
        return self._range[0]

    @property
    def high(self) -> float:
        """The rightmost step."""
        return self._range[1]

    @property
    def width(self) -> float:
        """How many steps are in sight."""
        return self.high - self.low

    def set_steps(self, planned: int, done: int) -> None:
        """Say how many steps the run has and how many of them are done."""
        self._planned, self._done = max(FEWEST_STEPS, planned, done), done
        if self._mode is RangeMode.LAST and not 0 <= done - self._shown_at <= LAST_STEPS:
            self.leave_last()

    def show_whole(self) -> None:
        """Show all planned steps."""
        self._mode = RangeMode.WHOLE

    def follow(self) -> None:
        """Show the latest steps, and move on with them."""
        self._mode = RangeMode.FOLLOW

    def show_last(self, pixels: float) -> None:
        """Bring the latest few steps into sight, unless they are and can be told apart.

        They make room for what was in sight before once the run has gone on by more of them.
        pixels: how wide the steps in sight are drawn.
        """
        is_seen = self.low < self._done <= self.high and pixels >= LEAST_PIXELS * self.width
        if is_seen and self._mode is not RangeMode.LAST:
            return
        if self._mode is not RangeMode.LAST:
            self._before = self._mode
        self._mode, self._shown_at = RangeMode.LAST, self._done

    def leave_last(self) -> None:
        """Show again what was in sight before the latest few steps were, if they are."""
        if self._mode is RangeMode.LAST:
            self._mode = self._before

    def choose(self, low: float, high: float) -> None:
        """Show the steps from `low` to `high`, or as many around them as there must be."""
        middle = (low + high) / 2
        width = max(high - low, FEWEST_STEPS)
        if width >= self._end:
            self.show_whole()
            return
        left = min(max(0.0, middle - width / 2), self._end - width)
        self._mode = RangeMode.ZOOMED
        self._chosen = (left, left + width)

    def zoom(self, step: float, factor: float) -> None:
        """Show `factor` times as many steps, with `step` where it is."""
        low, high = self._range
        step = min(max(step, low), high)
        width = max((high - low) * factor, FEWEST_STEPS)
        left = step - (step - low) / (high - low) * width
        self.choose(left, left + width)

    def move(self, steps: float) -> None:
        """Show as many steps further right, or left; there is nothing beyond the whole."""
        if self._mode is not RangeMode.WHOLE:
            self.choose(self.low + steps, self.high + steps)

    @property
    def _end(self) -> float:
        return self._planned * (1 + _MARGIN)

    @property
    def _range(self) -> tuple[float, float]:
        if self._mode is RangeMode.ZOOMED:
            return self._chosen
        if self._mode is RangeMode.WHOLE:
            return 0.0, self._end
        if self._mode is RangeMode.LAST:
            left = max(0.0, float(self._done - LAST_STEPS))
            return left, left + LAST_STEPS + 1
        width = max(FEWEST_FOLLOWED, round(self._done * FOLLOWED_SHARE)) * (1 + _MARGIN)
        right = max(width, self._done + width * _MARGIN)
        return right - width, right
