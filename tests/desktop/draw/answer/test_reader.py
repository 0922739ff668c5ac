"""The reader's answer is about the ink and the network of this moment, never an older one."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.answer.reader import DrawingReader
from desktop.draw.ink.drawing import Drawing
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray


@pytest.fixture
def reader(drawing: Drawing, reading_workspace: Workspace, jobs: Jobs) -> DrawingReader:
    return DrawingReader(drawing, reading_workspace, jobs)


def test_nothing_is_read_without_ink(reader: DrawingReader) -> None:
    assert reader.prediction is None


def test_nothing_is_read_without_a_network(
    drawing: Drawing, workspace: Workspace, jobs: Jobs
) -> None:
    reader = DrawingReader(drawing, workspace, jobs)
    drawing.add_stroke([(0.2, 0.2), (0.8, 0.8)])
    assert reader.prediction is None
    assert reader.network_name is None


def test_nothing_is_read_where_all_ink_lies_outside(
    reader: DrawingReader, drawing: Drawing
) -> None:
    drawing.add_stroke([(1.5, 0.2), (1.5, 0.8)])
    assert reader.prediction is None


def test_reading_is_what_the_library_reads(
    reader: DrawingReader,
    drawing: Drawing,
    reader_network: nn.Network,
    seven: list[FloatArray],
) -> None:
    drawing.add_stroke(seven[0])
    expected = nn.read_drawing(reader_network, drawing.pixels())
    assert reader.prediction is not None
    assert expected is not None
    assert reader.prediction.digit == expected.digit == 7
    assert np.array_equal(reader.prediction.probabilities, expected.probabilities)
    assert np.array_equal(reader.prediction.frame, expected.frame)


def test_prediction_is_right_before_anybody_was_told(
    reader: DrawingReader, drawing: Drawing, reader_network: nn.Network, seven: list[FloatArray]
) -> None:
    points = [(float(x), float(y)) for x, y in seven[0]]
    drawing.begin_stroke(points[0])
    for point in points[1:]:
        drawing.extend_stroke(point)
        expected = nn.read_drawing(reader_network, drawing.pixels())
        assert reader.prediction is not None
        assert expected is not None
        assert np.array_equal(reader.prediction.frame, expected.frame)
    drawing.clear()
    assert reader.prediction is None


def test_fast_moves_are_told_together_and_the_last_one_always(
    reader: DrawingReader, drawing: Drawing, qtbot: QtBot
) -> None:
    told: list[int] = []

    def remember() -> None:
        stroke = drawing.growing_stroke
        told.append(0 if stroke is None else len(stroke.points))

    reader.updated.connect(remember)
    drawing.begin_stroke((0.1, 0.1))
    for number in range(1, 50):
        drawing.extend_stroke((0.1, 0.1 + number / 100))
    qtbot.waitUntil(lambda: told[-1] == 50)
    assert told[0] == 1
    assert len(told) < 25


def test_what_ends_a_stroke_is_told_at_once(reader: DrawingReader, drawing: Drawing) -> None:
    told: list[bool] = []

    def remember() -> None:
        told.append(reader.prediction is None)

    drawing.add_stroke([(0.1, 0.1), (0.9, 0.1)])
    reader.updated.connect(remember)
    drawing.undo()
    drawing.redo()
    drawing.clear()
    assert told == [True, False, True]


def test_nothing_is_told_while_nothing_happens(
    reader: DrawingReader, drawing: Drawing, qtbot: QtBot
) -> None:
    drawing.add_stroke([(0.1, 0.1), (0.9, 0.5)])
    with qtbot.assertNotEmitted(reader.updated, wait=50):
        pass


def test_same_ink_is_read_once(reader: DrawingReader, drawing: Drawing) -> None:
    drawing.add_stroke([(0.1, 0.1), (0.9, 0.5)])
    assert reader.prediction is reader.prediction


def test_other_network_reads_anew(
    reader: DrawingReader,
    drawing: Drawing,
    reading_workspace: Workspace,
    trained_network: nn.Network,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    drawing.add_stroke(seven[0])
    first = reader.prediction
    with qtbot.waitSignal(reader.updated):
        named = NamedNetwork("Current run", NetworkRef.of_run("run"), trained_network)
        reading_workspace.put(named, choose=True)
    second = reader.prediction
    assert first is not None
    assert second is not None
    assert reader.network_name == "Current run"
    assert not np.array_equal(first.probabilities, second.probabilities)
    assert np.array_equal(first.frame, second.frame)
