"""The window itself is killed in the middle of a run, as by the system or a power cut."""

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nncore.datasets import load_generated
from nncore.recipes import resume
from nncore.runs import RunStore, keep

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QPushButton, QSpinBox
from desktop.application import create_window
from desktop.rehearsal import wait_until
from desktop.training.run.session import TrainingSession
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
window.findChild(TrainingSession).events_arrived.connect(teller.tell)
window.findChild(QSpinBox, "epochs_box").setValue(6)
start = window.findChild(QPushButton, "start_button")
wait_until(start.isEnabled, 120_000, "the digits")
start.click()
wait_until(lambda: False, 120_000, "the kill")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_a_killed_window_loses_no_epoch_that_it_told_of(tmp_path: Path) -> None:
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

    dataset = load_generated()
    run = resume(kept.state(), dataset)
    for _ in keep(run, dataset, store.reopen(kept)):
        pass
    whole = kept.recipe.start(dataset)
    for _ in whole.events:
        pass
    assert all(map(np.array_equal, run.network.parameters, whole.network.parameters))
    assert store.get(kept.id).epochs == 6
