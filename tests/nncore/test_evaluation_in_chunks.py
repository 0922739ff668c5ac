"""Evaluation in chunks: each image once, in threads that end, and left where it takes too long."""

from collections.abc import Callable
from threading import Event, current_thread
from threading import enumerate as enumerate_threads

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn
from nncore import evaluation as module
from nncore.datasets import Split
from nncore.evaluation import LARGEST_CHUNK, chunk_size
from nncore.recipes.architecture import Hidden, network_costs
from nncore.recipes.recipe import Recipe

NewNetwork = Callable[..., nn.Network]


def columns_of(report: nn.Evaluation) -> list[np.ndarray]:
    return [
        report.labels,
        report.predictions,
        report.confidences,
        report.losses,
        report.probabilities,
        report.log_probabilities,
    ]


@given(st.integers(1, 60), st.integers(1, 25), st.integers(0, 3), st.integers(0, 10_000))
def test_chunks_cover_the_split_once_and_in_order(
    images: int, most_images: int, threads: int, first_index: int
) -> None:
    rng = np.random.default_rng(images)
    split = Split(
        rng.integers(0, 256, (images, 28, 28), np.uint8),
        rng.integers(0, 10, images, np.uint8),
        first_index,
    )
    network = nn.Network([nn.Dense(784, 10, rng=rng)])
    whole = nn.evaluate(network, split)

    chunks = list(nn.evaluate_in_chunks(network, split, most_images=most_images, threads=threads))

    starts = list(range(0, images, most_images))
    assert [chunk.first_index - first_index for chunk in chunks] == starts
    assert sum(map(len, chunks)) == images
    assert all(1 <= len(chunk) <= most_images for chunk in chunks)
    joined = nn.join_chunks(chunks)
    assert joined.first_index == whole.first_index == first_index
    assert np.array_equal(joined.labels, split.labels)
    for ours, theirs in zip(columns_of(joined), columns_of(whole), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("hidden", [(16,), ("5x5x16", "pool", "3x3x32", "pool", 16)])
def test_joined_chunks_have_the_figures_of_one_evaluation(
    digits: nn.datasets.Dataset, hidden: Hidden
) -> None:
    network, split = Recipe(hidden=hidden).build()[0], digits.training

    chunks = list(nn.evaluate_in_chunks(network, split))

    assert len(chunks) == -(-len(split) // chunk_size(network))
    joined, whole = nn.join_chunks(chunks), nn.evaluate(network, split)
    assert joined.summary() == whole.summary()
    assert joined.mistakes() == whole.mistakes()


def test_a_chunk_is_read_when_it_is_asked_for(
    digits: nn.datasets.Dataset, new_network: NewNetwork
) -> None:
    network = new_network()
    chunks = nn.evaluate_in_chunks(network, digits.test, most_images=40)
    first = next(chunks)
    for parameter in network.parameters:
        parameter[...] = 0

    second = next(chunks)
    chunks.close()

    assert not np.allclose(first.confidences, 0.1)
    assert np.allclose(second.confidences, 0.1)
    assert next(chunks, None) is None


def reader_threads() -> list[str]:
    return [each.name for each in enumerate_threads() if each.name.startswith("reader")]


def test_whoever_waits_for_a_chunk_reads_others_meanwhile(
    new_network: NewNetwork, digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, split = new_network(), digits.test.between(0, 100)
    alone = nn.evaluate(network, split)
    is_helped = Event()
    by_whom: dict[int, str] = {}
    read = module._evaluate_at_once

    def slow(network: nn.Network, chunk: Split) -> nn.Evaluation:
        number = (chunk.first_index - split.first_index) // 10
        by_whom[number] = current_thread().name
        if number == 0:
            assert is_helped.wait(10)
        elif number == 1:
            is_helped.set()
        return read(network, chunk)

    monkeypatch.setattr(module, "_evaluate_at_once", slow)
    chunks = nn.evaluate_in_chunks(network, split, most_images=10, threads=1)
    whole = nn.join_chunks(chunks)

    # the reader is held up with the first one
    assert [by_whom[number] for number in range(1, 10)] == 9 * [current_thread().name]
    assert np.array_equal(whole.labels, alone.labels)
    assert np.allclose(whole.losses, alone.losses, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("pulled", [1, 2, 5])
def test_threads_that_read_ahead_end_with_the_generator(
    digits: nn.datasets.Dataset, new_network: NewNetwork, pulled: int
) -> None:
    chunks = nn.evaluate_in_chunks(new_network(), digits.test, most_images=20, threads=2)
    read = [next(chunks) for _ in range(pulled)]
    assert reader_threads()

    chunks.close()

    assert not reader_threads()
    assert [chunk.first_index for chunk in read] == [20 * number for number in range(pulled)]


def test_what_goes_wrong_in_a_thread_is_raised_where_its_chunk_is_asked_for(
    digits: nn.datasets.Dataset, new_network: NewNetwork
) -> None:
    network = new_network()
    network.logits = refuse  # type: ignore[method-assign, assignment]

    with pytest.raises(MemoryError):
        list(nn.evaluate_in_chunks(network, digits.test, threads=2))

    assert not reader_threads()


def refuse(_images: np.ndarray) -> None:
    raise MemoryError


def test_an_image_that_takes_long_can_be_left_between_two_layers(
    digits: nn.datasets.Dataset,
) -> None:
    # some 700 million multiplications an image
    slow = Recipe(hidden=("15x15x64", "15x15x64")).build()[0]
    calls: list[int] = []

    def leave_the_second_layer() -> None:
        calls.append(len(calls))
        if len(calls) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        next(nn.evaluate_in_chunks(slow, digits.test, between_layers=leave_the_second_layer))
    assert calls == [0, 1]


def test_a_quick_network_is_not_asked_between_its_layers(
    digits: nn.datasets.Dataset, new_network: NewNetwork
) -> None:
    def never() -> None:
        pytest.fail("the next chunk is soon enough")

    chunks = nn.evaluate_in_chunks(new_network(), digits.test, between_layers=never)

    assert len(nn.join_chunks(chunks)) == len(digits.test)


READER: Hidden = (
    *("5x5x16", "pool", "3x3x32", "3x3x32", "pool", "3x3x64", "3x3x64", "pool"),
    128,
)


@pytest.mark.parametrize(
    "hidden", [READER, ("5x5x8 valid", "pool 3", 32), ("15x15x64",), (4096, 4096, 4096)]
)
def test_a_chunk_of_a_slow_network_is_as_large_as_allowed(hidden: Hidden) -> None:
    network = Recipe(hidden=hidden).build()[0]
    each, size = network.work, chunk_size(network)
    assert each > network_costs(hidden).multiplications
    assert size * each <= LARGEST_CHUNK
    assert size == 2048 or (size + 1) * each > LARGEST_CHUNK


def test_a_quick_network_reads_many_at_a_time(new_network: NewNetwork) -> None:
    assert chunk_size(new_network(128)) == 2048
