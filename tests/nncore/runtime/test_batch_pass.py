"""A batch in parts gives what the whole gives, to rounding; on two cores, what it does on one."""

from collections.abc import Callable
from threading import current_thread, main_thread
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.losses import one_hot, softmax_cross_entropy
from nncore.runtime import batch_pass
from nncore.runtime.batch_pass import BatchPass
from nncore.runtime.threads import blas_threads

Array = np.ndarray
Layers = Callable[[np.random.Generator], list[nn.Layer]]

F64 = np.float64


def dense_layers(rng: np.random.Generator) -> list[nn.Layer]:
    return [
        nn.Dense(784, 24, rng=rng, dtype=F64),
        nn.ReLU(),
        nn.Dense(24, 10, rng=rng, dtype=F64),
    ]


def picture_layers(rng: np.random.Generator) -> list[nn.Layer]:
    return [
        nn.Conv2D(1, 3, 3, padding="valid", rng=rng, dtype=F64),
        nn.ReLU(),
        nn.MaxPool2D(2),
        nn.Flatten(),
        nn.Dense(13 * 13 * 3, 10, rng=rng, dtype=F64),
    ]


def dropout_layers(rng: np.random.Generator) -> list[nn.Layer]:
    pictures = picture_layers(rng)
    return [*pictures[:-1], nn.Dropout(0.5), pictures[-1]]


LAYERS: dict[str, Layers] = {"dense": dense_layers, "pictures": picture_layers}


@pytest.fixture(autouse=True)
def all_pictures_are_shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_pass, "SHARED_PICTURES", 1)


class Outcome:
    """All that a pass tells, as copies."""

    def __init__(self, passed: BatchPass, loss: float) -> None:
        self.loss = loss
        self.arrays = [array.copy() for array in (*passed.gradients, passed.logits)]

    @property
    def bits(self) -> list[bytes]:
        return [np.float64(self.loss).tobytes(), *(each.tobytes() for each in self.arrays)]

    def require_close(self, other: "Outcome") -> None:
        assert self.loss == pytest.approx(other.loss, rel=1e-12)
        for ours, theirs in zip(self.arrays, other.arrays, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def passes(
    layers: Layers,
    split: nn.datasets.Split,
    sizes: list[int],
    *,
    concurrent: bool,
    threads: int = 2,
    largest: int | None = None,
    before_layer: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """Batches of these sizes, one after the other, through one BatchPass."""
    network = nn.Network(layers(np.random.default_rng(5)))
    targets, told = one_hot(split.labels, dtype=network.dtype), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_pass, "usable_threads", lambda: 2 if concurrent else 1)
        passed = BatchPass(
            network,
            rng=np.random.default_rng(9),
            before_layer=before_layer,
            batch_size=largest or max(sizes),
            threads=threads,
        )
    with passed.at_work():
        for size in sizes:
            loss = passed.run(split.images[:size], targets[:size])
            told.append(Outcome(passed, loss))
    return told


def whole(layers: Layers, split: nn.datasets.Split, sizes: list[int]) -> list[Outcome]:
    """The same by the plainest means: a pass of all, by a trace of its own."""
    network = nn.Network(layers(np.random.default_rng(5)))
    told, rng = [], np.random.default_rng(9)
    for size in sizes:
        trace, inputs = network.trace(rng=rng), split.images[:size] / F64(255)
        logits = trace.forward(inputs.astype(network.dtype))
        targets = one_hot(split.labels[:size], dtype=network.dtype)
        loss, gradient = softmax_cross_entropy(logits, targets)
        trace.backward(gradient)
        expected: Any = type("Whole", (), {})()
        expected.gradients, expected.logits = trace.gradients, logits
        told.append(Outcome(expected, loss))
    return told


def cut_from(largest: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have batches of so many images walked in parts of seven; None for no change."""
    if largest is not None:
        monkeypatch.setattr(batch_pass, "WHOLE", largest - 1)
        monkeypatch.setattr("nncore.network._CHUNK", 7)


SIZES = [32, 1, 33, 2, 3, 32]


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("largest", [None, 100], ids=["a small batch", "parts of a large batch"])
@pytest.mark.parametrize("threads", [1, 2])
def test_parts_add_up_to_the_whole_and_two_cores_change_no_bit(
    name: str,
    largest: int | None,
    threads: int,
    digits: nn.datasets.Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_from(largest, monkeypatch)
    layers, split = LAYERS[name], digits.training
    options: dict[str, Any] = {"threads": threads, "largest": largest}

    both, one = (passes(layers, split, SIZES, concurrent=each, **options) for each in (True, False))

    for ours, alone, expected in zip(both, one, whole(layers, split, SIZES), strict=True):
        ours.require_close(expected)
        assert ours.bits == alone.bits
    assert both[0].bits == both[-1].bits, "nothing is left of the batches in between"


@pytest.mark.parametrize("largest", [None, 100], ids=["whole", "parts of a large batch"])
def test_dropout_draws_in_the_order_of_the_images(
    largest: int | None, digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_from(largest, monkeypatch)
    split = digits.training
    both, one = (
        passes(dropout_layers, split, SIZES, concurrent=each, largest=largest)
        for each in (True, False)
    )
    expected_ones = whole(dropout_layers, split, SIZES)
    for ours, alone, expected in zip(both, one, expected_ones, strict=True):
        ours.require_close(expected)
        assert ours.bits == alone.bits


@pytest.mark.parametrize("spoiled", [0, 31], ids=["here", "beside"])
@pytest.mark.parametrize("concurrent", [True, False])
def test_a_loss_that_is_no_number_in_one_half_is_that_of_the_batch(
    spoiled: int, concurrent: bool, digits: nn.datasets.Dataset
) -> None:
    images = np.zeros((32, 28, 28), np.uint8)
    images[spoiled] = 255
    split = nn.datasets.Split(images, digits.training.labels[:32])

    def layers(rng: np.random.Generator) -> list[nn.Layer]:
        made = picture_layers(rng)
        made[0].parameters["weights"][...] = 1e308  # harmless where all is black
        return made

    with np.errstate(over="ignore", invalid="ignore"):
        (told,) = passes(layers, split, [32], concurrent=concurrent)
    assert not np.isfinite(told.loss)


def threads_in_use(
    layers: Layers, split: nn.datasets.Split, **options: Any
) -> set[tuple[str, int]]:
    """The names of threads that compute, each with the threads that BLAS has then."""
    seen: set[tuple[str, int]] = set()
    passes(
        layers,
        split,
        [32, 33],
        before_layer=lambda: seen.add((current_thread().name, blas_threads())),
        **options,
    )
    return seen


@pytest.mark.parametrize(
    ("layers", "threads", "largest", "ours", "of_blas"),
    [
        (dense_layers, 1, None, 1, 1),
        (dense_layers, 2, None, 1, 2),
        (dense_layers, 1, 100, 1, 1),
        (dense_layers, 2, 100, 2, 1),
        (picture_layers, 1, None, 1, 1),
        (picture_layers, 2, None, 2, 1),
        (picture_layers, 2, 100, 2, 1),
        (dropout_layers, 2, None, 1, 2),
        (dropout_layers, 2, 100, 1, 1),
    ],
)
def test_two_threads_are_those_of_blas_or_take_half_of_the_parts_each(
    layers: Layers,
    threads: int,
    largest: int | None,
    ours: int,
    of_blas: int,
    three_threads: None,
    digits: nn.datasets.Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_from(largest, monkeypatch)
    options: dict[str, Any] = {"threads": threads, "largest": largest}
    for concurrent in (True, False):
        seen = threads_in_use(layers, digits.training, concurrent=concurrent, **options)
        names = {main_thread().name, *(["beside"] if concurrent and ours == 2 else [])}
        assert seen == {(name, of_blas) for name in names}
        assert blas_threads() == 3


@pytest.mark.parametrize(("too_few", "ours", "of_blas"), [(0, 2, 1), (1, 1, 2)])
def test_pictures_are_halved_where_the_largest_batch_is_work_enough(
    too_few: int,
    ours: int,
    of_blas: int,
    three_threads: None,
    digits: nn.datasets.Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of_one = nn.Network(picture_layers(np.random.default_rng(5))).multiplications
    monkeypatch.setattr(batch_pass, "SHARED_PICTURES", 33 * of_one + too_few)

    seen = threads_in_use(picture_layers, digits.training, concurrent=True, threads=2)

    assert {threads for _, threads in seen} == {of_blas}
    assert len(seen) == ours


@pytest.mark.parametrize("layers", [dense_layers, picture_layers, dropout_layers])
def test_one_thread_halves_no_batch_however_large(
    layers: Layers, digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"concurrent": True, "threads": 1}
    before = passes(layers, digits.training, SIZES, **options)
    monkeypatch.setattr(batch_pass, "SHARED_PICTURES", 10**12)

    after = passes(layers, digits.training, SIZES, **options)

    assert [each.bits for each in after] == [each.bits for each in before]
