"""Reading a drawing: framed, read, and honest about what is no digit."""

import re
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe
from nncore.recognition.reading import Doubt, read_frame


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


@pytest.mark.parametrize(("known_from", "known", "score"), [(0.5, True, 0.75), (0.9, False, 0.417)])
def test_a_network_with_a_threshold_knows_what_reaches_it(
    canvas: np.ndarray, known_from: float, known: bool, score: float
) -> None:
    network = sure_network([0, 0, 0, np.log(27), 0, 0, 0, 0, 0, 0])  # three quarters for a 3
    network.known_from = known_from

    reading = nn.read_drawing(network, canvas)

    assert reading is not None
    assert (reading.digit, reading.known, reading.is_by_energy) == (3, known, False)
    assert reading.digit_score == pytest.approx(score, abs=1e-3)
    assert reading.doubt is (None if known else Doubt.UNLIKE)


@pytest.mark.parametrize(
    ("logits", "doubt"),
    [
        ([0, 0, 0, 0, 5, 0, 0, 0, 0, 5], Doubt.BETWEEN),
        ([0, 0, 0, 0, 1, 0, 0, 0, 0, 1], Doubt.UNLIKE),
    ],
)
def test_what_lies_between_two_digits_is_told_from_what_is_like_none(
    canvas: np.ndarray, logits: list[float], doubt: Doubt
) -> None:
    network = sure_network(logits)
    network.known_from = 0.7
    reading = nn.read_drawing(network, canvas)
    assert reading is not None
    assert (reading.known, reading.doubt) == (False, doubt)
    assert {reading.digit, reading.runner_up} == {4, 9}


def test_a_speck_is_too_small_to_tell() -> None:
    network = sure_network([0, 0, 0, 9, 0, 0, 0, 0, 0, 0])
    network.known_from = 0.5
    speck = np.zeros((100, 100), np.uint8)
    speck[40:44, 40:42] = 255
    reading = nn.read_drawing(network, speck)
    assert reading is not None
    assert (reading.known, reading.doubt) == (False, Doubt.TOO_SMALL)


def test_an_untrained_network_is_said_to_have_hardly_learned(digits: nn.datasets.Dataset) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    reading = read_frame(network, digits.test.images[0])
    assert reading is not None
    assert (reading.known, reading.doubt) == (False, Doubt.HARDLY_LEARNED)


def test_a_network_without_a_threshold_is_judged_by_its_energy(
    digits: nn.datasets.Dataset,
) -> None:
    run = Recipe(hidden=(64,), epochs=4).start(digits)
    list(run.events)
    readings = [read_frame(run.network, frame) for frame in digits.test.images[:200]]
    known = [each is not None and each.known for each in readings]
    assert all(each is not None and each.is_by_energy for each in readings)
    assert np.mean(known) > 0.85
    noise = np.random.default_rng(3).integers(0, 2, (50, 28, 28)).astype(np.uint8) * 40
    others = [read_frame(run.network, frame) for frame in noise]
    assert np.mean([each is not None and each.known for each in others]) < 0.5


def test_a_threshold_of_its_own_is_saved_with_a_network(tmp_path: Path) -> None:
    network = sure_network([0] * 10)
    network.known_from = 0.875
    nn.save(network, tmp_path / "network.safetensors")
    assert nn.load(tmp_path / "network.safetensors").known_from == 0.875
    assert network.copy().known_from == 0.875
    network.known_from = 1.5
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.5"):
        nn.save(network, tmp_path / "other.safetensors")


def test_a_frame_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("(N, 28, 28), got (1, 20, 20)")):
        read_frame(sure_network([0] * 10), np.ones((20, 20), np.uint8))


@pytest.mark.parametrize("size", [1e18, 1e30, 3e36])
def test_weights_beyond_all_measure_leave_an_answer_and_no_warning(
    size: float, digits: nn.datasets.Dataset
) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    network.parameters[0][...] *= np.float32(size)
    reading = read_frame(network, digits.test.images[0])
    assert reading is not None
    assert not reading.known
    assert 0 <= reading.digit_score <= 1
