"""Opens and closes a part of a tab from a menu, as the button does that stands in the tab."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QWidget


class PaneAction(QAction):
    """Presses a checkable button; what opens then gets the keyboard focus.

    It is checked as the button is, and can be chosen while the button is in sight.
    """

    def __init__(self, text: str, button: QAbstractButton, pane: QWidget) -> None:
        super().__init__(text, button)
        self._button = button
        self._pane = pane
        self.setCheckable(True)
        self.setChecked(button.isChecked())
        self.setEnabled(button.isVisible())
        self.triggered.connect(self._on_triggered)
        button.toggled.connect(self.setChecked)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._button and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.setEnabled(self._button.isVisible())
        return super().eventFilter(watched, event)

    @Slot()
    def _on_triggered(self) -> None:
        self._button.click()
        if self._button.isChecked():
            focus_first(self._pane, otherwise=self._button)
        else:
            self._button.setFocus(Qt.FocusReason.ShortcutFocusReason)


def focus_first(pane: QWidget, *, otherwise: QWidget) -> None:
    """Give the keyboard focus to what Tab would reach first in `pane`, or else to `otherwise`."""
    each: QWidget | None = pane
    while each is not None and (each is pane or pane.isAncestorOf(each)):
        takes_tab = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes_tab and each.isVisible() and each.isEnabled():
            each.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        each = each.nextInFocusChain()
        if each is pane:
            break
    otherwise.setFocus(Qt.FocusReason.ShortcutFocusReason)
