"""What is answered along the sliders is what each changed frame alone is read as."""

import numpy as np
import pytest

import nncore as nn
from desktop.draw.shift_turn.changes import (
    KINDS,
    SHIFT,
    TURN,
    Change,
    OriginalFrame,
    changed,
    read_along,
    read_changed,
)
from desktop.workspace.jobs import Cancelled
from nncore.array_types import ImageArray
from nncore.datasets import Dataset
from nncore.recognition.reading import REFUSED, answers
from tests.desktop.draw.pad import go_on


@pytest.fixture
def frame(small_dataset: Dataset) -> ImageArray:
    test = small_dataset.test
    image: ImageArray = test.images[int(np.flatnonzero(test.labels == 4)[0])]
    return image


def test_each_step_has_the_answer_of_its_frame(
    trained_network: nn.Network, frame: ImageArray
) -> None:
    change = Change(shift=2, turn=10, thicken=-3)
    found = read_along(OriginalFrame(trained_network, frame), change, KINDS, go_on)
    for kind in KINDS:
        frames = changed(frame, [change.moved(kind, steps) for steps in kind.steps])
        every = answers(trained_network, frames)
        along = found.answers[kind]
        assert len(along) == len(kind.steps)
        # what comes and goes between two readings may be missed, and nothing else
        assert np.mean(along == every) >= 0.95
        assert np.array_equal(along[:: kind.every], every[:: kind.every])


def test_where_a_turned_digit_tips_is_exact_to_a_degree(
    trained_network: nn.Network, frame: ImageArray
) -> None:
    found = read_along(OriginalFrame(trained_network, frame), Change(), [TURN], go_on)
    along = found.answers[TURN]
    tips = np.flatnonzero(np.diff(along)) + 1
    assert len(tips)
    for tip in tips:
        sides = changed(frame, [Change(turn=TURN.first + int(at)) for at in (tip - 1, tip)])
        assert answers(trained_network, sides).tolist() == along[tip - 1 : tip + 1].tolist()


def test_the_changed_frame_is_read_as_the_pad_reads(
    trained_network: nn.Network, frame: ImageArray
) -> None:
    change = Change(turn=20)
    found = read_changed(OriginalFrame(trained_network, frame), change, go_on)
    assert found.reading is not None
    expected = trained_network.predict(changed(frame, [change]))[0]
    assert np.allclose(found.reading.probabilities, expected, atol=1e-6)


def test_a_network_without_numbers_refuses_all_along(frame: ImageArray) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    network.parameters[0][...] = np.nan
    found = read_along(OriginalFrame(network, frame), Change(), [SHIFT], go_on)
    assert (found.answers[SHIFT] == REFUSED).all()


def test_a_reading_can_be_cancelled_between_layers(
    trained_network: nn.Network, frame: ImageArray
) -> None:
    def stop(_done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_along(OriginalFrame(trained_network, frame), Change(), KINDS, stop)
