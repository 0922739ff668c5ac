"""What happened at which step: ends of epochs, changes of the learning rate, and round steps.

It chooses what there is room for and leaves the drawing to others.
"""

from bisect import bisect_left, bisect_right
from math import ceil, floor
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from desktop.formats import learning_rate
from desktop.train.plots.scales import Tick, round_step
from desktop.train.plots.step_range import StepRange
from desktop.translation import tr
from desktop.workspace.run.history import History

MOST_EPOCHS = 20
"""Epochs that are marked at once; of more, every second, fifth or tenth and so on."""

_EPOCH_PIXELS, _DIGIT_PIXELS = 28, 8
"""Room between two epochs, one of which may say what it counts: for the word, and per digit."""

_STEP_PIXELS = 90
"""Room that the number of a step takes along the axis."""

_CHANGE_PIXELS = 4
"""Changes of the rate that are nearer than this look like one: the last of them is shown."""


class StepMarkers(NamedTuple):
    """Steps, epochs and changes of the rate within sight, each with its words.

    unit: what the numbers below count, which are round ones of it.
    """

    steps: tuple[Tick, ...] = ()
    epochs: tuple[Tick, ...] = ()
    changes: tuple[Tick, ...] = ()
    unit: str = "step"


def markers_of(
    history: History, sight: StepRange, width: int, epoch_steps: float | None = None
) -> StepMarkers:
    """What to note of the steps in sight on an axis of so many pixels.

    epoch_steps: steps that an epoch has, where the axis counts epochs; these then stand below.
    """
    changes = _changes(history, sight, width)
    most = width // _STEP_PIXELS
    if epoch_steps is not None:
        return StepMarkers(_round_epochs(sight, most, epoch_steps), (), changes, "epoch")
    return StepMarkers(_steps(sight, most), _epochs(history, sight, width), changes)


def _steps(sight: StepRange, most: int) -> tuple[Tick, ...]:
    distance = round_step(sight.width, most)
    if distance % 1:
        distance = 1 if distance < 1 else 5  # there is no half a step
    first, last = ceil(sight.low / distance), floor(sight.high / distance)
    numbers = [round(place * distance) for place in range(first, last + 1)]
    return tuple(Tick(number, f"{number:,}") for number in numbers)


def _round_epochs(sight: StepRange, most: int, epoch_steps: float) -> tuple[Tick, ...]:
    distance = round_step(sight.width / epoch_steps, most)
    first = ceil(sight.low / epoch_steps / distance)
    last = floor(sight.high / epoch_steps / distance)
    numbers = [round(place * distance, 9) for place in range(first, last + 1)]
    return tuple(Tick(number * epoch_steps, f"{number:,g}") for number in numbers)


def _epochs(history: History, sight: StepRange, width: int) -> tuple[Tick, ...]:
    ends = history.epoch_ends
    first = int(np.searchsorted(ends, sight.low))
    last = int(np.searchsorted(ends, sight.high, "right"))
    if first >= last:
        return ()
    room = _EPOCH_PIXELS + _DIGIT_PIXELS * len(f"{last:,}")
    pixels = float(ends[-1]) / len(ends) / sight.width * max(1, width)
    stride = epoch_stride(last - first, room / pixels)
    numbers = [number for number in range(first + 1, last + 1) if number % stride == 0]
    return tuple(Tick(float(ends[number - 1]), f"{number:,}") for number in numbers)


def epoch_stride(count: int, least: float = 1.0) -> int:
    """Of how many epochs one is marked, so that so many of them are few; of `least` or more."""
    power = 1
    while True:
        for rung in (1, 2, 5):
            if count <= MOST_EPOCHS * rung * power and least <= rung * power:
                return rung * power
        power *= 10


def _changes(history: History, sight: StepRange, width: int) -> tuple[Tick, ...]:
    least = sight.width / max(1, width) * _CHANGE_PIXELS
    kept: list[Tick] = []
    # the first step with the new rate is to the right of the line
    first = bisect_left(history.rate_changes, sight.low + 0.5, key=attrgetter("step"))
    last = bisect_right(history.rate_changes, sight.high + 0.5, key=attrgetter("step"))
    for change in history.rate_changes[first:last]:
        place = change.step - 0.5
        if kept and place - kept[-1].value < least:
            kept.pop()
        kept.append(Tick(place, tr("rate {after}", after=learning_rate(change.after))))
    return tuple(kept)
