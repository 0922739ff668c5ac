"""The newest change is read, not too often; other sliders' answers only where they are others."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.shift_turn.changes import (
    KINDS,
    SHIFT,
    THICKEN,
    AnswersAlong,
    Change,
    ChangedReading,
    ChangeReader,
    OriginalFrame,
)
from desktop.workspace.jobs import Jobs
from nncore.array_types import FloatArray


class Ear:
    def __init__(self, reader: ChangeReader) -> None:
        self.readings: list[ChangedReading] = []
        self.along: list[AnswersAlong] = []
        reader.changed_read.connect(self.readings.append)
        reader.along_read.connect(self.along.append)


@pytest.fixture
def change_reader(jobs: Jobs) -> ChangeReader:
    return ChangeReader(jobs)


@pytest.fixture
def ear(change_reader: ChangeReader) -> Ear:
    return Ear(change_reader)


@pytest.fixture
def original(trained_network: nn.Network) -> OriginalFrame:
    frame = np.zeros((28, 28), np.uint8)
    frame[5:23, 13:16] = 255
    return OriginalFrame(trained_network, frame)


def test_the_newest_wins_at_most_fifteen_times_a_second(
    change_reader: ChangeReader, ear: Ear, original: OriginalFrame, qtbot: QtBot
) -> None:
    for turn in range(-60, 61):
        change_reader.read(original, Change(turn=turn))
    qtbot.waitUntil(lambda: bool(ear.readings) and ear.readings[-1].change == Change(turn=60))
    assert len(ear.readings) <= 2
    change_reader.read(None, Change())


def test_a_slider_that_moves_keeps_its_answers(
    change_reader: ChangeReader, ear: Ear, original: OriginalFrame, qtbot: QtBot
) -> None:
    change_reader.read(original, Change())
    qtbot.waitUntil(lambda: len(ear.along) == 1)
    assert {*ear.along[0].answers} == {*KINDS}
    change_reader.read(original, Change(turn=9))
    qtbot.waitUntil(lambda: len(ear.along) == 2)
    assert {*ear.along[1].answers} == {SHIFT, THICKEN}
    change_reader.read(None, Change())


def test_a_slider_that_was_moved_away_and_back_leaves_the_answers_of_the_others(
    change_reader: ChangeReader, ear: Ear, original: OriginalFrame, qtbot: QtBot
) -> None:
    change_reader.read(original, Change())
    qtbot.waitUntil(lambda: len(ear.along) == 1)
    change_reader.read(original, Change(turn=9))
    change_reader.read(original, Change())
    qtbot.wait(250)
    assert len(ear.along) == 1
    change_reader.read(original, Change(turn=9))  # and this time it is at work at once
    change_reader.read(original, Change())
    qtbot.wait(250)
    assert ear.along[-1].change == Change()
    change_reader.read(None, Change())


class BrokenNetwork(nn.Network):
    """Cannot read."""

    def logits(self, images: object) -> FloatArray:
        raise MemoryError("no room")


def test_a_network_that_cannot_read_says_so_once_more(
    change_reader: ChangeReader, ear: Ear, original: OriginalFrame, qtbot: QtBot
) -> None:
    broken = BrokenNetwork([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(change_reader.failed):
        change_reader.read(OriginalFrame(broken, original.frame), Change())
        qtbot.waitUntil(lambda: len(caught) == 2)
    assert {each[0] for each in caught} == {MemoryError}
    change_reader.read(original, Change())
    qtbot.waitUntil(lambda: len(ear.readings) == 1)
    change_reader.read(None, Change())


def test_who_gives_up_hears_nothing_more(
    change_reader: ChangeReader, ear: Ear, original: OriginalFrame, qtbot: QtBot
) -> None:
    change_reader.read(original, Change())
    change_reader.read(original, Change(turn=5))
    change_reader.read(None, Change())
    qtbot.wait(200)
    assert ear.readings == []
    assert ear.along == []
