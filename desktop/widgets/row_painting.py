"""How cells and captions are painted: the ground of a row, and words upon it, broken into lines."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.theme import Theme
from desktop.widgets.table_header import INSET

Index = QModelIndex | QPersistentModelIndex


class FigureDelegate(QStyledItemDelegate):
    """Words on one line, with some room to the next column; muted, or plain."""

    def __init__(self, theme: Theme, parent: QObject | None = None, *, is_muted: bool) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_muted = is_muted

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option
        self.initStyleOption(option, index)
        paint_ground(painter, option)
        area = words_area(option)
        metrics = QFontMetrics(given.font)
        text = metrics.elidedText(given.text, Qt.TextElideMode.ElideRight, area.width())
        painter.save()
        painter.setFont(given.font)
        painter.setPen(text_colour(option, self._theme.muted if self._is_muted else None))
        alignment = Qt.AlignmentFlag(given.displayAlignment)
        painter.drawText(area, int(alignment | Qt.TextFlag.TextSingleLine), text)
        painter.restore()


def paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Let the style paint an empty cell, and where the keyboard is if that is not selected."""
    given: Any = option
    style = given.widget.style() if given.widget is not None else QApplication.style()
    style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, given.widget)
    has_keys = bool(_state(option) & QStyle.StateFlag.State_HasFocus)
    if has_keys and not is_selected(option):
        painter.save()
        painter.setPen(given.palette.color(QPalette.ColorRole.Highlight))
        painter.drawRect(given.rect.adjusted(0, 0, -1, -1))
        painter.restore()


def words_area(option: QStyleOptionViewItem) -> QRect:
    """Where words may stand in a cell."""
    given: Any = option
    area: QRect = given.rect.adjusted(INSET, 0, -INSET, 0)
    return area


def text_colour(option: QStyleOptionViewItem, own: QColor | None = None) -> QColor:
    """The colour of words in the row; `own` gives way to the row's where that is selected."""
    given: Any = option
    palette: QPalette = given.palette
    is_active = bool(_state(option) & QStyle.StateFlag.State_Active)
    group = QPalette.ColorGroup.Active if is_active else QPalette.ColorGroup.Inactive
    if is_selected(option):
        return palette.color(group, QPalette.ColorRole.HighlightedText)
    return palette.color(group, QPalette.ColorRole.Text) if own is None else own


def is_selected(option: QStyleOptionViewItem) -> bool:
    """Whether the row is among those that are selected."""
    return bool(_state(option) & QStyle.StateFlag.State_Selected)


def _state(option: Any) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state


def wrapped(text: str, font: QFont, width: int, lines: int) -> list[str]:
    """The text broken into so many lines at most; what does not fit gives way to an ellipsis."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    broken: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        start, end = line.textStart(), line.textStart() + line.textLength()
        if len(broken) == lines - 1:
            broken.append(_elided(text[start:], QFontMetrics(font), width))
            break
        broken.append(text[start:end].rstrip())
    layout.endLayout()
    return broken


def _elided(text: str, metrics: QFontMetrics, width: int) -> str:
    """As much of the text as there is room for; cut between two words, if it has any."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    head = shown.removesuffix("…")
    if shown == text or " " not in head.strip():
        return shown
    if not text[len(head)].isspace():
        head = head.rpartition(" ")[0]
    return head.rstrip(" .,;:·") + "…"
