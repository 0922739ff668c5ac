"""The training loop: what it tells, that it can be paused and stopped, and that it repeats."""

import re
from collections.abc import Callable

import numpy as np
import pytest

import nncore as nn
from nncore.schedules import cosine
from tests.nncore.training_runs import are_equal, run_of

NewNetwork = Callable[..., nn.Network]
Digits = nn.datasets.Dataset


def test_every_step_and_epoch_is_told(new_network: NewNetwork, digits: Digits) -> None:
    events = list(run_of(new_network(), digits, batch_size=64))

    steps = [event for event in events if isinstance(event, nn.StepFinished)]
    epochs = [event for event in events if isinstance(event, nn.EpochFinished)]
    assert [event.step for event in steps] == list(range(1, 21))
    assert [event.epoch for event in steps] == [1] * 10 + [2] * 10
    assert [event.examples for event in steps[:10]] == [64] * 9 + [24]
    assert [(event.epoch, event.step) for event in epochs] == [(1, 10), (2, 20)]
    assert isinstance(events[10], nn.EpochFinished)
    assert len(events) == 22


def test_a_network_learns(new_network: NewNetwork, digits: Digits) -> None:
    network = new_network(64)
    *_, last = run_of(network, digits, epochs=20, optimizer=nn.Adam(3e-3))

    assert isinstance(last, nn.EpochFinished)
    assert last.training_accuracy > 0.95
    assert nn.evaluate(network, digits.test).accuracy > 0.5


def test_training_figures_are_means_over_the_examples(
    new_network: NewNetwork, digits: Digits
) -> None:
    *steps, epoch = run_of(new_network(), digits, epochs=1, batch_size=64)
    assert isinstance(epoch, nn.EpochFinished)
    told = [event for event in steps if isinstance(event, nn.StepFinished)]
    examples = [event.examples for event in told]

    assert epoch.training_loss == pytest.approx(
        np.average([event.loss for event in told], weights=examples)
    )
    assert epoch.training_accuracy == pytest.approx(
        np.average([event.accuracy for event in told], weights=examples)
    )


def test_a_step_tells_of_the_weights_before_it(new_network: NewNetwork, digits: Digits) -> None:
    network = new_network()
    before = nn.evaluate(network, digits.training)

    first = next(run_of(network, digits, batch_size=None))

    assert isinstance(first, nn.StepFinished)
    assert first.loss == pytest.approx(before.loss, rel=1e-4)
    assert first.accuracy == pytest.approx(before.accuracy)


def test_validation_figures_are_those_of_the_epochs_last_weights(
    new_network: NewNetwork, digits: Digits
) -> None:
    network = new_network()
    for event in run_of(network, digits, validation=digits.validation):
        if isinstance(event, nn.EpochFinished):
            report = nn.evaluate(network, digits.validation)
            assert event.validation_loss == report.loss
            assert event.validation_accuracy == report.accuracy


def test_much_validation_is_told_as_it_advances(new_network: NewNetwork, digits: Digits) -> None:
    network = new_network()
    told: list[nn.ValidationAdvanced] = []
    for event in run_of(network, digits, validation=digits.training):
        if isinstance(event, nn.ValidationAdvanced):
            told.append(event)
        if isinstance(event, nn.EpochFinished):
            report = nn.evaluate(network, digits.training)
            assert event.validation_loss == pytest.approx(report.loss, rel=1e-5)
            assert event.validation_accuracy == report.accuracy
            read = [each.images for each in told]
            assert read == sorted({*read})
            assert 0 < read[0] <= read[-1] < 600, "that all are read, the epoch's end says"
            assert {(each.epoch, each.step, each.of) for each in told} == {
                (event.epoch, event.step, 600)
            }
            told.clear()


def test_without_validation_there_are_no_such_figures(
    new_network: NewNetwork, digits: Digits
) -> None:
    *_, last = run_of(new_network(), digits)

    assert isinstance(last, nn.EpochFinished)
    assert last.validation_loss is None
    assert last.validation_accuracy is None


def test_validation_does_not_change_what_is_learned(
    new_network: NewNetwork, digits: Digits
) -> None:
    with_it, without = new_network(), new_network()
    list(run_of(with_it, digits, validation=digits.validation))
    list(run_of(without, digits))

    assert are_equal(with_it, without)


@pytest.mark.parametrize("batch_size", [1, 37, 600, None])
def test_the_same_seed_gives_the_same_weights_to_the_bit(
    batch_size: int | None, new_network: NewNetwork, digits: Digits
) -> None:
    first, second = new_network(), new_network()
    events = list(run_of(first, digits, epochs=1, batch_size=batch_size))

    assert list(run_of(second, digits, epochs=1, batch_size=batch_size)) == events
    assert are_equal(first, second)


def test_another_seed_gives_another_order(new_network: NewNetwork, digits: Digits) -> None:
    first, second = new_network(), new_network()
    list(run_of(first, digits, rng=np.random.default_rng(3)))
    list(run_of(second, digits, rng=np.random.default_rng(4)))

    assert not are_equal(first, second)


def test_full_batch_is_one_step_an_epoch(new_network: NewNetwork, digits: Digits) -> None:
    events = list(run_of(new_network(), digits, batch_size=None, epochs=3))

    assert [type(event).__name__ for event in events] == ["StepFinished", "EpochFinished"] * 3


def test_full_batch_gradient_descent_goes_downhill(new_network: NewNetwork, digits: Digits) -> None:
    events = run_of(
        new_network(), digits, batch_size=None, epochs=20, optimizer=nn.SGD(learning_rate=0.02)
    )
    losses = [event.loss for event in events if isinstance(event, nn.StepFinished)]

    assert losses == sorted(losses, reverse=True)


def test_the_data_are_left_as_they_were(new_network: NewNetwork, digits: Digits) -> None:
    images, labels = digits.training.images.copy(), digits.training.labels.copy()

    list(run_of(new_network(), digits))

    assert np.array_equal(digits.training.images, images)
    assert np.array_equal(digits.training.labels, labels)


def test_a_schedule_is_followed_from_first_to_last_step(
    new_network: NewNetwork, digits: Digits
) -> None:
    optimizer = nn.SGD(0.1)
    events = run_of(new_network(), digits, optimizer=optimizer, schedule=cosine)
    rates = [event.learning_rate for event in events if isinstance(event, nn.StepFinished)]

    assert rates == pytest.approx([0.1 * cosine(step / 24) for step in range(24)])
    assert optimizer.learning_rate == 0.1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "at least 1 epoch is needed, got 0"),
        ({"epochs": -3}, "at least 1 epoch is needed, got -3"),
        ({"batch_size": 0}, "batch size must be 1 to 600, the size of the data, got 0"),
        ({"batch_size": 601}, "batch size must be 1 to 600, the size of the data, got 601"),
    ],
)
def test_bad_settings_are_refused_at_once(
    options: dict[str, int], message: str, new_network: NewNetwork, digits: Digits
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        run_of(new_network(), digits, **options)


def test_a_network_without_ten_classes_is_refused_at_once(
    digits: Digits, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match=re.escape("must end in 10 classes, got (5,)")):
        run_of(nn.Network([nn.Dense(784, 5, rng=rng)]), digits)


def test_a_network_for_other_images_is_refused_at_once(
    digits: Digits, rng: np.random.Generator
) -> None:
    network = nn.Network([nn.Dense(196, 10, rng=rng)], input_shape=(14, 14))

    with pytest.raises(ValueError, match=re.escape("shape (N, 14, 14), got (600, 28, 28)")):
        run_of(network, digits)
