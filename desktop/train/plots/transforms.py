"""From steps and figures to pixels, for everything that has its place in a plot.

They know no widgets: a scene, and the room for it.
"""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from desktop.train.plots.plot_data import PlotData


class Frame(NamedTuple):
    """What is in sight in pyqtgraph's coordinates, and the field that it fills."""

    left: float
    right: float
    bottom: float
    top: float
    field: QRectF

    def x(self, step: float) -> float:
        """The pixel from the left where a step is."""
        field = self.field
        return field.left() + (step - self.left) / (self.right - self.left) * field.width()

    def y(self, height: float) -> float:
        """The pixel from above where a height on the axis is."""
        field = self.field
        return field.bottom() - (height - self.bottom) / (self.top - self.bottom) * field.height()

    def step(self, x: float) -> float:
        """The step at a pixel from the left."""
        share = (x - self.field.left()) / max(1.0, self.field.width())
        return self.left + share * (self.right - self.left)


def frame_of(scene: PlotData, field: QRectF) -> Frame:
    """How a scene fills a field."""
    scale = scene.scale
    bottom, top = scale.heights(np.array([scale.low, scale.high])).tolist()
    return Frame(scene.low, scene.high, bottom, top, field)
