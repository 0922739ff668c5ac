"""Many frames at once are answered as each of them alone."""

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import ImageArray
from nncore.datasets import generated
from nncore.recognition.reading import REFUSED, answers, read_frame


@pytest.fixture(scope="module")
def frames() -> ImageArray:
    rng = np.random.default_rng(6)
    images = generated(rng=rng, training=30, validation=1, test=1).training.images
    noise = rng.integers(0, 256, (5, 28, 28)).astype(np.uint8)
    return np.concatenate([images, noise, np.zeros((1, 28, 28), np.uint8)])


def learned_network() -> nn.Network:
    rng = np.random.default_rng(2)
    network = nn.Network([nn.Dense(784, 32, rng=rng), nn.ReLU(), nn.Dense(32, 10, rng=rng)])
    split = generated(rng=rng, training=1_000, validation=1, test=1).training
    for _event in nn.train(
        network, split, optimizer=nn.Adam(learning_rate=0.003), epochs=4, batch_size=64, rng=rng
    ):
        pass
    return network


def alone(network: nn.Network, frame: ImageArray) -> int:
    reading = read_frame(network, frame)
    return reading.digit if reading is not None and reading.known else REFUSED


def test_frames_together_are_answered_as_alone(frames: ImageArray) -> None:
    network = learned_network()
    for threshold in (None, 0.8):  # judged by energy, and by a threshold of its own
        network.known_from = threshold
        found = answers(network, frames)
        assert found.tolist() == [alone(network, each) for each in frames]
        assert found[-1] == REFUSED
        assert len({*found.tolist()}) > 5


def test_a_network_that_knows_nothing_refuses_all(frames: ImageArray) -> None:
    dense = nn.Dense(784, 10, rng=np.random.default_rng(1))
    assert (answers(nn.Network([dense]), frames) == REFUSED).all()
    dense.weights[:] = np.nan
    assert (answers(nn.Network([dense]), frames) == REFUSED).all()
