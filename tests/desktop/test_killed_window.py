"""The window, or its process that trains, is killed in the middle of a run: the run goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.trainer.client import TrainerClient
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.datasets import load_generated
from nncore.runs import Ending, RunStore
from tests.desktop.hands import button, click
from tests.desktop.whole_window import epochs_box, opened

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QPushButton, QSpinBox
from desktop.application import create_window
from desktop.demo.walkthrough import wait_until
from desktop.train.view import TrainTab
from nncore.events import EpochFinished


class Teller(QObject):
    @Slot(tuple)
    def tell(self, events):
        for event in events:
            if isinstance(event, EpochFinished):
                print(event.epoch, flush=True)


window = create_window(Path(sys.argv[1]), None)
window.show()
teller = Teller()
window.findChild(TrainTab).run.appended.connect(teller.tell)
window.findChild(QSpinBox, "epochs_box").setValue(6)
start = window.findChild(QPushButton, "start_button")
wait_until(start.isEnabled, 120_000, "the digits")
start.click()
wait_until(lambda: False, 120_000, "the kill")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_killed_window_loses_no_epoch_that_it_told_of_and_the_next_one_goes_on_to_the_bit(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    told = 0
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told = int(line)
            if told == 3:
                process.send_signal(signal.SIGKILL)
    store = RunStore(tmp_path / "runs")
    (kept,) = store.runs()
    assert kept.is_interrupted
    assert kept.epochs >= told >= 3
    assert not store.damaged()

    window = create_window(tmp_path, None)
    qtbot.addWidget(window)
    window.show()
    offer, again = window.findChild(QWidget, "resume_offer"), button(window, "resume_button")
    assert offer is not None
    qtbot.waitUntil(lambda: offer.isVisible() and again.isEnabled(), timeout=60_000)
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: store.get(kept.id).ending is Ending.FINISHED, timeout=60_000)
    qtbot.waitUntil(button(window, "train_more_button").isVisible, timeout=10_000)
    window.close()

    whole = kept.recipe.start(load_generated())
    for _ in whole.events:
        pass
    ended = store.get(kept.id)
    assert ended.epochs == 6
    assert all(map(np.array_equal, ended.network().parameters, whole.network.parameters))


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_after_the_process_that_trains_was_killed_the_panel_goes_on_with_the_run(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, tmp_path, has_process=True)
    run, trainer = window.findChild(RunInSight), window.findChild(TrainerClient)
    assert run is not None
    assert trainer is not None
    epochs_box(window).setValue(1_000)
    click(window, "start_button")
    qtbot.waitUntil(lambda: len(run.history.epoch_ends) > 1, timeout=60_000)
    killed = trainer.process_id
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    qtbot.waitUntil(lambda: not run.is_active, timeout=20_000)
    assert "ended unexpectedly" in run.failure
    assert button(window, "train_more_button").text() == "Go &on to epoch 1,000"
    click(window, "train_more_button")
    qtbot.waitUntil(lambda: run.is_active, timeout=20_000)
    click(window, "stop_button")
    qtbot.waitUntil(lambda: not run.is_active, timeout=20_000)
    assert run.failure == ""
    window.close()
