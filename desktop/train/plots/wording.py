"""What plots, their legends and their buttons say, in words and numbers as people read them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop import formats
from desktop.train.plots.legend import LegendEntry, Sample
from desktop.translation import tr, tr_count
from nncore.safe_text import quoted

LEGEND, OTHER_RUNS = tr("Legend and readout"), tr("Other runs")
TRAINING, EACH_STEP, VALIDATION = tr("training"), tr("each step"), tr("validation")

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


def run_on(name: str, data: str) -> str:
    """A run beside one that learned from other data, as in "Quick (MNIST)"."""
    return tr("{name} ({data})", name=name, data=quoted(data)) if data else name


def written(name: str, path: Path) -> str:
    """What was exported where."""
    return tr("The plots of “{name}” were written to {path}", name=name, path=quoted(path))


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
    if span == 1:
        return word
    return tr_count(
        "{word}, mean of {count} step", "{word}, mean of {count} steps", span, word=word
    )


def overlay_legend(names: Sequence[str], colours: Sequence[int]) -> list[LegendEntry]:
    """The names of other runs; the last ones give way."""
    return [
        LegendEntry(sample=Sample.OVERLAY, colour=colour, words=name, rank=rank, gives_way=True)
        for rank, (name, colour) in enumerate(zip(names, colours, strict=True))
    ]


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
