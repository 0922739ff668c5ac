"""Runs that diverge end with words and with finite weights; no warning escapes on the way."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from math import isfinite

import numpy as np
import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe
from tests.nncore.training_runs import are_equal

NewNetwork = Callable[..., nn.Network]
Digits = nn.datasets.Dataset


class Saboteur(nn.Optimizer):
    """Moves nothing, but from one update on puts a value into the first bias."""

    def __init__(self, value: float, after: int) -> None:
        super().__init__(1.0)
        self._value, self._left = value, after

    def update(self, parameters: Sequence[np.ndarray], gradients: Sequence[np.ndarray]) -> None:
        self._left -= 1
        parameters[0] -= 1e-3 * gradients[0]
        if self._left < 0:
            parameters[1][0] = self._value


@pytest.mark.parametrize("with_validation", [True, False])
@pytest.mark.parametrize("rate", [1e20, 1e30, 1e300])
@pytest.mark.parametrize(
    "new_optimizer", [nn.SGD, nn.Adam, lambda rate: nn.SGD(rate, 0.9, nesterov=True)]
)
def test_a_huge_learning_rate_gives_back_the_first_weights(
    new_optimizer: Callable[[float], nn.Optimizer],
    rate: float,
    with_validation: bool,
    new_network: NewNetwork,
    digits: Digits,
    rng: np.random.Generator,
) -> None:
    network = new_network()
    *steps, last = nn.train(
        network,
        digits.training,
        optimizer=new_optimizer(rate),
        epochs=50,
        batch_size=64,
        rng=rng,
        validation=digits.validation if with_validation else None,
    )

    assert isinstance(last, nn.Diverged)
    assert not isfinite(last.loss)
    assert all(isfinite(step.loss) for step in steps if isinstance(step, nn.StepFinished))
    assert network.is_finite
    if last.kept_epoch == 0:
        assert are_equal(network, new_network())


@pytest.mark.parametrize("with_validation", [True, False])
def test_the_weights_of_the_last_good_epoch_come_back(
    with_validation: bool, new_network: NewNetwork, digits: Digits, rng: np.random.Generator
) -> None:
    network = new_network()
    kept: nn.Network | None = None
    last: nn.Event | None = None
    for last in nn.train(
        network,
        digits.training,
        optimizer=Saboteur(np.nan, after=25),
        epochs=5,
        batch_size=60,
        rng=rng,
        validation=digits.validation if with_validation else None,
    ):
        if isinstance(last, nn.EpochFinished):
            kept = network.copy()

    assert isinstance(last, nn.Diverged)
    assert (last.epoch, last.step, last.kept_epoch) == (3, 27, 2)
    assert kept is not None
    assert are_equal(network, kept)


@pytest.mark.parametrize("value", [np.nan, -np.inf])
@pytest.mark.parametrize("with_validation", [True, False])
def test_weights_that_break_in_an_epochs_last_step_are_noticed(
    with_validation: bool,
    value: float,
    new_network: NewNetwork,
    digits: Digits,
    rng: np.random.Generator,
) -> None:
    # a bias of minus infinity shuts its ReLU for good, and no loss ever tells
    network = new_network()
    *_, last = nn.train(
        network,
        digits.training,
        optimizer=Saboteur(value, after=19),
        epochs=2,
        batch_size=60,
        rng=rng,
        validation=digits.validation if with_validation else None,
    )

    assert isinstance(last, nn.Diverged)
    assert (last.epoch, last.step, last.kept_epoch) == (2, 20, 1)
    assert network.is_finite


def test_a_run_stopped_right_after_an_overflow_leaves_finite_weights(
    new_network: NewNetwork, digits: Digits, rng: np.random.Generator
) -> None:
    network, optimizer = new_network(), nn.SGD(1e300, 0.9)
    events = nn.train(
        network, digits.training, optimizer=optimizer, epochs=1, batch_size=64, rng=rng
    )
    assert isinstance(next(events), nn.StepFinished)
    assert not network.is_finite

    events.close()

    assert are_equal(network, new_network())
    assert optimizer.state().keys() == {"learning_rate", "factor", "updates"}, "moments led astray"
    assert optimizer.updates == 0


def test_a_diverged_run_is_over(
    new_network: NewNetwork, digits: Digits, rng: np.random.Generator
) -> None:
    events = nn.train(
        new_network(), digits.training, optimizer=nn.SGD(1e300), epochs=9, batch_size=64, rng=rng
    )
    *_, last = events

    assert isinstance(last, nn.Diverged)
    assert last.learning_rate == 1e300
    assert next(events, None) is None


def test_the_optimizer_forgets_what_led_astray(digits: nn.datasets.Dataset) -> None:
    run = Recipe(hidden=(4,), optimizer="momentum", learning_rate=1e-2, epochs=9).start(digits)
    for event in run.events:
        if isinstance(event, nn.EpochFinished) and event.epoch == 2:
            run.optimizer.learning_rate = 1e30

    assert isinstance(event, nn.Diverged)
    assert run.optimizer.updates == 0
    assert set(run.optimizer.state()) == {"learning_rate", "factor", "updates"}


def in_small_batches(
    network: nn.Network,
    digits: Digits,
    optimizer: nn.Optimizer,
    rng: np.random.Generator,
    *,
    epochs: int,
) -> Iterator[nn.Event]:
    """Sixty steps an epoch, with validation."""
    return nn.train(
        network,
        digits.training,
        optimizer=optimizer,
        epochs=epochs,
        batch_size=10,
        rng=rng,
        validation=digits.validation,
    )


@pytest.mark.parametrize(
    ("optimizer", "rate"), [(nn.SGD(50.0), 50.0), (nn.Adam(50.0), 50.0)], ids=["SGD", "Adam"]
)
def test_a_loss_that_shoots_up_and_stays_a_number_ends_the_run_too(
    new_network: NewNetwork,
    digits: Digits,
    rng: np.random.Generator,
    optimizer: nn.Optimizer,
    rate: float,
) -> None:
    network = new_network()
    *before, last = in_small_batches(network, digits, optimizer, rng, epochs=9)

    assert isinstance(last, nn.Diverged)
    assert (last.epoch, last.step, last.kept_epoch, last.learning_rate) == (1, 60, 0, rate)
    losses = [event.loss for event in before if isinstance(event, nn.StepFinished)]
    assert last.loss == pytest.approx(np.mean(losses))
    assert np.isfinite(losses).all()
    assert are_equal(network, new_network())
    assert optimizer.updates == 0


def test_a_run_goes_on_with_the_weights_of_the_last_good_epoch_where_a_later_rate_was_too_high(
    new_network: NewNetwork, digits: Digits, rng: np.random.Generator
) -> None:
    network, optimizer = new_network(), nn.SGD(0.1)
    events = in_small_batches(network, digits, optimizer, rng, epochs=9)
    next(event for event in events if isinstance(event, nn.EpochFinished))
    good = network.copy()
    optimizer.learning_rate = 50.0
    *_, last = events

    assert isinstance(last, nn.Diverged)
    assert (last.epoch, last.kept_epoch) == (2, 1)
    assert are_equal(network, good)


def test_a_loss_that_is_large_from_the_beginning_is_no_divergence(
    digits: Digits, rng: np.random.Generator
) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=rng)])
    network.parameters[0][...] *= 400
    events = nn.train(
        network, digits.training, optimizer=nn.SGD(0.01), epochs=3, batch_size=10, rng=rng
    )
    told = list(events)

    assert isinstance(told[0], nn.StepFinished)
    assert told[0].loss > 50
    assert isinstance(told[-1], nn.EpochFinished)


def test_a_spike_that_the_run_recovers_from_is_no_divergence(
    new_network: NewNetwork, digits: Digits, rng: np.random.Generator
) -> None:
    network, optimizer = new_network(), nn.SGD(0.1)
    events = in_small_batches(network, digits, optimizer, rng, epochs=3)
    told = list(islice(events, 30))
    good = network.copy()
    for array in network.parameters:
        array *= 1000  # as a step far too long would leave it
    told += islice(events, 1)
    network.copy_parameters_from(good)
    told += events

    ends = [event for event in told if isinstance(event, nn.EpochFinished)]
    assert len(ends) == 3
    assert ends[0].training_loss > 10 * np.log(10)
    assert ends[0].validation_loss is not None
    assert ends[0].validation_loss < np.log(10)
