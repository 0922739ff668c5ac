"""How an update goes through its arrays: in which blocks, at what cost, and what it refuses."""

import tracemalloc
from collections.abc import Callable, Sequence
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

import nncore as nn
from nncore.optimizers import blocks

Array = np.ndarray
NewOptimizer = Callable[[], nn.Optimizer]

OPTIMIZERS: dict[str, NewOptimizer] = {
    "sgd": lambda: nn.SGD(0.1),
    "sgd with decay": lambda: nn.SGD(0.1, weight_decay=0.1),
    "momentum": lambda: nn.SGD(0.1, 0.9),
    "nesterov": lambda: nn.SGD(0.1, 0.9, nesterov=True),
    "adam": nn.Adam,
    "adam with decay": lambda: nn.Adam(weight_decay=0.1),
    "adamw": nn.AdamW,
}
LARGE = [(784, 128), (128,), (128, 10), (10,)]


@pytest.fixture(params=OPTIMIZERS)
def new_optimizer(request: pytest.FixtureRequest) -> NewOptimizer:
    return OPTIMIZERS[request.param]


def drawn(shapes: Sequence[tuple[int, ...]], seed: int) -> list[Array]:
    rng = np.random.default_rng(seed)
    return [np.asarray(rng.normal(size=shape), np.float32) for shape in shapes]


def updated(
    optimizer: nn.Optimizer, shapes: Sequence[tuple[int, ...]], steps: int = 3
) -> list[Array]:
    """Weights after some updates, each with gradients of its own in the same arrays."""
    weights, gradients = drawn(shapes, 0), drawn(shapes, 1)
    for step in range(steps):
        for gradient, fresh in zip(gradients, drawn(shapes, 1 + step), strict=True):
            gradient[...] = fresh
        optimizer.update(weights, gradients)
    return weights


def require_equal(ours: Sequence[Array], theirs: Sequence[Array]) -> None:
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.tobytes() == other.tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(
    shapes=st.lists(array_shapes(min_dims=0, max_dims=3, max_side=9), max_size=4),
    cached=st.sampled_from([1, 7, 50, 300]),
    small=st.sampled_from([0, 5, 20, 10_000]),
)
def test_the_size_of_the_blocks_does_not_show(
    name: str, shapes: list[tuple[int, ...]], cached: int, small: int
) -> None:
    expected = updated(OPTIMIZERS[name](), shapes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "CACHED", cached)
        patch.setattr(blocks, "SMALL", small)
        weights = updated(OPTIMIZERS[name](), shapes)

    require_equal(weights, expected)


@pytest.mark.parametrize("size", [7, 10**9])
def test_the_size_of_the_blocks_does_not_show_on_large_arrays(
    size: int, new_optimizer: NewOptimizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = [(200, 60), (3, 5000), (60,)]
    expected = updated(new_optimizer(), shapes)
    monkeypatch.setattr(blocks, "CACHED", size)

    require_equal(updated(new_optimizer(), shapes), expected)


@given(shape=array_shapes(max_dims=4, max_side=12), size=st.integers(1, 200))
def test_blocks_cover_an_array_once_and_are_small_enough(shape: tuple[int, ...], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "CACHED", size)
        patch.setattr(blocks, "SMALL", 0)
        weights = [np.zeros(shape)]
        plan = blocks.Memory(weights, ()).plan(weights, [np.zeros(shape)])

        def add_one(block: blocks.Block) -> None:
            assert 0 < block.parameter.size <= size
            block.parameter[...] += 1

        plan.walk(add_one)

    assert (weights[0] == 1).all()


def test_an_update_allocates_next_to_nothing(new_optimizer: NewOptimizer) -> None:
    optimizer = new_optimizer()
    weights, gradients = drawn(LARGE, 0), drawn(LARGE, 1)
    for _ in range(2):
        optimizer.update(weights, gradients)

    tracemalloc.start()
    try:
        optimizer.update(weights, gradients)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 4096


def test_plain_gradient_descent_remembers_nothing_of_the_weights_size() -> None:
    shape = (2000, 1000)
    weights, gradients = drawn([shape, (1000,)], 0), drawn([shape, (1000,)], 1)
    tracemalloc.start()
    try:
        nn.SGD(0.1).update(weights, gradients)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < weights[0].nbytes / 4


def test_the_layout_in_memory_does_not_show(
    new_optimizer: NewOptimizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "SMALL", 100)
    monkeypatch.setattr(blocks, "CACHED", 1000)
    shapes = [(40, 30), (9, 11)]
    expected = updated(new_optimizer(), shapes)
    weights = [np.asfortranarray(array) for array in drawn(shapes, 0)]
    optimizer = new_optimizer()
    for step in range(3):
        spread = [np.repeat(array, 2, axis=-1) for array in drawn(shapes, 1 + step)]
        optimizer.update(weights, [array[..., ::2] for array in spread])

    require_equal(weights, expected)


def test_fresh_gradient_arrays_are_followed(new_optimizer: NewOptimizer) -> None:
    optimizer = new_optimizer()
    weights = drawn(LARGE, 0)
    for step in range(3):
        optimizer.update(weights, drawn(LARGE, 1 + step))

    require_equal(weights, updated(new_optimizer(), LARGE))


def test_weights_changed_in_between_are_moved_from_where_they_are() -> None:
    optimizer = nn.SGD(0.5)
    weights, gradients = drawn(LARGE, 0), [np.ones(shape, np.float32) for shape in LARGE]
    optimizer.update(weights, gradients)
    for array in weights:
        array[...] = 7
    optimizer.update(weights, gradients)

    assert all((array == 6.5).all() for array in weights)


def test_a_copied_optimizer_goes_on_by_itself(new_optimizer: NewOptimizer) -> None:
    optimizer = new_optimizer()
    weights, gradients = drawn(LARGE, 0), drawn(LARGE, 1)
    optimizer.update(weights, gradients)
    # copied together, the copies still know each other
    copy, its_weights, its_gradients = deepcopy((optimizer, weights, gradients))
    before = [array.copy() for array in weights]
    copy.update(its_weights, its_gradients)
    require_equal(weights, before)
    optimizer.update(weights, gradients)

    require_equal(its_weights, weights)


def test_no_parameters_need_no_update(new_optimizer: NewOptimizer) -> None:
    optimizer = new_optimizer()
    optimizer.update([], [])

    assert optimizer.updates == 1


def test_empty_arrays_are_passed_over(new_optimizer: NewOptimizer) -> None:
    require_equal(
        updated(new_optimizer(), [(2, 3), (4,)]),
        [array for array in updated(new_optimizer(), [(2, 3), (0, 5), (4,)]) if array.size],
    )


F32 = np.float32
TWO = [np.ones((2, 3), F32), np.ones(3, F32)]


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (TWO[:1], r"1 should be float32 of shape \(3,\), got none"),
        ([*TWO, np.ones(4, F32)], r"2 should be none, got float32 of shape \(4,\)"),
        ([np.ones((3, 2), F32), TWO[1]], r"shape \(2, 3\), got float32 of shape \(3, 2\)"),
        ([TWO[0], np.ones(3)], r"1 should be float32 of shape \(3,\), got float64 of shape"),
    ],
)
@pytest.mark.parametrize(
    ("what", "earlier_updates"), [("gradients", 0), ("gradients", 1), ("parameters", 1)]
)
def test_other_arrays_are_refused_and_nothing_changes(
    arrays: list[Array],
    message: str,
    what: str,
    earlier_updates: int,
    new_optimizer: NewOptimizer,
) -> None:
    optimizer = new_optimizer()
    weights, gradients = deepcopy(TWO), deepcopy(TWO)
    for _ in range(earlier_updates):
        optimizer.update(weights, gradients)
    state, before = optimizer.state(), deepcopy(weights)
    given_arrays = {"parameters": weights, "gradients": gradients} | {what: deepcopy(arrays)}

    with pytest.raises(ValueError, match=f"the same {what} at each update: .*{message}"):
        optimizer.update(**given_arrays)

    require_equal(weights, before)
    require_equal([*optimizer.state().values()], [*state.values()])
    optimizer.update(weights, gradients)


def test_parameters_must_be_of_one_floating_type(new_optimizer: NewOptimizer) -> None:
    mixed: list[Array] = [np.ones(2, np.float32), np.ones(2, np.float64)]
    with pytest.raises(ValueError, match="one floating type, got float32, float64"):
        new_optimizer().update(mixed, mixed)
    whole = [np.ones(2, np.int64)]
    with pytest.raises(ValueError, match="one floating type, got int64"):
        new_optimizer().update(whole, whole)  # type: ignore[arg-type]
