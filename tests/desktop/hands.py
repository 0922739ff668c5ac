"""How tests reach into the window as a person does: by the names of its parts."""

from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QModelIndex, QObject, Qt, QTimer, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QWidget

from desktop.workspace.kept_runs import KeptRuns

Part = TypeVar("Part", bound=QObject)

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def find(root: QObject, kind: type[Part], name: str = "") -> Part:
    """The part of that kind, and of that name where one is given."""
    found = root.findChild(kind, name) if name else root.findChild(kind)
    assert found is not None, name or kind
    return found


def button(widget: QObject, name: str) -> QAbstractButton:
    """A button of any kind."""
    return find(widget, QAbstractButton, name)


def click(widget: QObject, name: str) -> None:
    """Press a button with the mouse."""
    QTest.mouseClick(button(widget, name), Qt.MouseButton.LeftButton)


def click_item(
    view: QAbstractItemView, index: QModelIndex, modifier: Qt.KeyboardModifier = PLAIN
) -> None:
    """Click an item in its middle."""
    where = view.visualRect(index).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, where)


def press_keys(widget: QWidget, *keys: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    """Press one key after the other."""
    for key in keys:
        QTest.keyClick(widget, key, modifier)


def label(widget: QObject, name: str) -> QLabel:
    """A label of any kind."""
    return find(widget, QLabel, name)


def words(widget: QObject, name: str) -> str:
    """What a label says."""
    return label(widget, name).text()


def listen(*signals: SignalInstance) -> list[Any]:
    """What the signals tell from now on."""
    heard: list[Any] = []
    for signal in signals:
        signal.connect(heard.append)
    return heard


def bring_back(kept_runs: KeptRuns, run_ids: list[str]) -> None:
    """Undo the deletion of runs, and wait until they are there."""
    back, waiting = listen(kept_runs.restored), QEventLoop()
    kept_runs.restored.connect(waiting.quit)
    QTimer.singleShot(10_000, waiting.quit)
    kept_runs.restore(run_ids)
    waiting.exec()
    assert back
