"""A dense layer's products by halves: the same numbers as whole, but for the rounding."""

from collections.abc import Iterator

import numpy as np
import pytest

import nncore as nn
from nncore.layers import dense
from nncore.runtime.thread_pair import ThreadPair

Array = np.ndarray


@pytest.fixture(autouse=True)
def every_product_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "SHARED_PRODUCT", 0)


@pytest.fixture(params=[True, False], ids=["two threads", "one thread"])
def pair(request: pytest.FixtureRequest) -> Iterator[ThreadPair]:
    with ThreadPair(is_concurrent=request.param) as pair:
        yield pair


def there_and_back(
    layer: nn.Dense, inputs: Array, factors: Array, pair: ThreadPair | None
) -> list[Array]:
    """Outputs and all the gradients of a pass; what the buffers held before must not show."""
    cache = layer.new_cache()
    cache.pair = pair
    cache.buffer("summand", (len(inputs), layer.outputs), inputs.dtype).fill(np.nan)
    outputs = layer.forward(inputs, cache)
    pulled = layer.backward(cache, factors)
    assert pulled is not None
    return [outputs, pulled, cache.gradients["weights"], cache.gradients["bias"]]


@pytest.mark.parametrize("shape", [(784, 128), (7, 5), (3, 1), (2, 4), (1, 4), (1, 1)])
@pytest.mark.parametrize("images", [1, 2, 33])
def test_halves_give_what_the_whole_gives(
    shape: tuple[int, int], images: int, pair: ThreadPair, rng: np.random.Generator
) -> None:
    layer = nn.Dense(*shape, rng=rng, dtype=np.float64)
    inputs, factors = rng.normal(size=(images, shape[0])), rng.normal(size=(images, shape[1]))
    expected = there_and_back(layer, inputs, factors, None)
    for ours, theirs in zip(there_and_back(layer, inputs, factors, pair), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_it_makes_no_difference_whether_there_are_two_cores(rng: np.random.Generator) -> None:
    layer = nn.Dense(784, 96, rng=rng)
    inputs = rng.normal(size=(64, 784)).astype(np.float32)
    factors = rng.normal(size=(64, 96)).astype(np.float32)
    results = []
    for is_concurrent in (True, False):
        with ThreadPair(is_concurrent=is_concurrent) as pair:
            both = there_and_back(layer, inputs, factors, pair)
            results.append([array.tobytes() for array in both])
    assert results[0] == results[1]


def test_pictures_in_any_order_in_memory_are_flattened_first(
    pair: ThreadPair, rng: np.random.Generator
) -> None:
    layer = nn.Dense(4 * 5 * 3, 6, rng=rng, dtype=np.float64)
    pictures = np.moveaxis(rng.normal(size=(4, 3, 5, 9)), -1, 0).transpose(0, 1, 3, 2)
    factors = rng.normal(size=(9, 6))
    expected = there_and_back(layer, pictures, factors, None)
    for ours, theirs in zip(there_and_back(layer, pictures, factors, pair), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_small_products_are_left_to_the_calling_thread(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "SHARED_PRODUCT", 8 * 20 * 10)
    layer = nn.Dense(20, 10, rng=rng)
    used: list[object] = []
    with ThreadPair(is_concurrent=False) as pair:
        run = pair.run
        monkeypatch.setattr(pair, "run", lambda *both: used.append(run(*both)))
        for images in (7, 8):
            cache = layer.new_cache()
            cache.pair = pair
            layer.forward(np.ones((images, 20), np.float32), cache)
    assert len(used) == 1
