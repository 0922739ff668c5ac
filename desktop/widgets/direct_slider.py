"""A slider whose groove can be clicked."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class DirectSlider(QSlider):
    """A horizontal one: a click in the groove goes there, not one step in its direction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    @property
    def ends(self) -> tuple[float, float]:
        """Where the middle of the handle is at the least value, and at the most, in pixels."""
        groove, handle = self._groove_and_handle()
        half = handle.width() / 2
        return groove.left() + half, groove.right() + 1 - half

    def mousePressEvent(self, event: QMouseEvent) -> None:
        groove, handle = self._groove_and_handle()
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not handle.contains(place):
            room = groove.width() - handle.width()
            left = place.x() - groove.left() - handle.width() // 2
            self.setValue(
                QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), left, room)
            )
        super().mousePressEvent(event)

    def _groove_and_handle(self) -> tuple[QRect, QRect]:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        groove, handle = (
            self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
            for part in (QStyle.SubControl.SC_SliderGroove, QStyle.SubControl.SC_SliderHandle)
        )
        return groove, handle
