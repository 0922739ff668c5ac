"""Cards under headings, laid out by arithmetic: 70,000 of them cost as much as those in sight.

It shows and selects rows of the model; what keys and clicks do is the gallery's.
"""

from collections.abc import Iterable
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QFrame, QListView, QStyle, QWidget

from desktop.mistakes.cards.card_pictures import CardPrefetch
from desktop.mistakes.cards.delegate import CardDelegate
from desktop.mistakes.cards.geometry import CardGeometry, PinnedHeading, ViewportGeometry
from desktop.mistakes.cards.heading import heading_height, paint_heading
from desktop.mistakes.cards.hover import Hover
from desktop.mistakes.cards.model import Groups, MistakesModel
from desktop.mistakes.cards.selection import SelectionMask, selection_of, spans
from desktop.mistakes.examples import Rows
from desktop.theme import Theme

Index = QModelIndex | QPersistentModelIndex

_FLAG = QItemSelectionModel.SelectionFlag
_MOST_REPAINTED = 64
"""Rows that are painted one by one when their selection changes; of more, all that is in sight."""


class CardList(QListView):
    """Rows as cards that fill the width, selected and painted here, placed by `geometry_of_cards`.

    To Qt it is a list, so that screen readers find its rows.

    selection_changed: other rows are selected than before.
    """

    selection_changed = Signal()

    def __init__(self, model: MistakesModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows_model = model
        self._delegate = CardDelegate(model, theme, self.font(), self)
        self._groups = Groups()
        self._folded_titles: set[str] = set()
        self._selection_mask = SelectionMask()
        self._current_heading: int | None = None
        self._geometry = CardGeometry(0, 1, self._delegate.layout.smallest_cell)
        self._hover = Hover(self.viewport(), lambda: self.in_viewport)
        self._prefetch = CardPrefetch(self._prepare, self)
        self._hover.repaint_wanted.connect(self._on_repaint_wanted)
        self._set_up()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.doItemsLayout()

    @property
    def geometry_of_cards(self) -> CardGeometry:
        """Where cards and headings lie in the content."""
        return self._geometry

    @property
    def in_viewport(self) -> ViewportGeometry:
        """What is seen where in the viewport, as it is scrolled now."""
        return ViewportGeometry(self._geometry, self.verticalOffset())

    def rows_in_sight(self) -> list[range]:
        """The rows that are seen, wholly or in part; one range for each group."""
        top, page = self.verticalOffset(), self.viewport().height()
        return self._geometry.rows_between(top + self._geometry.heading_height, top + page - 1)

    def selected_rows(self) -> Rows:
        """The selected rows, rising."""
        return np.flatnonzero(self._selected)

    def is_selected(self, row: int) -> bool:
        """Whether a row is selected; -1 is no row."""
        return 0 <= row < len(self._selected) and bool(self._selected[row])

    def select_ranges(
        self, ranges: Iterable[range], command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """Select rows, or deselect them, as the command says."""
        self.selectionModel().select(selection_of(self._rows_model, ranges), command)

    def selectAll(self) -> None:
        shown = self._geometry.unfolded(range(self._geometry.count))
        self.select_ranges(shown, _FLAG.ClearAndSelect)

    def visualRect(self, index: Index) -> QRect:
        rect = self._geometry.row_rect(index.row())
        return rect.translated(0, -self.verticalOffset()) if rect.isValid() else QRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self.in_viewport.row_at(point)
        return QModelIndex() if row is None else self._rows_model.index(row, 0)

    def scrollTo(
        self,
        index: Index,
        hint: QListView.ScrollHint = QListView.ScrollHint.EnsureVisible,
    ) -> None:
        rect = self._geometry.row_rect(index.row())
        if rect.isValid():  # with the room of the heading that stays above it
            self._scroll_to_rect(rect.adjusted(0, -self._geometry.heading_height, 0, 0), hint)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return not self._geometry.row_rect(index.row()).isValid()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        area = rect.normalized().translated(0, self.verticalOffset())
        self.select_ranges(self._geometry.rows_within(area), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        parts = spans(selection)
        if sum(map(len, parts)) > _MOST_REPAINTED:
            return QRegion(self.viewport().rect())
        region = QRegion()
        for row in chain.from_iterable(parts):
            region = region.united(self.visualRect(self._rows_model.index(row, 0)))
        return region

    def doItemsLayout(self) -> None:
        self.updateGeometries()
        self.viewport().update()
        self._hover.refresh()

    def updateGeometries(self) -> None:
        self._prefetch.clear()
        self._groups = self._rows_model.groups
        if self._current_heading is not None and self._current_heading >= len(self._groups):
            self._current_heading = None
        self._delegate.refresh_layout()
        self._geometry = self._laid_out()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(self._geometry.height - page, 0))
        bar.setPageStep(page)
        bar.setSingleStep(self._geometry.cell.height() // 3)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        viewport, before = (
            self.viewport(),
            ViewportGeometry(self._geometry, self.verticalOffset() + dy),
        )
        below = viewport.rect().adjusted(0, self._geometry.heading_height, 0, 0)
        if below.isEmpty() or not self.devicePixelRatioF().is_integer():
            viewport.update()  # what lies between pixels would be moved to the wrong place
        else:
            viewport.scroll(dx, dy, below)
            if self.in_viewport.pinned != before.pinned:
                viewport.update(0, 0, viewport.width(), below.top())
        self._expect_next_page(is_up=dy > 0)
        self._hover.refresh()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        self._selection_mask.clear()
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def reset(self) -> None:
        self._prefetch.clear()
        self._selection_mask.clear()
        super().reset()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        offset, region = self.verticalOffset(), event.region()
        painter.translate(0, -offset)
        area = event.rect().translated(0, offset)
        pinned = self.in_viewport.pinned
        for group in self._geometry.headings_between(area.top(), area.bottom()):
            self._paint_heading(painter, group, self._geometry.heading_rect(group))
        self._delegate.make_room(sum(map(len, self.rows_in_sight())))
        has_keyboard = self._has_keyboard and self._current_heading is None
        current = self.currentIndex().row() if has_keyboard else -1
        selected = self._selected
        seen = region.subtracted(self.in_viewport.covered)
        for rows in self._geometry.rows_between(area.top(), area.bottom()):
            for row in rows:
                cell = self._geometry.row_rect(row)
                if seen.intersects(cell.translated(0, -offset)):
                    self._delegate.paint_card(
                        painter,
                        cell,
                        row,
                        is_selected=bool(selected[row]),
                        is_hovered=row == self._hover.row,
                        has_focus=row == current,
                    )
        if pinned is not None and region.intersects(pinned.area):
            painter.translate(0, offset)
            self._paint_pinned(painter, pinned)

    @property
    def _has_keyboard(self) -> bool:
        return self.hasFocus() and self.isActiveWindow()

    @property
    def _selected(self) -> NDArray[np.bool_]:
        return self._selection_mask.of(self.selectionModel())

    def _expect_next_page(self, *, is_up: bool) -> None:
        """Have the pictures of the next page made before somebody scrolls to it."""
        page = self.viewport().height()
        top = self.verticalOffset() + (-page if is_up else page)
        self._prefetch.expect(self._geometry.rows_between(top, top + page), last_first=is_up)

    def _prepare(self, row: int) -> None:
        self._delegate.prepare(row, self._geometry.cell.width(), self.devicePixelRatioF())

    def _paint_heading(self, painter: QPainter, group: int, area: QRect) -> None:
        paint_heading(
            painter,
            area,
            self._delegate.style,
            self._groups.titles[group],
            len(self._geometry.rows_of(group)),
            is_folded=self._geometry.is_folded(group),
            is_hovered=group == self._hover.heading,
            has_focus=group == self._current_heading and self._has_keyboard,
        )

    def _paint_pinned(self, painter: QPainter, pinned: PinnedHeading) -> None:
        """Paint the heading that stays in sight over the cards that are scrolled below it."""
        area = pinned.area
        painter.fillRect(area, self.palette().color(QPalette.ColorRole.Window))
        self._paint_heading(painter, pinned.group, area)
        if pinned.floats:
            painter.setPen(self._delegate.style.line)
            painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _scroll_to_rect(self, rect: QRect, hint: QListView.ScrollHint) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        below = rect.bottom() + 1 - page
        match hint:
            case QListView.ScrollHint.PositionAtTop:
                bar.setValue(rect.top())
            case QListView.ScrollHint.PositionAtBottom:
                bar.setValue(below)
            case QListView.ScrollHint.PositionAtCenter:
                bar.setValue((rect.top() + below) // 2)
            case _ if rect.top() < bar.value():
                bar.setValue(rect.top())
            case _ if below > bar.value():
                bar.setValue(min(below, rect.top()))

    @Slot()
    def _on_repaint_wanted(self) -> None:
        if self._hover.row >= 0:
            self.viewport().update(self.visualRect(self._rows_model.index(self._hover.row, 0)))
        if self._hover.heading is not None and self._hover.heading < self._geometry.groups:
            self.viewport().update(self.in_viewport.heading_rect(self._hover.heading))

    def _laid_out(self) -> CardGeometry:
        """Leave room for the scroll bar even while there is none, so that no card moves when it
        comes.
        """
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        titles = self._groups.titles
        return CardGeometry(
            self._rows_model.rowCount(),
            self.maximumViewportSize().width() - bar,
            self._delegate.layout.smallest_cell,
            firsts=self._groups.firsts,
            folded=[group for group, each in enumerate(titles) if each in self._folded_titles],
            heading_height=heading_height(self._delegate.style),
        )

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        # the page's own colour, and opaque: then scrolling moves what is painted already
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.viewport().setAutoFillBackground(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
