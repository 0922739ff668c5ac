"""A run is steered by whoever pulls it: it rests, stops and goes on, and its rate is changed."""

from collections.abc import Callable
from typing import Any

import numpy as np

import nncore as nn
from tests.nncore.training_runs import are_equal, read_meanwhile, run_of

NewNetwork = Callable[..., nn.Network]


Digits = nn.datasets.Dataset


def test_a_run_can_be_stopped_amid_its_validation(new_network: NewNetwork, digits: Digits) -> None:
    network = new_network()
    events = run_of(network, digits, validation=digits.training)
    while not isinstance(next(events), nn.ValidationAdvanced):
        pass
    before = network.copy()

    events.close()

    assert are_equal(network, before)
    assert next(events, None) is None


def test_nothing_is_learned_before_the_first_pull(new_network: NewNetwork, digits: Digits) -> None:
    network, untouched = new_network(), new_network()
    events = run_of(network, digits)
    events.close()

    assert are_equal(network, untouched)
    assert next(events, None) is None


def test_a_handle_follows_where_the_run_stands(new_network: NewNetwork, digits: Digits) -> None:
    handle = nn.TrainingHandle()
    events = run_of(new_network(), digits, handle=handle)

    for _ in range(3):
        next(events)
    assert (handle.progress.epoch, handle.progress.step) == (0, 3)
    assert handle.progress.position.batch == handle.progress.mean.examples // 50 == 3

    list(events)
    assert (handle.progress.epoch, handle.progress.step) == (2, 24)


def test_a_handle_that_knows_an_interrupted_run_lets_it_go_on(
    new_network: NewNetwork, digits: Digits
) -> None:
    def options() -> dict[str, Any]:
        return {"optimizer": nn.Adam(1e-3), "rng": np.random.default_rng(3)}

    whole, network, handle = new_network(), new_network(), nn.TrainingHandle()
    expected = list(run_of(whole, digits, **options()))
    same = {**options(), "handle": handle}
    begun = run_of(network, digits, **same)
    told = [next(begun) for _ in range(5)]
    begun.close()

    told += run_of(network, digits, **same)

    assert told == expected
    assert are_equal(network, whole)


def test_a_run_that_is_not_pulled_rests(new_network: NewNetwork, digits: Digits) -> None:
    paused, alone = new_network(), new_network()
    events = run_of(paused, digits)
    for _ in range(5):
        next(events)
    before = paused.copy()

    paused.predict(digits.test.images)

    assert are_equal(paused, before)
    list(events)
    list(run_of(alone, digits))
    assert are_equal(paused, alone), "going on is as if never paused"


def test_a_stopped_run_keeps_what_it_learned(new_network: NewNetwork, digits: Digits) -> None:
    network, untouched = new_network(), new_network()
    events = run_of(network, digits)
    for _ in range(5):
        next(events)
    before = network.copy()

    events.close()

    assert are_equal(network, before)
    assert not are_equal(network, untouched)
    assert next(events, None) is None


def test_predicting_in_another_thread_changes_nothing(
    new_network: NewNetwork, digits: Digits
) -> None:
    watched, alone = new_network(), new_network()

    with read_meanwhile(watched, digits.test.images):
        events = list(run_of(watched, digits, epochs=5))

    assert list(run_of(alone, digits, epochs=5)) == events
    assert are_equal(watched, alone)


def test_a_rate_changed_between_two_pulls_is_told_and_followed(
    new_network: NewNetwork, digits: Digits
) -> None:
    changed, constant = new_network(), new_network()
    optimizer = nn.SGD(0.1)
    events, others = (
        run_of(changed, digits, optimizer=optimizer),
        run_of(constant, digits, optimizer=nn.SGD(0.1)),
    )
    next(events), next(others)
    optimizer.learning_rate = 0.01
    told, ours, theirs = next(events), next(events), next(others)

    assert told == nn.RateChanged(step=2, before=0.1, after=0.01)
    assert isinstance(ours, nn.StepFinished)
    assert isinstance(theirs, nn.StepFinished)
    assert (ours.learning_rate, theirs.learning_rate) == (0.01, 0.1)
    assert not are_equal(changed, constant)
