"""Early stopping: when a run ends, with which weights, and what it tells of it.

The losses are decided here: an optimizer follows a script, and validation reads it back.
"""

from collections.abc import Generator, Sequence
from math import inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn

Events = Generator[nn.Event, None, None]


class Scripted(nn.Optimizer):
    """Sets the bias of the right answer: the higher, the smaller the validation loss."""

    def __init__(self, biases: Sequence[float]) -> None:
        super().__init__(1.0)
        self._biases = iter(biases)

    def update(self, parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray]) -> None:
        parameters[1][0] = next(self._biases)


def blank_split(count: int) -> nn.datasets.Split:
    """Images without ink, each of them a 0: only the biases count."""
    return nn.datasets.Split(np.zeros((count, 28, 28), np.uint8), np.zeros(count, np.uint8))


def scripted_run(biases: Sequence[float], patience: int | None) -> tuple[nn.Network, Events]:
    """One epoch of one step for each bias."""
    rng = np.random.default_rng(1)
    network = nn.Network([nn.Dense(784, 10, rng=rng)])
    events = nn.train(
        network,
        blank_split(4),
        optimizer=Scripted(biases),
        epochs=len(biases),
        batch_size=None,
        rng=rng,
        validation=blank_split(3),
        patience=patience,
    )
    return network, events


def loss_of(bias: float) -> float:
    """-log(e^b / (e^b + 9))."""
    return log(1 + 9 * np.exp(-bias))


def bias_of(network: nn.Network) -> float:
    return float(network.parameters[1][0])


def epochs_of(events: Sequence[nn.Event]) -> list[int]:
    return [event.epoch for event in events if isinstance(event, nn.EpochFinished)]


@pytest.mark.parametrize(
    ("biases", "patience", "last_epoch", "best_epoch"),
    [
        ([1, 0, 2, 3], 1, 2, 1),
        ([1, 2, 1, 3], 1, 3, 2),
        ([1, 2, 1, 0, 5, 5], 2, 4, 2),
        ([1, 2, 1, 3, 1, 2, 4, 5], 2, 6, 4),
        ([5, 1, 2, 3, 4, 4.5], 3, 4, 1),
        # as good as before is no better
        ([1, 2, 2, 2, 9], 2, 4, 2),
        # at the last epoch of all
        ([3, 1, 1], 2, 3, 1),
    ],
)
def test_a_run_ends_after_so_many_epochs_that_brought_nothing(
    biases: list[float], patience: int, last_epoch: int, best_epoch: int
) -> None:
    network, events = scripted_run(biases, patience)

    *told, last = events

    assert isinstance(last, nn.StoppedEarly)
    assert (last.epoch, last.best_epoch) == (last_epoch, best_epoch)
    assert last.best_loss == pytest.approx(loss_of(biases[best_epoch - 1]), rel=1e-5)
    assert epochs_of(told) == list(range(1, last_epoch + 1))
    assert isinstance(told[-1], nn.EpochFinished)
    assert bias_of(network) == biases[best_epoch - 1]
    assert next(events, None) is None


@pytest.mark.parametrize(
    ("biases", "patience"),
    [([1, 2, 3, 4, 5], 1), ([1, 0, 2, 1, 3, 2], 2), ([5, 4, 3, 2], None), ([5, 4, 3, 2], 4)],
)
def test_a_run_that_goes_on_improving_runs_to_its_end(
    biases: list[float], patience: int | None
) -> None:
    network, events = scripted_run(biases, patience)

    told = list(events)

    assert not any(isinstance(event, nn.StoppedEarly) for event in told)
    assert epochs_of(told) == list(range(1, len(biases) + 1))
    assert bias_of(network) == biases[-1]


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=12), st.integers(1, 4))
def test_any_course_of_losses_is_followed_to_the_rule(biases: list[int], patience: int) -> None:
    network, events = scripted_run(biases, patience)

    told = list(events)

    best, best_epoch, stopped = -inf, 0, None
    for epoch, bias in enumerate(biases, start=1):
        if bias > best:
            best, best_epoch = bias, epoch
        if epoch - best_epoch >= patience:
            stopped = epoch
            break
    last = told[-1]
    if stopped is None:
        assert isinstance(last, nn.EpochFinished)
        assert bias_of(network) == biases[-1]
    else:
        assert isinstance(last, nn.StoppedEarly)
        assert (last.epoch, last.best_epoch) == (stopped, best_epoch)
        assert bias_of(network) == best


def test_the_weights_of_the_best_epoch_come_back_to_the_bit(
    digits: nn.datasets.Dataset, rng: np.random.Generator
) -> None:
    network = nn.Network([nn.Dense(784, 16, rng=rng), nn.ReLU(), nn.Dense(16, 10, rng=rng)])
    after: dict[int, tuple[nn.Network, float | None]] = {}
    last: nn.Event | None = None
    for last in nn.train(
        network,
        digits.training.between(0, 100),
        optimizer=nn.Adam(0.05),
        epochs=50,
        batch_size=20,
        rng=rng,
        validation=digits.validation,
        patience=3,
    ):
        if isinstance(last, nn.EpochFinished):
            after[last.epoch] = network.copy(), last.validation_loss

    assert isinstance(last, nn.StoppedEarly)
    assert last.epoch - last.best_epoch == 3
    best, loss = after[last.best_epoch]
    assert loss == last.best_loss
    assert all(loss <= other for _, other in after.values() if other is not None)
    assert all(map(np.array_equal, network.parameters, best.parameters))
    assert nn.evaluate(network, digits.validation).loss == last.best_loss


def test_weights_come_back_in_place(digits: nn.datasets.Dataset) -> None:
    network, events = scripted_run([2, 1], 1)
    arrays = network.parameters

    list(events)

    assert all(ours is now for ours, now in zip(arrays, network.parameters, strict=True))


def test_a_run_that_diverges_goes_back_to_the_last_epoch_not_to_the_best() -> None:
    network, events = scripted_run([3, 2, np.nan, 1], 3)

    *_, last = events

    assert isinstance(last, nn.Diverged)
    assert last.kept_epoch == 2
    assert bias_of(network) == 2


def test_early_stopping_changes_nothing_before_it_stops() -> None:
    (_, patient), (_, endless) = scripted_run([2, 1, 1, 1], 2), scripted_run([2, 1, 1, 1], None)

    told, all_of_them = list(patient), list(endless)

    assert told[:-1] == all_of_them[: len(told) - 1]


@pytest.mark.parametrize("patience", [0, -1])
def test_a_patience_below_one_epoch_is_refused_at_once(patience: int) -> None:
    with pytest.raises(ValueError, match=f"a patience of 1 epoch or more .* got {patience} and"):
        scripted_run([1], patience)


def test_patience_without_validation_is_refused_at_once(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match="and a validation split, got 2 and none"):
        nn.train(
            nn.Network([nn.Dense(784, 10, rng=rng)]),
            blank_split(4),
            optimizer=nn.SGD(0.1),
            epochs=3,
            batch_size=2,
            rng=rng,
            patience=2,
        )
