"""Reading a drawing: framed, read, and honest about what is no digit."""

import re

import numpy as np
import pytest

import nncore as nn
from nncore.drawing.reading import read_frame


def sure_network(logits: list[float]) -> nn.Network:
    """A network that gives these logits whatever it sees."""
    dense = nn.Dense(784, 10, rng=np.random.default_rng(1))
    dense.weights[:] = 0
    dense.bias[:] = logits
    return nn.Network([dense])


@pytest.fixture
def canvas() -> np.ndarray:
    """An upright stroke somewhere on a large canvas."""
    ink = np.zeros((200, 300), np.uint8)
    ink[40:160, 80:95] = 255
    return ink


def test_a_blank_canvas_reads_as_nothing() -> None:
    assert nn.read_drawing(sure_network([0] * 10), np.zeros((50, 50), np.uint8)) is None


def test_a_drawing_is_read_in_its_frame(canvas: np.ndarray) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])

    reading = nn.read_drawing(network, canvas)

    assert reading is not None
    assert np.array_equal(reading.frame, nn.frame_drawing(canvas))
    assert np.array_equal(reading.probabilities, network.predict(reading.frame[np.newaxis])[0])
    assert reading.digit == reading.probabilities.argmax()
    assert reading.confidence == reading.probabilities.max()


def test_a_frame_is_read_as_it_is(digits: nn.datasets.Dataset) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    frame = digits.test.images[0]

    reading = read_frame(network, frame)

    assert reading is not None
    assert np.array_equal(reading.probabilities, network.predict(frame[np.newaxis])[0])


def test_a_majority_makes_a_known_digit(canvas: np.ndarray) -> None:
    reading = nn.read_drawing(sure_network([0, 0, 0, 9, 0, 0, 0, 0, 0, 0]), canvas)

    assert reading is not None
    assert (reading.digit, reading.known) == (3, True)


def test_without_a_majority_it_is_no_digit(canvas: np.ndarray) -> None:
    reading = nn.read_drawing(sure_network([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), canvas)

    assert reading is not None
    assert (reading.digit, reading.known) == (3, False)


def test_a_frame_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("(N, 28, 28), got (1, 20, 20)")):
        read_frame(sure_network([0] * 10), np.ones((20, 20), np.uint8))
