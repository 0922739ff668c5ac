"""The drawer "Compare", driven by mouse and keys as a person would."""

from time import monotonic

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.answer.answer_words import both_answers
from desktop.draw.compare.view import NO_INK, NOBODY, SAME
from desktop.draw.view import DrawTab
from desktop.widgets.probability_bars import ProbabilityBars
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from nncore.recognition.reading import answers
from nncore.runs import KeptRun
from tests.desktop.draw.compare.helpers import box, pick, reads, shares, slider, strip, words
from tests.desktop.draw.pad import (
    Hand,
    MakeTab,
    jobs_started,
    reading,
    reading_on,
    strip_answers,
)
from tests.desktop.hands import click, find


def test_without_another_network_the_drawer_says_so(comparing: DrawTab) -> None:
    assert words(comparing) == NOBODY
    assert not box(comparing).isEnabled()
    assert not slider(comparing).isVisible()


def test_another_network_reads_the_same_drawing(
    rival: nn.Network,
    comparing: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    assert words(comparing) == NO_INK
    assert box(comparing).currentText() == "Mine"
    hand.draw(*seven)
    reads(comparing, rival, qtbot)
    assert words(comparing, "other_network_label") == "Mine"
    assert not slider(comparing).isVisible()
    assert words(comparing).startswith(("Both read a 7", "They differ: a 7 above"))
    comparing.drawing.clear()
    assert words(comparing) == NO_INK
    assert shares(comparing) == [""] * 10


def test_a_network_that_knows_no_digits_refuses_in_words(
    reading_workspace: Workspace,
    comparing: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    network: nn.Network,
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    reading_workspace.put(NamedNetwork("Newborn", NetworkRef.of_unkept_run(), network))
    qtbot.waitUntil(lambda: words(comparing, "other_title") == "I know no digits yet")
    assert words(comparing) == both_answers(reading(7), reading(0, known=False))


def test_keys_go_along_the_epochs_of_a_run(
    kept: KeptRun, comparing: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot
) -> None:
    hand.draw(*seven)
    reads(comparing, kept.network(), qtbot)
    assert words(comparing, "other_network_label") == "Short after epoch 6"
    assert strip(comparing).place == slider(comparing).value() == 6
    slider(comparing).setFocus()
    for epoch in (5, 4):
        QTest.keyClick(slider(comparing), Qt.Key.Key_Left)
        reads(comparing, kept.network(epoch), qtbot)
        assert words(comparing, "other_network_label") == f"Short after epoch {epoch}"
    QTest.keyClick(slider(comparing), Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: words(comparing, "other_title") == "I know no digits yet")
    assert words(comparing, "other_network_label") == "Short, untrained"
    assert strip(comparing).place == 0


def test_the_strip_shows_what_each_epoch_answers(
    kept: KeptRun, comparing: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot
) -> None:
    hand.draw(*seven)
    frame = reading_on(comparing).frame
    every = [
        int(answers(kept.network(epoch), frame[np.newaxis])[0]) for epoch in kept.weights_epochs
    ]
    # what was read in the first half of the seven may come before
    qtbot.waitUntil(lambda: strip_answers(comparing, "other_epoch_answers") == every)
    assert strip(comparing).accessibleDescription() in words(comparing)


def test_the_chosen_run_is_compared_with_its_own_epochs(
    kept: KeptRun,
    reading_workspace: Workspace,
    comparing: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    with qtbot.waitSignal(reading_workspace.network_changed):
        reading_workspace.choose(NetworkRef.of_run(kept.id))
    pick(comparing, "Short")
    qtbot.waitUntil(lambda: words(comparing).startswith(SAME))
    slider(comparing).setFocus()
    QTest.keyClick(slider(comparing), Qt.Key.Key_PageDown, delay=0)
    qtbot.waitUntil(lambda: words(comparing, "other_network_label") == "Short after epoch 5")
    reads(comparing, kept.network(5), qtbot)
    assert not words(comparing).startswith(SAME)


def test_newer_weights_of_a_run_under_way_read_at_once(
    reading_workspace: Workspace,
    comparing: DrawTab,
    trained_network: nn.Network,
    network: nn.Network,
    hand: Hand,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    ref = NetworkRef.of_unkept_run()
    reading_workspace.put(NamedNetwork("Mine", ref, network, epoch=1))
    hand.draw(*seven)
    qtbot.waitUntil(lambda: words(comparing, "other_network_label") == "Mine after epoch 1")
    reading_workspace.put(NamedNetwork("Mine", ref, trained_network, epoch=2))
    reads(comparing, trained_network, qtbot)
    assert words(comparing, "other_network_label") == "Mine after epoch 2"


def test_a_closed_drawer_reads_nothing(
    kept: KeptRun,
    tab: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    started = jobs_started(jobs, monkeypatch)
    hand.draw(*seven)
    qtbot.wait(100)
    assert started == []
    click(tab, "compare_toggle")
    qtbot.waitUntil(lambda: bool(strip(tab).pieces) and shares(tab)[0] != "")
    click(tab, "compare_toggle")
    qtbot.wait(250)
    started.clear()
    hand.draw([(0.2, 0.8), (0.8, 0.85)])
    qtbot.wait(250)
    assert started == []


def test_while_the_pen_moves_it_is_read_at_most_fifteen_times_a_second(
    rival: nn.Network,
    comparing: DrawTab,
    hand: Hand,
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    hand.draw([(0.2, 0.2), (0.3, 0.3)])
    qtbot.waitUntil(lambda: shares(comparing)[0] != "")
    started, begun = jobs_started(jobs, monkeypatch), monotonic()
    hand.press(0.2, 0.2)
    for step in range(60):
        hand.move(0.2 + step / 100, 0.5)
        qtbot.wait(5)
    hand.release(0.8, 0.5)
    qtbot.wait(150)
    # one at each end of the time; a slow machine takes longer for the same moves
    assert 1 <= len(started) <= 2 + 15 * (monotonic() - begun)
    reads(comparing, rival, qtbot)


@pytest.mark.parametrize("size", [(900, 540), (1366, 690), (1600, 920)])
def test_all_of_it_is_in_sight(
    kept: KeptRun,
    make_tab: MakeTab,
    seven: list[FloatArray],
    size: tuple[int, int],
    qtbot: QtBot,
) -> None:
    tab = make_tab(*size)
    tab.drawing.add_stroke(seven[0])
    click(tab, "compare_toggle")
    qtbot.waitUntil(lambda: bool(strip(tab).pieces))
    for widget in (
        box(tab),
        slider(tab),
        strip(tab),
        find(tab, ProbabilityBars, "other_bars"),
        find(tab, QLabel, "compared_label"),
    ):
        assert widget.isVisible()
        assert widget.visibleRegion().boundingRect() == widget.rect(), widget.objectName()
    assert find(tab, QWidget, "own_bars").isVisible() == (size[0] > 900)
