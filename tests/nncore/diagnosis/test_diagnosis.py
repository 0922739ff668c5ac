from dataclasses import replace
from math import log, nan
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.diagnosis import Cause, Diagnosis, Finding, KeptChecks, Symptom
from nncore.diagnosis.loss_rise import LossFollower, LossRise
from nncore.events import EpochFinished, Event, RateChanged, StepFinished
from nncore.optimizers import OPTIMIZERS, USUAL_RATES
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore
from nncore.runtime.epoch_check import EpochCheck

EVEN = (50,) * 10
GUESS = log(10)


def epoch(
    number: int,
    training: float = 0.5,
    validation: tuple[float, float] | None = (0.5, 0.85),
    check: EpochCheck | None = None,
) -> EpochFinished:
    """An epoch of a hundred steps."""
    loss, accuracy = validation or (None, None)
    return EpochFinished(number, 100 * number, training, 0.1, loss, accuracy, check=check)


def found(*events: Event, recipe: Recipe | None = None) -> list[Finding]:
    diagnosis = Diagnosis(recipe or Recipe(epochs=20))
    return [finding for event in events if (finding := diagnosis.follow(event)) is not None]


def stuck(number: int) -> EpochFinished:
    return epoch(number, GUESS, (GUESS, 0.11))


def test_stuck_at_guessing_is_found_once_with_its_figures() -> None:
    findings = found(*map(stuck, range(1, 12)))
    assert findings == [
        Finding(Symptom.STUCK_AT_GUESSING, Cause.LABELS, 2, 200, 2e-3, GUESS, 0.11),
    ]


@pytest.mark.parametrize(
    ("recipe", "cause", "better_rate"),
    [
        (Recipe(weight_decay=0.5), Cause.WEIGHT_DECAY, None),
        (Recipe(hidden=(32, "dropout 0.9", 32)), Cause.DROPOUT, None),
        (Recipe(learning_rate=0.1), Cause.RATE_TOO_HIGH, 0.01),
        (Recipe(optimizer="sgd", learning_rate=0.5), Cause.RATE_TOO_HIGH, 0.05),
    ],
)
def test_the_cause_is_what_is_unusual_of_the_recipe(
    recipe: Recipe, cause: Cause, better_rate: float | None
) -> None:
    (finding,) = found(stuck(1), stuck(2), recipe=recipe)
    assert (finding.cause, finding.better_rate) == (cause, better_rate)


def test_a_rate_that_was_set_meanwhile_is_the_one_that_is_judged() -> None:
    (finding,) = found(RateChanged(1, 2e-3, 1e-6), *map(stuck, range(1, 4)))
    assert finding.symptom is Symptom.RATE_TOO_LOW
    assert (finding.rate, finding.better_rate) == (1e-6, 1e-3)


def test_every_optimizer_has_a_usual_rate() -> None:
    assert USUAL_RATES.keys() == OPTIMIZERS.keys()


def test_a_slow_fall_that_comes_far_enough_in_time_is_none() -> None:
    slow = Recipe(learning_rate=1e-4, epochs=100)
    falling = [epoch(number, 2.3 - 0.05 * number, (2.3, 0.3)) for number in range(1, 6)]
    assert found(*falling, recipe=slow) == []
    (finding,) = found(*falling, recipe=Recipe(learning_rate=1e-4, epochs=8))
    assert finding.symptom is Symptom.RATE_TOO_LOW
    assert finding.reference == pytest.approx(0.05)


def test_before_a_hundred_steps_nothing_is_slow() -> None:
    early = [EpochFinished(number, number, GUESS, 0.1, GUESS, 0.1) for number in range(1, 99)]
    assert found(*early, recipe=Recipe(learning_rate=1e-6, epochs=1_000)) == []


def silent(share: float) -> EpochCheck:
    return EpochCheck(EVEN, share, 2, 100)


def test_a_layer_that_stays_silent_is_dead() -> None:
    shares = [0.9, 0.2, 0.8, 0.95, 0.95]
    events = [epoch(number, check=silent(share)) for number, share in enumerate(shares, 1)]
    # of layers that are alike the number tells which it is
    (finding,) = found(*events, recipe=Recipe(hidden=(32, 32)))
    assert (finding.symptom, finding.layer, finding.value) == (Symptom.DEAD_UNITS, "2 (32)", 0.95)
    assert (finding.epoch, finding.reference) == (4, 100)


def one_answer(training_accuracy: float) -> list[EpochFinished]:
    check = EpochCheck((4, 490, 6, *([0] * 7)))
    return [
        EpochFinished(number, 100 * number, 0.2, training_accuracy, 4.0, 0.12, check=check)
        for number in (1, 2)
    ]


@pytest.mark.parametrize(
    ("training_accuracy", "cause"), [(0.95, Cause.UNEVEN_LABELS), (0.15, Cause.LABELS)]
)
def test_one_answer_to_nearly_everything(training_accuracy: float, cause: Cause) -> None:
    (finding,) = found(*one_answer(training_accuracy))
    assert (finding.symptom, finding.cause) == (Symptom.ONE_ANSWER, cause)
    assert (finding.digit, finding.value, finding.reference) == (1, 0.98, 0.12)


def test_one_answer_that_is_right_is_no_fault() -> None:
    check = EpochCheck((0, 500, *([0] * 8)))
    assert found(*(epoch(number, 0.1, (0.1, 0.97), check) for number in range(1, 5))) == []


@pytest.mark.parametrize(
    ("mean", "brightest", "cause", "value"),
    [(0.1, 1, Cause.NEARLY_BLACK, 1), (220.0, 255, Cause.WHITE_GROUND, 220.0)],
)
def test_unusual_images_are_told_and_not_what_comes_of_them(
    mean: float, brightest: int, cause: Cause, value: float
) -> None:
    check = EpochCheck((500, *([0] * 9)), 1.0, 0, 100, mean, brightest)
    (finding,) = found(*(epoch(number, GUESS, (GUESS, 0.1), check) for number in range(1, 6)))
    assert (finding.symptom, finding.cause, finding.value) == (
        Symptom.UNUSUAL_IMAGES,
        cause,
        value,
    )
    assert finding.epoch == 1


def test_mnists_own_pixels_are_usual() -> None:
    check = EpochCheck(EVEN, None, None, 0, 33.3, 255)
    assert found(epoch(1, check=check)) == []


def test_overfitting_is_found_once() -> None:
    events = []
    for number in range(1, 41):
        loss = 0.1 + 0.2 * 0.5**number + 0.005 * max(0, number - 6)
        events.append(epoch(number, 0.5 * 0.8**number, (loss, 0.97)))
    (finding,) = found(*events)
    assert (finding.symptom, finding.best_epoch) == (Symptom.OVERFITTING, 6)
    assert finding.reference == pytest.approx(0.103, abs=1e-3)


def test_a_lost_network_that_drifts_learns_nothing_by_heart() -> None:
    drifting = [epoch(n, 2.5 - 0.01 * n, (2.2 + 0.02 * n, 0.3)) for n in range(1, 20)]
    assert found(*drifting) == []
    learning = [epoch(n, 1.3 - 0.01 * n, (2.2 + 0.02 * n, 0.3)) for n in range(1, 20)]
    assert [finding.symptom for finding in found(*learning)] == [Symptom.OVERFITTING]


def test_what_is_no_number_is_no_fault() -> None:
    assert found(*(epoch(number, nan, (nan, nan)) for number in range(1, 10))) == []
    assert found(*(epoch(number, nan, None) for number in range(1, 10))) == []


def test_a_run_without_validation_is_judged_by_its_training() -> None:
    (finding,) = found(*(epoch(number, GUESS, None) for number in (1, 2)))
    assert finding.symptom is Symptom.STUCK_AT_GUESSING


def steps(*losses: float) -> list[StepFinished]:
    return [StepFinished(number, 1, loss, 0.1, 0.1, 1_000) for number, loss in enumerate(losses, 1)]


def test_a_loss_that_shoots_up_is_found_at_its_step() -> None:
    events: list[Event] = [*steps(2.3, 2.2, 9.5, 4.0), EpochFinished(1, 4, 4.5, 0.1, 2.0, 0.3)]
    (finding,) = found(*events, recipe=Recipe(learning_rate=0.1))
    assert finding == Finding(Symptom.LOSS_ROSE, Cause.RATE_TOO_HIGH, 1, 3, 0.1, 9.5, 2.2, 0.01)


def followed(losses: list[float], examples: int = 1_000) -> LossRise | None:
    follower = LossFollower()
    follower.extend(np.array(losses), np.full(len(losses), examples))
    follower.end_epoch(len(losses))
    return follower.rise


def test_a_rise_is_one_above_the_lowest_loss() -> None:
    assert followed([2.3, 1.0, 0.5, 0.9]) == LossRise(4, 0.5, 0.9)
    assert followed([2.3, 1.0, 0.5, 0.7]) is None  # less than 0.3
    assert followed([2.3, 2.0, 1.9, 2.3]) is None  # less than a third


def test_a_high_first_loss_is_no_rise() -> None:
    assert followed([8.0, 7.0, 9.0, 5.0]) is None


def test_single_batches_are_hard_by_chance() -> None:
    losses = [2.3] * 16 + [0.5, 1.5] * 100
    assert followed(losses, 64) is None


def test_an_epoch_without_steps_tells_nothing() -> None:
    follower = LossFollower()
    follower.end_epoch(0)
    assert follower.rise is None


def test_the_epoch_of_a_run_is_checked(digits: nn.datasets.Dataset) -> None:
    recipe = Recipe(hidden=(16,), epochs=1)
    (event,) = (each for each in recipe.start(digits).events if isinstance(each, EpochFinished))
    check = event.check
    assert check is not None
    assert sum(check.answers) == len(digits.validation)
    assert check.silent is not None
    assert 0 <= check.silent < 0.75
    assert check.silent_layer == 0
    assert check.looked_at == 32
    assert check.brightest_pixel == 255
    assert check.mean_pixel is not None
    assert 10 < check.mean_pixel < 100
    assert "check" not in event.as_json()
    assert EpochFinished(**event.as_json()) == event  # type: ignore[arg-type]


def kept(store: RunStore, recipe: Recipe, dataset: nn.datasets.Dataset) -> list[EpochFinished]:
    """Keep a whole run; returns its epochs as they were told."""
    with store.begin("a run", recipe, dataset) as record:
        events = nn.runs.keep(recipe.start(dataset), dataset, record)
        return [event for event in events if isinstance(event, EpochFinished)]


def told_again(run: nn.runs.KeptRun) -> list[EpochFinished]:
    return [KeptChecks(run).added_to(event) for event in run.history().epochs]


def test_a_kept_run_tells_which_digits_were_answered(
    digits: nn.datasets.Dataset, tmp_path: Path
) -> None:
    store = RunStore(tmp_path)
    live = kept(store, Recipe(hidden=(8,), epochs=2, learning_rate=1e-6), digits)
    (run,) = store.runs()
    assert "checks" not in (run.folder / "commit.json").read_text("utf-8")
    answers = [event.check and event.check.answers for event in live]
    assert [event.check and event.check.answers for event in told_again(run)] == answers
    (run.folder / "predicted-epochs.npy").write_bytes(b"damaged")
    assert [event.check for event in told_again(run)] == [None, None]


def test_a_kept_run_tells_what_was_unusual(digits: nn.datasets.Dataset, tmp_path: Path) -> None:
    def inverted(split: nn.datasets.Split) -> nn.datasets.Split:
        return nn.datasets.Split(255 - split.images, split.labels)

    training, validation = inverted(digits.training), inverted(digits.validation)
    white = nn.datasets.Dataset("white", training, validation, inverted(digits.test))
    store = RunStore(tmp_path)
    recipe = Recipe(hidden=(16,), optimizer="sgd", learning_rate=3.0, epochs=30)
    live = kept(store, recipe, white)
    (run,) = store.runs()
    for event, again in zip(live[:20], told_again(run), strict=False):
        assert event.check is not None
        assert again.check is not None
        assert again.check.is_light
        assert replace(event.check, answers=()) == replace(again.check, answers=())
    assert len(run.commit.checks) == 20


def test_a_run_can_be_stopped_amid_the_look_for_silent_units(digits: nn.datasets.Dataset) -> None:
    recipe = Recipe(hidden=("3x3x24", "3x3x48", "pool", 16), epochs=1, batch_size=200)
    events = [*recipe.start(digits).events]
    looks = [each for each in events if each == nn.ValidationAdvanced(1, 3, 0, 120)]
    assert len(looks) >= 2, "a part takes some milliseconds at the most"
    assert events[3 : 3 + len(looks)] == looks


def test_the_look_for_silent_units_costs_short_epochs_no_event(digits: nn.datasets.Dataset) -> None:
    events = [*Recipe(hidden=(16,), epochs=2).start(digits).events]
    assert not [each for each in events if isinstance(each, nn.ValidationAdvanced)]
