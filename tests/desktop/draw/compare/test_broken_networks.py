"""What is damaged, gone or cannot read says so in the drawer, and the pad goes on."""

import shutil

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.compare.view import FAILED, cannot_read
from desktop.draw.view import DrawTab
from desktop.workspace.error_words import of_a_run
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from nncore.runs import KeptRun
from nncore.runs.weights import weights_file
from tests.desktop.draw.compare.helpers import box, pick, reads, shares, slider, words
from tests.desktop.draw.pad import (
    Hand,
)


def test_a_damaged_epoch_says_so_and_the_pad_goes_on(
    kept: KeptRun, comparing: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot
) -> None:
    weights_file(kept.folder, 5).write_bytes(b"nothing of the kind")
    hand.draw(*seven)
    qtbot.waitUntil(lambda: shares(comparing)[0] != "")
    slider(comparing).setFocus()
    QTest.keyClick(slider(comparing), Qt.Key.Key_Left)
    unread = cannot_read("Short after epoch 5", "").removesuffix(".")
    qtbot.waitUntil(lambda: words(comparing).startswith(unread))
    assert shares(comparing) == [""] * 10
    hand.draw([(0.2, 0.5), (0.7, 0.5)])
    assert comparing.prediction is not None
    QTest.keyClick(slider(comparing), Qt.Key.Key_Left)
    reads(comparing, kept.network(4), qtbot)


def test_a_run_whose_weights_are_gone_says_so(
    kept: KeptRun, rival: nn.Network, comparing: DrawTab, hand: Hand, qtbot: QtBot
) -> None:
    hand.draw([(0.5, 0.2), (0.5, 0.8)])
    assert box(comparing).currentText() == "Mine"
    qtbot.waitUntil(lambda: shares(comparing)[0] != "")
    shutil.rmtree(kept.folder)
    pick(comparing, "Short")
    unread = cannot_read("Short", of_a_run(KeyError()))
    qtbot.waitUntil(lambda: words(comparing) == unread)
    pick(comparing, "Mine")
    qtbot.waitUntil(lambda: shares(comparing)[0] != "")


def test_a_deleted_run_leaves_the_list(
    kept: KeptRun,
    kept_runs: KeptRuns,
    rival: nn.Network,
    comparing: DrawTab,
    qtbot: QtBot,
) -> None:
    pick(comparing, "Short")
    kept_runs.delete([kept.id])
    qtbot.waitUntil(lambda: box(comparing).currentText() == "Mine")
    assert box(comparing).count() == 1


class BrokenNetwork(nn.Network):
    """Cannot read."""

    def logits(self, images: object) -> FloatArray:
        raise MemoryError("no room")


def test_a_network_that_cannot_read_says_so_and_the_pad_goes_on(
    reading_workspace: Workspace,
    comparing: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    broken = BrokenNetwork([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    reading_workspace.put(NamedNetwork("Broken", NetworkRef.of_unkept_run(), broken))
    with qtbot.captureExceptions() as caught:
        hand.draw(*seven)
        qtbot.waitUntil(lambda: words(comparing) == FAILED)
        qtbot.waitUntil(lambda: bool(caught))
        qtbot.wait(200)
    assert {each[0] for each in caught} == {MemoryError}
    assert comparing.prediction is not None
    assert comparing.prediction.digit == 7
    assert shares(comparing) == [""] * 10
