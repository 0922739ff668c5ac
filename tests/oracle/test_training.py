"""A hundred steps of real training beside PyTorch: the same losses, the same weights in the end."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import nncore as nn

if TYPE_CHECKING:
    from tests.oracle.conftest import Twin

STEPS = 100
BATCH = 32

# by type: how far losses, then the weights in the end may be apart, as parts of the largest value.
# In float64 both go their own way for all steps: the formulas agree. In float32, which people use,
# both start each step from the same weights: a rounding that carries a number over the kink of a
# ReLU, or a tie in pooling to another place, would else grow from step to step.
TOLERANCES = {"float32": (1e-5, 1e-4), "float64": (1e-10, 1e-10)}

Agree = Callable[..., None]
TwinOf = Callable[[nn.Network], "Twin"]

# by name: nncore's optimizer, then PyTorch's with its keyword arguments
OPTIMIZERS: dict[str, tuple[Callable[[], nn.Optimizer], str, dict[str, Any]]] = {
    "SGD": (lambda: nn.SGD(0.1), "SGD", {"lr": 0.1}),
    "momentum": (lambda: nn.SGD(0.02, 0.9), "SGD", {"lr": 0.02, "momentum": 0.9}),
    "Nesterov": (
        lambda: nn.SGD(0.02, 0.9, nesterov=True),
        "SGD",
        {"lr": 0.02, "momentum": 0.9, "nesterov": True},
    ),
    "SGD with decay": (
        lambda: nn.SGD(0.1, weight_decay=0.01),
        "SGD",
        {"lr": 0.1, "weight_decay": 0.01},
    ),
    "momentum with decay": (
        lambda: nn.SGD(0.02, 0.9, weight_decay=0.01),
        "SGD",
        {"lr": 0.02, "momentum": 0.9, "weight_decay": 0.01},
    ),
    "Nesterov with decay": (
        lambda: nn.SGD(0.02, 0.9, nesterov=True, weight_decay=0.01),
        "SGD",
        {"lr": 0.02, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    ),
    "Adam": (lambda: nn.Adam(1e-3), "Adam", {"lr": 1e-3}),
    "Adam with other betas": (
        lambda: nn.Adam(1e-3, beta1=0.8, beta2=0.99, epsilon=1e-6),
        "Adam",
        {"lr": 1e-3, "betas": (0.8, 0.99), "eps": 1e-6},
    ),
    "Adam with decay": (
        lambda: nn.Adam(1e-3, weight_decay=0.01),
        "Adam",
        {"lr": 1e-3, "weight_decay": 0.01},
    ),
    "AdamW": (lambda: nn.AdamW(1e-3), "AdamW", {"lr": 1e-3}),
    "AdamW with decay": (
        lambda: nn.AdamW(1e-3, weight_decay=0.1),
        "AdamW",
        {"lr": 1e-3, "weight_decay": 0.1},
    ),
}


def batches(digits: nn.datasets.Split) -> Iterator[nn.datasets.Split]:
    rng = np.random.default_rng(3)
    for _ in range(STEPS):
        chosen = rng.choice(len(digits), BATCH, replace=False)
        yield nn.datasets.Split(digits.images[chosen], digits.labels[chosen])


def step(network: nn.Network, optimizer: nn.Optimizer, batch: nn.datasets.Split) -> float:
    """One step through the public loop: an epoch with everything in one batch."""
    first, *_ = nn.train(
        network,
        batch,
        optimizer=optimizer,
        epochs=1,
        batch_size=None,
        rng=np.random.default_rng(0),
    )
    assert isinstance(first, nn.StepFinished)
    return first.loss


def their_step(twin: "Twin", optimizer: Any, batch: nn.datasets.Split) -> float:
    optimizer.zero_grad()
    loss = twin.loss(batch)
    loss.backward()
    optimizer.step()
    return float(loss.item())


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("make", ["dense", "lenet_like"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_hundred_steps(
    torch: Any,
    twin_of: TwinOf,
    agree: Agree,
    digits: nn.datasets.Split,
    request: pytest.FixtureRequest,
    make: str,
    name: str,
    dtype: str,
) -> None:
    new_optimizer, kind, options = OPTIMIZERS[name]
    of_losses, of_weights = TOLERANCES[dtype]
    network: nn.Network = request.getfixturevalue(make)(dtype)
    before = network.copy()
    twin, optimizer = twin_of(network), new_optimizer()
    their_optimizer = getattr(torch.optim, kind)(twin.parameters, **options)

    for batch in batches(digits):
        if dtype == "float32":
            twin.take(network)
        loss = step(network, optimizer, batch)
        their_loss = their_step(twin, their_optimizer, batch)
        assert loss == pytest.approx(their_loss, rel=of_losses)

    for ours, theirs, old in zip(
        network.parameters, twin.parameters, before.parameters, strict=True
    ):
        agree(ours, theirs, within=of_weights)
        assert np.abs(ours - old).max() > 1e-3  # something was learned
