import pytest

from desktop.train.recipe.limits import is_too_large
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.architecture import Hidden
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe

MNIST, GENERATED = 55_000, 12_000
READER: Hidden = (
    *("5x5x16", "pool", "3x3x32", "3x3x32", "pool", "3x3x64", "3x3x64", "pool"),
    128,
)


@pytest.mark.parametrize("images", [MNIST, GENERATED, MNIST + GENERATED])
@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_may_start_on_every_data_set(key: str, images: int) -> None:
    assert not is_too_large(PRESETS[key], images)


@pytest.mark.parametrize("batch_size", [1, 64, 256, 512])
def test_a_convolution_may_start_in_batches(batch_size: int) -> None:
    assert not is_too_large(Recipe(hidden=READER, batch_size=batch_size), MNIST)


@pytest.mark.parametrize("hidden", [READER, ("5x5x16", "pool", 128), ("1x1x1", 10)])
@pytest.mark.parametrize("batch_size", [None, 5_000])
def test_a_convolution_of_all_images_at_once_may_not(
    hidden: Hidden, batch_size: int | None
) -> None:
    assert is_too_large(Recipe(hidden=hidden, batch_size=batch_size), MNIST)


def test_wide_layers_may_start_in_small_batches_only() -> None:
    wide: Hidden = (4096, 4096)
    assert not is_too_large(Recipe(hidden=wide, batch_size=64), MNIST)
    assert is_too_large(Recipe(hidden=wide, batch_size=512), MNIST)


def test_all_images_at_once_may_start_as_they_are_but_not_varied() -> None:
    whole = Recipe(hidden=(128,), batch_size=None)
    varied = Recipe(hidden=(128,), batch_size=None, augmentation=AUGMENTATIONS["light"])
    assert not is_too_large(whole, MNIST)
    assert is_too_large(varied, MNIST)


def test_there_are_no_more_images_in_a_batch_than_there_are() -> None:
    assert not is_too_large(Recipe(hidden=READER, batch_size=5_000), 400)
