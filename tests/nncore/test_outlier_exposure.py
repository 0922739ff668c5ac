"""Non-digits beside the digits of each batch: how many, in which order, and what counts them."""

from math import log
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.batches import Batch, MiniBatches
from nncore.datasets import Split, SplitName
from nncore.datasets.exposure import OutlierExposure
from nncore.events import EpochFinished, StepFinished
from nncore.loop_state import BatchPosition
from nncore.recipes.recipe import Recipe, resume

DIGITS, OTHERS = 50, 30


def numbered(count: int, first: int) -> np.ndarray:
    """Images that each tell their number by their first pixel."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(first, first + count)
    return images


def split() -> Split:
    return Split(numbered(DIGITS, 0), (np.arange(DIGITS) % 10).astype(np.uint8))


def exposure(share: float = 0.5) -> OutlierExposure:
    return OutlierExposure(numbered(OTHERS, 100), share, numbered(4, 200))


def batches(
    share: float = 0.5, size: int = 8, seed: int = 3, augmentation: Augmentation | None = None
) -> MiniBatches:
    rng = np.random.default_rng(seed)
    return MiniBatches(
        split(),
        size,
        rng=rng,
        dtype=np.float32,
        exposure=exposure(share),
        augmentation=augmentation,
    )


def small_data(training: int, validation: int) -> nn.datasets.Dataset:
    rng = np.random.default_rng(5)
    return nn.datasets.generated(rng=rng, training=training, validation=validation, test=50)


def copied(batch: Batch) -> Batch:
    return batch._replace(images=batch.images.copy(), targets=batch.targets.copy())


@pytest.mark.parametrize(("share", "beside", "last"), [(0.5, 4, 1), (1.3, 10, 3), (0.1, 1, 0)])
def test_each_batch_brings_its_share_behind_its_digits(
    share: float, beside: int, last: int
) -> None:
    made = [copied(batch) for batch in batches(share)]
    assert [len(batch.positions) for batch in made] == [8] * 6 + [2]
    assert [len(batch.images) for batch in made] == [8 + beside] * 6 + [2 + last]
    for batch in made:
        digits = len(batch.positions)
        assert batch.images[:digits, 0, 0].tolist() == batch.positions.tolist()
        assert (batch.images[digits:, 0, 0] >= 100).all()
        assert np.array_equal(batch.targets[:digits], np.eye(10)[batch.positions % 10])
        assert (batch.targets[digits:] == np.float32(0.1)).all()
        assert len(batch.targets) == len(batch.images)


def test_all_are_seen_before_any_is_seen_again() -> None:
    seen = [int(each) for batch in batches(1.3) for each in copied(batch).images[:, 0, 0]]
    digits = [each for each in seen if each < 100]
    others = [each for each in seen if each >= 100]
    assert sorted(digits) == [*range(DIGITS)]
    assert sorted(others[:OTHERS]) == [*range(100, 100 + OTHERS)]
    assert len(others) == 63
    assert others[:OTHERS] != sorted(others[:OTHERS])


@pytest.mark.parametrize("augmentation", [None, AUGMENTATIONS["light"]], ids=["plain", "varied"])
def test_an_epoch_that_is_entered_anew_goes_on_with_the_same_images(
    augmentation: Augmentation | None,
) -> None:
    whole = [copied(batch) for batch in batches(augmentation=augmentation)]
    entered, position = batches(augmentation=augmentation), BatchPosition()
    events = entered.epoch(position)
    for _ in range(3):
        next(events)
        position.batch += 1
    events.close()
    rest = [copied(batch) for batch in entered.epoch(position)]
    for batch, expected in zip(rest, whole[3:], strict=True):
        assert np.array_equal(batch.images, expected.images)
        assert np.array_equal(batch.targets, expected.targets)


def test_a_full_batch_has_all_digits_as_they_lie_and_its_share_behind() -> None:
    (batch,) = batches(size=DIGITS)
    assert batch.positions.tolist() == [*range(DIGITS)]
    assert len(batch.images) == 75


def test_steps_and_their_figures_count_the_digits_alone() -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    first = network.copy()
    events = nn.train(
        network,
        split(),
        optimizer=nn.SGD(learning_rate=0.01),
        epochs=1,
        batch_size=DIGITS,
        rng=np.random.default_rng(2),
        validation=split(),
        exposure=exposure(),
    )
    step = next(events)
    assert isinstance(step, StepFinished)
    read = nn.evaluate(first, split())
    assert step.examples == DIGITS
    assert step.loss == pytest.approx(read.loss, rel=1e-6)
    assert step.accuracy == pytest.approx(read.accuracy)
    (epoch,) = (event for event in events if isinstance(event, EpochFinished))
    assert epoch.refusal is not None
    assert 0 <= epoch.refusal <= 1


def test_the_gradient_is_that_of_all_images_and_targets() -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    twin = network.copy()
    (batch,) = batches(size=DIGITS, seed=2)
    logits = twin.logits(batch.images)
    loss, direction = nn.softmax_cross_entropy(logits, batch.targets)
    assert loss > log(10) - 1
    flat = batch.images.reshape(len(batch.images), -1) / np.float32(255)
    expected = twin.parameters[0] - 0.1 * flat.T @ direction
    list(
        nn.train(
            network,
            split(),
            optimizer=nn.SGD(learning_rate=0.1),
            epochs=1,
            batch_size=None,
            rng=np.random.default_rng(2),
            exposure=exposure(),
        )
    )
    np.testing.assert_allclose(network.parameters[0], expected, atol=1e-6)


@pytest.mark.parametrize(
    ("share", "message"), [(0.0, "got 0.0"), (-1.0, "got -1"), (9.0, "at most 4"), (np.nan, "nan")]
)
def test_a_share_that_cannot_be_is_refused(share: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        exposure(share)


def test_a_share_that_brings_none_to_a_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="bring none to a batch of 8"):
        batches(0.01)


def test_a_network_learns_to_be_unsure_of_what_it_was_shown() -> None:
    rng = np.random.default_rng(5)
    dataset = nn.datasets.generated(rng=rng, training=1_200, validation=300, test=300)
    noise = rng.integers(0, 2, (800, 28, 28)).astype(np.uint8) * 255
    refused = {}
    for shown in (noise[:400], None):
        recipe = Recipe(hidden=(32,), epochs=6)
        network, optimizer, draws = recipe.build()
        shown_beside = None if shown is None else OutlierExposure(shown, 1.0, noise[400:])
        for _ in nn.train(
            network,
            dataset.training,
            optimizer=optimizer,
            epochs=6,
            batch_size=64,
            rng=draws,
            exposure=shown_beside,
        ):
            pass
        sure = network.predict(dataset.test.images).max(axis=1)
        others = network.predict(noise[400:]).max(axis=1)
        refused[shown is not None] = np.mean(others < np.quantile(sure, 0.1))
    assert refused[True] > 0.95 > refused[False]


def test_a_recipe_without_non_digits_is_written_as_before() -> None:
    assert "non_digit_share" not in Recipe().as_json()
    recipe = Recipe(non_digit_share=0.5)
    assert Recipe.from_json(recipe.as_json()) == recipe
    with pytest.raises(ValueError, match="a share of non-digits of 0 to 4"):
        Recipe(non_digit_share=5)


def test_a_run_that_is_interrupted_in_the_middle_of_an_epoch_ends_as_if_it_had_not_been() -> None:
    dataset = small_data(300, 50)
    recipe = Recipe(hidden=(8,), epochs=2, batch_size=32, non_digit_share=0.5)
    whole = recipe.start(dataset)
    list(whole.events)
    cut = recipe.start(dataset)
    for _ in range(13):
        next(cut.events)
    cut.events.close()
    again = resume(cut.state, dataset)
    list(again.events)
    for mine, theirs in zip(again.network.parameters, whole.network.parameters, strict=True):
        assert np.array_equal(mine, theirs)


def test_a_network_gets_the_threshold_of_its_weights_epoch_by_epoch() -> None:
    dataset = small_data(2_000, 100)
    recipe = Recipe(hidden=(32,), epochs=3, batch_size=16, non_digit_share=0.5)
    run, told = recipe.start(dataset), list[float]()
    others = dataset.non_digits[SplitName.VALIDATION].images
    for event in run.events:
        if isinstance(event, EpochFinished):
            sure = run.network.predict(dataset.validation.images).max(axis=1)
            known_from = run.network.known_from
            assert known_from is not None
            assert known_from == pytest.approx(max(np.quantile(sure, 0.01), 0.11), abs=1e-6)
            refused = np.mean(run.network.predict(others).max(axis=1) < known_from)
            assert event.refusal == pytest.approx(refused, abs=0.011)
            told.append(known_from)
    assert len(set(told)) == 3
    assert run.network.copy().known_from == told[-1]
    # learned on without non-digits, the weights are others, which it does not belong to
    list(Recipe(epochs=1)._run(run.state, dataset, nn.TrainingHandle()).events)
    assert run.network.known_from is None


def test_a_network_that_has_hardly_learned_has_no_threshold_and_refuses_nothing() -> None:
    dataset = small_data(100, 50)
    recipe = Recipe(hidden=(8,), epochs=1, learning_rate=1e-6, non_digit_share=0.5)
    run = recipe.start(dataset)
    (epoch,) = (event for event in run.events if isinstance(event, EpochFinished))
    assert epoch.validation_accuracy is not None
    assert epoch.validation_accuracy < 0.6
    assert run.network.known_from is None
    assert epoch.refusal == 0


def test_what_is_kept_to_go_back_to_has_its_own_threshold_also_after_a_resume(
    tmp_path: Path,
) -> None:
    dataset = small_data(2_000, 100)
    recipe = Recipe(hidden=(32,), epochs=4, batch_size=16, non_digit_share=0.5, patience=4)
    run = recipe.start(dataset)
    for event in run.events:
        if isinstance(event, EpochFinished) and event.epoch == 2:
            break
    run.events.close()
    run.state.save(tmp_path / "run.safetensors")
    again = nn.TrainingState.load(tmp_path / "run.safetensors")
    for mine, theirs in ((again, run.state),):
        assert mine.network.known_from == theirs.network.known_from
        for name in ("kept", "best"):
            one, other = getattr(mine.progress, name), getattr(theirs.progress, name)
            assert one.known_from == other.known_from
            assert one.known_from is not None


def test_reading_is_told_in_parts_digits_first_and_non_digits_behind() -> None:
    dataset = small_data(100, 400)
    run = Recipe(hidden=(8,), epochs=1, non_digit_share=0.5).start(dataset)
    told = [event for event in run.events if isinstance(event, nn.ValidationAdvanced)]
    parts = [event.images for event in told]
    assert parts == sorted(set(parts))
    assert 400 in parts
    assert {event.of for event in told} == {800}


def test_drawing_non_digits_tells_how_far_it_is_and_can_be_ended() -> None:
    class EndedError(Exception):
        pass

    def end(part: float) -> None:
        if part > 0.5:
            raise EndedError

    dataset = small_data(600, 100)
    with pytest.raises(EndedError):
        dataset.draw_non_digits(end)
    told: list[float] = []
    dataset.draw_non_digits(told.append)
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1
    count = len(told)
    assert len(dataset.non_digits[SplitName.VALIDATION]) == 100
    dataset.draw_non_digits(told.append)
    assert len(told) == count, "they are there already"
