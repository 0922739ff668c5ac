"""What a probe says of a step, beside what PyTorch's own gradient and update are."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import nncore as nn
from nncore.batches import MiniBatches
from nncore.runtime.probing import layer_figures
from nncore.train_step import TrainStep

if TYPE_CHECKING:
    from tests.oracle.conftest import Twin

STEPS = 5

OPTIMIZERS: dict[str, tuple[Callable[[], nn.Optimizer], str, dict[str, Any]]] = {
    "SGD": (lambda: nn.SGD(0.1), "SGD", {"lr": 0.1}),
    "momentum": (lambda: nn.SGD(0.02, 0.9), "SGD", {"lr": 0.02, "momentum": 0.9}),
    "Adam": (lambda: nn.Adam(1e-3), "Adam", {"lr": 1e-3}),
}


def size(torch: Any, tensor: Any) -> float:
    return float(torch.sqrt(torch.mean(tensor.detach() ** 2)))


@pytest.mark.parametrize("make", ["dense", "lenet_like"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_sizes_of_gradients_and_updates(
    torch: Any,
    twin_of: "Callable[[nn.Network], Twin]",
    digits: nn.datasets.Split,
    request: pytest.FixtureRequest,
    make: str,
    name: str,
) -> None:
    new_optimizer, kind, options = OPTIMIZERS[name]
    # in float64, where the update is not lost in the rounding of the weights
    network: nn.Network = request.getfixturevalue(make)(np.float64)
    twin, probe = twin_of(network), nn.Probe()
    theirs = getattr(torch.optim, kind)(twin.parameters, **options)
    batch, rng = digits.between(0, 64), np.random.default_rng(0)
    batches = MiniBatches(batch, 64, rng=rng, dtype=np.float64)
    handle, sample = nn.TrainingHandle(probe=probe), digits.between(64, 164).images
    step = TrainStep(network, new_optimizer(), rng, handle, sample=sample, batches=batches)

    for _ in range(STEPS):
        probe.ask()
        before = [parameter.detach().clone() for parameter in twin.parameters]
        theirs.zero_grad()
        twin.loss(batch).backward()
        theirs.step()
        step.run(next(iter(batches)))

        assert step.look is not None
        figures, _ = step.look
        weighted = [place for place, each in enumerate(before) if each.dim() > 1]
        assert len(figures) == len(weighted)
        for each, place in zip(figures, weighted, strict=True):
            parameter = twin.parameters[place]
            assert each.gradient == pytest.approx(size(torch, parameter.grad), rel=1e-9)
            update = size(torch, parameter - before[place])
            assert each.update == pytest.approx(update, rel=1e-9)
            assert each.weights == pytest.approx(size(torch, parameter), rel=1e-9)
            assert each.ratio == pytest.approx(update / size(torch, parameter), rel=1e-9)


@pytest.mark.parametrize("make", ["dense", "lenet_like"])
def test_shares_of_silent_units(
    torch: Any,
    twin_of: "Callable[[nn.Network], Twin]",
    digits: nn.datasets.Split,
    request: pytest.FixtureRequest,
    make: str,
) -> None:
    network: nn.Network = request.getfixturevalue(make)(np.float64)
    rng = np.random.default_rng(1)
    for bias in network.parameters[1:-1:2]:
        bias -= rng.uniform(0, 1.5, bias.shape)
    sample = digits.between(0, 100)

    figures = layer_figures(network, network.parameters, network.parameters, sample.images)

    activations, expected = torch.tensor(sample.images / 255), []
    twin = twin_of(network)
    parameters = iter(twin.parameters)
    for layer in network.layers:
        own = [next(parameters) for _ in layer.parameters]
        activations = twin._apply(layer, activations, own).detach()
        if isinstance(layer, nn.ReLU):
            units = activations.reshape(-1, activations.shape[-1])
            expected.append(float((units.amax(dim=0) == 0).double().mean()))
    assert [each.silent for each in figures] == pytest.approx([*expected, None], abs=1e-9)
    assert max(expected) > 0  # something fell silent
