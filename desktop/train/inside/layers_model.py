"""The figures of a network's layers as a table, with a short memory of their ratios."""

from collections import deque
from enum import IntEnum
from math import isfinite
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.formats import hint
from desktop.train.inside import wording
from desktop.translation import tr
from nncore.runtime.probing import LayerFigures

_REMEMBERED = 100
"""Looks that the trail of a ratio reaches back."""

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LayerColumn(IntEnum):
    """What the table tells of a layer."""

    NAME = 0
    SILENT = 1
    WEIGHTS = 2
    GRADIENT = 3
    UPDATE = 4
    RATIO = 5


class LayersModel(QAbstractTableModel):
    """One row a layer with weights, from the input on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers: tuple[LayerFigures, ...] = ()
        self._trails: list[deque[float]] = []
        self._step: int | None = None

    @property
    def step(self) -> int | None:
        """The step that was looked at; None for a network at rest."""
        return self._step

    def show_layers(self, layers: tuple[LayerFigures, ...], step: int | None) -> None:
        """Show the figures of one step, or of a network at rest."""
        is_same = [each.label for each in layers] == [each.label for each in self._layers]
        goes_on = is_same and step is not None and self._step is not None and step > self._step
        if not is_same:
            self.beginResetModel()
        self._layers, self._step = layers, step
        self._remember(goes_on=goes_on)
        if not is_same:
            self.endResetModel()
        elif layers:
            last = self.index(len(layers) - 1, len(LayerColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def figures(self, row: int) -> LayerFigures:
        return self._layers[row]

    def trail(self, row: int) -> tuple[float, float] | None:
        """The least and the largest ratio of a row in the last looks; None without any."""
        ratios = self._trails[row]
        return (min(ratios), max(ratios)) if ratios else None

    def name(self, row: int) -> str:
        """A layer in words."""
        return wording.layer_name(self._layers[row], is_last=row == len(self._layers) - 1)

    def short_name(self, row: int) -> str:
        """A layer in few letters."""
        return wording.short_name(self._layers[row], is_last=row == len(self._layers) - 1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._layers)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(LayerColumn)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), LayerColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return hint(self._hint(row, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return tr(
                    "{heading} of {name}: {words}",
                    heading=wording.HEADINGS[column][0],
                    name=self.name(row),
                    words=self._text(row, column),
                )
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint(wording.EXPLANATIONS[section])
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(filter(None, wording.HEADINGS[section]))
        return None

    def _text(self, row: int, column: LayerColumn) -> str:
        figures = self._layers[row]
        match column:
            case LayerColumn.NAME:
                return self.name(row)
            case LayerColumn.SILENT:
                return wording.share(figures.silent)
            case LayerColumn.WEIGHTS:
                return wording.size(figures.weights)
            case LayerColumn.GRADIENT:
                return wording.size(figures.gradient)
            case LayerColumn.UPDATE:
                return wording.size(figures.update)
            case LayerColumn.RATIO:
                return wording.size(figures.ratio)

    def _hint(self, row: int, column: LayerColumn) -> str:
        figures = self._layers[row]
        match column:
            case LayerColumn.NAME:
                return self.name(row)
            case LayerColumn.SILENT:
                said = wording.silence_hint(figures)
            case LayerColumn.RATIO:
                said = wording.ratio_hint(figures.ratio)
            case _:
                return wording.EXPLANATIONS[column]
        return f"{self.name(row)}: {said} {wording.EXPLANATIONS[column]}"

    def _remember(self, *, goes_on: bool) -> None:
        if not goes_on:
            self._trails = [deque(maxlen=_REMEMBERED) for _ in self._layers]
        for trail, figures in zip(self._trails, self._layers, strict=True):
            if isfinite(figures.ratio):
                trail.append(figures.ratio)
