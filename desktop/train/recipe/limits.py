"""Which steps are short enough: Stop and closing wait for a layer of one, and the largest has few.

Measured on one core: a step, there and back, takes a second for 12 billion multiplications of its
forward pass through kernels, and for 18 to 22 billion through dense layers. No Qt, no runs here.
"""

from nncore.recipes.recipe import Recipe

LARGEST_STEP = 6_000_000_000
"""Multiplications that read the images of one update: half a second with kernels, less without."""

LARGEST_PICTURE_BATCH = 512
"""Images at a time where layers make pictures: they take memory, and time to move it."""

_VARYING = 200_000
"""Multiplications that take as long as varying one image: 6 to 12 microseconds."""


def is_too_large(recipe: Recipe, images: int) -> bool:
    """Whether a step takes much longer than half a second, `images` being all there are."""
    batch = recipe.images_per_step(images)
    work = recipe.work_per_step(images)
    if not recipe.augmentation.is_nothing:
        work += batch * _VARYING
    makes_pictures = any(isinstance(layer, str) and "x" in layer for layer in recipe.hidden)
    return work > LARGEST_STEP or (makes_pictures and batch > LARGEST_PICTURE_BATCH)
