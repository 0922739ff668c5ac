"""Contributions: the gap between two digits is exactly what pixels and biases add up to."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import DTypeLike

import nncore as nn
from nncore.layers import Layer

Explained = Callable[[DTypeLike, int], nn.Network]
NewNetwork = Callable[..., nn.Network]

TOLERANCES: dict[type[Any], float] = {np.float32: 1e-4, np.float64: 1e-9}


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_pixels_and_biases_add_up_to_the_gap(
    explained: Explained, dtype: type[Any], inked: np.ndarray
) -> None:
    network = explained(dtype, 7)

    for place, image in enumerate(inked):
        digit, against = place % 10, (place + 3) % 10
        parts = nn.contributions(network, image, digit, against)

        assert (parts.pixels.shape, parts.pixels.dtype) == ((28, 28), np.dtype(dtype))
        total = float(parts.pixels.sum(dtype=np.float64)) + parts.biases
        assert abs(total - parts.gap) <= TOLERANCES[dtype]


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_the_gap_is_that_of_the_logits(
    explained: Explained, dtype: type[Any], inked: np.ndarray
) -> None:
    network = explained(dtype, 7)
    logits = network.logits(inked[:1])[0]

    parts = nn.contributions(network, inked[0], 3, 8)

    assert parts.gap == pytest.approx(float(logits[3] - logits[8]), abs=1e-4)


def test_a_pixel_without_ink_adds_exactly_nothing(explained: Explained, inked: np.ndarray) -> None:
    parts = nn.contributions(explained(np.float32, 7), inked[0], 1, 2)

    assert not parts.pixels[inked[0] == 0].any()
    assert parts.pixels[inked[0] > 0].any()


def test_without_ink_the_biases_are_the_whole_gap(new_network: NewNetwork) -> None:
    network = new_network()
    for layer in network.layers:
        if isinstance(layer, nn.Dense):
            layer.bias += np.arange(len(layer.bias), dtype=np.float32)

    parts = nn.contributions(network, np.zeros((28, 28), np.uint8), 4, 9)

    assert not parts.pixels.any()
    assert parts.biases == pytest.approx(parts.gap, abs=1e-4)
    assert parts.gap != 0


def test_other_weights_give_another_map(new_network: NewNetwork, inked: np.ndarray) -> None:
    one, other = (nn.contributions(new_network(seed=seed), inked[0], 3, 5) for seed in (1, 2))

    similarity = np.corrcoef(one.pixels.ravel(), other.pixels.ravel())[0, 1]
    assert abs(similarity) < 0.5


def test_shuffled_weights_of_the_reader_give_another_map(
    reader: nn.Network, inked: np.ndarray, rng: np.random.Generator
) -> None:
    shuffled = reader.copy()
    for array in shuffled.parameters:
        array[...] = rng.permutation(array.ravel()).reshape(array.shape)

    one, other = (nn.contributions(each, inked[0], 3, 5) for each in (reader, shuffled))

    assert abs(np.corrcoef(one.pixels.ravel(), other.pixels.ravel())[0, 1]) < 0.5


@given(seed=st.integers(0, 2**32 - 1), digits=st.permutations(range(10)))
def test_swapping_the_digits_turns_every_sign(
    new_network: NewNetwork, seed: int, digits: list[int]
) -> None:
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, (28, 28), dtype=np.uint8) * (rng.random((28, 28)) < 0.2)
    network = new_network(seed=seed)

    parts = nn.contributions(network, image.astype(np.uint8), digits[0], digits[1])
    turned = nn.contributions(network, image.astype(np.uint8), digits[1], digits[0])

    np.testing.assert_allclose(turned.pixels, -parts.pixels, atol=1e-6)
    assert turned.biases == pytest.approx(-parts.biases, abs=1e-6)
    assert turned.gap == -parts.gap


def test_the_network_stays_as_it_is(reader: nn.Network, inked: np.ndarray) -> None:
    before = [array.copy() for array in reader.parameters]

    labels: Any = np.array([3, 5], np.uint8)

    nn.contributions(reader, inked[0], labels[0], labels[1])

    assert all(map(np.array_equal, before, reader.parameters))


@pytest.mark.parametrize(
    ("digit", "against", "message"),
    [(10, 1, "10"), (-1, 1, "-1"), (3, 3, "twice"), (2.5, 1, "2.5"), ("3", 1, "3"), (True, 2, "T")],
)
def test_what_is_no_pair_of_digits_is_refused(
    digit: Any, against: Any, message: str, new_network: NewNetwork
) -> None:
    with pytest.raises(ValueError, match=message):
        nn.contributions(new_network(), np.zeros((28, 28), np.uint8), digit, against)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((1, 28, 28), np.uint8),
        np.zeros(784, np.uint8),
        np.zeros((28, 28), np.float32),
        [[0] * 28] * 28,
    ],
)
def test_what_is_no_image_is_refused(image: Any, new_network: NewNetwork) -> None:
    for explain in (
        lambda: nn.contributions(new_network(), image, 1, 2),
        lambda: nn.smallest_fix(new_network(), image),
    ):
        with pytest.raises(ValueError, match=r"the image must be uint8 of shape \(28, 28\)"):
            explain()


class Squared(Layer):
    """Not linear anywhere."""

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return input_shape

    def forward(self, inputs: np.ndarray, cache: Any = None) -> np.ndarray:
        return inputs**2

    def backward(self, cache: Any, output_gradient: Any, *, to_inputs: bool = True) -> None:
        raise NotImplementedError


class Doubled(nn.ReLU):
    """A kind of its own, of which nobody knows what it computes."""


@pytest.mark.parametrize("layer", [Squared(), Doubled()])
def test_other_layers_are_refused(layer: Layer, rng: np.random.Generator) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=rng), layer])

    with pytest.raises(ValueError, match=type(layer).__name__):
        nn.contributions(network, np.zeros((28, 28), np.uint8), 1, 2)


def test_other_shapes_are_refused(rng: np.random.Generator) -> None:
    narrow = nn.Network([nn.Dense(784, 9, rng=rng)])
    small = nn.Network([nn.Dense(16, 10, rng=rng)], input_shape=(4, 4))

    for network in (narrow, small):
        with pytest.raises(ValueError, match="only networks from"):
            nn.contributions(network, np.zeros((28, 28), np.uint8), 1, 2)


def test_weights_that_are_no_numbers_are_refused(new_network: NewNetwork) -> None:
    network = new_network()
    network.parameters[0][0, 0] = np.nan

    with pytest.raises(ValueError, match="no numbers"):
        nn.contributions(network, np.zeros((28, 28), np.uint8), 1, 2)
