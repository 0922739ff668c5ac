"""How long a run will take, estimated from what its steps compute, before it is begun.

The figures are seconds of one core of the machine that they were measured on, an AMD EPYC at work
for others too. How much slower or faster this machine is, an earlier run tells, or `slowness`.
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from nncore.augmentation import Augmentation
from nncore.datasets.non_digits.images import non_digit_counts
from nncore.recipes.architecture import network_costs, numbers_in_pictures
from nncore.recipes.recipe import Recipe
from nncore.runs.recording import FULL_BATCH_EPOCHS
from nncore.runs.size_estimate import estimated_size
from nncore.runtime.batch_pass import SHARED_PRODUCT
from nncore.runtime.threads import cores

_STEP = 1e-4
_IMAGE = 1.45e-6
_LEARNED_PRODUCT = 5e-11
"""Each multiplication of the way forward, with those of the way back."""

_LEARNED_PICTURE_NUMBER = 7e-9
_READ_IMAGE, _READ_PRODUCT, _READ_PICTURE_NUMBER = 2.5e-6, 2.5e-11, 3e-9
_PARAMETER = {"sgd": 5e-10, "momentum": 2e-9, "nesterov": 2e-9}
_ADAM_PARAMETER = 3e-9

_VARIED = 1.1e-5
_THICKENED = _SOFTENED = 3.5e-6
_DEFOCUSED = _NOISY = 7e-6

_EPOCH = 1e-2
_WRITTEN_BYTE = 2e-9
_SHARED = 0.65
"""What a step takes that two threads share."""

_LAP = 5.7e-4
"""What a lap of `slowness` takes there."""

_LAPS = 60


def estimated_seconds(recipe: Recipe, training: int, validation: int, test: int) -> float:
    """What all epochs of `recipe` take, on a data set of so many images. May stop early.

    Raises ValueError without an image to learn from.
    """
    size = estimated_size(recipe, training, validation, test)
    steps = recipe.steps_per_epoch(training)
    learned = training * (1 + recipe.non_digit_share)
    learning, varying = _learning(recipe, steps, learned), learned * _varying(recipe.augmentation)
    if cores() > 1:
        # the next batches are made beside
        epoch = max(learning, varying) + min(learning, varying) / 10
    else:
        epoch = learning + varying
    checking = _checking(recipe, steps, training, validation, test)
    return recipe.epochs * (epoch + checking + (size.most - size.kept) * _WRITTEN_BYTE)


def slowness(clock: Callable[[], float] = perf_counter) -> float:
    """How many times longer this machine takes than the one of the figures, as it is busy now.

    It computes for a tenth of a second, much as a run does: batches out of an array that no cache
    holds, products, and passes over weights with their moments. clock: gives seconds.
    """
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (12_000, 784), np.uint8)
    weights, means, squares = np.ones((3, 784, 128), np.float32)
    began = clock()
    for chosen in rng.integers(0, len(pixels), (_LAPS, 64)):
        images = pixels[chosen] * np.float32(1 / 255)
        hidden = np.maximum(images @ weights, 0)
        gradients = images.T @ hidden
        means += 0.1 * (gradients - means)
        squares += 0.001 * (gradients * gradients - squares)
        weights -= means / (np.sqrt(squares) + 1e6)
    return (clock() - began) / _LAPS / _LAP


def _learning(recipe: Recipe, steps: int, images: float) -> float:
    """An epoch's steps."""
    costs = network_costs(recipe.hidden)
    each = _IMAGE + costs.multiplications * _LEARNED_PRODUCT
    each += numbers_in_pictures(recipe.hidden) * _LEARNED_PICTURE_NUMBER
    is_shared = cores() > 1 and costs.multiplications * images / steps >= SHARED_PRODUCT
    update = costs.parameters * _PARAMETER.get(recipe.optimizer, _ADAM_PARAMETER)
    return steps * (_STEP + update) + images * each * (_SHARED if is_shared else 1)


def _varying(augmentation: Augmentation) -> float:
    """An image changed at random."""
    if augmentation.is_nothing:
        return 0.0
    extra = (
        (augmentation.thickness, _THICKENED),
        (augmentation.blur, _SOFTENED),
        (augmentation.defocus, _DEFOCUSED),
        (augmentation.noise, _NOISY),
    )
    return _VARIED + sum(seconds for amount, seconds in extra if amount)


def _checking(recipe: Recipe, steps: int, training: int, validation: int, test: int) -> float:
    """The end of an epoch: two splits are read, and what is new is put on the disk."""
    read: float = validation + (test / FULL_BATCH_EPOCHS if steps == 1 else test)
    if recipe.non_digit_share:
        read += non_digit_counts(training, validation)[1]
    each = _READ_IMAGE + network_costs(recipe.hidden).multiplications * _READ_PRODUCT
    each += numbers_in_pictures(recipe.hidden) * _READ_PICTURE_NUMBER
    return _EPOCH + read * each
