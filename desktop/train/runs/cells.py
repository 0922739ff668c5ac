"""What each column of the list says of a run, by Qt's roles.

It knows figures and words, and neither the model nor the view.
"""

from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from desktop.formats import hint
from desktop.train.runs import wording
from desktop.train.wording import duration
from desktop.workspace.kept_run_summary import KeptRunSummary, Standing

_ROLE = Qt.ItemDataRole


class Column(IntEnum):
    """The columns, from left to right."""

    COMPARE = 0
    NAME = 1
    ACCURACY = 2
    TIME = 3
    DATA = 4
    BEGUN = 5
    SIZE = 6


_HEADERS = {
    Column.COMPARE: ("", "Compare: tick the runs whose curves to draw over each other"),
    Column.NAME: ("Name", "What the run is called. F2 gives it another name"),
    Column.ACCURACY: (
        "Validation",
        "The share of validation digits that are read right with the weights that are kept",
    ),
    Column.TIME: ("Time", "How long the run was at work, pauses apart"),
    Column.DATA: ("Data", "What the run learns from"),
    Column.BEGUN: ("Begun", "When the run was started"),
    Column.SIZE: ("Size", "The room that the run takes on the disk"),
}

RIGHT_ALIGNED = (Column.ACCURACY, Column.TIME, Column.SIZE)


def header(column: Column, role: int) -> Any:
    """What a column's header says."""
    title, meaning = _HEADERS[column]
    match role:
        case _ROLE.DisplayRole:
            return title
        case _ROLE.ToolTipRole:
            return hint(meaning)
        case _ROLE.AccessibleTextRole:
            return title or "Compare"
        case _ROLE.TextAlignmentRole:
            return _alignment(column)
    return None


def cell(line: KeptRunSummary, column: Column, role: int, *, is_shown: bool) -> Any:
    """What a cell says; the first column is the model's, whose ticks it shows."""
    match role:
        case _ROLE.DisplayRole:
            return _text(line, column)
        case _ROLE.EditRole:
            return line.name if column is Column.NAME else None
        case _ROLE.TextAlignmentRole:
            return _alignment(column)
        case _ROLE.ToolTipRole:
            return hint(_note(line, column, is_shown=is_shown))
        case _ROLE.AccessibleTextRole if column is Column.NAME:
            return _spoken_name(line, is_shown=is_shown)
        case _ROLE.AccessibleTextRole:
            return f"{_HEADERS[column][0]} {_text(line, column)}"
    return None


def sort_key(line: KeptRunSummary, column: Column) -> Any:
    """What a column is sorted by."""
    match column:
        case Column.NAME:
            return line.name.casefold()
        case Column.ACCURACY:
            return -1.0 if line.accuracy is None else line.accuracy.value
        case Column.TIME:
            return line.seconds
        case Column.DATA:
            return line.data.casefold()
        case Column.BEGUN:
            return line.begun.timestamp()
        case Column.SIZE:
            return float(line.size)
    return None


def name_font(*, is_shown: bool) -> QFont | None:
    """The run in the plots stands out a little."""
    if not is_shown:
        return None
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def running(line: KeptRunSummary) -> KeptRunSummary:
    """The same run, under way."""
    return replace(line, standing=Standing.RUNNING)


def differ(old: KeptRunSummary, new: KeptRunSummary, column: Column) -> bool:
    """Whether a column says something else of `new` than of `old`."""
    if column is Column.COMPARE:
        return old.name != new.name
    if column is Column.NAME:
        return (old.name, old.standing) != (new.name, new.standing)
    if column is Column.ACCURACY:  # its tip tells the epoch
        return (old.accuracy, old.best, old.epochs) != (new.accuracy, new.best, new.epochs)
    return bool(sort_key(old, column) != sort_key(new, column))


def _alignment(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in RIGHT_ALIGNED else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _text(line: KeptRunSummary, column: Column) -> str:
    match column:
        case Column.NAME:
            return line.name
        case Column.ACCURACY:
            return wording.accuracy(line.accuracy)
        case Column.TIME:
            return duration(line.seconds)
        case Column.DATA:
            return line.data
        case Column.BEGUN:
            return wording.begun(line.begun)
        case Column.SIZE:
            return wording.size(line.size)
    return ""


def _note(line: KeptRunSummary, column: Column, *, is_shown: bool) -> str:
    match column:
        case Column.NAME:
            return _spoken_name(line, is_shown=is_shown)
        case Column.ACCURACY:
            return wording.accuracy_note(line)
        case Column.TIME:
            return wording.time_note(line)
        case Column.DATA:
            learned = line.kept.dataset.training
            return f"{line.data}: {learned:,} images to learn from"
        case Column.BEGUN:
            return wording.begun_note(line.begun)
    return ""


def _spoken_name(line: KeptRunSummary, *, is_shown: bool) -> str:
    parts = [line.name, line.standing.value, "in the plots" if is_shown else ""]
    return ", ".join(filter(None, parts))
