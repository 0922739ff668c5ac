"""The pictures of the first layer's units: as many as the room holds, the rest by scrolling.

One picture is drawn for all of them, and only while somebody can see it.
"""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.theme import SPACE, Theme
from desktop.train.inside import wording
from desktop.train.inside.color_legend import signed_image
from desktop.train.inside.picture_grid import PictureGrid, fitted, unit_after
from desktop.train.inside.unit_maps import UnitMaps, contact_sheet
from nncore.array_types import FloatArray

_LEGIBLE, _LEGIBLE_KERNEL = 56, 24
"""Pixels a side that a picture of an image's size needs, and one of a few pixels."""

_SMALLEST = 28
"""Pixels a side that will do where else only a handful fit: the magnifier shows the rest."""

_GAP = 5
_WHEEL_NOTCH = 120


class UnitView(QAbstractScrollArea):
    """A sheet of pictures. The one pointed at, by mouse or by arrow keys, is told of."""

    pointed = Signal(int)
    released = Signal()
    sheet_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._maps: UnitMaps | None = None
        self._grid = PictureGrid(1, 1, 1, 1, 0)
        self._sheet: QImage | None = None
        self._unit: int | None = None
        self._turned = 0.0  # notches of the wheel that make no row yet: touchpads send parts
        self.setObjectName("unit_view")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self._renew)

    @property
    def maps(self) -> UnitMaps | None:
        return self._maps

    @property
    def unit(self) -> int | None:
        """The unit pointed at, if any."""
        return self._unit

    @property
    def in_sight(self) -> tuple[int, int]:
        """The first unit in sight, and the one after the last."""
        first = self.verticalScrollBar().value() * self._grid.columns
        count = 0 if self._maps is None else self._maps.count
        return first, min(first + self._grid.in_sight, count)

    @property
    def sheet(self) -> QImage | None:
        """All pictures in sight as one; None as long as they are not drawn."""
        return self._sheet

    def show_weights(self, weights: FloatArray) -> None:
        """Show the pictures that the first layer's weights make."""
        maps = UnitMaps(weights)
        is_same = self._maps is not None and (maps.count, maps.side) == (
            self._maps.count,
            self._maps.side,
        )
        self._maps = maps
        if not is_same:
            self._release()
            self.verticalScrollBar().setValue(0)
            self.setAccessibleName(wording.all_pictures(maps.count, is_kernels=maps.is_kernels))
            self.setAccessibleDescription(wording.pictures(is_kernels=maps.is_kernels))
            self._fit()
        self._renew()

    def square_of(self, unit: int) -> QRect:
        """Where a unit's picture lies in the viewport."""
        ratio = self.devicePixelRatioF()
        left, top = self._grid.place(unit - self.in_sight[0])
        drawn = round(self._grid.drawn / ratio)
        return QRect(round(left / ratio), round(top / ratio), drawn, drawn)

    def point_at(self, unit: int) -> None:
        """Point at a unit, brought into sight."""
        assert self._maps is not None
        unit = min(max(unit, 0), self._maps.count - 1)
        first, last = self.in_sight
        row, bar = unit // self._grid.columns, self.verticalScrollBar()
        if unit < first:
            bar.setValue(row)
        elif unit >= last:
            bar.setValue(row - self._grid.rows + 1)
        self._unit = unit
        self.viewport().update()
        self.pointed.emit(unit)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _LEGIBLE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._renew()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._maps is None:
            return
        if not self._maps.has_pictures:
            painter.setPen(self._theme.muted)
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(
                self.viewport().rect(), centred, wording.no_pictures(self._maps.inputs)
            )
            return
        if self._sheet is None:
            self._sheet = self._drawn(self._maps)
        painter.drawImage(QPointF(0, 0), self._sheet)
        painter.setPen(self._theme.line)
        painter.drawRects(
            [self.square_of(unit).adjusted(0, 0, -1, -1) for unit in range(*self.in_sight)]
        )
        if self._unit is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.training, 2))
            painter.drawRect(QRectF(self.square_of(self._unit)).adjusted(1, 1, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        unit = self._unit_at(event.position())
        if unit is None:
            self._release()
        elif unit != self._unit:
            self.point_at(unit)

    def leaveEvent(self, event: QEvent) -> None:
        self._release()
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._release()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # by whole rows: half a picture tells nothing
        bar, notches = self.verticalScrollBar(), event.angleDelta().y() / _WHEEL_NOTCH
        self._turned += notches
        rows = int(self._turned)
        self._turned -= rows
        bar.setValue(bar.value() - rows)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._maps is None or not self._maps.has_pictures:
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape and self._unit is not None:
            self._release()
            return
        first, count = self.in_sight[0], self._maps.count
        target = unit_after(event.key(), self._unit, first, count, self._grid)
        if target is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.point_at(target)

    def _unit_at(self, point: QPointF) -> int | None:
        if self._maps is None or not self._maps.has_pictures:
            return None
        ratio = self.devicePixelRatioF()
        position = self._grid.position_at(point.x() * ratio, point.y() * ratio)
        first, last = self.in_sight
        return first + position if position is not None and first + position < last else None

    def _fit(self) -> None:
        """Choose the grid, and let the scroll bar reach what it leaves out."""
        if self._maps is None or not self._maps.has_pictures:
            self.verticalScrollBar().setRange(0, 0)
            return
        first = self.in_sight[0]
        self._grid = self._fitted(self._maps, 0)
        if self._maps.count > self._grid.in_sight:
            self._grid = self._fitted(self._maps, self.verticalScrollBar().sizeHint().width())
        rows = -(-self._maps.count // self._grid.columns)
        bar = self.verticalScrollBar()
        bar.setPageStep(self._grid.rows)
        bar.setRange(0, max(0, rows - self._grid.rows))
        bar.setValue(first // self._grid.columns)

    def _fitted(self, maps: UnitMaps, taken: int) -> PictureGrid:
        ratio, size = self.devicePixelRatioF(), self.maximumViewportSize()
        return fitted(
            maps.count,
            maps.side,
            # a margin of a pixel or two for the outline of the unit pointed at
            round((size.width() - taken - SPACE // 2) * ratio),
            round((size.height() - SPACE // 2) * ratio),
            legible=_LEGIBLE_KERNEL if maps.is_kernels else _LEGIBLE,
            smallest=_LEGIBLE_KERNEL if maps.is_kernels else _SMALLEST,
            gap=round(_GAP * ratio),
            ratio=ratio,
        )

    def _drawn(self, maps: UnitMaps) -> QImage:
        sheet = contact_sheet(maps.levels(*self.in_sight), self._grid)
        image = signed_image(sheet, self._theme)
        image.setDevicePixelRatio(self.devicePixelRatioF())
        return image

    @Slot()
    def _renew(self) -> None:
        self._sheet = None
        self.viewport().update()
        self.sheet_changed.emit()

    def _release(self) -> None:
        if self._unit is not None:
            self._unit = None
            self.viewport().update()
            self.released.emit()

    @Slot(int)
    def _on_scrolled(self, _row: int) -> None:
        self._release()
        self._renew()
