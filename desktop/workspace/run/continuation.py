"""How a kept run ended, and what may follow: going on with it, or starting at a lower rate."""

from dataclasses import replace
from math import nan
from sys import float_info

from nncore.events import Diverged, StoppedEarly
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun

MORE_EPOCHS = 5
"""How many epochs a run that has ended can be trained on for."""


def can_go_on(kept: KeptRun) -> bool:
    """Whether its weights lead anywhere, and nobody went on with it when it was read."""
    return kept.ending is not Ending.DIVERGED and not kept.is_under_way


def more_epochs_of(kept: KeptRun) -> int:
    """Epochs beyond the recipe: none while it is not done."""
    is_done = kept.ending is Ending.EARLY or kept.epochs >= kept.recipe.epochs
    return MORE_EPOCHS if is_done else 0


def planned_steps(kept: KeptRun) -> int:
    """How many steps its recipe asks for."""
    return kept.recipe.epochs * kept.recipe.steps_per_epoch(kept.dataset.training)


def rate_of(kept: KeptRun) -> float:
    """The learning rate that it was last set to."""
    return kept.rate_changes[-1].after if kept.rate_changes else kept.recipe.learning_rate


def slowed_down(recipe: Recipe, rate: float) -> Recipe:
    """What to start instead of a run whose loss diverged at `rate`: the same at a tenth of it."""
    return replace(recipe, learning_rate=max(rate / 10, float_info.min))


def ending_of(kept: KeptRun) -> StoppedEarly | Diverged | None:
    """What a run told of its end, if it came to one that is worth a line."""
    best = kept.weights_epoch
    if kept.ending is Ending.EARLY and best is not None and best.validation_loss is not None:
        return StoppedEarly(kept.epochs, best.epoch, best.validation_loss)
    if kept.ending is Ending.DIVERGED:
        # no step is told of whose loss is none; behind a whole epoch it was the validation's
        is_whole = not kept.steps % kept.recipe.steps_per_epoch(kept.dataset.training)
        is_checked = is_whole and kept.steps > kept.weights_step
        step = kept.steps if is_checked else kept.steps + 1
        return Diverged(step, kept.epochs + 1, nan, rate_of(kept), kept.epochs)
    return None
