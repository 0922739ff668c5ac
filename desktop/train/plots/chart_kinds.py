"""The plots that there are: loss, accuracy and learning rate, what each draws and is called."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from desktop.formats import LOSS_UNIT
from desktop.train.plots.legend import Sample
from desktop.train.plots.plot_data import (
    Overlay,
    PlotData,
    RenderOptions,
    accuracy_data,
    loss_data,
    rate_data,
)
from desktop.translation import tr
from desktop.workspace.run.history import History


class CurveNames(NamedTuple):
    """The names of the curves of a run, by which scripts find them; not all plots have all."""

    mean: str
    raw: str | None = None
    validation: str | None = None


class ChartKind(NamedTuple):
    """What one of the plots draws, and what it is called.

    name: for a screen reader. sentence: stands there before there is anything to draw.
    """

    title: str
    unit: str
    name: str
    sentence: str
    curves: CurveNames
    data: Callable[[History, Sequence[Overlay], RenderOptions], PlotData]


LOSS = ChartKind(
    tr("Loss"),
    LOSS_UNIT,
    tr("Loss over the steps of the run"),
    tr("Press Start: the loss will be drawn here, step by step."),
    CurveNames(Sample.MEAN.value, Sample.RANGE.value, Sample.VALIDATION.value),
    loss_data,
)
ACCURACY = ChartKind(
    tr("Accuracy"),
    tr("digits read right"),
    tr("Accuracy over the steps of the run"),
    tr("And here, how many digits are read right."),
    CurveNames(Sample.MEAN.value, validation=Sample.VALIDATION.value),
    accuracy_data,
)
RATE = ChartKind(
    tr("Learning rate"),
    tr("how far each step goes"),
    tr("Learning rate over the steps of the run"),
    tr("And here, the learning rate of each step."),
    CurveNames(tr("learning rate")),
    rate_data,
)
KINDS = (LOSS, ACCURACY, RATE)
"""As they stand from above."""
