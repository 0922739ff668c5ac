"""Finds where the loss of a run's steps rises by more than chance: it shoots up, or jumps about;
and what makes a loss rise.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.diagnosis.finding import Cause
from nncore.layers import Dropout
from nncore.loop_state import GUESSING_LOSS
from nncore.optimizers import USUAL_RATES
from nncore.recipes.architecture import sketched_layers
from nncore.recipes.recipe import Recipe

_EXAMPLES = 1000
"""Losses of steps are averaged over so many examples, or an epoch if it has fewer: single batches
are hard or easy by chance.
"""

_SHARE = 1.3
_LEAST = 0.3
"""A loss has risen where it is so many times what it was, and so many nats more."""

STRONG_DECAY = 0.1
"""A weight decay from which on it is strong."""

_FURTHER = 10.0
"""Times further beyond what is usual than the rate: then something else is taken for the cause."""


def cause_of_rise(recipe: Recipe, rate: float) -> Cause:
    """What most likely made the loss of a run rise, maybe beyond all bounds: the rate, unless
    something else of its recipe is much further beyond what is usual. rate: the one that was set.
    """
    times = {
        Cause.WEIGHT_DECAY: recipe.weight_decay / STRONG_DECAY,
        Cause.DROPOUT: _times_scaled_up(recipe),
        Cause.LARGE_FIRST_WEIGHTS: _times_too_large(recipe),
    }
    cause = max(times, key=lambda each: times[each])
    usual = USUAL_RATES.get(recipe.optimizer, rate)
    return cause if times[cause] > _FURTHER * max(1.0, rate / usual) else Cause.RATE_TOO_HIGH


def _times_scaled_up(recipe: Recipe) -> float:
    """How many times more all dropouts scale up what they keep than those that drop a half."""
    times = 1.0
    for layer in sketched_layers(recipe.hidden):
        if isinstance(layer, Dropout):
            times *= max(1.0, 0.5 / (1 - layer.rate))
    return times


def _times_too_large(recipe: Recipe) -> float:
    """How many times larger the first logits are than with weights as He draws them."""
    times = 1.0
    for layer in sketched_layers(recipe.hidden) if recipe.initializer == "uniform" else ():
        if layer.parameters:
            inputs = layer.parameters["weights"][..., 0].size
            times *= sqrt(inputs / 24)  # variances: 1/12 of what is in -0.5..0.5, He's 2/inputs
    return times


@dataclass(frozen=True, slots=True)
class LossRise:
    """Steps up to `step` had the loss `after`, in the mean, when it had been `before`."""

    step: int
    before: float
    after: float


class LossFollower:
    """Follows the losses of a run's steps, in memory for one epoch. rise: the first that was found.

    A rise is one above the loss of the run's first step, or of guessing if that is higher, and
    later one above the lowest loss that there was.
    """

    def __init__(self) -> None:
        self.rise: LossRise | None = None
        self._losses: list[float] = []
        self._examples = 0
        self._first: float | None = None
        self._lowest: float | None = None

    def add(self, loss: float, examples: int) -> None:
        """Note a step."""
        self._losses.append(loss)
        self._examples += examples

    def extend(self, losses: NDArray[Any], examples: NDArray[Any]) -> None:
        """Note several steps."""
        self._losses.extend(losses.tolist())
        self._examples += int(examples.sum(dtype=np.int64))

    def end_epoch(self, last_step: int) -> None:
        """Look at the steps since the last epoch; their last one was `last_step`."""
        steps, examples = len(self._losses), self._examples
        if not steps:
            return
        losses = np.array(self._losses, np.float64)
        self._losses.clear()
        self._examples = 0
        if self._first is None:
            self._first = max(float(losses[0]), GUESSING_LOSS)
        step = last_step - steps
        for block in np.array_split(losses, max(1, min(steps, examples // _EXAMPLES))):
            step += len(block)
            self._look(float(block.mean()), step)

    def _look(self, loss: float, step: int) -> None:
        before = self._first if self._lowest is None else self._lowest
        assert before is not None
        if self.rise is None and loss >= _SHARE * before and loss - before >= _LEAST:
            self.rise = LossRise(step, before, loss)
        # a rise at the very beginning lifts no bar: what follows is compared with the first loss
        self._lowest = min(before, loss)
