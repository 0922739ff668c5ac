"""The live plots: loss, accuracy and learning rate, in line with each other over the same steps."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import SPACE, Theme
from desktop.train import wording as training_wording
from desktop.train.plots import plot_data, wording
from desktop.train.plots.axes import Edges
from desktop.train.plots.chart import Chart
from desktop.train.plots.crosshair import CrosshairFollower
from desktop.train.plots.curve_set import CurveNames
from desktop.train.plots.export import CHART_WIDTH, FIELD_WIDTH, ExportPart, ExportSheet, export
from desktop.train.plots.legend import LegendRow, Sample
from desktop.train.plots.navigation import PlotNavigation
from desktop.train.plots.overlays import Overlay, overlay_colour
from desktop.train.plots.panels import Panel, Panels
from desktop.train.plots.plot_data import PlotData, RenderOptions
from desktop.train.plots.redraw_throttle import RedrawSchedule, RedrawThrottle
from desktop.train.plots.step_markers import notes_of
from desktop.train.plots.step_range import Mode, StepRange
from desktop.train.plots.style import Style
from desktop.train.plots.toolbar import Switch, Toolbar
from desktop.workspace.run.history import History
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.events import Event

_NARROW = 720
"""Pixels of width that have no room for all words of the toolbar."""

_OBJECT_NAMES = ("loss_plot", "accuracy_plot", "rate_plot")

_MEAN, _RAW, _VALIDATION = (each.value for each in (Sample.MEAN, Sample.RANGE, Sample.VALIDATION))
_LOSS_CURVES = CurveNames(_MEAN, _RAW, _VALIDATION)
_ACCURACY_CURVES = CurveNames(_MEAN, validation=_VALIDATION)
_RATE_CURVES = CurveNames("learning rate")
"""What the curves are called: in the legend, and by scripts."""

_EXPORTED = (
    (wording.LOSS, wording.LOSS_UNIT, _LOSS_CURVES, 360),
    (wording.ACCURACY, wording.ACCURACY_UNIT, _ACCURACY_CURVES, 240),
    (wording.RATE, wording.RATE_UNIT, _RATE_CURVES, 140),
)
"""The plots in a file, and how high they are."""


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
        self.loss = Chart(theme, wording.LOSS_NAME, training_wording.EMPTY_LOSS, _LOSS_CURVES)
        self.accuracy = Chart(
            theme, wording.ACCURACY_NAME, training_wording.EMPTY_ACCURACY, _ACCURACY_CURVES
        )
        self.rate = Chart(theme, wording.RATE_NAME, wording.EMPTY_RATE, _RATE_CURVES)
        for chart, object_name in zip(self._charts, _OBJECT_NAMES, strict=True):
            chart.setObjectName(object_name)
            # for a screen reader; as a tooltip it would stand in the way of the crosshair
            chart.setAccessibleDescription(wording.PLOT_HINT)
        self._turns = RedrawSchedule(self._charts)
        self._pacer = RedrawThrottle(self)
        self._pacer.due.connect(self._on_due)
        self._lay_out(theme)
        theme.changed.connect(self._on_theme_changed)
        run.begun.connect(self._on_begun)
        run.appended.connect(self._on_appended)
        run.ended.connect(self._on_ended)
        self.redraw()

    @property
    def history(self) -> History:
        """What the plots show: the history of the run in sight."""
        return self._history

    @property
    def sight(self) -> StepRange:
        """Which steps are in sight."""
        return self._looking.sight

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
        self._overlay_row.setVisible(bool(overlays))
        self.redraw()

    def overlay_colour(self, index: int) -> QColor:
        """The colour of the overlay `index` in the theme of the moment."""
        return overlay_colour(self._theme, index)

    def redraw(self) -> None:
        """Prepare what the plots in sight draw when Qt asks them to."""
        self._prepare(self._panels.charts)

    def _prepare(self, charts: Sequence[Chart]) -> None:
        """Prepare some of the plots; the others stay as they are."""
        began = perf_counter()
        lengths = [len(each.history) for each in self._overlays]
        self.sight.set_steps(max([self._run.planned_steps, *lengths]), len(self._history))
        glance = self._looking.glance(round(self.loss.field.width()))
        if self._has_figures:
            self._show_scenes(glance, charts)
        else:
            for chart in self._charts:
                chart.show_sentence()
        self._pointing.show(self._history, self._overlays, glance)
        self._data_seconds = perf_counter() - began
        self.redrawn.emit()

    def export(self, path: Path) -> None:
        """Write what is in sight to a PNG or an SVG file, whole or not at all.

        Raises ValueError for another ending, OSError where it cannot be written.
        """
        glance = self._looking.glance(FIELD_WIDTH)
        names = [each.name for each in self._overlays]
        colours = [each.colour for each in self._overlays]
        legends = [wording.legend(glance.span(self._history.losses))]
        if names:
            legends.append(wording.overlay_legend(names, colours))
        parts = self._parts(glance)
        try:
            export(ExportSheet(legends, parts), path, Style(self._theme, self.font()))
        finally:
            for part in parts:
                part.chart.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._has_figures or not self._looking.press(event):
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._request_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._toolbar.set_narrow(self.width() < _NARROW)
        # another width holds another number of points
        self._request_all()

    def _request_all(self) -> None:
        self._turns.want_all()
        self._pacer.request()

    @property
    def _charts(self) -> tuple[Chart, Chart, Chart]:
        return self.loss, self.accuracy, self.rate

    @property
    def _has_figures(self) -> bool:
        return bool(len(self._history)) or any(len(each.history) for each in self._overlays)

    def _show_scenes(self, glance: RenderOptions, charts: Sequence[Chart]) -> None:
        notes = notes_of(self._history, self.sight, glance.width)
        for chart, scene in zip(self._charts, self._sceneries(glance), strict=True):
            if chart in charts:
                chart.show_scene(scene(), notes)

    def _parts(self, glance: RenderOptions) -> list[ExportPart]:
        """Plots for a file: of other sizes than those on screen, and with all words."""
        notes = notes_of(self._history, self.sight, FIELD_WIDTH)
        parts: list[ExportPart] = []
        for (title, unit, curves, height), scene in zip(
            _EXPORTED, self._sceneries(glance), strict=True
        ):
            chart = Chart(self._theme, title, "", curves, self)
            chart.resize(CHART_WIDTH, height)
            is_first, is_last = not parts, len(parts) == len(_EXPORTED) - 1
            chart.set_edges(Edges(is_last, is_first, is_first))
            chart.show_scene(scene(), notes)
            parts.append(ExportPart(title, unit, height, chart))
        return parts

    def _sceneries(self, glance: RenderOptions) -> tuple[Callable[[], PlotData], ...]:
        """What makes the scene of each plot, when it is wanted."""
        others = [(each.name, each.colour, each.history) for each in self._overlays]
        return (
            partial(plot_data.loss_scene, self._history, others, glance),
            partial(plot_data.accuracy_scene, self._history, others, glance),
            partial(plot_data.rate_scene, self._history, glance),
        )

    def _lay_out(self, theme: Theme) -> None:
        loss_switch = Switch(*wording.LOSS_AXES)
        accuracy_switch = Switch(*wording.ACCURACY_AXES)
        self._toolbar = Toolbar(theme)
        self._row = LegendRow(theme, "Legend and readout")
        self._overlay_row = LegendRow(theme, "Other runs")
        self._overlay_row.hide()
        self._panels = Panels(
            [
                Panel(theme, wording.LOSS, wording.LOSS_UNIT, self.loss, loss_switch),
                Panel(
                    theme, wording.ACCURACY, wording.ACCURACY_UNIT, self.accuracy, accuracy_switch
                ),
                Panel(theme, wording.RATE, wording.RATE_UNIT, self.rate),
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
        layout.addWidget(self._overlay_row)
        layout.addWidget(self._panels, 1)
        self._looking = PlotNavigation(
            self._charts, self._toolbar, loss_switch, accuracy_switch, self
        )
        self._looking.changed.connect(self._on_looked)
        self._pointing = CrosshairFollower(self._charts, self._row, self._overlay_row, self)

    @Slot()
    def _on_begun(self) -> None:
        """Begin anew with another run; one that goes on needs more room only."""
        if self._history is not self._run.history:
            self._history = self._run.history
            self._pointing.forget()
            self._looking.reset()
            self._turns.want_all()
        self.redraw()

    @Slot(tuple)
    def _on_appended(self, _events: tuple[Event, ...]) -> None:
        self._turns.have_news()
        self._pacer.request()

    @Slot()
    def _on_ended(self) -> None:
        """Draw the last events now, and no more room than they need."""
        self.redraw()

    @Slot()
    def _on_looked(self) -> None:
        self.redraw()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._request_all()

    @Slot()
    def _on_due(self) -> None:
        if not self.isVisible():
            return
        shown = self._panels.charts
        charts = self._turns.next(shown, must_all=self.sight.mode is not Mode.WHOLE)
        self._prepare(charts)
        self._pacer.spend(self._data_seconds + sum(chart.cost for chart in charts))
        if self._turns.is_behind(shown):
            self._pacer.request_late()
