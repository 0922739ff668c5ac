"""Faults made on purpose, each of which must be found, and healthy runs, in which none may be."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import ImageArray, LabelArray
from nncore.augmentation import AUGMENTATIONS
from nncore.datasets import Dataset
from nncore.datasets.dataset import Split
from nncore.diagnosis import Cause, Diagnosis, Finding, Symptom, cause_of_rise
from nncore.events import Diverged
from nncore.recipes.architecture import parse_hidden
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe

CNN = parse_hidden("5x5x8, pool, 3x3x16, pool, 32")


@pytest.fixture(scope="module")
def many_digits() -> Dataset:
    return nn.datasets.generated(
        rng=np.random.default_rng(3), training=3_000, validation=400, test=10
    )


def cut(dataset: Dataset, training: int, validation: int = 300) -> Dataset:
    return Dataset(
        dataset.name,
        dataset.training.between(0, training),
        dataset.validation.between(0, validation),
        dataset.test.between(0, 10),
    )


def found(
    recipe: Recipe, dataset: Dataset, spoil: Callable[[nn.Network], None] | None = None
) -> list[Finding]:
    """What is found in a whole run; `spoil` changes the network before its first step."""
    run, diagnosis = recipe.start(dataset), Diagnosis(recipe)
    if spoil is not None:
        spoil(run.network)
    return [finding for event in run.events if (finding := diagnosis.follow(event)) is not None]


def with_images(dataset: Dataset, change: Callable[[ImageArray], ImageArray]) -> Dataset:
    def changed(split: Split) -> Split:
        return Split(change(split.images), split.labels)

    training, validation = changed(dataset.training), changed(dataset.validation)
    return Dataset(dataset.name, training, validation, dataset.test)


def with_labels(dataset: Dataset, change: Callable[[LabelArray], LabelArray]) -> Dataset:
    def changed(split: Split) -> Split:
        return Split(split.images, change(split.labels))

    training, validation = changed(dataset.training), changed(dataset.validation)
    return Dataset(dataset.name, training, validation, dataset.test)


def shuffled(labels: LabelArray) -> LabelArray:
    return np.random.default_rng(5).permutation(labels)


def mostly_ones(dataset: Dataset) -> Dataset:
    """Training images of which nearly all are called a one, validation as it was."""
    labels = dataset.training.labels.copy()
    labels[np.arange(len(labels)) % 40 != 0] = 1
    training = Split(dataset.training.images, labels)
    return Dataset(dataset.name, training, dataset.validation, dataset.test)


def kill(network: nn.Network) -> None:
    """Biases so low that no image lifts a unit above zero."""
    network.layers[0].parameters["bias"][...] = -20


@dataclass(frozen=True)
class Fault:
    recipe: Recipe
    symptom: Symptom
    cause: Cause
    spoilt: Callable[[Dataset], Dataset] = lambda dataset: dataset
    spoil: Callable[[nn.Network], None] | None = None


SHORT = Recipe(epochs=3)
FULL_BATCH = replace(PRESETS["seed"], epochs=60, learning_rate=2.0)
FAULTS = {
    "labels of other images": Fault(
        replace(SHORT, hidden=(16,)),
        Symptom.STUCK_AT_GUESSING,
        Cause.LABELS,
        lambda dataset: with_labels(dataset, shuffled),
    ),
    "strong weight decay": Fault(
        replace(SHORT, hidden=(32,), optimizer="sgd", learning_rate=0.1, weight_decay=1.0),
        Symptom.STUCK_AT_GUESSING,
        Cause.WEIGHT_DECAY,
    ),
    "nearly all labels alike": Fault(
        replace(SHORT, hidden=(32,)), Symptom.ONE_ANSWER, Cause.UNEVEN_LABELS, mostly_ones
    ),
    "units that never answer": Fault(
        replace(SHORT, hidden=(32,), optimizer="sgd", learning_rate=0.1),
        Symptom.DEAD_UNITS,
        Cause.FIRST_WEIGHTS,
        spoil=kill,
    ),
    "hardly a number that is not left out": Fault(
        replace(SHORT, hidden=(32, "dropout 0.9", 32, "dropout 0.9")),
        Symptom.DEAD_UNITS,
        Cause.DROPOUT,
    ),
    "a rate that kills units": Fault(
        replace(SHORT, optimizer="sgd", learning_rate=3.0),
        Symptom.DEAD_UNITS,
        Cause.RATE_TOO_HIGH,
    ),
    "a high rate with Adam": Fault(
        replace(SHORT, learning_rate=0.2), Symptom.LOSS_ROSE, Cause.RATE_TOO_HIGH
    ),
    "a high rate with all images at once": Fault(
        FULL_BATCH, Symptom.LOSS_ROSE, Cause.RATE_TOO_HIGH
    ),
    "a low rate with SGD": Fault(
        replace(SHORT, epochs=4, optimizer="sgd", learning_rate=1e-4),
        Symptom.RATE_TOO_LOW,
        Cause.RATE_TOO_LOW,
    ),
    "a low rate with Adam": Fault(
        replace(SHORT, epochs=4, learning_rate=1e-6), Symptom.RATE_TOO_LOW, Cause.RATE_TOO_LOW
    ),
    "a low rate over kernels": Fault(
        replace(SHORT, epochs=4, hidden=parse_hidden("5x5x4, pool, 16"), learning_rate=1e-6),
        Symptom.RATE_TOO_LOW,
        Cause.RATE_TOO_LOW,
    ),
    "pixels of 0 and 1": Fault(
        SHORT,
        Symptom.UNUSUAL_IMAGES,
        Cause.NEARLY_BLACK,
        lambda dataset: with_images(dataset, lambda images: (images > 127).astype(np.uint8)),
    ),
    "dark ink on white": Fault(
        SHORT,
        Symptom.UNUSUAL_IMAGES,
        Cause.WHITE_GROUND,
        lambda dataset: with_images(dataset, lambda images: 255 - images),
    ),
    "few images and many epochs": Fault(
        Recipe(hidden=(128,), epochs=30, schedule="constant"),
        Symptom.OVERFITTING,
        Cause.TOO_LITTLE_VARIETY,
        lambda dataset: cut(dataset, 300),
    ),
}


SGD = Recipe(hidden=(32,), optimizer="sgd", learning_rate=0.1)
DROPOUTS = parse_hidden("128, dropout 0.99, 128, dropout 0.99, 128, dropout 0.99")
RUNAWAYS: dict[str, tuple[Recipe, Cause, dict[str, Any]]] = {
    "decay with SGD": (
        replace(SGD, weight_decay=100.0),
        Cause.WEIGHT_DECAY,
        {"weight_decay": 0.0},
    ),
    "decay with Adam": (
        Recipe(hidden=(32,), weight_decay=1e38),
        Cause.WEIGHT_DECAY,
        {"weight_decay": 0.0},
    ),
    "decay with AdamW": (
        Recipe(hidden=(32,), optimizer="adamw", weight_decay=1e4),
        Cause.WEIGHT_DECAY,
        {"weight_decay": 0.0},
    ),
    "decay and rate": (
        replace(SGD, weight_decay=10.0, learning_rate=1.0),
        Cause.RATE_TOO_HIGH,
        {"learning_rate": 0.1},
    ),
    "rate": (
        replace(SGD, initializer="uniform", learning_rate=1e3),
        Cause.RATE_TOO_HIGH,
        {"learning_rate": 0.1},
    ),
    "dropout": (
        replace(SGD, hidden=DROPOUTS),
        Cause.DROPOUT,
        {"hidden": (128, 128, 128)},
    ),
    "first weights": (
        replace(SGD, hidden=(512, 512, 512), initializer="uniform"),
        Cause.LARGE_FIRST_WEIGHTS,
        {"initializer": "he"},
    ),
}
"""By name: a recipe whose loss grows beyond all bounds, what is to be blamed, and what mends it."""


@pytest.mark.parametrize("name", RUNAWAYS)
def test_what_is_blamed_for_a_divergence_is_what_mends_it(name: str, many_digits: Dataset) -> None:
    recipe, cause, mend = RUNAWAYS[name]
    few = cut(many_digits, 1_000)
    assert isinstance([*recipe.start(few).events][-1], Diverged)
    assert cause_of_rise(recipe, recipe.learning_rate) is cause
    assert not isinstance([*replace(recipe, **mend).start(few).events][-1], Diverged)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_made_on_purpose_is_found(name: str, many_digits: Dataset) -> None:
    fault = FAULTS[name]
    findings = found(fault.recipe, fault.spoilt(many_digits), fault.spoil)
    symptoms = [finding.symptom for finding in findings]
    assert fault.symptom in symptoms
    assert len(symptoms) == len(set(symptoms))  # each is told once
    finding = findings[symptoms.index(fault.symptom)]
    assert finding.cause is fault.cause
    assert finding.rate == fault.recipe.learning_rate
    assert 1 <= finding.epoch <= fault.recipe.epochs
    if finding.cause is Cause.RATE_TOO_HIGH:
        assert finding.better_rate is not None
        assert finding.better_rate <= finding.rate / 10
    elif finding.cause is Cause.RATE_TOO_LOW:
        assert finding.better_rate is not None
        assert finding.better_rate >= 5 * finding.rate
    else:
        assert finding.better_rate is None


HEALTHY = {
    "quick": replace(PRESETS["quick"], epochs=3),
    "default": Recipe(epochs=4),
    "sgd": Recipe(epochs=4, optimizer="sgd", learning_rate=0.1, schedule="constant"),
    "momentum": Recipe(epochs=3, optimizer="momentum", learning_rate=0.01),
    "all at once": replace(PRESETS["seed"], epochs=120),
    "kernels": Recipe(hidden=CNN, epochs=2, learning_rate=1e-3),
    "deep": Recipe(hidden=(64, 64, 64), epochs=3, learning_rate=1e-3),
    "one cycle": Recipe(
        epochs=4, schedule="one-cycle", augmentation=AUGMENTATIONS["light"], learning_rate=5e-3
    ),
    "no hidden layer": Recipe(hidden=(), epochs=4),
    "slow Adam": Recipe(epochs=4, learning_rate=3e-4, batch_size=32),
}
"""Each from two seeds."""


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", HEALTHY)
def test_in_a_healthy_run_nothing_is_found(name: str, seed: int, many_digits: Dataset) -> None:
    assert found(replace(HEALTHY[name], seed=seed), many_digits) == []


@pytest.mark.mnist
@pytest.mark.parametrize("name", ["quick", "default", "sgd", "all at once", "kernels"])
def test_in_a_healthy_run_on_mnist_nothing_is_found(name: str, mnist: Dataset) -> None:
    assert found(HEALTHY[name], cut(mnist, 3_000)) == []
