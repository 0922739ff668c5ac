"""Undo, redo and clear: three buttons under the canvas, and the keys that do the same.

They ask the drawing what is possible and leave the rest to it.
"""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.narrow_button import NarrowButton
from desktop.formats import hint
from desktop.theme import SPACE

_UNDO_KEYS = ("Ctrl+Z",)
_REDO_KEYS = ("Ctrl+Shift+Z", "Ctrl+Y")
_CLEAR_KEYS = ("Delete", "Esc")


class HistoryButtons(QWidget):
    """A row of buttons that can be pressed when they would do something.

    page: undo and redo are heard in its whole window while it is visible. Delete and Escape count
    only where `add_clear_keys` lets them, since other places have a meaning of their own for them.
    """

    def __init__(self, drawing: Drawing, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._undo = self._button("Undo", "undo_button", _UNDO_KEYS)
        self._redo = self._button("Redo", "redo_button", _REDO_KEYS)
        self._clear = self._button("Clear", "clear_button", _CLEAR_KEYS)
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
        button.setAccessibleName(f"{text} the drawing" if text == "Clear" else text)
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
