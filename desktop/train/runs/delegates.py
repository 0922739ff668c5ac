"""Paints two columns of the list of runs: the tick to compare, and the name with its status."""

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.theme import SPACE, Theme, mixed, sized
from desktop.train.runs import wording
from desktop.train.runs.runs_model import RunRole
from desktop.translation import tr
from desktop.widgets.row_painting import Index, is_selected, paint_ground, text_colour, words_area
from desktop.workspace.kept_run_summary import KeptRunStatus
from desktop.workspace.run_names import LONGEST_NAME

_SIDE = 13.0
_RADIUS = 3.0
_TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.30))
"""Corners of the tick in a box of side 1."""


class CompareDelegate(QStyledItemDelegate):
    """The whole cell takes the click: a box is small."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        paint_ground(painter, option)
        area = self._box(option)
        colour = index.data(Qt.ItemDataRole.DecorationRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(colour, QColor):
            # on a selected row, too, which may have the same colour
            outline = text_colour(option) if is_selected(option) else colour
            painter.setPen(QPen(outline, 1))
            painter.setBrush(colour)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
            self._paint_tick(painter, area, colour)
        else:
            is_open = bool(index.data(RunRole.CAN_COMPARE))
            painter.setPen(QPen(self._outline(is_open), 1))
            painter.setBrush(self._theme.paper)
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        if not isinstance(event, QMouseEvent) or event.button() is not Qt.MouseButton.LeftButton:
            return False
        if event.type() is not QEvent.Type.MouseButtonRelease:
            return event.type() is QEvent.Type.MouseButtonDblClick
        toggle(model, index)
        return True

    def _outline(self, is_open: bool) -> QColor:
        return self._theme.muted if is_open else mixed(self._theme.paper, self._theme.muted, 0.35)

    def _box(self, option: Any) -> QRectF:
        area = QRectF(0, 0, _SIDE, _SIDE)
        area.moveCenter(QRectF(option.rect).center())
        area.moveTopLeft(QPointF(round(area.left()), round(area.top())))
        return area

    def _paint_tick(self, painter: QPainter, area: QRectF, ground: QColor) -> None:
        dark = ground.lightnessF() > 0.6
        pen = QPen(QColor("#17191C" if dark else "#FFFFFF"), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corner, side = area.topLeft(), area.width()
        painter.drawPolyline(QPolygonF([corner + QPointF(x * side, y * side) for x, y in _TICK]))


def toggle(model: QAbstractItemModel, index: Index) -> None:
    """Tick what is not ticked, and the other way round."""
    is_ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
    state = Qt.CheckState.Unchecked if is_ticked else Qt.CheckState.Checked
    model.setData(index, state, Qt.ItemDataRole.CheckStateRole)


_LEAST_NAME = 4 * SPACE
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class NameDelegate(QStyledItemDelegate):
    """A name gives way before the word does."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        given: Any = option
        self.initStyleOption(option, index)
        name, status = str(index.data()), index.data(RunRole.STATUS)
        word = wording.status(status)
        paint_ground(painter, option)
        area = words_area(option)
        small = sized(QFont(given.widget.font()), 0.85)
        reserved = QFontMetrics(small).horizontalAdvance(word) + SPACE if word else 0
        metrics = QFontMetrics(given.font)
        room = max(area.width() - reserved, min(_LEAST_NAME, area.width()))
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.save()
        painter.setFont(given.font)
        painter.setPen(text_colour(option))
        painter.drawText(area, int(_FLAGS), shown)
        if word:
            left = metrics.horizontalAdvance(shown) + SPACE
            painter.setFont(small)
            painter.setPen(text_colour(option, self._colour_of(status)))
            painter.drawText(area.adjusted(left, 0, 0, 0), int(_FLAGS), word)
        painter.restore()

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("run_name_edit")
        editor.setAccessibleName(tr("Name of the run"))
        editor.setMaxLength(LONGEST_NAME)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # an epoch that ends meanwhile must not take back what is being typed
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        given: Any = option
        editor.setGeometry(given.rect)

    def _colour_of(self, status: KeptRunStatus) -> QColor:
        match status:
            case KeptRunStatus.DIVERGED:
                return self._theme.wrong
            case KeptRunStatus.RUNNING:
                return self._theme.training
        return self._theme.muted
