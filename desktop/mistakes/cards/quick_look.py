"""A quick look: the current image large over the gallery, with its sentence.

The keyboard stays in the gallery, whose arrows it follows.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.mistakes.cards.model import CardRole, MistakesModel
from desktop.theme import SPACE, Theme, sized
from desktop.widgets.images import to_inked_image
from nncore.array_types import IMAGE_SIDE

_RADIUS = 8
_MOST = 16
"""Pixels of the screen, at most, for each of the image's own."""

_WORDS = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap


class QuickLook(QWidget):
    """Shows the image of one row within its parent; a click closes it."""

    def __init__(self, model: MistakesModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._row = QPersistentModelIndex()
        self._side = IMAGE_SIDE
        self.setObjectName("quick_look")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        theme.changed.connect(self._on_theme_changed)

    @property
    def words(self) -> str:
        """What stands below the image: its sentence, and since when it is read so."""
        row = self._row
        texts = (row.data(Qt.ItemDataRole.AccessibleTextRole), row.data(CardRole.SINCE))
        return "\n".join(text for text in texts if text)

    def follow(self, index: QModelIndex, room: QRect) -> None:
        """If an image is shown, show that of another row; hide for no row."""
        if self.isVisible():
            self.show_row(index, room)

    def show_row(self, index: QModelIndex, room: QRect) -> None:
        """Show the image of a row, as large as `room` of the parent allows."""
        if not index.isValid():
            self.hide()
            return
        self._row = QPersistentModelIndex(index)
        self.setAccessibleName(self.words)
        self._fit(room)
        self.show()
        self.raise_()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or else the gallery below would be clicked

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._row.isValid():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.muted)  # it lies on cards of its own colour
        painter.setBrush(self._theme.paper)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(ground, _RADIUS, _RADIUS)
        pixels = self._model.pixels(self._row.row())
        image = to_inked_image(pixels, self._theme.ink, self._theme.paper)
        left = (self.width() - self._side) // 2
        painter.drawImage(QRect(left, 2 * SPACE, self._side, self._side), image)
        painter.setFont(sized(self.font(), 1.0))
        painter.setPen(self._theme.text)
        painter.drawText(self._words_area(), _WORDS, self.words)

    def _fit(self, room: QRect) -> None:
        """Be as large as `room` allows with whole pixels, in its middle."""
        metrics, margins = self.fontMetrics(), 4 * SPACE
        most = room.width() - margins
        lines = [metrics.horizontalAdvance(each) for each in self.words.split("\n")]
        widest = min(max(lines) + 1, most)
        words = sum(-(-each // max(most, 1)) for each in lines) * metrics.lineSpacing()
        free = min(room.width() - margins, room.height() - words - margins - 3 * SPACE)
        self._side = min(max(free // IMAGE_SIDE, 2), _MOST) * IMAGE_SIDE
        width = max(self._side, widest) + margins
        size = QSize(width, self._side + words + margins + SPACE)
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        place.moveTop(max(place.top(), room.top()))
        self.setGeometry(place)

    def _words_area(self) -> QRect:
        top = self._side + 3 * SPACE
        return QRect(2 * SPACE, top, self.width() - 4 * SPACE, self.height() - top - SPACE)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
