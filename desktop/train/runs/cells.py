"""What each column of the list says of a run, by Qt's roles."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from desktop.formats import count, duration, hint, size_of_bytes
from desktop.train.runs import wording
from desktop.translation import tr, tr_count
from desktop.workspace.kept_run_summary import KeptRunSummary

_ROLE = Qt.ItemDataRole


class RunColumn(IntEnum):
    """The columns, from left to right."""

    COMPARE = 0
    NAME = 1
    ACCURACY = 2
    EPOCH = 3
    TIME = 4
    DATA = 5
    BEGUN = 6
    SIZE = 7


_HEADERS = {
    RunColumn.COMPARE: ("", tr("Compare: tick the runs whose curves to draw over each other")),
    RunColumn.NAME: (tr("Name"), tr("What the run is called. F2 gives it another name")),
    RunColumn.ACCURACY: (
        tr("Validation"),
        tr("The share of validation digits that are read right, as it was measured last"),
    ),
    RunColumn.EPOCH: (
        tr("Epoch"),
        tr("The epoch at whose end so many validation digits were read right"),
    ),
    RunColumn.TIME: (tr("Time"), tr("How long the run was at work, pauses apart")),
    RunColumn.DATA: (tr("Data"), tr("What the run learns from")),
    RunColumn.BEGUN: (tr("Begun"), tr("When the run was started")),
    RunColumn.SIZE: (tr("Size"), tr("The room that the run takes on the disk")),
}

RIGHT_ALIGNED = (RunColumn.ACCURACY, RunColumn.EPOCH, RunColumn.TIME, RunColumn.SIZE)


def header(column: RunColumn, role: int) -> Any:
    """What a column's header says."""
    title, meaning = _HEADERS[column]
    match role:
        case _ROLE.DisplayRole:
            return title
        case _ROLE.ToolTipRole:
            return hint(meaning)
        case _ROLE.AccessibleTextRole:
            return title or tr("Compare")
        case _ROLE.TextAlignmentRole:
            return _alignment(column)
    return None


def cell(line: KeptRunSummary, column: RunColumn, role: int, *, is_shown: bool) -> Any:
    """What a cell says; the first column is the model's, whose ticks it shows."""
    match role:
        case _ROLE.DisplayRole:
            return _text(line, column)
        case _ROLE.EditRole:
            return line.name if column is RunColumn.NAME else None
        case _ROLE.TextAlignmentRole:
            return _alignment(column)
        case _ROLE.ToolTipRole:
            return hint(_note(line, column, is_shown=is_shown))
        case _ROLE.AccessibleTextRole if column is RunColumn.NAME:
            return _spoken_name(line, is_shown=is_shown)
        case _ROLE.AccessibleTextRole:
            return f"{_HEADERS[column][0]} {_text(line, column)}"
    return None


def sort_key(line: KeptRunSummary, column: RunColumn) -> Any:
    """What a column is sorted by."""
    match column:
        case RunColumn.NAME:
            return line.name.casefold()
        case RunColumn.ACCURACY:
            return -1.0 if line.accuracy is None else line.accuracy.value
        case RunColumn.EPOCH:
            return _epoch(line)
        case RunColumn.TIME:
            return line.seconds
        case RunColumn.DATA:
            return line.data.casefold()
        case RunColumn.BEGUN:
            return line.begun.timestamp()
        case RunColumn.SIZE:
            return float(line.size)
    return None


def name_font(*, is_shown: bool) -> QFont | None:
    """The run in the plots stands out a little."""
    if not is_shown:
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def differ(old: KeptRunSummary, new: KeptRunSummary, column: RunColumn) -> bool:
    """Whether a column says something else of `new` than of `old`."""
    if column is RunColumn.COMPARE:
        return old.name != new.name
    if column is RunColumn.NAME:
        return (old.name, old.status) != (new.name, new.status)
    if column is RunColumn.ACCURACY:  # its tip tells the epoch
        return (old.accuracy, old.best, old.epochs) != (new.accuracy, new.best, new.epochs)
    return bool(sort_key(old, column) != sort_key(new, column))


def _alignment(column: RunColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in RIGHT_ALIGNED else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _text(line: KeptRunSummary, column: RunColumn) -> str:
    match column:
        case RunColumn.NAME:
            return line.name
        case RunColumn.ACCURACY:
            return wording.accuracy(line.accuracy)
        case RunColumn.EPOCH:
            return count(_epoch(line)) if line.accuracy is not None else ""
        case RunColumn.TIME:
            return duration(line.seconds)
        case RunColumn.DATA:
            return line.data
        case RunColumn.BEGUN:
            return wording.begun(line.begun)
        case RunColumn.SIZE:
            return size_of_bytes(line.size)
    return ""


def _note(line: KeptRunSummary, column: RunColumn, *, is_shown: bool) -> str:
    match column:
        case RunColumn.NAME:
            return f"{_spoken_name(line, is_shown=is_shown)}. {wording.line_note(line)}"
        case RunColumn.ACCURACY | RunColumn.EPOCH:
            return wording.accuracy_note(line)
        case RunColumn.TIME:
            return wording.time_note(line)
        case RunColumn.DATA:
            return tr_count(
                "{data}: {count} image to learn from",
                "{data}: {count} images to learn from",
                line.kept.dataset.training,
                data=line.data,
            )
        case RunColumn.BEGUN:
            return wording.begun_note(line.begun)
    return ""


def _epoch(line: KeptRunSummary) -> int:
    """At whose end its accuracy was measured; 0 where none was."""
    return 0 if line.accuracy is None else line.accuracy.epoch or 0


def _spoken_name(line: KeptRunSummary, *, is_shown: bool) -> str:
    parts = [line.name, wording.status(line.status), tr("in the plots") if is_shown else ""]
    return ", ".join(filter(None, parts))
