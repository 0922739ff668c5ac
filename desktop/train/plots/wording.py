"""What plots, their legends and their buttons say, in words and numbers as people read them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop import formats
from desktop.train.plots.crosshair_values import CrosshairValues, RunValues
from desktop.train.plots.legend import LegendEntry, Sample
from desktop.translation import tr
from nncore.safe_text import quoted

EMPTY_RATE = tr("And here, the learning rate of each step.")

LEGEND, OTHER_RUNS = tr("Legend and readout"), tr("Other runs")
LOSS = tr("Loss")
ACCURACY = tr("Accuracy")
RATE = tr("Learning rate")

ACCURACY_UNIT = tr("digits read right")
RATE_UNIT = tr("how far each step goes")

TRAINING, EACH_STEP, VALIDATION = tr("training"), tr("each step"), tr("validation")
LOSS_NAME = tr("Loss over the steps of the run")
ACCURACY_NAME = tr("Accuracy over the steps of the run")
RATE_NAME = tr("Learning rate over the steps of the run")

WHOLE, FOLLOW = tr("whole"), tr("follow")
WHOLE_HINT = tr("All steps of the run (Home, or double-click a plot)")
FOLLOW_HINT = tr("The latest steps, moving on with the run (F)")
LOSS_AXES = (
    (tr("linear"), "linear_button", tr("Linear loss axis")),
    (tr("log"), "log_button", tr("Logarithmic loss axis: equal factors are equal distances")),
)
ACCURACY_AXES = (
    (
        f"0–100{formats.PERCENT_SIGN}",
        "accuracy_whole_button",
        tr("Accuracy axis from 0 to {all}", all=formats.accuracy(1.0, 0)),
    ),
    (
        tr("zoomed"),
        "accuracy_zoomed_button",
        tr("Accuracy axis near the curve: tells 97 from {more}", more=formats.accuracy(0.98, 0)),
    ),
)
UNITS = (
    (tr("steps"), "over_steps_button", tr("Runs over steps: each figure where it was made")),
    (
        tr("epochs"),
        "over_epochs_button",
        tr("Runs over epochs: those with other data or batches beside each other"),
    ),
)
SMOOTHING_HINT = tr(
    "How far the running mean looks back. Each step's figure stays in sight behind it."
)
PLOT_HINT = tr(
    "Turn the wheel to zoom, drag to choose steps or to move, double-click to see "
    "all. Keys: + and −, ← and →, Home, F."
)

_CAUSES = {
    (True, False): tr("only training images are varied."),
    (False, True): tr("only training has dropout."),
    (True, True): tr("only training has varied images and dropout."),
}
"""Why training reads less than validation, by whether images are varied and units left out."""


SHORT_GAP = tr("why higher?")
"""What stands for it where there is little room."""


def gap(*, varied: bool, dropout: bool) -> str:
    """Why validation may lie above training; empty where nothing of that kind is known."""
    cause = _CAUSES.get((varied, dropout))
    return "" if cause is None else tr("Validation is higher: {cause}", cause=cause)


def export_title(name: str, data: str, moment: datetime | None) -> str:
    """What stands over an exported picture, as in "Quick · MNIST · 21 Nov 14:05"."""
    when = None if moment is None else formats.day_and_time(moment)
    return " · ".join(part for part in (name, data, when) if part)


def legend(span: int) -> list[LegendEntry]:
    """What the lines of the run in sight mean."""
    return [
        LegendEntry(sample=Sample.MEAN, words=mean_of(span)),
        LegendEntry(sample=Sample.RANGE, words=EACH_STEP, rank=2),
        LegendEntry(sample=Sample.VALIDATION, words=VALIDATION, rank=1),
    ]


def mean_of(span: int) -> str:
    """How calm the running mean is, as in "training, mean of 31 steps"."""
    word = TRAINING
    return word if span == 1 else tr("{word}, mean of {span:,} steps", word=word, span=span)


def overlay_legend(names: Sequence[str], colours: Sequence[int]) -> list[LegendEntry]:
    """The names of other runs; the last ones give way."""
    return [
        LegendEntry(sample=Sample.OVERLAY, colour=colour, words=name, rank=rank, gives_way=True)
        for rank, (name, colour) in enumerate(zip(names, colours, strict=True))
    ]


def readout(reading: CrosshairValues, last_step: int, last_epoch: int) -> list[LegendEntry]:
    """What the crosshair reads of the run in sight; what matters less gives way first."""
    run = reading.run
    step = LegendEntry(tr("step"), figure=f"{reading.step:,}", room=f"{last_step:,}")
    epoch = LegendEntry(tr("epoch"), figure=f"{reading.epoch:,}", room=f"{last_epoch:,}", rank=3)
    first = [step, epoch]
    if reading.epochs is not None:
        words = f"{reading.epochs:,.2f}"
        first = [LegendEntry(tr("epochs"), figure=words, room=words), step._replace(rank=3)]
    entries = [
        *first,
        LegendEntry(tr("loss"), Sample.MEAN, figure=formats.loss(run.loss), room=_LOSS_ROOM),
        _range_entry(reading),
    ]
    if run.validation_loss is not None:
        entries.append(
            LegendEntry("", Sample.VALIDATION, figure=formats.loss(run.validation_loss), rank=1)
        )
    entries.append(
        LegendEntry(tr("read right"), Sample.MEAN, figure=share(run.accuracy), room=_SHARE_ROOM)
    )
    if run.validation_accuracy is not None:
        entries.append(
            LegendEntry("", Sample.VALIDATION, figure=share(run.validation_accuracy), rank=2)
        )
    entries.append(
        LegendEntry(
            tr("rate"), figure=formats.learning_rate(reading.rate, 3), room=_RATE_ROOM, rank=4
        )
    )
    return entries


def _range_entry(reading: CrosshairValues) -> LegendEntry:
    is_single = reading.lowest == reading.highest
    room = _LOSS_ROOM if is_single else _RANGE_ROOM
    return LegendEntry("", Sample.RANGE, figure=loss_range(reading), room=room, rank=5)


def overlay_readout(
    names: Sequence[str], colours: Sequence[int], readings: Sequence[RunValues]
) -> list[LegendEntry]:
    """What the crosshair reads of other runs."""
    return [
        LegendEntry(
            sample=Sample.OVERLAY,
            colour=colour,
            words=name,
            figure=both(reading),
            room=f"{_LOSS_ROOM} · {_SHARE_ROOM}",
            rank=rank,
            gives_way=True,
        )
        for rank, (name, colour, reading) in enumerate(zip(names, colours, readings, strict=True))
    ]


def both(run: RunValues) -> str:
    """Loss and accuracy of a run at a step."""
    return f"{formats.loss(run.loss)} · {share(run.accuracy)}"


def loss_range(reading: CrosshairValues) -> str:
    """Between which losses the steps around lie, as in 0.0110 – 0.0941."""
    if reading.lowest == reading.highest:
        return formats.loss(reading.lowest)
    return f"{formats.loss(reading.lowest)} – {formats.loss(reading.highest)}"


def share(fraction: float | None) -> str:
    """A fraction of 1, as in 97.4 %."""
    return formats.NOTHING if fraction is None else formats.accuracy(fraction)


def unknown_picture(path: Path) -> str:
    """What is wrong with a file name that says no kind of picture that there is."""
    given = (
        tr("not {suffix}", suffix=quoted(path.suffix))
        if path.suffix
        else tr("and this name has no ending")
    )
    return tr(
        "{name}: plots are written as .png or .svg, {given}", name=quoted(path.name), given=given
    )


_LOSS_ROOM = formats.loss(0.0)
_RANGE_ROOM = f"{_LOSS_ROOM} – {_LOSS_ROOM}"
_SHARE_ROOM = share(1.0)
_RATE_ROOM = "0.000000"
