"""When moments are flushed, which of them, and that runs on digits never show it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn
from nncore.optimizers.optimizer import Optimizer
from nncore.runtime.denormals import (
    MOST_UPDATES,
    Precision,
    flush_means,
    flush_squares,
    immovable_weight,
    updates_between_flushes,
)

Array = np.ndarray
NewOptimizer = Callable[[], Optimizer]

OPTIMIZERS: dict[str, NewOptimizer] = {
    "momentum": lambda: nn.SGD(0.3, 0.9),
    "nesterov with decay": lambda: nn.SGD(0.3, 0.9, nesterov=True, weight_decay=1e-3),
    "adam": lambda: nn.Adam(0.03, beta2=0.99),
    "adam with decay": lambda: nn.Adam(0.03, beta2=0.9, weight_decay=1e-4),
    "adamw": lambda: nn.AdamW(0.03, beta2=0.99),
}


@given(st.floats(0, 1, exclude_max=True))
def test_between_two_flushes_no_mean_shrinks_from_the_limit_into_denormals(decay: float) -> None:
    updates = updates_between_flushes(decay)

    assert 1 <= updates <= MOST_UPDATES
    if updates > 1 and decay:
        assert decay**updates * Precision.of(np.float32).limit >= np.finfo(np.float32).tiny


def test_means_are_dropped_below_the_limit_where_the_weight_is_large_enough() -> None:
    limit = Precision.of(np.float32).limit
    means = np.array([limit / 2, -limit / 2, limit / 2, limit / 2, 2 * limit, 0], np.float32)
    weights = np.array([1, -1, 0, 1e-10, 1, 1], np.float32)
    expected = np.array([0, 0, *means[2:]], np.float32)

    flush_means(means, weights, immovable=1e-9)

    assert np.array_equal(means, expected)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_diverged_stays_as_it_is(value: float) -> None:
    means, weights = np.array([value, 1e-35], np.float32), np.array([1, value], np.float32)
    flush_means(means, weights, immovable=1e-9)
    assert np.array_equal(means[:1], [value], equal_nan=True)


def test_squares_are_dropped_where_epsilon_hides_them_and_never_with_a_tiny_one() -> None:
    squares = np.array([1e-35, 1e-40, 1e-30, 1], np.float32)
    for epsilon, kept in ((1e-8, 2), (1e-12, 3), (1e-30, 4), (1e-300, 4)):
        left = squares.copy()
        flush_squares(left, epsilon)
        assert np.count_nonzero(left) == kept, epsilon


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_immovable_weight_is_not_moved_by_the_largest_mean_that_may_come(dtype: Any) -> None:
    # the means that small gradients may add up to, at a rate that was raised a thousand times
    for decay in (0.0, 0.5, 0.9, 0.99999):
        limit, last_place = Precision.of(dtype)
        weight = np.array(immovable_weight(decay, 0.1, dtype), dtype)
        mean = np.array(limit / last_place / (1 - decay), dtype)
        assert weight - dtype(0.1 * 1000) * mean == weight


@pytest.mark.parametrize("epsilon", [1e160, 1e200, 1e300])
def test_an_absurd_epsilon_ends_no_run(epsilon: float) -> None:
    optimizer, weights = nn.Adam(epsilon=epsilon), [np.ones(3)]
    for _ in range(MOST_UPDATES):
        optimizer.update(weights, [np.ones(3)])
    assert np.array_equal(weights[0], np.ones(3))


def faint(optimizer: Optimizer, weights: list[Array]) -> Optimizer:
    """With moments that come below the limit one after another, in some hundred updates."""
    state = optimizer.state() | {"updates": np.array(1, np.int64)}
    names = ["velocities"] if isinstance(optimizer, nn.SGD) else ["means", "squares"]
    for position, array in enumerate(weights):
        sizes = np.logspace(-37, -3, array.size, dtype=np.float32).reshape(array.shape)
        state |= {f"{name}.{position}": sizes for name in names}
    optimizer.restore(state, weights)
    return optimizer


FAINT: dict[str, NewOptimizer] = {
    "momentum": lambda: nn.SGD(0.1, 0.9),
    "nesterov 0.5": lambda: nn.SGD(0.1, 0.5, nesterov=True),
    "adam": lambda: nn.Adam(beta1=0.9, beta2=0.7),
    "adamw": lambda: nn.AdamW(beta1=0.5, beta2=0.99999),
}


def bits_of(optimizer: Optimizer, weights: list[Array]) -> list[bytes]:
    return [array.tobytes() for array in (*optimizer.state().values(), *weights)]


@pytest.mark.parametrize("name", FAINT)
def test_an_optimizer_restored_at_any_update_flushes_at_the_same_ones(name: str) -> None:
    start = [np.full((30, 7), 0.1, np.float32), np.zeros(9, np.float32)]
    gradients, updates = [np.zeros_like(array) for array in start], 100

    def run() -> tuple[list[Any], list[bytes]]:
        weights, states = [array.copy() for array in start], []
        optimizer = faint(FAINT[name](), weights)
        for _ in range(updates):
            states.append((optimizer.state(), [array.copy() for array in weights]))
            optimizer.update(weights, gradients)
        return states, bits_of(optimizer, weights)

    states, expected = run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Optimizer, "_is_flush_due", False)
        assert run()[1] != expected, "there was something to flush"
    for made, (state, ours) in enumerate(states):
        again = FAINT[name]()
        again.restore(state, ours)
        for _ in range(updates - made):
            again.update(ours, gradients)
        assert bits_of(again, ours) == expected


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_run_on_digits_whose_units_die_ends_with_the_same_weights(
    name: str, dtype: Any, digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> tuple[nn.Network, Optimizer]:
        rng = np.random.default_rng(7)
        layers = [nn.Dense(784, 12, rng=rng, dtype=dtype), nn.ReLU()]
        network = nn.Network([*layers, nn.Dense(12, 10, rng=rng, dtype=dtype)])
        optimizer = OPTIMIZERS[name]()
        options: dict[str, Any] = {"epochs": 50, "batch_size": 20, "rng": rng}
        for _ in nn.train(network, digits.training, optimizer=optimizer, **options):
            pass
        return network, optimizer

    flushed, optimizer = run()
    monkeypatch.setattr(Optimizer, "_is_flush_due", False)
    twin, twin_optimizer = run()

    assert optimizer.updates == twin_optimizer.updates == 1500
    for ours, theirs in zip(flushed.parameters, twin.parameters, strict=True):
        assert ours.tobytes() == theirs.tobytes()
    if dtype == np.float32 and "decay" not in name:
        assert faint_ones(optimizer) < faint_ones(twin_optimizer) / 10


def faint_ones(optimizer: Optimizer) -> int:
    """How many moments are not zero, and at the edge of denormals or below."""
    moments = [array for name, array in optimizer.state().items() if "." in name]
    return sum(int(((array != 0) & (np.abs(array) < 1e-36)).sum()) for array in moments)
