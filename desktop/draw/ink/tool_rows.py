"""The two rows under the canvas: undo, redo and clear; the eraser and the pen's width."""

from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.tools import THINNEST, WIDEST, Tools
from desktop.formats import accuracy, hint
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.buttons import NarrowButton

_UNDO_KEYS = ("Ctrl+Z",)
_REDO_KEYS = ("Ctrl+Shift+Z", "Ctrl+Y")
_CLEAR_KEYS = ("Delete", "Esc")
ERASER_KEY = "E"

_STEPS = 1000
"""Of the slider, for the whole side of the canvas: a thousandth is a step."""

_SLIDER_WIDTH = 11 * SPACE
_DOT_SIDE = 3 * SPACE


class HistoryButtons(QWidget):
    """A row of buttons that can be pressed when they would do something.

    page: undo and redo are heard in its whole window while it is visible. Delete and Escape count
    only where `add_clear_keys` lets them, since other places have a meaning of their own for them.
    """

    def __init__(self, drawing: Drawing, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._undo = self._button(tr("Undo"), "undo_button", _UNDO_KEYS)
        self._redo = self._button(tr("Redo"), "redo_button", _REDO_KEYS)
        self._clear = self._button(tr("Clear"), "clear_button", _CLEAR_KEYS)
        self._clear.setAccessibleName(tr("Clear the drawing"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for button in (self._undo, self._redo, self._clear):
            row.addWidget(button)
        row.addStretch()
        self._connect(page)
        self._on_changed()

    def add_button(self, button: QPushButton) -> None:
        """Put another button at the end of the row."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.count() - 1, button)

    def add_clear_keys(self, place: QWidget) -> None:
        """Let Delete and Escape clear the drawing there, too, while the keyboard is inside."""
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key in _CLEAR_KEYS:
            shortcut = QShortcut(QKeySequence(key), place, context=inside)
            shortcut.activated.connect(self._on_clear_asked)

    def _button(self, text: str, name: str, keys: tuple[str, ...]) -> QPushButton:
        button = NarrowButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text)
        shown = QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(hint(f"{text} ({shown})"))
        # a click leaves the keys with the canvas
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _connect(self, page: QWidget) -> None:
        self._clear.clicked.connect(self._on_clear_asked)
        for keys, button, action in (
            (_UNDO_KEYS, self._undo, self._on_undo_asked),
            (_REDO_KEYS, self._redo, self._on_redo_asked),
        ):
            button.clicked.connect(action)
            for key in keys:
                shortcut = QShortcut(QKeySequence(key), page)
                shortcut.activated.connect(action)
        self._drawing.changed.connect(self._on_changed)

    @Slot()
    def _on_undo_asked(self) -> None:
        self._drawing.undo()

    @Slot()
    def _on_redo_asked(self) -> None:
        self._drawing.redo()

    @Slot()
    def _on_clear_asked(self) -> None:
        self._drawing.clear()

    @Slot()
    def _on_changed(self) -> None:
        self._undo.setEnabled(self._drawing.can_undo)
        self._redo.setEnabled(self._drawing.can_redo)
        self._clear.setEnabled(not self._drawing.is_empty)


class ToolRow(QWidget):
    """The eraser's button and the pen's width, which show and change what the hand holds."""

    def __init__(self, tools: Tools, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._eraser = _eraser_button()
        self._slider = _width_slider()
        self._dot = _WidthDot(tools, theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for part in (self._eraser, self._dot, self._slider):
            row.addWidget(part)
        row.addStretch()
        self._eraser.toggled.connect(self._on_eraser_toggled)
        self._slider.valueChanged.connect(self._on_slider_moved)
        tools.changed.connect(self._on_tools_changed)
        self._on_tools_changed()

    def add_key(self, place: QWidget) -> None:
        """Let the eraser's key count there, too, while the keyboard is inside."""
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        key = QShortcut(QKeySequence(ERASER_KEY), place, context=inside)
        key.activated.connect(self._on_key_pressed)

    @Slot()
    def _on_key_pressed(self) -> None:
        self._tools.set_erasing(not self._tools.is_erasing)

    @Slot(bool)
    def _on_eraser_toggled(self, is_checked: bool) -> None:
        self._tools.set_erasing(is_checked)

    @Slot(int)
    def _on_slider_moved(self, position: int) -> None:
        if position != _position(self._tools.pen_width):
            self._tools.set_pen_width(position / _STEPS)

    @Slot()
    def _on_tools_changed(self) -> None:
        self._eraser.setChecked(self._tools.is_erasing)
        position = _position(self._tools.pen_width)
        self._slider.setValue(position)
        self._slider.setToolTip(
            hint(tr("Width of the pen: {width} of the canvas", width=accuracy(position / 1000)))
        )


class _WidthDot(QWidget):
    """A dot that grows with the pen; its box shows how wide a pen can be."""

    def __init__(self, tools: Tools, theme: Theme) -> None:
        super().__init__()
        self._tools, self._theme = tools, theme
        tools.changed.connect(self._on_changed)
        theme.changed.connect(self._on_changed)
        self.setFixedSize(_DOT_SIDE, _DOT_SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.ink)
        radius = self._tools.pen_width / WIDEST * _DOT_SIDE / 2
        painter.drawEllipse(QPointF(_DOT_SIDE / 2, _DOT_SIDE / 2), radius, radius)

    @Slot()
    def _on_changed(self) -> None:
        self.update()


def _eraser_button() -> QPushButton:
    button = NarrowButton(tr("Eraser"))
    button.setObjectName("eraser_button")
    button.setCheckable(True)
    button.setAccessibleName(tr("Eraser"))
    button.setToolTip(hint(tr("Take away what the eraser touches ({key})", key=ERASER_KEY)))
    # a click leaves the keys with the canvas
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _width_slider() -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName("pen_width_slider")
    slider.setRange(round(THINNEST * _STEPS), round(WIDEST * _STEPS))
    slider.setSingleStep(2)
    slider.setPageStep(10)
    slider.setMinimumWidth(_SLIDER_WIDTH // 2)
    slider.setMaximumWidth(_SLIDER_WIDTH)
    slider.setAccessibleName(tr("Width of the pen"))
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return slider


def _position(width: float) -> int:
    return round(width * _STEPS)
