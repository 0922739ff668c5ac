"""Buttons that styles do not have: the one accent action of a screen, an action as a link, narrow
ones, and ones that stay down; and the entry of a menu that presses one.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme, sized

_RADIUS = 4.0

_TOGGLE_LINE = 2
"""Pixels of the line in a button that is down."""


class AccentButton(QPushButton):
    """Filled with the accent colour while it can be pressed, white text on it."""

    def __init__(self, text: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.setMinimumHeight(4 * SPACE + 4)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._on_theme_changed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._ink, 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), 2, 2)
        painter.setPen(self._ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(self.rect(), int(flags), self.text())

    @property
    def _ground(self) -> QColor:
        if not self.isEnabled():
            return self._theme.line
        if self.isDown():
            return self._theme.accent.darker(125)
        return self._theme.accent.darker(108) if self.underMouse() else self._theme.accent

    @property
    def _ink(self) -> QColor:
        return QColor("#FFFFFF") if self.isEnabled() else self._theme.muted

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


class ActionMirror(QObject):
    """Lets a button, which has its parent already, say and do what an action does.

    hides: it is there only while the action can be asked for. keeps_text: it says what it said
    first, whatever the action is called. leaving: the button has the focus, and is about to lose it
    as it cannot be pressed any more.
    """

    leaving = Signal()

    def __init__(
        self,
        action: QAction,
        button: QPushButton,
        *,
        hides: bool = False,
        keeps_text: bool = False,
    ) -> None:
        super().__init__(button)
        self._action, self._button = action, button
        self._hides, self._keeps_text = hides, keeps_text
        button.clicked.connect(action.trigger)
        action.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        action, button = self._action, self._button
        if button.hasFocus() and not action.isEnabled():
            self.leaving.emit()
        if not self._keeps_text:
            button.setText(action.text())
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        if self._hides or not action.isVisible() or button.isHidden():
            button.setVisible(action.isVisible() and (action.isEnabled() or not self._hides))


class LinkButton(QPushButton):
    """Text in the link colour, underlined under the pointer; a button in all else."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(sized(self.font(), 0.95))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        return text + QSize(SPACE // 2, SPACE // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.Link))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(flags), self.text())


class NarrowButton(QPushButton):
    """As narrow as its word needs, with a little room on both sides: styles would give it a
    dialog's button's.
    """

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(words + 3 * SPACE, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Toggle(QToolButton):
    """Stays down, and shows so in dark and light alike: by a line in the accent.

    what_it_does: for its tooltip, and what screen readers hear.
    """

    def __init__(
        self, name: str, text: str, what_it_does: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(what_it_does)
        self.setToolTip(hint(what_it_does))
        self.setCheckable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            below = QRect(3, self.height() - _TOGGLE_LINE - 2, self.width() - 6, _TOGGLE_LINE)
            colour = self._theme.training if self.isEnabled() else self._theme.muted
            QPainter(self).fillRect(below, colour)


class NarrowToggle(Toggle):
    """A short word with a little room on both sides: ten stand in a row, also in large letters."""

    def sizeHint(self) -> QSize:
        word = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(word + 2 * SPACE, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


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
