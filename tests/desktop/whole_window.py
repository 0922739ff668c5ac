"""The whole window as tests open it and reach into it, by the names of its widgets."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop import application
from desktop.trainer.client import TrainerClient
from desktop.window.main_window import MainWindow
from tests.desktop.hands import button, find
from tests.desktop.in_process import start_in_process

OpenWindow = Callable[..., MainWindow]


def opened(
    qtbot: QtBot, storage: Path, data: Path | None = None, *, has_process: bool = False
) -> MainWindow:
    """A window in sight that a run can be started in; whoever opens it closes it.

    has_process: whether it trains in a process of its own, as it does for people, rather than in a
    thread of this one, which is there at once.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not has_process:
            trainer = partial(TrainerClient, start=start_in_process)
            patch.setattr(application, "TrainerClient", trainer)
        window = application.create_window(storage, data)
    qtbot.addWidget(window)
    window.show()
    wait_until_enabled(qtbot, window, "start_button")
    return window


def wait_until_enabled(qtbot: QtBot, window: QWidget, name: str) -> QAbstractButton:
    """A button, once it can be pressed."""
    found = button(window, name)
    qtbot.waitUntil(found.isEnabled, timeout=60_000)
    return found


def save_network(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Save the chosen network, and wait until it is there."""
    window.save_requested.emit(path)
    qtbot.waitUntil(path.exists, timeout=10_000)


def epochs_box(window: QWidget) -> QSpinBox:
    """The field for the number of epochs."""
    return find(window, QSpinBox, "epochs_box")


def others_share() -> float:
    """How many times longer everything takes while others have the processor; 1 without them."""
    load: float = psutil.getloadavg()[0]
    return max(1.0, load / (os.cpu_count() or 1))


def network_name(window: MainWindow) -> str:
    """What the chosen network is called; nothing where there is none."""
    return "" if window.workspace.network is None else window.workspace.network.name


def network_box(window: QWidget) -> QComboBox:
    """The selector of networks, in the corner."""
    return find(window, QComboBox, "network_box")


def dataset_box(window: QWidget) -> QComboBox:
    """What is learned from."""
    return find(window, QComboBox, "dataset_box")


def runs_view(window: QWidget) -> QAbstractItemView:
    """The list of kept runs."""
    return find(window, QAbstractItemView, "runs_view")


def choose_run(window: QWidget, name: str) -> None:
    """Select a run in the list of runs."""
    view, model = runs_view(window), runs_view(window).model()
    rows = [model.index(row, 1) for row in range(model.rowCount())]
    view.setFocus()
    view.setCurrentIndex(next(each for each in rows if each.data() == name))


def choose_data(window: QWidget, title: str) -> None:
    """Choose what is learned from, by keys."""
    box = dataset_box(window)
    target = box.findText(title)
    assert target >= 0, f"{title} is not offered"
    while (row := box.currentIndex()) != target:
        QTest.keyClick(box, Qt.Key.Key_Down if row < target else Qt.Key.Key_Up)


def close_within_a_second(window: QWidget) -> None:
    """Close it; nobody waits for that."""
    began = monotonic()
    window.close()
    assert monotonic() - began < others_share()
