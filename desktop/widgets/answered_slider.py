"""A slider, and below it what is answered at each of its places."""

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import Theme
from desktop.widgets.answer_strip import AnswerStrip
from desktop.widgets.direct_slider import DirectSlider


class AnsweredSlider(QWidget):
    """slider, strip: the two parts, which stand place below place whatever the style."""

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
