"""The crosshair over all plots: what they show at a step, in numbers and in words.

Without it, the rows above the plots are legends.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Slot

from desktop import formats
from desktop.train.plots import wording
from desktop.train.plots.chart import Chart, Crosshair
from desktop.train.plots.legend import LegendEntry, LegendRow, Sample
from desktop.train.plots.plot_data import Overlay, RenderOptions, length
from desktop.translation import tr
from desktop.workspace.run.history import History


class CrosshairFollower(QObject):
    """Follows the pointer over loss, accuracy and rate. Without one the rows are legends."""

    def __init__(
        self, charts: Sequence[Chart], row: LegendRow, overlay_row: LegendRow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._charts = charts
        self._row = row
        self._overlay_row = overlay_row
        self._history = History(1)
        self._overlays: Sequence[Overlay] = ()
        self._options: RenderOptions | None = None
        self._pointed: tuple[Chart, float] | None = None
        for chart in charts:
            chart.pointed.connect(self._on_pointed)
            chart.left.connect(self._on_left)

    def show(self, history: History, overlays: Sequence[Overlay], options: RenderOptions) -> None:
        """Read these figures from now on; the pointer stays over the pixel that it is over."""
        self._history, self._overlays, self._options = history, overlays, options
        self._show()

    def forget(self) -> None:
        """There is nothing to point at any more."""
        self._pointed = None
        self._show()

    @property
    def _step(self) -> int | None:
        """The step under the pointer, or the last one where it is beyond."""
        if self._pointed is None or self._options is None:
            return None
        last = length(self._history, self._overlays, self._options)
        if not last:
            return None
        chart, x = self._pointed
        return min(max(1, round(chart.step_at(x))), last)

    def _show(self) -> None:
        step, options = self._step, self._options
        if options is None:
            return
        if step is None:
            self._show_legends(options)
            return
        others = [each.history for each in self._overlays]
        reading = values_at(self._history, others, step, options)
        figures = (reading.run.loss, reading.run.accuracy, reading.rate)
        for chart, figure in zip(self._charts, figures, strict=True):
            chart.show_crosshair(Crosshair(step, figure))
        last = max(len(self._history), round(options.sight.high))
        self._row.show_entries(readout(reading, last, self._history.epoch_at(last)))
        names, colours = self._named_overlays
        self._overlay_row.show_entries(overlay_readout(names, colours, reading.others))

    def _show_legends(self, options: RenderOptions) -> None:
        for chart in self._charts:
            chart.show_crosshair(None)
        is_empty = not len(self._history)
        self._row.show_entries(
            [] if is_empty else wording.legend(options.span(self._history.losses))
        )
        self._overlay_row.show_entries(wording.overlay_legend(*self._named_overlays))

    @property
    def _named_overlays(self) -> tuple[list[str], list[int]]:
        names = [each.name for each in self._overlays]
        return names, [each.colour for each in self._overlays]

    @Slot(float)
    def _on_pointed(self, x: float) -> None:
        chart = self.sender()
        assert isinstance(chart, Chart)
        self._pointed = chart, x
        self._show()

    @Slot()
    def _on_left(self) -> None:
        self._pointed = None
        self._show()


class RunValues(NamedTuple):
    """The figures of a run at a step, None where it has none."""

    loss: float | None
    validation_loss: float | None
    accuracy: float | None
    validation_accuracy: float | None


class CrosshairValues(NamedTuple):
    """The figures of the run in sight, and of the other runs.

    epoch: None beyond the end of the run. epochs: how many had passed, where runs lie over epochs.
    lowest, highest: the losses of the steps around, as the plot shows their range.
    """

    step: int
    epoch: int | None
    epochs: float | None
    run: RunValues
    lowest: float | None
    highest: float | None
    rate: float | None
    others: tuple[RunValues, ...]


def values_at(
    history: History, others: Sequence[History], step: int, options: RenderOptions
) -> CrosshairValues:
    """What is shown at a step of the run in sight."""
    sight = options.sight
    epoch = lowest = highest = rate = None
    if 1 <= step <= len(history):
        epoch = history.epoch_at(step)
        lowest, highest = history.losses.extremes_at(step, options.groups, sight.low, sight.high)
        rate = history.rates.figure_at(step)
    return CrosshairValues(
        step=step,
        epoch=epoch,
        epochs=None if options.epoch_steps is None else step / options.epoch_steps,
        run=run_values_at(history, step, options),
        lowest=lowest,
        highest=highest,
        rate=rate,
        others=tuple(
            run_values_at(other, round(step / options.stretch(other)), options) for other in others
        ),
    )


def run_values_at(history: History, step: int, options: RenderOptions) -> RunValues:
    """The figures of one run at a step, which may lie beyond its end."""
    is_made = 1 <= step <= len(history)
    span = options.span(history.losses)
    return RunValues(
        loss=history.losses.mean_at(step, span) if is_made else None,
        validation_loss=history.validation_losses.latest_at(step) if is_made else None,
        accuracy=history.accuracies.mean_at(step, span) if is_made else None,
        validation_accuracy=history.validation_accuracies.latest_at(step) if is_made else None,
    )


_LOSS_ROOM = formats.loss(0.0)
_RANGE_ROOM = f"{_LOSS_ROOM} – {_LOSS_ROOM}"
_ACCURACY_ROOM = formats.accuracy(1.0)
_RATE_ROOM = "0.000000"


def readout(reading: CrosshairValues, last_step: int, last_epoch: int) -> list[LegendEntry]:
    """What the crosshair reads of the run in sight; what matters less gives way first."""
    run = reading.run
    step = LegendEntry(tr("step"), figure=f"{reading.step:,}", room=f"{last_step:,}")
    number = formats.NOTHING if reading.epoch is None else formats.count(reading.epoch)
    epoch = LegendEntry(tr("epoch"), figure=number, room=f"{last_epoch:,}", rank=3)
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
        LegendEntry(
            tr("read right"),
            Sample.MEAN,
            figure=formats.accuracy(run.accuracy),
            room=_ACCURACY_ROOM,
        )
    )
    if run.validation_accuracy is not None:
        entries.append(
            LegendEntry(
                "", Sample.VALIDATION, figure=formats.accuracy(run.validation_accuracy), rank=2
            )
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
            figure=_both(reading),
            room=f"{_LOSS_ROOM} · {_ACCURACY_ROOM}",
            rank=rank,
            gives_way=True,
        )
        for rank, (name, colour, reading) in enumerate(zip(names, colours, readings, strict=True))
    ]


def _both(run: RunValues) -> str:
    """Loss and accuracy of a run at a step."""
    return f"{formats.loss(run.loss)} · {formats.accuracy(run.accuracy)}"


def loss_range(reading: CrosshairValues) -> str:
    """Between which losses the steps around lie, as in 0.0110 – 0.0941."""
    if reading.lowest == reading.highest:
        return formats.loss(reading.lowest)
    return f"{formats.loss(reading.lowest)} – {formats.loss(reading.highest)}"
