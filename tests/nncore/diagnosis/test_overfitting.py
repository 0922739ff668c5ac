from collections.abc import Iterable
from itertools import chain, repeat

import numpy as np
import pytest

from nncore.diagnosis.overfitting import Overfitting

FALLING = [0.5 * 0.8**epoch for epoch in range(200)]


def told(validation: Iterable[float], training: Iterable[float] = FALLING) -> list[int]:
    """The epochs, counting from 1, at whose end it is told."""
    overfitting = Overfitting()
    pairs = zip(validation, training, strict=False)
    return [epoch for epoch, pair in enumerate(pairs, 1) if overfitting.add(*pair)]


def turning(epoch: int, rise: float) -> list[float]:
    """A validation loss that falls up to an epoch, and rises from there."""
    fall = [0.1 + 0.2 * 0.5**each for each in range(epoch)]
    return [*fall, *(fall[-1] + rise * each for each in range(1, 40))]


@pytest.mark.parametrize("rise", [0.005, 0.01, 0.03])
def test_a_steady_rise_is_told_within_some_epochs(rise: float) -> None:
    epochs = told(turning(6, rise))
    assert 8 <= epochs[0] <= 14


@pytest.mark.parametrize(
    "validation",
    [
        [0.3 * 0.9**epoch + 0.05 for epoch in range(60)],
        [0.1] * 60,
        [0.3, 0.2, 0.5, 0.15, 0.12, 0.11, 0.105, 0.104, 0.103, 0.102],
        [0.3, 0.2, 0.1, 0.1005, 0.101, 0.1012, 0.1013, 0.1014, 0.1015],
        [],
        [0.1],
        [0.1, 0.2],
        [0.0] * 10,
    ],
    ids=["falls", "still", "one bad epoch", "a hair's breadth", "none", "one", "two", "perfect"],
)
def test_what_is_none_is_not_told(validation: list[float]) -> None:
    assert told(validation) == []


@pytest.mark.parametrize("training", [0.3, 0.0])
def test_a_rise_while_training_stands_still_is_none(training: float) -> None:
    assert told(turning(6, 0.01), repeat(training, 60)) == []


def test_a_training_loss_that_rises_too_is_none() -> None:
    training = chain(FALLING[:6], (0.2 + 0.01 * epoch for epoch in range(40)))
    assert told(turning(6, 0.01), training) == []


def test_a_new_best_begins_anew() -> None:
    first = turning(6, 0.01)[:14]
    second = [0.05 + 0.01 * epoch for epoch in range(10)]
    epochs = told([*first, *second])
    assert any(epoch <= 14 for epoch in epochs)
    assert any(epoch > 16 for epoch in epochs)


@pytest.mark.parametrize("jitter", [0.01, 0.05, 0.15])
def test_noise_on_a_run_of_usual_length_is_none(jitter: float) -> None:
    rng = np.random.default_rng(5)
    runs = 200
    wrong = 0
    for _ in range(runs):
        noise = 1 + jitter * rng.standard_normal(20)
        wrong += bool(told((0.07 + 0.3 * np.exp(-np.arange(20) / 3)) * noise))
    assert wrong <= 0.03 * runs
