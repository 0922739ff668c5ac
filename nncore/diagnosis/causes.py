"""What of a recipe most likely leads to what is found wrong with its run."""

from math import sqrt

from nncore.diagnosis.finding import Cause
from nncore.layers import Dropout
from nncore.optimizers import USUAL_RATES
from nncore.recipes.architecture import sketched_layers, strongest_dropout
from nncore.recipes.recipe import Recipe

_STRONG_DECAY, _STRONG_DROPOUT = 0.1, 0.8
"""Decay, and the share of numbers left out, from which on they are strong."""

_FURTHER = 10.0
"""Times further beyond what is usual than the rate: then something else is taken for the cause."""


def cause_of_rise(recipe: Recipe, rate: float) -> Cause:
    """What most likely made the loss of a run rise, maybe beyond all bounds: the rate, unless
    something else of its recipe is much further beyond what is usual. rate: the one that was set.
    """
    times = {
        Cause.WEIGHT_DECAY: recipe.weight_decay / _STRONG_DECAY,
        Cause.DROPOUT: _times_scaled_up(recipe),
        Cause.LARGE_FIRST_WEIGHTS: _times_too_large(recipe),
    }
    cause = max(times, key=lambda each: times[each])
    usual = USUAL_RATES.get(recipe.optimizer, rate)
    return cause if times[cause] > _FURTHER * max(1.0, rate / usual) else Cause.RATE_TOO_HIGH


def restraint(recipe: Recipe) -> Cause | None:
    """What keeps a network from learning by heart, and is too strong; None where nothing is."""
    if recipe.weight_decay >= _STRONG_DECAY:
        return Cause.WEIGHT_DECAY
    return Cause.DROPOUT if strongest_dropout(recipe.hidden) >= _STRONG_DROPOUT else None


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
