"""How a person looks at the plots: gestures, keys and buttons become steps in sight.

It knows what can be asked for and nothing of what is drawn then.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from desktop.train.plots.plot_data import RenderOptions
from desktop.train.plots.plot_widget import Gestures
from desktop.train.plots.step_range import RangeMode, StepRange
from desktop.train.plots.toolbar import CALMEST, USUAL, Switch, Toolbar

_KEY_ZOOM = 0.7
"""What part of the steps stays in sight after one press of +."""

_KEY_MOVE = 0.1
"""What part of the sight an arrow key moves."""

_KEY = Qt.Key


class PlotNavigation(QObject):
    """Holds the sight that all plots share, and how their axes are wanted."""

    changed = Signal()
    """Something else is to be seen."""

    def __init__(
        self,
        plots: Sequence[Gestures],
        toolbar: Toolbar,
        loss_switch: Switch,
        accuracy_switch: Switch,
        unit_switch: Switch,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.sight = StepRange()
        self._plots = plots
        self._toolbar = toolbar
        self._loss_switch = loss_switch
        self._accuracy_switch = accuracy_switch
        self._unit_switch = unit_switch
        self._has_chosen_accuracy = False
        for plot in plots:
            plot.zoomed.connect(self._on_zoomed)
            plot.moved.connect(self._on_moved)
            plot.chosen.connect(self._on_chosen)
            plot.whole_wanted.connect(self._on_whole_wanted)
        toolbar.whole.clicked.connect(self._on_whole_wanted)
        toolbar.follow.clicked.connect(self._on_follow_wanted)
        toolbar.slider.valueChanged.connect(self._on_options_changed)
        loss_switch.group.buttonClicked.connect(self._on_options_changed)
        accuracy_switch.group.buttonClicked.connect(self._on_accuracy_axis_chosen)
        unit_switch.group.buttonClicked.connect(self._on_options_changed)
        self._show_mode()

    @property
    def is_over_epochs(self) -> bool:
        """Whether runs are wanted over epochs rather than over steps."""
        return self._unit_switch.is_second

    def options(self, width: int, epoch_steps: float | None) -> RenderOptions:
        """How a plot is to be looked at whose steps have so many pixels.

        epoch_steps: steps that an epoch has, None where runs cannot lie over epochs.
        """
        return RenderOptions(
            self.sight,
            width,
            self._toolbar.smoothing,
            is_logarithmic=self._loss_switch.is_second,
            is_zoomed=self._accuracy_switch.is_second,
            epoch_steps=epoch_steps if self.is_over_epochs else None,
        )

    def reset(self) -> None:
        """Look at another run: whole again, unless its latest steps are followed."""
        self.sight.leave_last()
        if self.sight.mode is RangeMode.ZOOMED:
            self.sight.show_whole()
        self._show_mode()

    def set_steps(self, planned: int, done: int) -> None:
        """Say how many steps the run has and how many of them are done."""
        mode = self.sight.mode
        self.sight.set_steps(planned, done)
        if self.sight.mode is not mode:
            self._show_mode()

    def show_last_steps(self, pixels: float) -> None:
        """Bring the latest steps into sight; pixels: how wide the steps in sight are drawn."""
        self.sight.show_last(pixels)
        self._tell()

    def leave_last_steps(self) -> None:
        """Show again what was in sight before the latest steps were, if they are."""
        if self.sight.mode is RangeMode.LAST:
            self.sight.leave_last()
            self._tell()

    def state(self) -> dict[str, Any]:
        """The settings that are not as at first, as plain values."""
        values: dict[str, Any] = {}
        if self._loss_switch.is_second:
            values["logarithmic"] = True
        if self._toolbar.slider.value() != USUAL:
            values["smoothing"] = self._toolbar.slider.value()
        if self.is_over_epochs:
            values["over_epochs"] = True
        return values

    def restore(self, state: Mapping[str, Any]) -> None:
        """Set what `state` gave; what nobody can have set is left as it is."""
        for key, switch in (("logarithmic", self._loss_switch), ("over_epochs", self._unit_switch)):
            if type(state.get(key)) is bool:
                switch.show_second(state[key])
        position = state.get("smoothing")
        if type(position) is int and 0 <= position <= CALMEST:
            self._toolbar.slider.setValue(position)
        self.changed.emit()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; whether it asked for anything here."""
        sight = self.sight
        middle = (sight.low + sight.high) / 2
        match event.key():
            case _KEY.Key_Plus | _KEY.Key_Equal:
                sight.zoom(middle, _KEY_ZOOM)
            case _KEY.Key_Minus:
                sight.zoom(middle, 1 / _KEY_ZOOM)
            case _KEY.Key_Left:
                sight.move(-_KEY_MOVE * sight.width)
            case _KEY.Key_Right:
                sight.move(_KEY_MOVE * sight.width)
            case _KEY.Key_Home:
                sight.show_whole()
            case _KEY.Key_F if not event.modifiers():
                sight.follow()
            case _:
                return False
        self._tell()
        return True

    def _tell(self) -> None:
        self._show_mode()
        self.changed.emit()

    def _show_mode(self) -> None:
        mode = self.sight.mode
        self._toolbar.show_mode(mode)
        for plot in self._plots:
            plot.set_moving(mode is not RangeMode.WHOLE)
        if not self._has_chosen_accuracy:
            # of a part of the run little would be seen on an axis from 0 to 100 %
            self._accuracy_switch.show_second(mode is not RangeMode.WHOLE)

    @Slot(float, float)
    def _on_zoomed(self, step: float, factor: float) -> None:
        self.sight.zoom(step, factor)
        self._tell()

    @Slot(float)
    def _on_moved(self, steps: float) -> None:
        self.sight.move(steps)
        self._tell()

    @Slot(float, float)
    def _on_chosen(self, low: float, high: float) -> None:
        self.sight.choose(low, high)
        self._tell()

    @Slot()
    def _on_whole_wanted(self) -> None:
        self.sight.show_whole()
        self._tell()

    @Slot()
    def _on_follow_wanted(self) -> None:
        self.sight.follow()
        self._tell()

    @Slot()
    def _on_options_changed(self) -> None:
        self.changed.emit()

    @Slot()
    def _on_accuracy_axis_chosen(self) -> None:
        self._has_chosen_accuracy = True
        self.changed.emit()
