"""Stopping and going on: an optimizer's state and configuration bring it back to the bit."""

import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes
from safetensors.numpy import load, save

import nncore as nn

Array = np.ndarray
NewOptimizer = Callable[[], nn.Optimizer]

OPTIMIZERS: dict[str, NewOptimizer] = {
    "sgd": lambda: nn.SGD(0.1, weight_decay=0.01),
    "momentum": lambda: nn.SGD(0.1, 0.9),
    "nesterov": lambda: nn.SGD(0.1, 0.8, nesterov=True, weight_decay=0.01),
    "adam": lambda: nn.Adam(0.01, beta1=0.8, beta2=0.99, epsilon=1e-6, weight_decay=0.1),
    "adamw": lambda: nn.AdamW(0.01),
}
SHAPES = [(200, 60), (60,), (60, 3), ()]
several_shapes = st.lists(array_shapes(min_dims=0, max_dims=3, max_side=6), max_size=4)


@pytest.fixture(params=OPTIMIZERS)
def new_optimizer(request: pytest.FixtureRequest) -> NewOptimizer:
    return OPTIMIZERS[request.param]


def drawn(shapes: list[tuple[int, ...]], seed: int) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [np.asarray(rng.normal(size=shape), np.float32) for shape in shapes]


def train(optimizer: nn.Optimizer, weights: list[Array], steps: range) -> None:
    """Updates as in a run: a schedule, and a rate changed by hand on the way."""
    for step in steps:
        optimizer.factor = 1 - step / 20
        if step == 2:
            optimizer.learning_rate *= 0.7
        optimizer.update(weights, drawn([array.shape for array in weights], 100 + step))


def require_equal(ours: list[Array], theirs: list[Array]) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.dtype == other.dtype
        assert mine.tobytes() == other.tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(shapes=several_shapes, stop=st.integers(0, 6))
def test_a_restored_optimizer_goes_on_to_the_bit(
    name: str, shapes: list[tuple[int, ...]], stop: int
) -> None:
    through, stopped = drawn(shapes, 0), drawn(shapes, 0)
    uninterrupted, first = OPTIMIZERS[name](), OPTIMIZERS[name]()
    train(uninterrupted, through, range(6))
    train(first, stopped, range(stop))

    kept = load(save(first.state()))
    weights = [array.copy() for array in stopped]
    second = OPTIMIZERS[name]()
    second.restore(kept, weights)
    train(second, weights, range(stop, 6))

    require_equal(weights, through)
    assert second.updates == uninterrupted.updates
    assert second.learning_rate == uninterrupted.learning_rate
    require_equal([*second.state().values()], [*uninterrupted.state().values()])


def test_a_large_network_goes_on_to_the_bit(new_optimizer: NewOptimizer) -> None:
    through, stopped = drawn(SHAPES, 0), drawn(SHAPES, 0)
    uninterrupted, first, second = (new_optimizer() for _ in range(3))
    train(uninterrupted, through, range(6))
    train(first, stopped, range(3))
    second.restore(first.state(), stopped)
    train(second, stopped, range(3, 6))

    require_equal(stopped, through)


def test_the_state_is_named_by_moment_and_parameter() -> None:
    momentum, adam = nn.SGD(0.1, 0.9), nn.Adam()
    for optimizer in (momentum, adam):
        optimizer.update(drawn(SHAPES, 0), drawn(SHAPES, 1))
    common = {"learning_rate", "factor", "updates"}

    assert set(momentum.state()) == common | {f"velocities.{place}" for place in range(4)}
    assert set(adam.state()) == common | {
        f"{name}.{place}" for name in ("means", "squares") for place in range(4)
    }
    assert [adam.state()[f"means.{place}"].shape for place in range(4)] == SHAPES
    assert adam.state()["updates"].dtype == np.int64
    assert adam.state()["updates"] == 1


def test_before_the_first_update_there_is_nothing_to_remember(
    new_optimizer: NewOptimizer,
) -> None:
    optimizer = new_optimizer()
    optimizer.learning_rate, optimizer.factor = 0.3, 0.5

    other = new_optimizer()
    other.restore(optimizer.state(), drawn(SHAPES, 0))

    assert set(optimizer.state()) == {"learning_rate", "factor", "updates"}
    assert (other.learning_rate, other.factor, other.updates) == (0.3, 0.5, 0)


def test_a_used_optimizer_forgets_when_it_is_restored(new_optimizer: NewOptimizer) -> None:
    used, fresh = new_optimizer(), new_optimizer()
    train(used, drawn(SHAPES, 0), range(3))
    used.restore(fresh.state(), drawn([(3, 2)], 0))
    ours, theirs = drawn([(3, 2)], 0), drawn([(3, 2)], 0)
    train(used, ours, range(2))
    train(fresh, theirs, range(2))

    require_equal(ours, theirs)


def test_a_state_is_a_copy(new_optimizer: NewOptimizer) -> None:
    optimizer, weights = new_optimizer(), drawn(SHAPES, 0)
    train(optimizer, weights, range(2))
    state = optimizer.state()
    before = {name: array.copy() for name, array in state.items()}
    other = new_optimizer()
    other.restore(state, weights)
    train(optimizer, weights, range(2, 4))
    train(other, drawn(SHAPES, 0), range(2, 4))

    require_equal([*state.values()], [*before.values()])


def test_a_configuration_builds_the_optimizer_again(new_optimizer: NewOptimizer) -> None:
    optimizer = new_optimizer()
    optimizer.learning_rate, optimizer.factor = 0.02, 0.5
    kept = json.loads(json.dumps(optimizer.configuration))
    again = type(optimizer)(**kept)

    assert again.configuration == optimizer.configuration
    assert (again.learning_rate, again.factor) == (0.02, 1.0)
    optimizer.factor = 1.0
    ours, theirs = drawn(SHAPES, 0), drawn(SHAPES, 0)
    optimizer.update(ours, drawn(SHAPES, 1))
    again.update(theirs, drawn(SHAPES, 1))
    require_equal(ours, theirs)


def begun(optimizer: nn.Optimizer) -> dict[str, Array]:
    optimizer.update([np.ones((2, 3), np.float32)], [np.ones((2, 3), np.float32)])
    return optimizer.state()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"means.0": None}, r"means.0 should be float32 of shape \(2, 3\), got none"),
        ({"means.1": np.ones(3)}, r"means.1 should be none, got float64 of shape \(3,\)"),
        ({"means.0": np.ones((3, 2), np.float32)}, r"\(2, 3\), got float32 of shape \(3, 2\)"),
        ({"squares.0": np.ones((2, 3))}, r"float32 of shape \(2, 3\), got float64 of shape"),
        ({"updates": None}, r"updates should be int64 of shape \(\), got none"),
        ({"updates": np.array(1.0)}, r"int64 of shape \(\), got float64 of shape \(\)"),
        ({"updates": np.array(0)}, "means.0 should be none, got float32"),
        ({"factor": np.ones(2)}, r"factor should be float64 of shape \(\), got float64 of"),
        ({"updates": np.array(-1)}, "a count of updates, got 1.0 and -1"),
        ({"factor": np.array(np.nan)}, "a finite factor and a count of updates, got nan"),
        ({"learning_rate": np.array(-1.0)}, "learning rate must be a positive finite number"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_nothing_changes(
    change: dict[str, Array | None], message: str
) -> None:
    optimizer = nn.Adam()
    before = begun(optimizer)
    changed = before | {"learning_rate": np.array(0.5), "means.0": before["means.0"] + 1} | change
    state = {name: array for name, array in changed.items() if array is not None}

    with pytest.raises(ValueError, match=message):
        optimizer.restore(state, [np.ones((2, 3), np.float32)])

    require_equal([*optimizer.state().values()], [*before.values()])


def test_the_state_of_another_optimizer_is_refused() -> None:
    state = begun(nn.SGD(0.1, 0.9))
    with pytest.raises(ValueError, match=r"does not fit Adam .*means.0 should be float32"):
        nn.Adam().restore(state, [np.ones((2, 3), np.float32)])
    with pytest.raises(ValueError, match=r"does not fit SGD .*velocities.0 should be none"):
        nn.SGD(0.1).restore(state, [np.ones((2, 3), np.float32)])


def test_the_state_for_other_parameters_is_refused() -> None:
    state = begun(nn.Adam())
    with pytest.raises(ValueError, match=r"means.0 should be float64 of shape \(2, 3\), got flo"):
        nn.Adam().restore(state, [np.ones((2, 3))])
    with pytest.raises(ValueError, match=r"means.1 should be float32 of shape \(3,\), got none"):
        nn.Adam().restore(state, [np.ones((2, 3), np.float32), np.ones(3, np.float32)])
