"""The crosshair over all plots, and the rows of words: a legend, or what the crosshair reads.

They know figures and words, and nothing of how curves are drawn.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from desktop.train.plots import wording
from desktop.train.plots.chart import Chart, Crosshair
from desktop.train.plots.crosshair_values import reading_at
from desktop.train.plots.legend import LegendRow
from desktop.train.plots.overlays import Overlay
from desktop.train.plots.plot_data import RenderOptions
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
        self._glance: RenderOptions | None = None
        self._pointed: tuple[Chart, float] | None = None
        for chart in charts:
            chart.pointed.connect(self._on_pointed)
            chart.left.connect(self._on_left)

    def show(self, history: History, overlays: Sequence[Overlay], glance: RenderOptions) -> None:
        """Read these figures from now on; the pointer stays over the pixel that it is over."""
        self._history, self._overlays, self._glance = history, overlays, glance
        self._show()

    def forget(self) -> None:
        """There is nothing to point at any more."""
        self._pointed = None
        self._show()

    @property
    def _step(self) -> int | None:
        """The step under the pointer, or the last one where it is beyond."""
        last = max([len(self._history), *(len(each.history) for each in self._overlays)])
        if self._pointed is None or not last:
            return None
        chart, x = self._pointed
        return min(max(1, round(chart.step_at(x))), last)

    def _show(self) -> None:
        step, glance = self._step, self._glance
        if glance is None:
            return
        if step is None:
            self._show_legends(glance)
            return
        others = [each.history for each in self._overlays]
        reading = reading_at(self._history, others, step, glance)
        figures = (reading.run.loss, reading.run.accuracy, reading.rate)
        for chart, figure in zip(self._charts, figures, strict=True):
            chart.show_crosshair(Crosshair(step, figure))
        last = max(len(self._history), round(glance.sight.high))
        self._row.say(wording.readout(reading, last, self._history.epoch_at(last)))
        names, colours = self._named_overlays
        self._overlay_row.say(wording.overlay_readout(names, colours, reading.others))

    def _show_legends(self, glance: RenderOptions) -> None:
        for chart in self._charts:
            chart.show_crosshair(None)
        is_empty = not len(self._history)
        self._row.say([] if is_empty else wording.legend(glance.span(self._history.losses)))
        self._overlay_row.say(wording.overlay_legend(*self._named_overlays))

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
