"""Every layer beside PyTorch's: the same outputs, and the same gradients out."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import FloatArray

if TYPE_CHECKING:
    from tests.oracle.conftest import Twin

Agree = Callable[..., None]
TwinOf = Callable[[nn.Network], "Twin"]
Shape = tuple[int, ...]

BATCH = 6


@pytest.fixture
def compare(
    torch: Any, twin_of: TwinOf, agree: Agree, rng: np.random.Generator
) -> Callable[[nn.Network, FloatArray], None]:
    """Runs a batch through both, pulls the same gradient back, and compares all that comes out."""

    def run(network: nn.Network, inputs: FloatArray) -> None:
        for parameter in network.parameters:  # a bias of zero would prove nothing
            parameter += rng.normal(scale=0.1, size=parameter.shape).astype(np.float32)
        twin, their_inputs = twin_of(network), torch.tensor(inputs, requires_grad=True)
        trace = network.trace()
        outputs, their_outputs = trace.forward(inputs), twin.forward(their_inputs)
        agree(outputs, their_outputs)

        gradient = rng.normal(size=outputs.shape).astype(np.float32)
        to_inputs = trace.backward(gradient, to_inputs=True)
        their_outputs.backward(torch.tensor(gradient))
        agree(to_inputs, their_inputs.grad)
        for ours, theirs in zip(trace.gradients, twin.parameters, strict=True):
            agree(ours, theirs.grad)

    return run


Compare = Callable[[nn.Network, FloatArray], None]


def pictures(rng: np.random.Generator, *shape: int) -> FloatArray:
    """Noise on one half of each picture, nothing on the other: there windows tie."""
    noise = rng.normal(size=(BATCH, *shape)).astype(np.float32)
    noise[:, : shape[0] // 2] = 0
    return noise


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (7, 3), (784, 128)])
def test_dense(compare: Compare, rng: np.random.Generator, inputs: int, outputs: int) -> None:
    network = nn.Network([nn.Dense(inputs, outputs, rng=rng)], input_shape=(inputs,))

    compare(network, rng.normal(size=(BATCH, inputs)).astype(np.float32))


@pytest.mark.parametrize("shape", [(5,), (6, 7), (6, 7, 3)])
def test_dense_flattens(compare: Compare, rng: np.random.Generator, shape: Shape) -> None:
    network = nn.Network([nn.Dense(int(np.prod(shape)), 4, rng=rng)], input_shape=shape)

    compare(network, rng.normal(size=(BATCH, *shape)).astype(np.float32))


@pytest.mark.parametrize("shape", [(9,), (6, 7, 3)])
def test_relu(compare: Compare, rng: np.random.Generator, shape: Shape) -> None:
    inputs = rng.normal(size=(BATCH, *shape)).astype(np.float32)
    inputs[:2] = 0  # where the derivative is a convention

    compare(nn.Network([nn.ReLU()], input_shape=shape), inputs)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize("channels", [(1, 2), (3, 4)])
def test_convolution(
    compare: Compare,
    rng: np.random.Generator,
    padding: str,
    size: int,
    stride: int,
    channels: tuple[int, int],
) -> None:
    layer = nn.Conv2D(*channels, size, padding=padding, stride=stride, rng=rng)
    shape = (11, 8, channels[0])

    compare(nn.Network([layer], input_shape=shape), pictures(rng, *shape))


@pytest.mark.parametrize("size", [2, 3, 4, 5])
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_convolution_of_channels_and_pictures_enough_for_winograds_way(
    compare: Compare, rng: np.random.Generator, padding: str, size: int
) -> None:
    layer, inputs = (
        nn.Conv2D(16, 8, size, padding=padding, rng=rng),
        rng.normal(size=(24, 11, 8, 16)),
    )
    inputs[:, :5] = 0

    compare(nn.Network([layer], input_shape=(11, 8, 16)), inputs.astype(np.float32))


def test_convolution_of_images_without_a_channel_axis(
    compare: Compare, rng: np.random.Generator, digits: nn.datasets.Split
) -> None:
    network = nn.Network([nn.Conv2D(1, 8, 5, padding="same", rng=rng)])

    compare(network, (digits.images[:BATCH] / np.float32(255)).astype(np.float32))


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("shape", [(12, 12, 1), (9, 11, 3)])
def test_max_pooling_with_ties(
    compare: Compare, rng: np.random.Generator, size: int, shape: Shape
) -> None:
    few_values = np.round(pictures(rng, *shape))

    compare(nn.Network([nn.MaxPool2D(size)], input_shape=shape), few_values)


def test_max_pooling_of_digits(compare: Compare, digits: nn.datasets.Split) -> None:
    images = (digits.images[:BATCH, ..., np.newaxis] / np.float32(255)).astype(np.float32)

    compare(nn.Network([nn.MaxPool2D(2)], input_shape=(28, 28, 1)), images)


@pytest.mark.parametrize("padding", ["same", "valid"])
@pytest.mark.parametrize(("size", "pool"), [(3, 2), (5, 2), (5, 3)])
def test_convolution_relu_and_pooling_of_digits(
    compare: Compare,
    rng: np.random.Generator,
    digits: nn.datasets.Split,
    size: int,
    pool: int,
    padding: str,
) -> None:
    layers = [
        nn.Conv2D(1, 8, size, padding=padding, rng=rng),
        nn.ReLU(),
        nn.MaxPool2D(pool),
        nn.Conv2D(8, 4, 3, rng=rng),
        nn.ReLU(),
        nn.MaxPool2D(2),
    ]
    images = (digits.images[:32] / np.float32(255)).astype(np.float32)
    assert (images == 0).mean() > 0.5  # blank paper: above 0 in some channels, below in others

    compare(nn.Network(layers), images)


@pytest.mark.parametrize("shape", [(6, 7), (6, 7, 3)])
def test_flatten(compare: Compare, rng: np.random.Generator, shape: Shape) -> None:
    network = nn.Network([nn.Flatten()], input_shape=shape)

    compare(network, rng.normal(size=(BATCH, *shape)).astype(np.float32))


def test_flatten_keeps_the_channels_together(compare: Compare, rng: np.random.Generator) -> None:
    layers = [nn.Conv2D(2, 3, 3, rng=rng), nn.Flatten(), nn.Dense(6 * 7 * 3, 4, rng=rng)]

    compare(nn.Network(layers, input_shape=(6, 7, 2)), pictures(rng, 6, 7, 2))


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.8])
def test_dropout_with_the_same_mask(
    torch: Any, agree: Agree, rng: np.random.Generator, rate: float
) -> None:
    network = nn.Network([nn.Dropout(rate)], input_shape=(500,))
    inputs = rng.normal(size=(BATCH, 500)).astype(np.float32)
    kept = network.trace(rng=np.random.default_rng(1)).forward(np.ones_like(inputs)) > 0
    their_inputs = torch.tensor(inputs, requires_grad=True)
    their_outputs = torch.where(torch.tensor(kept), their_inputs / (1 - rate), 0)

    trace = network.trace(rng=np.random.default_rng(1))
    agree(trace.forward(inputs), their_outputs)
    gradient = rng.normal(size=inputs.shape).astype(np.float32)
    their_outputs.backward(torch.tensor(gradient))
    agree(trace.backward(gradient, to_inputs=True), their_inputs.grad)


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_dropout_keeps_as_many_and_scales_them_alike(torch: Any, rate: float) -> None:
    torch.manual_seed(7)
    ones = np.ones((200, 500), np.float32)
    theirs = torch.nn.functional.dropout(torch.tensor(ones), rate).numpy()
    network = nn.Network([nn.Dropout(rate)], input_shape=(500,))
    ours = network.trace(rng=np.random.default_rng(7)).forward(ones)

    np.testing.assert_allclose(np.unique(ours), np.unique(theirs), rtol=1e-6)
    assert np.mean(ours > 0) == pytest.approx(np.mean(theirs > 0), abs=0.01)


@pytest.mark.parametrize("scale", [0.1, 3.0, 100.0])
def test_softmax_cross_entropy(
    torch: Any, agree: Agree, rng: np.random.Generator, scale: float
) -> None:
    logits = rng.normal(scale=scale, size=(32, 10)).astype(np.float32)
    labels = rng.integers(0, 10, 32).astype(np.uint8)
    their_logits = torch.tensor(logits, requires_grad=True)
    their_loss = torch.nn.functional.cross_entropy(
        their_logits, torch.tensor(labels.astype(np.int64))
    )
    their_loss.backward()

    loss, gradient = nn.softmax_cross_entropy(logits, nn.one_hot(labels))

    agree(loss, their_loss)
    agree(gradient, their_logits.grad)
    agree(nn.softmax(logits), torch.softmax(their_logits, dim=1))


def test_a_whole_convolutional_network(
    torch: Any,
    twin_of: TwinOf,
    agree: Agree,
    lenet_like: Callable[..., nn.Network],
    digits: nn.datasets.Split,
) -> None:
    network, batch = lenet_like(), digits.between(0, 64)
    twin = twin_of(network)
    their_loss = twin.loss(batch)
    their_loss.backward()

    trace = network.trace()
    logits = trace.forward((batch.images / np.float32(255)).astype(np.float32))
    loss, gradient = nn.softmax_cross_entropy(logits, nn.one_hot(batch.labels))
    trace.backward(gradient)

    agree(loss, their_loss)
    for ours, theirs in zip(trace.gradients, twin.parameters, strict=True):
        agree(ours, theirs.grad)
    with torch.no_grad():
        their_logits = twin.forward(torch.tensor(batch.images) / 255)
        agree(network.predict(batch.images), torch.softmax(their_logits, dim=1))
