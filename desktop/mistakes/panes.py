"""The three panes of the tab, matrix, gallery and inspector, side by side; and what stands in place
of the gallery where there are no cards.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.formats import part_done
from desktop.theme import SPACE, Theme, sized
from desktop.translation import tr
from desktop.widgets.labels import PlainLabel

_MATRIX, _INSPECTOR = 330, 270
"""Widths at first, in pixels; the gallery takes the rest."""

_PRESSED_MILLISECONDS = 50
"""Between two looks at a pressed mouse."""

_NARROW = 1000
"""Below this width the three do not stand beside each other."""


class Panes(QWidget):
    """Shows those of the three that are wanted. In a narrow window the inspector takes the right
    part of the gallery, and comes only when an image is chosen.
    """

    def __init__(
        self,
        matrix: QWidget,
        gallery: QWidget,
        inspector: QWidget,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._matrix = matrix
        self._inspector = inspector
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(2 * SPACE)
        self._splitter.addWidget(matrix)
        self._splitter.addWidget(gallery)
        self._splitter.setStretchFactor(1, 1)
        self._sheet = _Sheet(theme, self)
        self._is_wanted = self._is_chosen = self._is_narrow = False
        self._reflow = QTimer(self, singleShot=True)
        self._reflow.timeout.connect(self._on_reflow)
        self._row = QVBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._place_inspector()
        self._splitter.setSizes([_MATRIX, _NARROW, _INSPECTOR])
        self._row.addWidget(self._splitter)
        self._sheet.raise_()

    @property
    def shows_inspector(self) -> bool:
        """Whether the inspector is wanted, and so shows any image that is chosen."""
        return self._is_wanted

    def show_panes(self, *, matrix: bool, inspector: bool, is_chosen: bool) -> None:
        """Show what is wanted. is_chosen: whether the inspector has something to show."""
        self._is_wanted, self._is_chosen = inspector, is_chosen
        self._matrix.setVisible(matrix)
        self._show_inspector()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place_inspector()
        self._sheet.setGeometry(
            QRect(self.width() - self._sheet_width, 0, self._sheet_width, self.height())
        )
        self._show_inspector()

    @property
    def _sheet_width(self) -> int:
        return max(self.width() // 3, _INSPECTOR)

    def _place_inspector(self) -> None:
        if self._is_narrow:
            self._sheet.hold(self._inspector)
        else:
            self._splitter.addWidget(self._inspector)

    def _show_inspector(self) -> None:
        is_over = self._is_narrow and self._is_wanted and self._is_chosen
        self._sheet.setVisible(is_over)
        self._reflow.start()
        self._inspector.setVisible(self._is_wanted)

    @Slot()
    def _on_reflow(self) -> None:
        """Make room beside the inspector that lies over the gallery, but move no card from under a
        pressed mouse.
        """
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._reflow.start(_PRESSED_MILLISECONDS)
            return
        self._reflow.setInterval(0)
        right = 0 if self._sheet.isHidden() else self._sheet_width + SPACE
        self._row.setContentsMargins(0, 0, right, 0)


class GalleryPane(QStackedWidget):
    """The gallery, or a sentence that says why there are no cards, with a button that leads on.

    otherwise: what the button does where nothing else is said of it.
    """

    def __init__(
        self, gallery: QWidget, otherwise: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._gallery = gallery
        self._otherwise = self._way_on = otherwise
        self._empty_state = EmptyState(self)
        self._reading = ""
        self._cancel = otherwise
        self.addWidget(gallery)
        self.addWidget(self._empty_state)
        self._empty_state.pressed.connect(self._on_pressed)

    def show_cards(self) -> None:
        """Show the gallery."""
        self._reading = ""
        self.setCurrentWidget(self._gallery)

    def say(
        self, sentence: str, button: str = "", way_on: Callable[[], None] | None = None
    ) -> None:
        """Say why there are no cards. way_on: what the button does."""
        self._reading = ""
        self._show(sentence, button, way_on or self._otherwise)

    def say_reading(self, sentence: str, cancel: Callable[[], None]) -> None:
        """Say what is being read; once its progress is told, also how to cancel it."""
        self.say(f"{sentence}…")
        self._reading, self._cancel = sentence, cancel

    @Slot(float)
    def tell_progress(self, done: float) -> None:
        """Show the fraction that is read."""
        if self._reading:
            self._show(f"{self._reading}… {part_done(done)}", tr("Cancel"), self._cancel)

    def _show(self, sentence: str, button: str, way_on: Callable[[], None]) -> None:
        self._empty_state.say(sentence, button)
        self._way_on = way_on
        self.setCurrentWidget(self._empty_state)

    @Slot()
    def _on_pressed(self) -> None:
        self._way_on()


class _Sheet(QFrame):
    """A ground that hides what is behind it, with a line at its edge."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAutoFillBackground(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE, 0, 0, 0)
        self.hide()

    def hold(self, widget: QWidget) -> None:
        """Take a widget in."""
        self._column.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self._theme.line)
        painter.drawLine(0, 0, 0, self.height())


class EmptyState(QWidget):
    """A sentence in the middle of the room, with a button under it where there is a way on."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = PlainLabel("", self, wraps=True)
        self._label.setObjectName("empty_label")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setFont(sized(self.font(), 1.2))
        self._button = QPushButton(self)
        self._button.setObjectName("empty_button")
        self._button.clicked.connect(self.pressed)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addStretch(2)
        layout.addWidget(self._label)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def say(self, sentence: str, button: str = "") -> None:
        """Say this, with a button of that name, or without any."""
        self._label.setText(sentence)
        self._button.setText(button)
        self._button.setAccessibleName(button)
        self._button.setVisible(bool(button))
