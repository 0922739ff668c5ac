"""The oracle: other people's code, trusted by many, that the same work is given to.

Where PyTorch or scikit-learn is missing these tests skip; MISREAD_REQUIRE_ORACLE=1 forbids that.
"""

import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import DTypeLike

import nncore as nn
from nncore.array_types import FloatArray

FOLDER = Path(__file__).parent


class Twin:
    """A network in PyTorch with the same weights, in nncore's own shapes.

    Only PyTorch's own operations and derivatives are used; axes are turned to where it wants
    them, so that inputs, outputs and gradients can be compared as they are.
    """

    def __init__(self, torch: Any, network: nn.Network) -> None:
        self._torch = torch
        self._layers = network.layers
        self.parameters = [torch.tensor(array, requires_grad=True) for array in network.parameters]

    def take(self, network: nn.Network) -> None:
        """Stand where `network` stands."""
        with self._torch.no_grad():
            for ours, theirs in zip(self.parameters, network.parameters, strict=True):
                ours.copy_(self._torch.tensor(theirs))

    def forward(self, inputs: Any) -> Any:
        """The last layer's outputs for a batch (N, *input_shape)."""
        parameters = iter(self.parameters)
        for layer in self._layers:
            inputs = self._apply(layer, inputs, [next(parameters) for _ in layer.parameters])
        return inputs

    def loss(self, split: nn.datasets.Split) -> Any:
        """The mean cross-entropy of a batch of images, ready for `backward()`."""
        inputs = self._torch.tensor(split.images).to(self.parameters[0].dtype) / 255
        labels = self._torch.tensor(split.labels.astype(np.int64))
        return self._torch.nn.functional.cross_entropy(self.forward(inputs), labels)

    def _apply(self, layer: nn.Layer, inputs: Any, parameters: list[Any]) -> Any:
        functional = self._torch.nn.functional
        match layer:
            case nn.Dense():
                weights, bias = parameters
                return functional.linear(inputs.flatten(1), weights.T, bias)
            case nn.Conv2D():
                return self._convolve(layer, inputs, *parameters)
            case nn.MaxPool2D():
                pooled = functional.max_pool2d(inputs.permute(0, 3, 1, 2), layer.size)
                return pooled.permute(0, 2, 3, 1)
            case nn.ReLU():
                return functional.relu(inputs)
            case nn.Flatten():
                return inputs.flatten(1)
        raise NotImplementedError(f"the twin has no {type(layer).__name__}")

    def _convolve(self, layer: nn.Conv2D, inputs: Any, weights: Any, bias: Any) -> Any:
        functional = self._torch.nn.functional
        pictures = inputs.reshape(*inputs.shape[:3], -1).permute(0, 3, 1, 2)
        if layer.padding == "same":
            before, after = (layer.size - 1) // 2, layer.size // 2
            pictures = functional.pad(pictures, (before, after, before, after))
        kernels = weights.permute(3, 2, 0, 1)
        outputs = functional.conv2d(pictures, kernels, bias, stride=layer.stride)
        return outputs.permute(0, 2, 3, 1)


def assert_agree(ours: FloatArray | float, theirs: Any, *, within: float = 1e-5) -> None:
    """The largest difference is at most `within` times the largest value."""
    expected = np.asarray(theirs.detach() if hasattr(theirs, "detach") else theirs)
    actual = np.asarray(ours)
    assert actual.shape == expected.shape
    largest, difference = np.abs(expected).max(), np.abs(actual - expected).max()
    assert difference <= within * largest, f"{difference:.3g} apart, the largest is {largest:.3g}"


@pytest.fixture(scope="session")
def torch() -> Any:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed: make oracle")
    torch.set_num_threads(1)
    return torch


@pytest.fixture(scope="session")
def metrics() -> Any:
    return pytest.importorskip(
        "sklearn.metrics", reason="scikit-learn is not installed: make oracle"
    )


@pytest.fixture(scope="session")
def twin_of(torch: Any) -> Callable[[nn.Network], Twin]:
    """Makes a twin of a network; from then on they know nothing of each other."""
    return lambda network: Twin(torch, network)


@pytest.fixture(scope="session")
def agree() -> Callable[..., None]:
    """Fails where two arrays differ by more than 1e-5 of the largest value."""
    return assert_agree


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(seed=7)


@pytest.fixture(scope="session")
def digits() -> nn.datasets.Split:
    """Real images in that their background is blank: there max-pooling ties everywhere."""
    dataset = nn.datasets.generated(
        rng=np.random.default_rng(7), training=800, validation=10, test=10
    )
    return dataset.training


@pytest.fixture(scope="session")
def lenet_like() -> Callable[..., nn.Network]:
    """Makes the convolutional network of the benchmarks, the same at each call."""

    def make(dtype: DTypeLike = np.float32) -> nn.Network:
        rng = np.random.default_rng(7)
        return nn.Network(
            [
                nn.Conv2D(1, 8, 5, padding="same", rng=rng, dtype=dtype),
                nn.ReLU(),
                nn.MaxPool2D(2),
                nn.Conv2D(8, 16, 5, padding="valid", rng=rng, dtype=dtype),
                nn.ReLU(),
                nn.MaxPool2D(2),
                nn.Flatten(),
                nn.Dense(400, 100, rng=rng, dtype=dtype),
                nn.ReLU(),
                nn.Dense(100, 10, rng=rng, dtype=dtype),
            ]
        )

    return make


@pytest.fixture(scope="session")
def dense() -> Callable[..., nn.Network]:
    """Makes a dense network with one hidden layer, the same at each call."""

    def make(dtype: DTypeLike = np.float32) -> nn.Network:
        rng = np.random.default_rng(7)
        hidden = nn.Dense(784, 64, rng=rng, dtype=dtype)
        return nn.Network([hidden, nn.ReLU(), nn.Dense(64, 10, rng=rng, dtype=dtype)])

    return make


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With MISREAD_REQUIRE_ORACLE=1, as in `make oracle`, a skipped test is a failure."""
    report = yield
    if report.skipped and os.environ.get("MISREAD_REQUIRE_ORACLE") == "1":
        report.outcome = "failed"
        report.longrepr = f"MISREAD_REQUIRE_ORACLE=1, yet {item.nodeid} was skipped"
    elif report.skipped and isinstance(report.longrepr, tuple):
        # from one place, so that the summary has one line for all of them
        report.longrepr = (str(FOLDER), 1, report.longrepr[2])
    return report
