"""ReLU: the positive part of any array, and its gradient where that is above 0."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import nncore as nn

InMemoryOrders = Callable[[np.ndarray], dict[str, np.ndarray]]

SPECIAL = [0.0, -0.0, np.nan, np.inf, -np.inf, 1e-45, -1e-45, 3e38, -3e38]


def a_pass(inputs: np.ndarray, gradient: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The outputs and the gradient of the inputs; reading gives the same as recording."""
    layer = nn.ReLU()
    cache = layer.new_cache()
    outputs, read = layer.forward(inputs, cache), layer.forward(inputs)
    assert np.array_equal(outputs, read, equal_nan=True)
    assert outputs.dtype == read.dtype == inputs.dtype
    pulled = layer.backward(cache, gradient)
    assert pulled is not None
    assert pulled.dtype == inputs.dtype
    assert not np.shares_memory(outputs, inputs)
    return outputs, pulled


def slow_relu(inputs: np.ndarray) -> np.ndarray:
    """Number by number; what is no number stays so."""
    outputs = inputs.copy()
    for place in np.ndindex(inputs.shape):
        if inputs[place] <= 0:
            outputs[place] = 0
    return outputs


@given(
    st.data(),
    st.sampled_from([np.float32, np.float64]),
    arrays.array_shapes(min_dims=1, max_dims=4, max_side=5),
)
def test_it_is_the_positive_part_in_any_order_of_axes(
    data: st.DataObject, dtype: type, shape: tuple[int, ...]
) -> None:
    elements = st.sampled_from([-2.5, -1.0, 0.0, -0.0, 0.5, 3.0, np.inf, -np.inf, np.nan])
    inputs = data.draw(arrays.arrays(dtype, shape, elements=elements))
    axes = data.draw(st.permutations(range(len(shape))))
    gradient: np.ndarray = np.random.default_rng(1).normal(size=shape).astype(dtype)
    laid_out = np.ascontiguousarray(inputs.transpose(axes)).transpose(np.argsort(axes))

    outputs, pulled = a_pass(laid_out, gradient)

    assert np.array_equal(outputs, slow_relu(inputs), equal_nan=True)
    assert np.array_equal(pulled, np.where(inputs > 0, gradient, 0))


@pytest.mark.parametrize("count", [1, 2, 33])
def test_pictures_in_all_orders_in_memory_and_gradients_in_another(
    count: int, in_memory_orders: InMemoryOrders, rng: np.random.Generator
) -> None:
    inputs = np.round(rng.normal(size=(count, 6, 5, 3))).astype(np.float32)
    gradient = rng.normal(size=inputs.shape).astype(np.float32)

    for ours in in_memory_orders(inputs).values():
        for theirs in in_memory_orders(gradient).values():
            outputs, pulled = a_pass(ours, theirs)
            assert np.array_equal(outputs, slow_relu(inputs))
            assert np.array_equal(pulled, np.where(inputs > 0, gradient, 0))
            assert np.squeeze(outputs).strides == np.squeeze(ours).strides


@pytest.mark.parametrize(
    "view",
    [
        lambda array: array[::-1],
        lambda array: array[:, ::-1],
        lambda array: array[::2, 1::2],
        lambda array: array[:, :1],
        lambda array: array[:1],
        lambda array: array[:0],
        lambda array: np.broadcast_to(array[:1], (4, 7)),
        lambda array: np.broadcast_to(array[:, :1], (6, 5)),
    ],
    ids=["upside down", "mirrored", "gaps", "a column", "a row", "nothing", "rows", "columns"],
)
def test_views_of_other_arrays(
    view: Callable[[np.ndarray], np.ndarray], rng: np.random.Generator
) -> None:
    inputs = view(rng.normal(size=(6, 7)).astype(np.float32))
    gradient = rng.normal(size=inputs.shape).astype(np.float32)

    outputs, pulled = a_pass(inputs, gradient)

    assert np.array_equal(outputs, slow_relu(inputs))
    assert np.array_equal(pulled, np.where(inputs > 0, gradient, 0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("count", [1, 3, 40])
def test_zeros_infinities_and_what_is_no_number(count: int, dtype: type) -> None:
    units: np.ndarray = np.array(SPECIAL * count, dtype)

    for inputs in (units, units[:, None], units[None], np.asfortranarray([units, units])):
        outputs, pulled = a_pass(inputs, np.full_like(inputs, 2))
        assert np.array_equal(outputs, slow_relu(inputs), equal_nan=True)
        assert np.array_equal(pulled, np.where(inputs > 0, 2, 0))


def test_the_inputs_and_the_gradient_are_left_as_they_were(rng: np.random.Generator) -> None:
    given = [rng.normal(size=(4, 5)), rng.normal(size=(4, 5))]
    before = [array.copy() for array in given]

    a_pass(given[0], given[1])

    assert all(map(np.array_equal, given, before))


def test_batches_of_any_size_one_after_the_other_are_as_each_alone(
    rng: np.random.Generator,
) -> None:
    layer = nn.ReLU()
    cache = layer.new_cache()
    for count in (7, 2, 30, 7):
        inputs, gradient = rng.normal(size=(2, count, 5, 4)).astype(np.float32)
        outputs = layer.forward(inputs, cache).copy()
        pulled = layer.backward(cache, gradient)

        assert np.array_equal(outputs, slow_relu(inputs))
        assert pulled is not None
        assert np.array_equal(pulled, np.where(inputs > 0, gradient, 0))


def test_without_a_listener_there_is_no_input_gradient() -> None:
    layer = nn.ReLU()
    cache = layer.new_cache()
    outputs = layer.forward(np.ones((2, 3), np.float32), cache)

    assert layer.backward(cache, outputs, to_inputs=False) is None
