"""The training loop: what it tells, that it can be paused and stopped, and that it repeats."""

import re
import threading
from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.schedules import cosine

NewNetwork = Callable[..., nn.Network]
Digits = nn.datasets.Dataset


def run_of(network: nn.Network, digits: Digits, **options: Any) -> Generator[nn.Event, None, None]:
    """Two epochs of twelve steps, but for `options`."""
    usual = {
        "optimizer": nn.Adam(1e-3),
        "epochs": 2,
        "batch_size": 50,
        "rng": np.random.default_rng(3),
    }
    return nn.train(network, digits.training, **{**usual, **options})


def weights_of(network: nn.Network) -> list[np.ndarray]:
    return [array.copy() for array in network.parameters]


def are_equal(ours: Sequence[np.ndarray], theirs: Sequence[np.ndarray]) -> bool:
    return all(np.array_equal(mine, other) for mine, other in zip(ours, theirs, strict=True))


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


def test_a_run_can_be_stopped_amid_its_validation(new_network: NewNetwork, digits: Digits) -> None:
    network = new_network()
    events = run_of(network, digits, validation=digits.training)
    while not isinstance(next(events), nn.ValidationAdvanced):
        pass
    before = weights_of(network)

    events.close()

    assert are_equal(network.parameters, before)
    assert next(events, None) is None


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

    assert are_equal(with_it.parameters, without.parameters)


@pytest.mark.parametrize("batch_size", [1, 37, 600, None])
def test_the_same_seed_gives_the_same_weights_to_the_bit(
    batch_size: int | None, new_network: NewNetwork, digits: Digits
) -> None:
    first, second = new_network(), new_network()
    events = list(run_of(first, digits, epochs=1, batch_size=batch_size))

    assert list(run_of(second, digits, epochs=1, batch_size=batch_size)) == events
    assert are_equal(first.parameters, second.parameters)


def test_another_seed_gives_another_order(new_network: NewNetwork, digits: Digits) -> None:
    first, second = new_network(), new_network()
    list(run_of(first, digits, rng=np.random.default_rng(3)))
    list(run_of(second, digits, rng=np.random.default_rng(4)))

    assert not are_equal(first.parameters, second.parameters)


def test_full_batch_is_one_step_an_epoch(new_network: NewNetwork, digits: Digits) -> None:
    events = list(run_of(new_network(), digits, batch_size=None, epochs=3))

    assert [type(event).__name__ for event in events] == ["StepFinished", "EpochFinished"] * 3


def test_full_batch_gradient_descent_goes_downhill(new_network: NewNetwork, digits: Digits) -> None:
    events = run_of(
        new_network(), digits, batch_size=None, epochs=20, optimizer=nn.SGD(learning_rate=0.02)
    )
    losses = [event.loss for event in events if isinstance(event, nn.StepFinished)]

    assert losses == sorted(losses, reverse=True)


def test_nothing_is_learned_before_the_first_pull(new_network: NewNetwork, digits: Digits) -> None:
    network, untouched = new_network(), new_network()
    events = run_of(network, digits)
    events.close()

    assert are_equal(network.parameters, untouched.parameters)
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
    assert are_equal(network.parameters, whole.parameters)


def test_a_run_that_is_not_pulled_rests(new_network: NewNetwork, digits: Digits) -> None:
    paused, alone = new_network(), new_network()
    events = run_of(paused, digits)
    for _ in range(5):
        next(events)
    before = weights_of(paused)

    paused.predict(digits.test.images)

    assert are_equal(paused.parameters, before)
    list(events)
    list(run_of(alone, digits))
    assert are_equal(paused.parameters, alone.parameters), "going on is as if never paused"


def test_a_stopped_run_keeps_what_it_learned(new_network: NewNetwork, digits: Digits) -> None:
    network, untouched = new_network(), new_network()
    events = run_of(network, digits)
    for _ in range(5):
        next(events)
    before = weights_of(network)

    events.close()

    assert are_equal(network.parameters, before)
    assert not are_equal(network.parameters, untouched.parameters)
    assert next(events, None) is None


def test_predicting_between_steps_changes_nothing(new_network: NewNetwork, digits: Digits) -> None:
    watched, alone = new_network(), new_network()
    for _ in run_of(watched, digits):
        watched.predict(digits.test.images[:7])
    list(run_of(alone, digits))

    assert are_equal(watched.parameters, alone.parameters)


def test_predicting_in_another_thread_changes_nothing(
    new_network: NewNetwork, digits: Digits
) -> None:
    watched, alone = new_network(), new_network()
    failures: list[Exception] = []
    over = threading.Event()

    def read() -> None:
        count = 0
        try:
            while not over.is_set():
                count = count % 50 + 1
                assert watched.predict(digits.test.images[:count]).shape == (count, 10)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must know
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    events = list(run_of(watched, digits, epochs=5))
    over.set()
    reader.join()

    assert not failures
    assert list(run_of(alone, digits, epochs=5)) == events
    assert are_equal(watched.parameters, alone.parameters)


def test_the_data_are_left_as_they_were(new_network: NewNetwork, digits: Digits) -> None:
    images, labels = digits.training.images.copy(), digits.training.labels.copy()

    list(run_of(new_network(), digits))

    assert np.array_equal(digits.training.images, images)
    assert np.array_equal(digits.training.labels, labels)


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
    assert not are_equal(changed.parameters, constant.parameters)


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
