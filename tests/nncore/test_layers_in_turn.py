"""Layers may be computed in another order than they stand in: no bit tells."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import FloatArray
from nncore.layers import Layer
from nncore.layers.layer import LayerCache

Make = Callable[[np.random.Generator, type], list[Layer]]

SHAPE = (12, 13, 2)
"""Rows, columns and channels of what the networks here read."""


class MirroredReLU(nn.ReLU):
    """The positive part with its sign turned: its largest is not that of the largest."""

    def forward(self, inputs: FloatArray, cache: LayerCache | None = None) -> FloatArray:
        return -super().forward(inputs, cache)

    def backward(
        self, cache: LayerCache, output_gradient: FloatArray, *, to_inputs: bool = True
    ) -> FloatArray | None:
        return super().backward(cache, -output_gradient, to_inputs=to_inputs)


class PlainPool(nn.MaxPool2D):
    """A kind of pooling of which nobody knows what else it does."""


def convolution(channels: int, outputs: int, rng: np.random.Generator, dtype: type) -> nn.Conv2D:
    layer = nn.Conv2D(channels, outputs, 3, rng=rng, dtype=dtype)
    layer.bias[:] = rng.normal(size=outputs)  # blank paper is above 0 here, below there
    return layer


def kernels(rng: np.random.Generator, dtype: type) -> list[Layer]:
    return [convolution(2, 16, rng, dtype), nn.ReLU(), nn.MaxPool2D()]


def deep(rng: np.random.Generator, dtype: type) -> list[Layer]:
    # the second one has channels enough for Winograd's way
    more = [convolution(16, 5, rng, dtype), nn.ReLU(), nn.MaxPool2D(3), nn.Flatten()]
    return [*kernels(rng, dtype), *more]


def with_chance(rng: np.random.Generator, dtype: type) -> list[Layer]:
    return [nn.Dropout(0.3), *kernels(rng, dtype), nn.Dropout(0.3), nn.ReLU(), nn.MaxPool2D()]


NETWORKS: dict[str, tuple[Make, str]] = {
    "kernels": (kernels, "Conv2D MaxPool2D ReLU"),
    "deep": (deep, "Conv2D MaxPool2D ReLU Conv2D MaxPool2D ReLU Flatten"),
    "with chance": (with_chance, "Dropout Conv2D MaxPool2D ReLU Dropout MaxPool2D ReLU"),
    "pooled twice": (
        lambda rng, dtype: [nn.ReLU(), nn.MaxPool2D(), nn.MaxPool2D(3)],
        "MaxPool2D ReLU MaxPool2D",
    ),
    "positive twice": (
        lambda rng, dtype: [nn.ReLU(), nn.ReLU(), nn.MaxPool2D()],
        "ReLU MaxPool2D ReLU",
    ),
    "by turns": (
        lambda rng, dtype: [nn.ReLU(), nn.MaxPool2D(), nn.ReLU(), nn.MaxPool2D()],
        "MaxPool2D ReLU MaxPool2D ReLU",
    ),
    "pooled first": (lambda rng, dtype: [nn.MaxPool2D(), nn.ReLU()], "MaxPool2D ReLU"),
    "something between": (
        lambda rng, dtype: [nn.ReLU(), nn.Dropout(0.5), nn.MaxPool2D()],
        "ReLU Dropout MaxPool2D",
    ),
    "no ReLU": (lambda rng, dtype: [MirroredReLU(), nn.MaxPool2D()], "MirroredReLU MaxPool2D"),
    "no plain pooling": (lambda rng, dtype: [nn.ReLU(), PlainPool()], "ReLU PlainPool"),
}
"""By name: the layers before the last one, and in which order they are computed."""


def network_of(name: str, dtype: type = np.float32, shape: tuple[int, ...] = SHAPE) -> nn.Network:
    rng = np.random.default_rng(7)
    layers = NETWORKS[name][0](rng, dtype)
    numbers = int(np.prod(nn.Network(layers, input_shape=shape).output_shape))
    return nn.Network([*layers, nn.Dense(numbers, 10, rng=rng, dtype=dtype)], input_shape=shape)


def kinds(layers: Sequence[Layer]) -> str:
    return " ".join(type(layer).__name__ for layer in layers)


def mostly_blank(count: int, dtype: type = np.float32) -> np.ndarray:
    """Few different numbers, some below 0; the first image is blank all over."""
    numbers = np.random.default_rng(count).normal(0, 0.7, (count, *SHAPE))
    inputs: np.ndarray = np.round(numbers).astype(dtype)
    inputs[:, :5] = 0
    inputs[0] = 0
    return inputs


def as_given(network: nn.Network, inputs: np.ndarray, gradient: np.ndarray) -> list[np.ndarray]:
    """Logits and the gradients of inputs and parameters, layer by layer in the order they stand."""
    rng, logits = np.random.default_rng(9), inputs
    caches = [layer.new_cache(rng=rng) for layer in network.layers]
    for layer, cache in zip(network.layers, caches, strict=True):
        logits = layer.forward(logits, cache)
    pulled: np.ndarray | None = gradient
    for layer, cache in reversed(list(zip(network.layers, caches, strict=True))):
        assert pulled is not None
        pulled = layer.backward(cache, pulled)
    assert pulled is not None
    named = zip(network.layers, caches, strict=True)
    return [logits, pulled, *(c.gradients[name] for layer, c in named for name in layer.parameters)]


@pytest.mark.parametrize("name", NETWORKS)
def test_pooling_goes_before_the_relu_that_stands_right_before_it(name: str) -> None:
    network = network_of(name)

    assert kinds(network.layers_in_turn) == f"{NETWORKS[name][1]} Dense"
    assert sorted(map(id, network.layers_in_turn)) == sorted(map(id, network.layers))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_layers_stay_as_they_were_given(name: str) -> None:
    layers = [*NETWORKS[name][0](np.random.default_rng(7), np.float32)]

    assert list(nn.Network(layers, input_shape=SHAPE).layers) == layers


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("count", [1, 24, 40])
@pytest.mark.parametrize("name", NETWORKS)
def test_logits_and_all_gradients_are_to_the_bit_those_of_the_order_as_given(
    name: str, count: int, dtype: type
) -> None:
    network, inputs = network_of(name, dtype), mostly_blank(count, dtype)
    gradient: np.ndarray = np.random.default_rng(3).normal(size=(count, 10)).astype(dtype)
    trace = network.trace(rng=np.random.default_rng(9))

    logits = trace.forward(inputs)
    pulled = trace.backward(gradient, to_inputs=True)

    assert pulled is not None
    expected = as_given(network, inputs, gradient)
    for ours, theirs in zip([logits, pulled, *trace.gradients], expected, strict=True):
        assert ours.tobytes() == theirs.tobytes()


@pytest.mark.parametrize("name", NETWORKS)
def test_reading_is_to_the_bit_what_the_order_as_given_reads(name: str) -> None:
    network = network_of(name)
    images = np.abs(mostly_blank(24)) / 4
    logits = images
    for layer in network.layers:
        logits = layer.forward(logits)

    assert network.logits(images).tobytes() == logits.tobytes()
    assert network.predict(images).tobytes() == nn.softmax(logits).tobytes()
    told = network.interruptible(lambda: None).logits(images)
    assert told.tobytes() == logits.tobytes()


@pytest.mark.parametrize("name", NETWORKS)
def test_each_layer_has_its_turn_once_each_way(name: str) -> None:
    network, turns = network_of(name), [0]

    def count() -> None:
        turns[0] += 1

    trace = network.trace(rng=np.random.default_rng(9), before_layer=count)
    logits = trace.forward(mostly_blank(2))
    assert turns[0] == len(network.layers)
    trace.backward(logits)
    assert turns[0] == 2 * len(network.layers)


@pytest.mark.parametrize("copied", [nn.Network.copy, deepcopy], ids=["copy", "deepcopy"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_copys_two_orders_are_of_the_same_layers_and_of_its_own(
    name: str, copied: Callable[[nn.Network], nn.Network]
) -> None:
    network = network_of(name)

    copy = copied(network)

    assert kinds(copy.layers) == kinds(network.layers)
    assert kinds(copy.layers_in_turn) == kinds(network.layers_in_turn)
    assert sorted(map(id, copy.layers_in_turn)) == sorted(map(id, copy.layers))
    assert not {*map(id, copy.layers)} & {*map(id, network.layers)}
    for parameter in copy.parameters:
        parameter += 1
    images = np.abs(mostly_blank(3)) / 4
    logits: Any = images
    for layer in copy.layers:
        logits = layer.forward(logits)
    assert np.array_equal(copy.logits(images), logits)


def test_files_keep_the_order_that_was_given(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    hidden = [nn.Conv2D(1, 2, 3, rng=rng), nn.ReLU(), nn.MaxPool2D(), nn.MaxPool2D(), nn.ReLU()]
    network = nn.Network([*hidden, nn.Dense(7 * 7 * 2, 10, rng=rng)])
    images = rng.integers(0, 256, (5, 28, 28), np.uint8)

    nn.save(network, tmp_path / "network")
    again = nn.load(tmp_path / "network")

    assert kinds(again.layers) == "Conv2D ReLU MaxPool2D MaxPool2D ReLU Dense"
    assert kinds(again.layers_in_turn) == "Conv2D MaxPool2D ReLU MaxPool2D ReLU Dense"
    assert str(again) == str(network)
    assert again.logits(images).tobytes() == network.logits(images).tobytes()
