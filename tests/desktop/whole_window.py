"""The whole window as tests open it and reach into it, by the names of its widgets."""

import os
from functools import partial
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QAbstractButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop import application
from desktop.trainer.client import TrainerClient
from desktop.window.main_window import MainWindow
from tests.desktop.hands import button, find
from tests.desktop.in_process import start_in_process


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


def close_within_a_second(window: MainWindow) -> None:
    """Close a window; it is to take no longer, whatever it is doing."""
    clock = QElapsedTimer()
    clock.start()
    window.close()
    assert clock.elapsed() < 1000 * others_share()


def others_share() -> float:
    """How many times longer everything takes while others have the processor; 1 without them."""
    load: float = psutil.getloadavg()[0]
    return max(1.0, load / (os.cpu_count() or 1))
