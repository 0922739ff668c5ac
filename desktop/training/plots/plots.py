"""The live plots: loss above accuracy, redrawn at a pace that leaves the network its processor.

They hold the history of the run in sight, and know neither the session nor its thread.
"""

from math import ceil, floor, log10

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop.shared.labels import Heading
from desktop.shared.theme import SPACE, Theme, sized
from desktop.training import wording
from desktop.training.plots.chart import LEAST, Chart
from desktop.training.plots.history import History
from desktop.training.plots.legend import Legend, Sample
from desktop.training.plots.pacer import Pacer
from desktop.training.run.progress import RunProgress
from nncore.events import Event

_HIGH_LOSS = 10.0
"""Nats that the linear axis may reach whatever the first loss was; guessing costs 2.3."""


class LossPlot(Chart):
    """Loss over steps, on a linear or a logarithmic axis."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "loss (nats)", wording.EMPTY_LOSS)
        self.setObjectName("loss_plot")
        self.setAccessibleName("Loss over the steps of the run")
        self._is_logarithmic = False

    @property
    def is_logarithmic(self) -> bool:
        """Whether the loss axis is logarithmic."""
        return self._is_logarithmic

    def set_logarithmic(self, is_logarithmic: bool) -> None:
        self._is_logarithmic = is_logarithmic
        super().set_logarithmic(is_logarithmic)

    def show_history(self, history: History) -> None:
        """Draw the losses, all of the running mean in sight."""
        self.draw(history.losses, history.validation_losses, raw=True)
        if self.point_count:
            self._fit(*self.bounds, self.first)

    def _fit(self, low: float, high: float, first: float) -> None:
        # rounded bounds, so that the axis moves now and then rather than with every redraw
        if self._is_logarithmic:
            bottom, top = floor(log10(low) * 4) / 4, ceil(log10(high) * 4) / 4
            self.set_heights(bottom, max(top, bottom + 0.5))
        else:
            # a run that diverges leaves the picture at the top, rather than flattening the rest
            most = min(high, max(_HIGH_LOSS, 4 * first))
            self.set_heights(0.0, _rounded_up(1.05 * max(most, LEAST)))


class AccuracyPlot(Chart):
    """Digits read right over steps, in percent."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "read right (%)", wording.EMPTY_ACCURACY, scale=100)
        self.setObjectName("accuracy_plot")
        self.setAccessibleName("Accuracy over the steps of the run")
        self.set_heights(0.0, 108.0)
        self.plotItem.getAxis("left").setTickSpacing(levels=[(25, 0)])

    def show_history(self, history: History) -> None:
        """Draw the accuracies."""
        self.draw(history.accuracies, history.validation_accuracies, raw=False)


class Plots(QWidget):
    """Both plots with their headings and legends. Nothing is drawn while they are hidden."""

    redrawn = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss = LossPlot(theme)
        self.accuracy = AccuracyPlot(theme)
        self._history = History(1)
        self._steps = 1
        self._pacer = Pacer(self)
        self._pacer.due.connect(self._on_due)
        self._lay_out(theme)

    @property
    def history(self) -> History:
        """The run in sight."""
        return self._history

    def begin(self, progress: RunProgress) -> None:
        """Clear the plots for a run."""
        self._history = History(progress.batch_size)
        self._steps = progress.steps
        self.loss.show_sentence()
        self.accuracy.show_sentence()
        self._show_steps(progress.steps)

    def take(self, events: tuple[Event, ...]) -> None:
        """Add what a run told; it is drawn when its time comes."""
        self._history.take(events)
        self._pacer.request()

    def end(self) -> None:
        """Draw the last events now, and no more room than they need."""
        self._show_steps(len(self._history.losses))
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pacer.request()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # another width holds another number of points
        self._pacer.request()

    def _show_steps(self, steps: int) -> None:
        self.loss.set_steps(steps)
        self.accuracy.set_steps(steps)

    def _redraw(self) -> None:
        self.loss.show_history(self._history)
        self.accuracy.show_history(self._history)
        self.redrawn.emit()

    def _lay_out(self, theme: Theme) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        loss_legend = Legend([Sample.MEAN, Sample.RANGE, Sample.VALIDATION], theme)
        layout.addLayout(_header("Loss", loss_legend, self._make_axis_switch()))
        layout.addWidget(self.loss, 3)
        layout.addSpacing(SPACE)
        layout.addLayout(_header("Accuracy", Legend([Sample.MEAN, Sample.VALIDATION], theme)))
        layout.addWidget(self.accuracy, 2)

    def _make_axis_switch(self) -> QWidget:
        switch = QWidget()
        layout = QHBoxLayout(switch)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._axis_group = QButtonGroup(self)
        for text, name in (("linear", "Linear loss axis"), ("log", "Logarithmic loss axis")):
            button = QToolButton(autoRaise=True)
            button.setText(text)
            button.setCheckable(True)
            button.setObjectName(f"{text}_button")
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setFont(sized(button.font(), 0.85))
            self._axis_group.addButton(button)
            layout.addWidget(button)
        self._axis_group.buttons()[0].setChecked(True)
        self._axis_group.buttons()[1].toggled.connect(self._on_log_toggled)
        return switch

    @Slot(bool)
    def _on_log_toggled(self, checked: bool) -> None:
        self.loss.set_logarithmic(checked)
        self._redraw()

    @Slot()
    def _on_due(self) -> None:
        if not self.isVisible():
            return
        self._redraw()
        self._pacer.spend(self.loss.cost + self.accuracy.cost)


def _header(title: str, *parts: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(2 * SPACE)
    layout.addWidget(Heading(title))
    for part in parts:
        layout.addWidget(part)
    layout.insertStretch(2, 1)
    return layout


def _rounded_up(value: float) -> float:
    """The next number of two digits, the second one even."""
    unit = 2 * 10.0 ** (floor(log10(value)) - 1)
    return ceil(value / unit) * unit
