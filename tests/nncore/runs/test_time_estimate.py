"""How long a run is said to take follows what it computes; how right that is, a benchmark tells."""

from collections.abc import Callable
from dataclasses import replace
from math import isfinite

import pytest

from nncore.augmentation import AUGMENTATIONS
from nncore.optimizers import OPTIMIZERS
from nncore.recipes.architecture import numbers_in_pictures, parse_hidden
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import estimated_seconds, estimated_size, slowness, time_estimate

MNIST = 55_000, 5_000, 10_000
GENERATED = 12_000, 2_000, 2_000


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_estimate, "cores", lambda: 1)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_estimate, "cores", lambda: 2)


MEASURED = {
    ("seed", GENERATED): 15.1,
    ("quick", GENERATED): 2.9,
    ("deep", GENERATED): 85,
    ("reader", GENERATED): 190,
    ("reader-dense", GENERATED): 4.4,
    ("seed", MNIST): 61,
    ("quick", MNIST): 14,
    ("deep", MNIST): 366,
    ("reader", MNIST): 894,
    ("reader-dense", MNIST): 17,
}
"""Seconds of one core, from the time of a few epochs of each."""


@pytest.mark.parametrize(("preset", "images"), MEASURED)
def test_the_presets_take_as_long_as_was_measured(
    one_core: None, preset: str, images: tuple[int, int, int]
) -> None:
    estimate = estimated_seconds(PRESETS[preset], *images)
    assert estimate == pytest.approx(MEASURED[preset, images], rel=0.3)


def test_twice_the_epochs_take_twice_as_long() -> None:
    once = estimated_seconds(Recipe(epochs=5), *GENERATED)
    assert estimated_seconds(Recipe(epochs=10), *GENERATED) == pytest.approx(2 * once, rel=1e-3)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_second_core_helps_and_at_most_halves_the_time(
    monkeypatch: pytest.MonkeyPatch, preset: str
) -> None:
    took = []
    for cores in (1, 2):
        monkeypatch.setattr(time_estimate, "cores", lambda cores=cores: cores)
        took.append(estimated_seconds(PRESETS[preset], *MNIST))
    assert took[0] / 2 <= took[1] <= took[0]


@pytest.mark.parametrize(
    "dearer",
    [
        {"hidden": (512,)},
        {"hidden": parse_hidden("5x5x16, pool, 128")},
        {"batch_size": 4},
        {"augmentation": AUGMENTATIONS["photos"]},
        {"non_digit_share": 1.0},
    ],
)
def test_what_computes_more_takes_longer(one_core: None, dearer: dict[str, object]) -> None:
    plain = Recipe()
    more = replace(plain, **dearer)  # type: ignore[arg-type]
    assert estimated_seconds(more, *GENERATED) > 1.1 * estimated_seconds(plain, *GENERATED)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_plain_descent_is_the_fastest(optimizer: str) -> None:
    plain = estimated_seconds(Recipe(optimizer="sgd"), *GENERATED)
    assert estimated_seconds(Recipe(optimizer=optimizer), *GENERATED) >= plain


def test_the_slowness_of_this_machine_is_a_positive_number() -> None:
    measured = slowness()
    assert isfinite(measured)
    assert measured > 0


def test_numbers_are_counted_where_kernels_make_pictures() -> None:
    assert numbers_in_pictures((128,)) == 0
    assert numbers_in_pictures(parse_hidden("5x5x8, pool, 5x5x16, 100")) == 28**2 * 8 + 14**2 * 16


@pytest.mark.parametrize("images", [(0, 10, 10), (-1, 0, 0), (10, -1, 0)])
@pytest.mark.parametrize("estimate", [estimated_seconds, estimated_size])
def test_a_run_without_images_is_refused_with_what_was_given(
    estimate: Callable[..., object], images: tuple[int, int, int]
) -> None:
    with pytest.raises(ValueError, match=f"at least one training image, got {images[0]} training"):
        estimate(Recipe(), *images)
