"""How a kept run ended, and what may follow: going on with it, or starting at a lower rate.

It knows what is kept of a run, and neither widgets nor the session.
"""

from contextlib import suppress
from math import nan

from desktop.train.run.actions import MORE_EPOCHS
from desktop.trainer.task import slowed_down
from nncore.events import Diverged, StoppedEarly
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunError


def can_go_on(kept: KeptRun) -> bool:
    """Whether its weights lead anywhere."""
    return kept.ending in (Ending.FINISHED, Ending.STOPPED, Ending.EARLY) or kept.is_interrupted


def as_kept_now(kept: KeptRun) -> KeptRun:
    """As it lies on the disk by now: another window may have gone on with it."""
    with suppress(OSError, RunError):  # whoever goes on with it is told what is wrong
        return KeptRun.read(kept.folder)
    return kept


def more_epochs_of(kept: KeptRun) -> int:
    """Epochs beyond the recipe: none while it is not done."""
    is_done = kept.ending is Ending.EARLY or kept.epochs >= kept.recipe.epochs
    return MORE_EPOCHS if is_done else 0


def more_words(kept: KeptRun) -> tuple[str, str]:
    """What going on is called, and what it does."""
    if more_epochs_of(kept):
        return f"Train {MORE_EPOCHS} &more epochs", "Go on with these weights, and keep the curves"
    epochs = kept.recipe.epochs
    exactly = "to the bit" if kept.note.has_our_arithmetic else "but for the last bits"
    return f"Go &on to epoch {epochs:,}", f"Go on where the run was stopped, {exactly}"


def rate_of(kept: KeptRun) -> float:
    """The learning rate that it was last set to."""
    return kept.rate_changes[-1].after if kept.rate_changes else kept.recipe.learning_rate


def slower_than(kept: KeptRun) -> Recipe | None:
    """What to start instead, if its loss diverged."""
    return slowed_down(kept.recipe, rate_of(kept)) if kept.ending is Ending.DIVERGED else None


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
