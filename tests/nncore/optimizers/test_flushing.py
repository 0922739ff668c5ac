"""Moments that shrink towards denormal numbers are dropped, and that moves no weight, to the bit.

Each test makes the same updates twice, once without any flush.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.optimizers import blocks
from nncore.optimizers.optimizer import Optimizer

Array = np.ndarray
NewOptimizer = Callable[[], Optimizer]

OPTIMIZERS: dict[str, NewOptimizer] = {
    "momentum": lambda: nn.SGD(0.1, 0.9),
    "momentum 0.5": lambda: nn.SGD(0.1, 0.5),
    "momentum with decay": lambda: nn.SGD(0.1, 0.9, weight_decay=0.5),
    "nesterov": lambda: nn.SGD(0.1, 0.9, nesterov=True),
    "nesterov with decay": lambda: nn.SGD(0.1, 0.9, nesterov=True, weight_decay=0.5),
    "adam": nn.Adam,
    "adam, no means": lambda: nn.Adam(beta1=0, beta2=0.9),
    "adam, squares of the last": lambda: nn.Adam(beta1=0.9, beta2=0),
    "adam 0.5": lambda: nn.Adam(beta1=0.5, beta2=0.5),
    "adam 0.99999": lambda: nn.Adam(beta1=0.99999, beta2=0.99999),
    "adam with decay": lambda: nn.Adam(beta2=0.9, weight_decay=0.1),
    "adam, a tiny epsilon": lambda: nn.Adam(beta2=0.9, epsilon=1e-30),
    "adam, a huge rate": lambda: nn.Adam(1e3, beta2=0.9),
    "adamw": nn.AdamW,
    "adamw with decay": lambda: nn.AdamW(0.1, beta2=0.9, weight_decay=0.5),
}
SHAPES = [(40, 30), (30, 8), (8,)]  # a large one, and a bundle of small ones
UPDATES = 2_500


@pytest.fixture(autouse=True)
def small_is_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "SMALL", 500)


@pytest.fixture(params=OPTIMIZERS)
def new_optimizer(request: pytest.FixtureRequest) -> NewOptimizer:
    return OPTIMIZERS[request.param]


def weights_of(seed: int, dtype: Any = np.float32) -> list[Array]:
    """A tenth of them exactly zero, as biases are at first, and a tenth tiny."""
    rng = np.random.default_rng(seed)
    return [_some_tiny(rng, rng.normal(0, 0.1, shape)).astype(dtype) for shape in SHAPES]


def _some_tiny(rng: np.random.Generator, weights: Array) -> Array:
    kind = rng.random(weights.shape)
    weights[kind < 0.1] = 0
    tiny = kind > 0.9
    weights[tiny] *= 10.0 ** rng.uniform(-38, -3, tiny.sum())
    return weights


@cache
def dying(
    seed: int, updates: int, dtype: Any = np.float32, *, faintest: float = 30
) -> list[list[Array]]:
    """Gradients that end in one row after another, and come back once in 701 updates.

    Of sizes between 0.01 and 10 to the power of -`faintest`; for all tests the same arrays.
    """
    rng = np.random.default_rng(seed)
    drawn = [rng.normal(0, 1, shape) for shape in SHAPES]
    for array in drawn:
        array *= 10.0 ** -rng.uniform(2, faintest, array.shape)
    full = [array.astype(dtype) for array in drawn]
    made = []
    for update in range(updates):
        gradients = [np.zeros_like(array) for array in full]
        for gradient, array in zip(gradients, full, strict=True):
            rows = np.arange(len(array))
            alive = rows * updates > 8 * len(array) * update
            alive |= (rows * 7 - update) % 701 == 0
            gradient[alive] = array[alive] * dtype(np.cos(update))
            gradient.flags.writeable = False
        made.append(gradients)
    return made


def denormals(optimizer: Optimizer) -> int:
    """How many of its moments are denormal."""
    moments = [array for name, array in optimizer.state().items() if "." in name]
    return sum(
        int(((array != 0) & (np.abs(array) < np.finfo(array.dtype).tiny)).sum())
        for array in moments
    )


def updated(
    optimizer: Optimizer, weights: Sequence[Array], gradients: list[list[Array]]
) -> list[Array]:
    ours = [array.copy() for array in weights]
    for each in gradients:
        optimizer.update(ours, each)
    return ours


def never_flushed(run: Callable[[], Any]) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Optimizer, "_is_flush_due", False)
        return run()


def require_same_bits(ours: Sequence[Array], theirs: Sequence[Array]) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.tobytes() == other.tobytes(), f"{(mine != other).sum()} of {mine.size} differ"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_weight_is_moved(new_optimizer: NewOptimizer, dtype: Any) -> None:
    def run() -> list[Array]:
        return updated(new_optimizer(), weights_of(1, dtype), dying(1, UPDATES // 2, dtype))

    require_same_bits(run(), never_flushed(run))


ENDING_AS_DENORMALS: dict[str, tuple[NewOptimizer, Any]] = {
    "momentum": (lambda: nn.SGD(0.1, 0.8), np.float32),
    "nesterov": (lambda: nn.SGD(0.1, 0.8, nesterov=True), np.float32),
    "adam": (lambda: nn.Adam(beta1=0.8), np.float32),
    "adam's squares": (lambda: nn.Adam(beta1=0, beta2=0.8), np.float32),
    "adamw": (lambda: nn.AdamW(beta1=0.8, beta2=0.8), np.float32),
    "momentum, double precision": (lambda: nn.SGD(0.1, 0.6), np.float64),
    "adam, double precision": (lambda: nn.Adam(beta1=0.6, beta2=0.6), np.float64),
}


@pytest.mark.parametrize("name", ENDING_AS_DENORMALS)
def test_no_moment_stays_denormal_that_would_without_a_flush(name: str) -> None:
    new_optimizer, dtype = ENDING_AS_DENORMALS[name]
    flushed, twin = new_optimizer(), new_optimizer()
    plain = [np.full(shape, 0.1, dtype) for shape in SHAPES]

    def run(optimizer: Optimizer) -> list[Array]:
        return updated(optimizer, plain, ending(UPDATES, dtype))

    ours, theirs = run(flushed), never_flushed(lambda: run(twin))

    require_same_bits(ours, theirs)
    assert denormals(flushed) == 0
    assert denormals(twin) > 1000


def ending(updates: int, dtype: Any) -> list[list[Array]]:
    """Gradients of which nine tenths end after a while, for good."""
    begun = dying(1, updates, dtype, faintest=3)[:101]
    rest = [np.zeros_like(array) for array in begun[0]]
    for array in rest:
        array[::10] = 0.01
    return begun + [rest] * (updates - len(begun))


def test_exact_zeros_keep_the_means_that_move_them() -> None:
    for optimizer in (nn.SGD(0.1, 0.9), nn.Adam(epsilon=1e-8), nn.AdamW()):
        weights = [np.zeros(5, np.float32)]
        state = optimizer.state() | {"updates": np.array(63, np.int64)}
        names = ["velocities.0"] if isinstance(optimizer, nn.SGD) else ["means.0", "squares.0"]
        state |= {name: np.full(5, 1e-35, np.float32) for name in names}
        optimizer.restore(state, weights)
        for _ in range(2):
            optimizer.update(weights, [np.zeros(5, np.float32)])
        assert (optimizer.state()[names[0]] > 0).all()
        assert (weights[0] < 0).all()
