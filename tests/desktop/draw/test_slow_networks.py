"""A network that takes its time is read with in the background, and the screen never lies.

While an answer is on its way, the one of before is grey; who asks for the prediction waits.
"""

from threading import Event, get_ident, main_thread
from time import thread_time

import numpy as np
import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.answer.answer import FAILED, INVITATION
from desktop.draw.answer.answer_words import READING
from desktop.draw.answer.framing_view import StepPicture
from desktop.draw.answer.reading_request import MOST_WORK_AT_ONCE
from desktop.draw.view import DrawTab
from desktop.widgets.images import to_image
from desktop.widgets.labels import Tone
from desktop.workspace.jobs import Jobs
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray, ImageArray
from nncore.recipes.recipe import Recipe
from tests.desktop.draw.pad import Hand, bars, choose, reading_on, sentences, toned_label
from tests.desktop.hands import find

SEVEN = [(0.25, 0.2), (0.5, 0.2), (0.75, 0.2), (0.6, 0.5), (0.45, 0.85)]
ONE = [(0.5, 0.15), (0.5, 0.4), (0.5, 0.6), (0.5, 0.85)]


class SlowNetwork(nn.Network):
    """Reads as the shipped one does, but takes 20 ms, and waits in threads for its gate to open."""

    def __init__(self, mind: nn.Network) -> None:
        super().__init__(mind.layers)
        self.known_from = mind.known_from
        self.gate, self.frames = Event(), list[int]()
        self.threads: set[int] = set()

    @property
    def work(self) -> int:
        return 10 * MOST_WORK_AT_ONCE

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        self.threads.add(get_ident())
        self.frames.append(hash(np.asarray(images).tobytes()))
        Event().wait(0.02)  # what a slow network computes in that time
        while get_ident() != main_thread().ident and not self.gate.wait(0.005):
            self._before_layer()
        return super().logits(images)


@pytest.fixture
def slow(reader_network: nn.Network, jobs: Jobs) -> SlowNetwork:
    """A slow network; what waits for it is cancelled with the jobs."""
    return SlowNetwork(reader_network)


def is_grey(tab: DrawTab) -> bool:
    return toned_label(tab).tone is Tone.MUTED and bars(tab).accessibleDescription() == ""


def test_the_answer_follows_and_the_hand_is_not_held_up(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace, slow: SlowNetwork
) -> None:
    choose(reading_workspace, slow, "Slow")
    hand.draw(SEVEN)
    assert READING in sentences(tab)
    assert not toned_label(tab).isVisible()
    assert bars(tab).labels == ("",) * 10
    slow.gate.set()
    qtbot.waitUntil(lambda: toned_label(tab).text() == "7")
    assert not is_grey(tab)
    assert bars(tab).accessibleDescription().startswith("7: ")
    assert "Read by Slow" in sentences(tab)
    assert main_thread().ident not in slow.threads


def test_an_answer_of_before_is_grey_while_the_next_is_on_its_way(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace, slow: SlowNetwork
) -> None:
    slow.gate.set()
    choose(reading_workspace, slow, "Slow")
    hand.draw(SEVEN)
    qtbot.waitUntil(lambda: toned_label(tab).text() == "7" and not is_grey(tab))
    slow.gate.clear()
    hand.draw(ONE)
    assert toned_label(tab).text() == "7"
    assert toned_label(tab).accessibleName() == READING
    assert is_grey(tab)
    assert "Slow is reading…" in sentences(tab)
    view = find(tab, StepPicture, "network_view")
    assert view.image == to_image(nn.frame_drawing(tab.drawing.pixels()))  # of the ink there is
    slow.gate.set()
    qtbot.waitUntil(lambda: not is_grey(tab))


def test_who_asks_for_the_prediction_waits_for_the_ink_there_is_now(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace, slow: SlowNetwork
) -> None:
    choose(reading_workspace, slow, "Slow")
    hand.draw(SEVEN)
    prediction = reading_on(tab)
    assert prediction.digit == 7
    assert np.array_equal(prediction.frame, nn.frame_drawing(tab.drawing.pixels()))
    assert tab.prediction is prediction
    slow.gate.set()
    qtbot.waitUntil(lambda: toned_label(tab).text() == "7")
    assert not is_grey(tab)
    tab.drawing.clear()
    assert tab.prediction is None


def test_the_newest_ink_wins(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace, slow: SlowNetwork
) -> None:
    choose(reading_workspace, slow, "Slow")
    hand.draw(SEVEN)
    qtbot.waitUntil(lambda: len(slow.frames) == 1)
    for _ in range(5):
        tab.drawing.undo()
        tab.drawing.redo()
    slow.gate.set()
    qtbot.waitUntil(lambda: toned_label(tab).text() == "7" and not is_grey(tab))
    assert len(slow.frames) <= 3  # what was replaced before its turn was never read


def test_without_ink_nothing_is_waited_for(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace, slow: SlowNetwork
) -> None:
    choose(reading_workspace, slow, "Slow")
    hand.draw(SEVEN)
    qtbot.waitUntil(lambda: len(slow.frames) == 1)
    tab.drawing.clear()
    assert INVITATION in sentences(tab)
    slow.gate.set()
    with qtbot.assertNotEmitted(tab.drawing.changed, wait=50):
        pass
    assert INVITATION in sentences(tab)
    assert toned_label(tab).text() == ""


def test_another_network_is_not_kept_waiting_by_a_slow_one(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace, slow: SlowNetwork
) -> None:
    choose(reading_workspace, slow, "Slow")
    hand.draw(SEVEN)
    qtbot.waitUntil(lambda: len(slow.frames) == 1)
    reading_workspace.choose(NetworkRef.shipped())
    assert toned_label(tab).text() == "7"  # at once: it is a quick one
    assert not is_grey(tab)
    assert "Read by Reader (dense)" in sentences(tab)


def test_an_answer_of_another_network_does_not_stand_under_the_name_of_a_slow_one(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace, slow: SlowNetwork
) -> None:
    hand.draw(SEVEN)
    assert toned_label(tab).text() == "7"
    choose(reading_workspace, slow, "Slow")
    assert READING in sentences(tab)
    assert toned_label(tab).text() == ""
    assert bars(tab).labels == ("",) * 10
    slow.gate.set()
    qtbot.waitUntil(lambda: toned_label(tab).text() == "7" and not is_grey(tab))
    assert "Read by Slow" in sentences(tab)


class BrokenNetwork(SlowNetwork):
    """Runs out of memory in threads, until its gate is open."""

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        if not self.gate.is_set():
            raise MemoryError("no room for a picture")
        return super().logits(images)


def test_a_reading_that_fails_is_told_and_tried_again_with_more_ink(
    tab: DrawTab,
    hand: Hand,
    qtbot: QtBot,
    reading_workspace: Workspace,
    reader_network: nn.Network,
) -> None:
    broken = BrokenNetwork(reader_network)
    choose(reading_workspace, broken, "Slow")
    with qtbot.captureExceptions() as raised:
        hand.draw(SEVEN)
        # readings of the ink on the way may fail before the last one was asked for
        qtbot.waitUntil(lambda: FAILED in sentences(tab))
    assert raised
    assert READING not in sentences(tab)
    assert bars(tab).labels == ("",) * 10
    assert all(kind is MemoryError for kind, *_ in raised)

    broken.gate.set()
    hand.draw([(0.4, 0.5), (0.7, 0.5)])
    qtbot.waitUntil(lambda: toned_label(tab).text() != "" and not is_grey(tab))
    assert FAILED not in sentences(tab)


class Watched(nn.Network):
    """Notes in which threads it reads."""

    threads: set[int]

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        self.threads.add(get_ident())
        return super().logits(images)


def test_a_network_of_a_billion_multiplications_does_not_freeze_drawing(
    tab: DrawTab, hand: Hand, qtbot: QtBot, reading_workspace: Workspace
) -> None:
    dear = Watched(Recipe(hidden=("15x15x96",) * 2).build()[0].layers)
    dear.threads = set()
    assert dear.multiplications > 10**9
    choose(reading_workspace, dear, "Slow")
    hand.press(0.3, 0.2)
    longest = 0.0
    for number in range(40):
        begin = thread_time()
        hand.move(0.3 + number / 100, 0.2 + number / 100)
        QTest.qWait(2)
        longest = max(longest, thread_time() - begin)
    hand.release(0.7, 0.6)
    assert longest < 0.5
    assert len(tab.drawing.strokes) == 1
    qtbot.waitUntil(lambda: toned_label(tab).text() != "" and not is_grey(tab), timeout=30_000)
    assert main_thread().ident not in dear.threads
    prediction = reading_on(tab)
    assert toned_label(tab).text() == str(prediction.digit)


def test_a_network_that_moves_many_numbers_counts_as_slow(kernels: nn.Network) -> None:
    rng = np.random.default_rng(1)
    wide = nn.Conv2D(1, 4000, 1, rng=rng)
    rest = [nn.ReLU()] * 50
    last = nn.Dense(28 * 28 * 4000, 10, rng=rng, initializer=_zeros)
    assert nn.Network([wide, *rest, last]).work > 10 * MOST_WORK_AT_ONCE
    assert kernels.work < MOST_WORK_AT_ONCE


def _zeros(inputs: int, outputs: int, *, rng: np.random.Generator) -> FloatArray:
    return np.zeros((inputs, outputs), np.float32)
