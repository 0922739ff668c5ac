"""Plain gradient descent may be given its steps ready-made, which shows only in the time."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

import nncore as nn

Array = np.ndarray
Dataset = nn.datasets.Dataset


def network() -> nn.Network:
    rng = np.random.default_rng(5)
    wide, narrow = (
        nn.Dense(inputs, outputs, rng=rng, dtype=np.float64)
        for inputs, outputs in ((784, 16), (16, 10))
    )
    return nn.Network([wide, nn.ReLU(), narrow])


class AsEver(nn.SGD):
    """Gets the gradients as they are, and counts how often."""

    calls = 0

    def update(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
        self.calls += 1
        super().update(parameters, gradients)


def events(optimizer: nn.Optimizer, learned: nn.Network, digits: Dataset, **more: Any) -> Any:
    return nn.train(
        learned,
        digits.training,
        optimizer=optimizer,
        epochs=2,
        batch_size=32,
        rng=np.random.default_rng(9),
        schedule=nn.schedules.cosine,
        **more,
    )


def steps(told: Iterator[nn.Event]) -> list[nn.StepFinished]:
    return [event for event in told if isinstance(event, nn.StepFinished)]


def test_plain_descent_has_a_scale_and_others_none() -> None:
    assert nn.SGD(0.5).step_scale(0.5) == 0.25
    for optimizer in (
        nn.SGD(0.5, momentum=0.9),
        nn.SGD(0.5, weight_decay=1e-3),
        nn.Adam(0.5),
        nn.AdamW(0.5),
    ):
        assert optimizer.step_scale(1.0) is None


@pytest.mark.parametrize("rate", [5e-324, 1e-30, 1e9, 1e300])
def test_rates_at_the_ends_of_what_floats_hold_go_the_usual_way(rate: float) -> None:
    assert nn.SGD(rate).step_scale(1.0) is None
    assert nn.SGD(0.1).step_scale(0.0) is None


def test_ready_steps_lead_where_updates_do_and_count_as_they_do() -> None:
    rng = np.random.default_rng(3)
    shapes = [(90, 100), (100,), (5, 4), (4,)]
    ours = [rng.normal(size=shape) for shape in shapes]
    theirs = [array.copy() for array in ours]
    ready, usual = nn.SGD(0.25), nn.SGD(0.25)
    for _ in range(3):
        gradients = [rng.normal(size=shape) for shape in shapes]
        ready.take_steps(ours, [0.25 * gradient for gradient in gradients])
        usual.update(theirs, gradients)
    assert all(np.array_equal(mine, its) for mine, its in zip(ours, theirs, strict=True))
    assert ready.updates == usual.updates == 3


def test_ready_steps_of_another_shape_change_nothing() -> None:
    optimizer, weights = nn.SGD(0.25), [np.ones((3, 2))]
    optimizer.take_steps(weights, [np.ones((3, 2))])
    with pytest.raises(ValueError, match="the same gradients at each update"):
        optimizer.take_steps(weights, [np.ones((2, 3))])
    assert optimizer.updates == 1
    assert (weights[0] == 0).all()


def test_an_optimizer_without_a_scale_takes_no_ready_steps() -> None:
    with pytest.raises(NotImplementedError, match="Adam takes no steps"):
        nn.Adam().take_steps([np.ones(2)], [np.ones(2)])


def test_a_run_learns_what_it_learns_by_updates(digits: Dataset) -> None:
    ready, usual = network(), network()
    ours = steps(events(nn.SGD(0.2), ready, digits))
    theirs = steps(events(AsEver(0.2), usual, digits))
    assert [each.loss for each in ours] == pytest.approx([each.loss for each in theirs], rel=1e-9)
    assert [each.learning_rate for each in ours] == [each.learning_rate for each in theirs]
    for mine, its in zip(ready.parameters, usual.parameters, strict=True):
        np.testing.assert_allclose(mine, its, rtol=1e-9, atol=1e-12)


def test_a_kind_of_descent_with_an_update_of_its_own_has_it_called(digits: Dataset) -> None:
    optimizer = AsEver(0.2)
    assert optimizer.step_scale(1.0) is None
    taken = steps(events(optimizer, network(), digits))
    assert optimizer.calls == optimizer.updates == len(taken) > 0


def test_a_look_tells_of_gradients_and_not_of_steps(digits: Dataset) -> None:
    looks = []
    for optimizer in (nn.SGD(0.2), AsEver(0.2)):
        handle = nn.TrainingHandle()
        handle.probe.ask()
        run = events(optimizer, network(), digits, handle=handle)
        looks.append(next(event for event in run if isinstance(event, nn.LayersProbed)))
    ours, theirs = looks
    for mine, its in zip(ours.layers, theirs.layers, strict=True):
        assert mine.gradient == pytest.approx(its.gradient, rel=1e-9)
        assert mine.update == pytest.approx(its.update, rel=1e-9)


def test_a_cancelled_step_leaves_the_factor_as_it_was(digits: Dataset) -> None:
    optimizer, handle = nn.SGD(0.2), nn.TrainingHandle()
    run = events(optimizer, network(), digits, handle=handle)
    for _ in range(3):
        next(run)
    before = optimizer.factor
    handle.cancellation.ask()
    assert isinstance(next(run), nn.StepCancelled)
    assert optimizer.factor == before
    run.close()
