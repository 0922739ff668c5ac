"""Mini-batches: each example once an epoch, in an order that the seed decides."""

import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nncore.augmentation import AUGMENTATIONS
from nncore.batches import Batch, MiniBatches
from nncore.datasets import Split
from nncore.loop_state import BatchPosition


def numbered_split(count: int) -> Split:
    """A split whose images say their position in their first two pixels."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.arange(count) % 256, np.arange(count) // 256
    return Split(images, (np.arange(count) % 10).astype(np.uint8))


def epoch(batches: Iterable[Batch]) -> list[list[int]]:
    """The positions in each batch of one epoch."""
    pixels = (batch.images[:, 0, :2].astype(int) for batch in batches)
    return [(both[:, 0] + 256 * both[:, 1]).tolist() for both in pixels]


def counted(batches: MiniBatches, position: BatchPosition) -> Iterator[Batch]:
    """What is left of an epoch; each batch is counted, as the loop does when it has learned."""
    with closing(batches.epoch(position)) as rest:
        for batch in rest:
            position.batch += 1
            yield batch


def batches_of(count: int, size: int, seed: int = 7) -> MiniBatches:
    rng = np.random.default_rng(seed)
    return MiniBatches(numbered_split(count), size, rng=rng, dtype=np.float32)


sizes = st.integers(1, 300).flatmap(lambda count: st.tuples(st.just(count), st.integers(1, count)))


@given(sizes, st.integers(0, 2**32 - 1))
def test_each_epoch_brings_every_example_once(counts: tuple[int, int], seed: int) -> None:
    count, size = counts
    batches = batches_of(count, size, seed)
    for _ in range(2):
        seen = epoch(batches)

        assert sorted(chain.from_iterable(seen)) == list(range(count))
        assert [len(batch) for batch in seen[:-1]] == [size] * (len(batches) - 1)
        assert 1 <= len(seen[-1]) <= size


@given(sizes, st.integers(0, 2**32 - 1))
def test_the_same_seed_brings_the_same_order(counts: tuple[int, int], seed: int) -> None:
    first, second = batches_of(*counts, seed), batches_of(*counts, seed)

    assert [epoch(first), epoch(first)] == [epoch(second), epoch(second)]


def test_every_epoch_has_an_order_of_its_own() -> None:
    batches = batches_of(100, 10)

    assert epoch(batches) != epoch(batches)


def test_targets_belong_to_their_images() -> None:
    split = numbered_split(50)
    rng = np.random.default_rng(1)
    for images, targets, *_ in MiniBatches(split, 7, rng=rng, dtype=np.float32):
        positions = images[:, 0, 0]

        assert np.array_equal(targets.argmax(axis=1), split.labels[positions])
        assert np.array_equal(targets.sum(axis=1), np.ones(len(targets)))


def test_all_in_one_batch_keep_their_order_and_leave_the_generator_alone() -> None:
    rng = np.random.default_rng(7)
    batches = MiniBatches(numbered_split(20), 20, rng=rng, dtype=np.float32)

    assert epoch(batches) == epoch(batches) == [list(range(20))]
    assert rng.bit_generator.state == np.random.default_rng(7).bit_generator.state


@given(sizes, st.data())
def test_an_interrupted_epoch_goes_on_with_the_examples_that_are_left(
    counts: tuple[int, int], data: st.DataObject
) -> None:
    count, size = counts
    whole = batches_of(count, size)
    expected = epoch(whole)
    part, position = batches_of(count, size), BatchPosition()
    done = data.draw(st.integers(0, len(part) - 1))

    begun = epoch(islice(counted(part, position), done))
    rng = np.random.default_rng()
    # as a file would bring it back: the position, and the generator as it stood
    rng.bit_generator.state = part._rng.bit_generator.state
    again = MiniBatches(numbered_split(count), size, rng=rng, dtype=np.float32)
    rest = epoch(again.epoch(replace(position)))

    assert begun + rest == expected
    assert epoch(again) == epoch(whole)


@pytest.mark.parametrize("size", [0, -1, 21])
def test_a_batch_size_out_of_range_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=f"must be 1 to 20, the size of the data, got {size}"):
        batches_of(20, size)


def augmented(
    rng: np.random.Generator, *, shares_rng: bool, size: int = 16, count: int = 70
) -> MiniBatches:
    images = np.random.default_rng(3).integers(0, 256, (count, 28, 28), np.uint8)
    split = Split(images, np.arange(count, dtype=np.uint8) % 10)
    return MiniBatches(
        split,
        size,
        rng=rng,
        dtype=np.float32,
        augmentation=AUGMENTATIONS["pens"],
        shares_rng=shares_rng,
    )


# many at once and few, also with a rest
@pytest.mark.parametrize(
    ("size", "count"), [(16, 70), (64, 1600), (100, 700), (300, 700), (600, 700)]
)
def test_batches_made_ahead_are_those_made_when_asked_for(size: int, count: int) -> None:
    rngs = [np.random.default_rng(5), np.random.default_rng(5)]
    ahead, in_time = (
        augmented(rng, shares_rng=each, size=size, count=count)
        for rng, each in zip(rngs, (False, True), strict=True)
    )
    for _ in range(2):
        for ours, theirs in zip(ahead, in_time, strict=True):
            assert np.array_equal(ours[0], theirs[0])
            assert np.array_equal(ours[1], theirs[1])
            assert np.array_equal(ours.positions, theirs.positions)
            # what was made ahead of now has drawn nothing that anybody can see
            assert rngs[0].bit_generator.state == rngs[1].bit_generator.state


def inputs_of(batches: Iterable[Batch]) -> list[bytes]:
    return [batch.images.tobytes() for batch in batches]


@pytest.mark.parametrize("shares_rng", [False, True])
def test_an_epoch_left_in_the_middle_goes_on_as_if_it_had_not_been_left(shares_rng: bool) -> None:
    expected = inputs_of(augmented(np.random.default_rng(5), shares_rng=True))
    rng, position = np.random.default_rng(5), BatchPosition()

    begun = inputs_of(islice(counted(augmented(rng, shares_rng=shares_rng), position), 2))
    rest = inputs_of(augmented(rng, shares_rng=shares_rng).epoch(position))

    assert begun + rest == expected


@pytest.mark.parametrize("shares_rng", [False, True])
@pytest.mark.parametrize("done", range(5))
def test_a_batch_that_was_not_learned_from_comes_again(shares_rng: bool, done: int) -> None:
    expected = inputs_of(augmented(np.random.default_rng(5), shares_rng=True))
    rng, position = np.random.default_rng(5), BatchPosition()
    batches = augmented(rng, shares_rng=shares_rng)
    begun = inputs_of(islice(counted(batches, position), done))
    with closing(batches.epoch(position)) as rest:
        before = rng.bit_generator.state
        next(rest)
        rng.random(3)  # as Dropout does

    if done:  # with the first batch the order is drawn, and that stays
        assert rng.bit_generator.state == before
    assert begun + inputs_of(batches.epoch(position)) == expected


@pytest.mark.parametrize("axes", [(0, 2, 1), (2, 1, 0)])
def test_a_batch_copies_no_other_images_however_they_lie_in_memory(axes: tuple[int, ...]) -> None:
    pixels = np.zeros((2_000 if axes[0] == 0 else 28, 28, 28 if axes[0] == 0 else 2_000), np.uint8)
    images = pixels.transpose(axes)
    split = Split(images, np.zeros(len(images), np.uint8))
    rng = np.random.default_rng(7)
    batches = iter(MiniBatches(split, 4, rng=rng, dtype=np.float32))
    next(batches)
    tracemalloc.start()
    for _ in range(3):
        next(batches)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < images.nbytes / 10
