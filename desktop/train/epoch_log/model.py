"""The lines of a run as an item model, which grows while the run goes on."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from desktop.formats import hint
from desktop.train.epoch_log import wording
from desktop.workspace.run.epoch_log import EpochLog, LogLine

_ROOT = QModelIndex()


class EpochLogModel(QAbstractListModel):
    """One row a line, the oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log: EpochLog | None = None
        self._count = 0

    @property
    def log(self) -> EpochLog | None:
        return self._log

    def show(self, log: EpochLog | None) -> None:
        self.beginResetModel()
        self._log = log
        self._count = 0 if log is None else len(log)
        self.endResetModel()

    def refresh(self) -> None:
        """Take in the lines that have come since."""
        count = 0 if self._log is None else len(self._log)
        if count > self._count:
            self.beginInsertRows(_ROOT, self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def line(self, row: int) -> LogLine:
        assert self._log is not None
        return self._log[row]

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._count:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.line(index.row()).text
            case Qt.ItemDataRole.AccessibleTextRole:
                return wording.spoken(self.line(index.row()))
            case Qt.ItemDataRole.ToolTipRole:
                return hint(self.line(index.row()).text)
        return None
