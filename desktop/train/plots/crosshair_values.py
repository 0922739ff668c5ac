"""What all plots show at one step, as numbers; what a crosshair reads.

It knows no Qt and no words.
"""

from collections.abc import Sequence
from typing import NamedTuple

from desktop.train.plots.plot_data import RenderOptions
from desktop.workspace.run.history import History


class RunValues(NamedTuple):
    """The figures of a run at a step, None where it has none."""

    loss: float | None
    validation_loss: float | None
    accuracy: float | None
    validation_accuracy: float | None


class CrosshairValues(NamedTuple):
    """The figures of the run in sight, and of the other runs.

    lowest, highest: the losses of the steps around, as the plot shows their range.
    """

    step: int
    epoch: int
    run: RunValues
    lowest: float | None
    highest: float | None
    rate: float | None
    others: tuple[RunValues, ...]


def reading_at(
    history: History, others: Sequence[History], step: int, glance: RenderOptions
) -> CrosshairValues:
    """What is shown at a step."""
    sight = glance.sight
    lowest = highest = rate = None
    if 1 <= step <= len(history):
        lowest, highest = history.losses.extremes_at(step, glance.groups, sight.low, sight.high)
        rate = history.rates.figure_at(step)
    return CrosshairValues(
        step=step,
        epoch=history.epoch_at(step),
        run=run_at(history, step, glance),
        lowest=lowest,
        highest=highest,
        rate=rate,
        others=tuple(run_at(other, step, glance) for other in others),
    )


def run_at(history: History, step: int, glance: RenderOptions) -> RunValues:
    """The figures of one run at a step, which may lie beyond its end."""
    is_made = 1 <= step <= len(history)
    span = glance.span(history.losses)
    return RunValues(
        loss=history.losses.mean_at(step, span) if is_made else None,
        validation_loss=history.validation_losses.latest_at(step) if is_made else None,
        accuracy=history.accuracies.mean_at(step, span) if is_made else None,
        validation_accuracy=history.validation_accuracies.latest_at(step) if is_made else None,
    )
