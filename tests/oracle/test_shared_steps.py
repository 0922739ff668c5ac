"""Steps that two threads share, beside PyTorch: the same losses, the same weights in the end."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import nncore as nn

if TYPE_CHECKING:
    from tests.oracle.conftest import Twin

STEPS = 10

# as in test_training: by type, how far losses, then weights may be apart
TOLERANCES = {"float32": (1e-5, 1e-4), "float64": (1e-10, 1e-10)}

OPTIMIZERS: dict[str, tuple[Callable[[], nn.Optimizer], str, dict[str, Any]]] = {
    "momentum": (lambda: nn.SGD(0.02, 0.9), "SGD", {"lr": 0.02, "momentum": 0.9}),
    "Adam": (lambda: nn.Adam(1e-3), "Adam", {"lr": 1e-3}),
}


@pytest.fixture(autouse=True)
def everything_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are two cores, and every step is worth sharing."""
    for each in ("SHARED_PRODUCT", "SHARED_PICTURES"):
        monkeypatch.setattr(f"nncore.runtime.batch_pass.{each}", 1)
    monkeypatch.setattr("nncore.runtime.batch_pass.usable_threads", lambda: 2)


@pytest.fixture
def wide() -> Callable[..., nn.Network]:
    def make(dtype: str) -> nn.Network:
        rng = np.random.default_rng(7)
        hidden = nn.Dense(784, 192, rng=rng, dtype=dtype)
        return nn.Network([hidden, nn.ReLU(), nn.Dense(192, 10, rng=rng, dtype=dtype)])

    return make


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(
    ("make", "size", "whole"),
    [
        ("wide", 64, 1024),
        ("lenet_like", 33, 1024),
        ("wide", 300, 100),
        ("lenet_like", 150, 100),
    ],
    ids=["wide", "pictures", "a large batch", "a large batch of pictures"],
)
def test_ten_steps_by_two_threads(
    torch: Any,
    twin_of: Callable[[nn.Network], "Twin"],
    agree: Callable[..., None],
    digits: nn.datasets.Split,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    make: str,
    size: int,
    whole: int,
    name: str,
    dtype: str,
) -> None:
    monkeypatch.setattr("nncore.runtime.batch_pass.WHOLE", whole)
    monkeypatch.setattr("nncore.network._CHUNK", 40)
    new_optimizer, kind, options = OPTIMIZERS[name]
    of_losses, of_weights = TOLERANCES[dtype]
    network: nn.Network = request.getfixturevalue(make)(dtype)
    before, twin, optimizer = network.copy(), twin_of(network), new_optimizer()
    their_optimizer = getattr(torch.optim, kind)(twin.parameters, **options)

    for number in range(STEPS):
        batch = digits.between(40 * number, 40 * number + size)
        if dtype == "float32":
            twin.take(network)
        handle = nn.TrainingHandle()
        loss = _step(network, optimizer, batch, handle)
        their_optimizer.zero_grad()
        their_loss = twin.loss(batch)
        their_loss.backward()
        their_optimizer.step()
        assert handle.progress.threads == 2
        assert loss == pytest.approx(float(their_loss.item()), rel=of_losses)

    for ours, theirs, old in zip(
        network.parameters, twin.parameters, before.parameters, strict=True
    ):
        agree(ours, theirs, within=of_weights)
        assert np.abs(ours - old).max() > 1e-3  # something was learned


def _step(
    network: nn.Network,
    optimizer: nn.Optimizer,
    batch: nn.datasets.Split,
    handle: nn.TrainingHandle,
) -> float:
    """One step through the public loop: an epoch with everything in one batch."""
    first, *_ = nn.train(
        network,
        batch,
        optimizer=optimizer,
        epochs=1,
        batch_size=None,
        rng=np.random.default_rng(0),
        handle=handle,
    )
    assert isinstance(first, nn.StepFinished)
    return first.loss
