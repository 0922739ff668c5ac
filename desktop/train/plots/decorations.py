"""What one finds one's bearings by in a plot: numbers, a grid, epochs, changes of the rate.

They stay while curves grow, and cost nothing as long as they do.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph

from desktop.train.plots.axes import Axis, Edges
from desktop.train.plots.grid_lines import ChangeNames, Changes, GridLines
from desktop.train.plots.scales import Scale, Tick
from desktop.train.plots.step_markers import StepMarkers
from desktop.train.plots.style import Style
from desktop.train.plots.transforms import Frame

_EPOCH_PIXELS = 28
"""Half of the room that the word for an epoch takes: left of the plot stand other numbers."""

_TICK_PIXELS = 34
"""Room that a number takes along the upright axis."""


class Decorations:
    """Keeps the axes and hairlines of one plot up to date.

    axes: those that the plot was made with, by their sides.
    """

    def __init__(self, plot: pyqtgraph.PlotItem, axes: dict[str, Axis]) -> None:
        self._axes = axes
        self._grid = GridLines(plot.vb)
        self._changes = Changes()
        self._names = ChangeNames(plot.vb)
        plot.addItem(self._changes, ignoreBounds=True)
        self._known: tuple[object, ...] = ()

    def wear(self, style: Style) -> None:
        """Take over the colours and the type of the moment."""
        for axis in self._axes.values():
            axis.wear(style)

    def make_room(self, edges: Edges, line_height: int) -> None:
        """Leave as much beside the field as words need."""
        for axis in self._axes.values():
            axis.set_edges(edges, line_height)

    def show(
        self, frame: Frame, scale: Scale, notes: StepMarkers, edges: Edges, style: Style
    ) -> None:
        """Show what belongs to a frame."""
        known = (frame, scale, notes, edges, style)
        if known == self._known:
            return
        self._known = known
        figures = _figures(frame, scale)
        self._axes["left"].show_ticks(figures)
        self._axes["bottom"].show_ticks(_with_unit(notes.steps))
        field = frame.field
        across = [frame.x(tick.value) - field.left() for tick in notes.epochs]
        self._axes["top"].show_ticks(_with_epoch(notes.epochs, across))
        down = [frame.y(tick.value) - field.top() for tick in figures]
        self._grid.show_lines(field.size(), across, down, style)
        self._changes.show_steps([tick.value for tick in notes.changes], style)
        named = notes.changes if edges.has_changes else ()
        places = [frame.x(tick.value) - field.left() for tick in named]
        self._names.show_words(field.size(), places, [tick.text for tick in named], style)

    def set_exported(self) -> None:
        """Be put into a file from now on, in words and lines rather than in pixels."""
        for axis in self._axes.values():
            axis.setCacheMode(axis.CacheMode.NoCache)


def _figures(frame: Frame, scale: Scale) -> list[Tick]:
    """The numbers of the upright axis, at their heights."""
    ticks = scale.ticks(max(2, int(frame.field.height() / _TICK_PIXELS)))
    heights = scale.heights(np.array([tick.value for tick in ticks])).tolist()
    return [Tick(height, tick.text) for height, tick in zip(heights, ticks, strict=True)]


def _with_unit(steps: Sequence[Tick]) -> list[Tick]:
    """Say of the last number what it counts."""
    if not steps:
        return []
    *others, last = steps
    words = f"{last.text} steps" if others else f"step {last.text}"
    return [*others, Tick(last.value, words)]


def _with_epoch(epochs: Sequence[Tick], across: Sequence[float]) -> list[Tick]:
    """Say of the first number that has room for it what it counts.

    across: where the numbers stand, in pixels from the left end of the plot.
    """
    roomy = (place for place, pixels in enumerate(across) if pixels >= _EPOCH_PIXELS)
    first = next(roomy, None)
    return [
        Tick(tick.value, f"epoch {tick.text}") if place == first else tick
        for place, tick in enumerate(epochs)
    ]
