"""How a drawing becomes what the network sees: four live pictures, three of which are switches."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.draw.answer.framing_choice import STEPS, FramingChoice
from desktop.formats import hint
from desktop.theme import SPACE, Theme, sized
from desktop.translation import tr
from desktop.widgets.images import to_image
from desktop.widgets.labels import Caption, Steady
from nncore.array_types import IMAGE_SIDE, ImageArray
from nncore.drawing.framing import FramingSteps

_SMALLEST, _LARGEST = 2, 5
"""Screen pixels a side for each of the frame's."""

_EDGE = 2
"""Pixels that the hairlines on both sides take."""

_FIT = 3
_NOT_POSSIBLE = tr("nothing is fitted while step 2 is off")

_UNSCALED = 2
"""Up to this step, pixels are the canvas's; from then on, the frame's."""

_GAP = SPACE // 2
"""Pixels between pictures with their words and the sentence."""

_LINES = 3
"""Lines that the longest sentence may take."""


class FramingView(QWidget):
    """The steps in a row, and a sentence about them. `chosen`: a FramingChoice was made by hand."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = FramingChoice()
        self._sentence = Caption(theme, self._choice.sentence)
        self._pictures = [StepPicture(number, theme) for number in range(1, len(STEPS) + 1)]
        # the last picture is the frame, whatever was done to it
        self._pictures[-1].setObjectName("network_view")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for picture in self._pictures:
            row.addWidget(picture, 1)
            picture.toggled.connect(self._on_toggled)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addLayout(row)
        self._below = Steady(self._sentence, _LINES)
        column.addWidget(self._below)
        self._room = self.maximumHeight()

    @property
    def least_height(self) -> int:
        """Pixels that it needs with the smallest pictures."""
        return self._pictures[0].sizeHint().height() + _GAP + self._below.height()

    def set_room(self, height: int) -> None:
        """Take no more height than this, as long as the smallest pictures do with it."""
        self._room = height
        self._fit()

    def show_steps(self, steps: FramingSteps | None, beginning: tuple[str, str]) -> None:
        """Show what became of a drawing; None without ink, or without network.

        beginning: what it begins with, in a word, and what is to be said of that.
        """
        self._pictures[0].describe(*beginning)
        shown = (
            (None,) * len(STEPS)
            if steps is None
            else (steps.strokes, steps.cropped, steps.fitted, steps.frame)
        )
        for picture, pixels in zip(self._pictures, shown, strict=True):
            picture.show_pixels(pixels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        gaps = (len(self._pictures) - 1) * SPACE
        width = (self.width() - gaps) // len(self._pictures)
        for picture in self._pictures:
            picture.fit(width, self._room - _GAP - self._below.height())

    @Slot()
    def _on_toggled(self) -> None:
        number = next(each.number for each in self._pictures if each is self.sender())
        self._choice = self._choice.switched(number)
        self._pictures[_FIT - 1].set_possible(self._choice.crop)
        self._sentence.setText(self._choice.sentence)
        self.chosen.emit(self._choice)


class StepPicture(QAbstractButton):
    """One step: its picture, its number and its word. Down while the step is taken.

    The first one is no step, but where they begin: it cannot be clicked.
    """

    def __init__(self, number: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self._theme = theme
        self._word = STEPS[number - 1]
        self._about = ""
        self._image: QImage | None = None
        self._side = _side(0)
        self.setObjectName(f"framing_step_{number}")
        self.setText(f"{number} {self._word}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(sized(self.font(), 0.85))
        if number > 1:
            self.setCheckable(True)
            self.setChecked(True)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.toggled.connect(self._on_toggled)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._explain()
        theme.changed.connect(self._on_theme_changed)

    @property
    def image(self) -> QImage | None:
        """The picture shown, as large as it is, if there is one."""
        return self._image

    def describe(self, word: str, about: str) -> None:
        """Bear another word, and say more on what is shown."""
        if (word, about) != (self._word, self._about):
            self._word, self._about = word, about
            self.setText(f"{self.number} {word}")
            self._explain()

    def set_possible(self, is_possible: bool) -> None:
        """Whether the step does anything as the steps before it are."""
        self.setEnabled(is_possible)
        self._explain()

    def show_pixels(self, pixels: ImageArray | None) -> None:
        """Show (H, W) pixels, or that there are none."""
        self._image = None if pixels is None else to_image(pixels)
        self.update()

    def sizeHint(self) -> QSize:
        side = _SMALLEST * IMAGE_SIDE + _EDGE
        return QSize(
            max(side, self.fontMetrics().horizontalAdvance(self.text())), self._height(side)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def fit(self, width: int, height: int) -> None:
        """Have as large a picture as fits with its words, and be as high as both are."""
        self._side = _side(min(width, height - self._height(0)))
        self.setFixedHeight(self._height(self._side))
        self.update()

    def _height(self, side: int) -> int:
        return side + SPACE // 2 + self.fontMetrics().height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self._side
        square = QRect(1, 1, side - _EDGE, side - _EDGE)
        is_on = (self.isChecked() and self.isEnabled()) or not self.isCheckable()
        if self._image is None:
            painter.fillRect(square, self._theme.paper)
        else:
            painter.fillRect(square, Qt.GlobalColor.black)
            self._paint_picture(painter, square, self._image)
        painter.setPen(QPen(self._theme.accent if self.hasFocus() else self._theme.line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square.adjusted(-1, -1, 0, 0))
        font = self.font()
        font.setStrikeOut(not is_on)
        font.setUnderline(self.underMouse() and self.isCheckable())
        painter.setFont(font)
        painter.setPen(self._theme.text if is_on else self._theme.muted)
        words = QRect(0, side, self.width(), self.height() - side)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self.text()
        )

    def _paint_picture(self, painter: QPainter, square: QRect, image: QImage) -> None:
        """As large as fits; what is made of the frame's pixels already, at the frame's scale."""
        if self.number > _UNSCALED:
            side = square.width() // IMAGE_SIDE * image.width()
            place = QRect(0, 0, side, side)
            place.moveCenter(square.center())
            painter.drawImage(place, image)
            if image.width() < IMAGE_SIDE:
                painter.setPen(self._theme.muted)
                painter.drawRect(place.adjusted(0, 0, -1, -1))
            return
        ratio = self.devicePixelRatioF()
        scaled = image.scaled(
            square.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        place = QRect(QPoint(), scaled.deviceIndependentSize().toSize())
        place.moveCenter(square.center())
        painter.drawImage(place.topLeft(), scaled)

    def _explain(self) -> None:
        name = tr("Step {number} of framing: {word}", number=self.number, word=self._word)
        if not self.isEnabled():
            name = f"{name}, {_NOT_POSSIBLE}"
            self.setToolTip(hint(_NOT_POSSIBLE.capitalize()))
        elif self.isCheckable():
            is_on = self.isChecked()
            name = tr("{step}, on", step=name) if is_on else tr("{step}, off", step=name)
            switch = (
                tr("Switch step {number} off", number=self.number)
                if is_on
                else tr("Switch step {number} on", number=self.number)
            )
            self.setToolTip(hint(switch))
        else:
            self.setToolTip(hint(self._about))
            self.setAccessibleDescription(self._about)
        self.setAccessibleName(name)

    @Slot()
    def _on_toggled(self) -> None:
        self._explain()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


def _side(width: int) -> int:
    """The side of the picture in so much room, in whole screen pixels for each of the frame's."""
    scale = min(max((width - _EDGE) // IMAGE_SIDE, _SMALLEST), _LARGEST)
    return scale * IMAGE_SIDE + _EDGE
