"""A slider whose groove can be clicked, and one with what is answered at each of its places."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QVBoxLayout, QWidget

from desktop.theme import Theme
from desktop.widgets.answer_strip import AnswerStrip


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


class AnsweredSlider(QWidget):
    """A slider over a strip of the answers at its places.

    slider, strip: the two parts, which stand place below place whatever the style.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = DirectSlider(self)
        self.strip = AnswerStrip(theme, self)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.rangeChanged.connect(self._on_moved)
        self.slider.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.slider)
        column.addWidget(self.strip)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.slider and event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            self.strip.set_ends(self.slider.ends)
        elif event.type() == QEvent.Type.Wheel and not self.slider.hasFocus():
            event.ignore()  # who scrolls past it does not mean to move it
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_moved(self) -> None:
        self.strip.set_place(self.slider.value() - self.slider.minimum())
