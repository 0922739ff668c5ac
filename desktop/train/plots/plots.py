"""The live plots: loss, accuracy and learning rate, in line with each other over the same steps."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import SPACE, Theme
from desktop.train.plots import wording
from desktop.train.plots.chart import Chart
from desktop.train.plots.chart_kinds import KINDS
from desktop.train.plots.crosshair import CrosshairFollower
from desktop.train.plots.export import FIELD_WIDTH, ExportSheet, export_charts, exported
from desktop.train.plots.legend import LegendRow
from desktop.train.plots.navigation import PlotNavigation
from desktop.train.plots.panels import Panel, Panels
from desktop.train.plots.plot_data import Overlay, RenderOptions, length, shared_epoch
from desktop.train.plots.redraw_throttle import RedrawSchedule, RedrawThrottle
from desktop.train.plots.step_markers import StepMarkers, markers_of
from desktop.train.plots.step_range import RangeMode, StepRange
from desktop.train.plots.style import Style
from desktop.train.plots.toolbar import Switch, Toolbar
from desktop.workspace.run.history import History
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from nncore.events import Event
from nncore.recipes.architecture import strongest_dropout
from nncore.storage.files import write_whole

_NARROW = 720
"""Pixels of width that have no room for all words of the toolbar."""

_OBJECT_NAMES = ("loss_plot", "accuracy_plot", "rate_plot")


class Plots(QWidget):
    """The plots of the run in sight with their controls; nothing is drawn while they are hidden."""

    redrawn = Signal()

    def __init__(self, theme: Theme, run: RunInSight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._run = run
        self._history = run.history
        self._overlays: list[Overlay] = []
        self._data_seconds = 0.0
        self._is_paused = False
        self.loss, self.accuracy, self.rate = (Chart(theme, kind) for kind in KINDS)
        for chart, object_name in zip(self._charts, _OBJECT_NAMES, strict=True):
            chart.setObjectName(object_name)
            # for a screen reader; as a tooltip it would stand in the way of the crosshair
            chart.setAccessibleDescription(wording.PLOT_HINT)
        self._schedule = RedrawSchedule(self._charts)
        self._throttle = RedrawThrottle(self)
        self._throttle.due.connect(self._on_due)
        self._lay_out(theme)
        theme.changed.connect(self._on_style_changed)
        run.begun.connect(self._on_begun)
        run.appended.connect(self._on_appended)
        run.changed.connect(self._on_changed)
        run.ended.connect(self._on_view_changed)  # the last events now, and no more room
        self.redraw()

    @property
    def history(self) -> History:
        """What the plots show: the history of the run in sight."""
        return self._history

    @property
    def sight(self) -> StepRange:
        """Which steps are in sight."""
        return self._navigation.sight

    @property
    def words(self) -> str:
        """What the legend says, or what the crosshair reads."""
        return self._row.text

    @property
    def shown_words(self) -> str:
        """As much of it as there is room for."""
        return self._row.shown_text

    @property
    def overlay_words(self) -> str:
        """The names of other runs, and what the crosshair reads of them."""
        return self._overlay_row.text

    def set_overlays(self, overlays: list[Overlay]) -> None:
        """Draw these runs, too, over the same steps."""
        self._overlays = list(overlays)
        self._overlay_bar.setVisible(bool(overlays))
        self.redraw()

    def redraw(self) -> None:
        """Prepare what the plots in sight draw when Qt asks them to."""
        self._prepare(self._panels.charts)

    def _prepare(self, charts: Sequence[Chart]) -> None:
        """Prepare some of the plots; the others stay as they are."""
        began = perf_counter()
        options = self._options(round(self.loss.field.width()))
        if self._has_figures:
            markers = self._markers(options)
            for chart in charts:
                chart.show_history(self._history, self._overlays, options, markers)
        else:
            for chart in self._charts:
                chart.show_sentence()
        self._crosshair_follower.show(self._history, self._overlays, options)
        self._panels.panels[1].set_note(self._gap)
        self._data_seconds = perf_counter() - began
        self.redrawn.emit()

    def _options(self, width: int) -> RenderOptions:
        """How plots are to be looked at now whose steps have so many pixels."""
        epoch_steps = shared_epoch(self._history, self._overlays) if self._overlays else None
        options = self._navigation.options(width, epoch_steps)
        longest = length(self._history, self._overlays, options)
        planned = max(self._run.planned_steps, longest)
        self._navigation.set_steps(planned, len(self._history))
        return options

    @property
    def _gap(self) -> str:
        """Why validation lies above training, where it does and that is known."""
        recipe, history = self._run.recipe, self._history
        if recipe is None or not history.validation_leads:
            return ""
        has_dropout = strongest_dropout(recipe.hidden) > 0
        return wording.gap(varied=not recipe.augmentation.is_nothing, dropout=has_dropout)

    def show_last_steps(self) -> None:
        """Bring the latest steps into sight, as after one by hand, unless they can be told apart.

        Once the run has gone on by more of them, what was in sight before comes back.
        """
        width = round(self.loss.field.width())
        self._options(width)
        self._navigation.show_last_steps(width)

    def state(self) -> dict[str, Any]:
        """How the plots are looked at, as plain values; what is as at first is not among them."""
        return self._navigation.state()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Look at the plots as `state` said; what it cannot have said is left as it is."""
        self._navigation.restore(state)

    def export(self, path: Path, title: str = "") -> None:
        """Write what is in sight to a PNG or an SVG file, whole or not at all.

        title: as of `exported`. Raises ValueError for another ending, OSError where it cannot be
        written.
        """
        write_whole(path, self.exported(path, title))

    def exported(self, path: Path, title: str = "") -> bytes:
        """What is in sight, as `path` is to hold it by its ending: a PNG or an SVG file.

        title: what stands over it: which run this is. Raises ValueError for another ending.
        """
        options = self._options(FIELD_WIDTH)
        legends = [wording.legend(options.span(self._history.losses))]
        if self._overlays:
            names, colours = zip(
                *((each.name, each.colour) for each in self._overlays), strict=True
            )
            legends.append(wording.overlay_legend(names, colours))
        charts = export_charts(self._theme, self)
        try:
            for chart in charts:
                chart.show_history(self._history, self._overlays, options, self._markers(options))
            sheet = ExportSheet(title, legends, charts)
            return exported(sheet, path, Style(self._theme, self.font()))
        finally:
            for chart in charts:
                chart.deleteLater()

    def _markers(self, options: RenderOptions) -> StepMarkers:
        return markers_of(self._history, self.sight, options.width, options.epoch_steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._has_figures or not self._navigation.press(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_style_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._toolbar.set_narrow(self.width() < _NARROW)
        # another width holds another number of points
        self._on_style_changed()

    @Slot()
    def _on_style_changed(self) -> None:
        """Draw all plots anew: they have other colours, another size, or are shown again."""
        self._schedule.request_all()
        self._throttle.request()

    @property
    def _charts(self) -> tuple[Chart, Chart, Chart]:
        return self.loss, self.accuracy, self.rate

    @property
    def _has_figures(self) -> bool:
        return bool(len(self._history)) or any(len(each.history) for each in self._overlays)

    def _lay_out(self, theme: Theme) -> None:
        loss_switch = Switch(*wording.LOSS_AXES)
        accuracy_switch = Switch(*wording.ACCURACY_AXES)
        unit_switch = Switch(*wording.UNITS)
        self._toolbar = Toolbar(theme)
        self._row = LegendRow(theme, wording.LEGEND)
        self._overlay_row = LegendRow(theme, wording.OTHER_RUNS)
        self._overlay_bar = QWidget()
        self._overlay_bar.hide()
        overlays = QHBoxLayout(self._overlay_bar)
        overlays.setContentsMargins(0, 0, 0, 0)
        overlays.addWidget(self._overlay_row, 1)
        overlays.addWidget(unit_switch)
        self._panels = Panels(
            [
                Panel(theme, self.loss, loss_switch),
                Panel(theme, self.accuracy, accuracy_switch),
                Panel(theme, self.rate),
            ]
        )
        top = QHBoxLayout()
        top.setSpacing(2 * SPACE)
        top.addWidget(self._row, 1)
        top.addWidget(self._toolbar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(top)
        layout.addWidget(self._overlay_bar)
        layout.addWidget(self._panels, 1)
        self._navigation = PlotNavigation(
            self._charts, self._toolbar, loss_switch, accuracy_switch, unit_switch, self
        )
        self._navigation.changed.connect(self._on_view_changed)
        self._crosshair_follower = CrosshairFollower(
            self._charts, self._row, self._overlay_row, self
        )

    @Slot()
    def _on_begun(self) -> None:
        """Begin anew with another run; one that goes on needs more room only."""
        if self._history is not self._run.history:
            self._history = self._run.history
            self._crosshair_follower.forget()
            self._navigation.reset()
            self._schedule.request_all()
        self.redraw()

    @Slot(tuple)
    def _on_appended(self, _events: tuple[Event, ...]) -> None:
        self._schedule.mark_stale()
        self._throttle.request()
        if self._is_paused:
            self.show_last_steps()  # one by hand, which has to be seen

    @Slot()
    def _on_changed(self) -> None:
        """Show where a run waits, from the moment on that it does; and no longer once it ended."""
        was_paused, self._is_paused = self._is_paused, self._run.state is RunState.PAUSED
        if self._is_paused and not was_paused:
            self.show_last_steps()
        elif not self._run.is_active:
            self._navigation.leave_last_steps()

    @Slot()
    def _on_view_changed(self) -> None:
        self.redraw()

    @Slot()
    def _on_due(self) -> None:
        if not self.isVisible():
            return
        shown = self._panels.charts
        charts = self._schedule.next(shown, must_all=self.sight.mode is not RangeMode.WHOLE)
        self._prepare(charts)
        self._throttle.spend(self._data_seconds + sum(chart.cost for chart in charts))
        if self._schedule.is_behind(shown):
            self._throttle.request_late()
