"""The named recipes that people start from."""

from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.architecture import parse_hidden
from nncore.recipes.recipe import Recipe

PRESETS: dict[str, Recipe] = {
    # the student's network: full-batch gradient descent, 500 iterations
    "seed": Recipe(
        hidden=(10,),
        optimizer="sgd",
        learning_rate=0.1,
        batch_size=None,
        epochs=500,
        schedule="constant",
    ),
    "quick": Recipe(hidden=(128,), epochs=10, augmentation=AUGMENTATIONS["light"]),
    # how far dense layers go
    "deep": Recipe(
        hidden=(800, 400),
        learning_rate=1e-3,
        epochs=60,
        augmentation=AUGMENTATIONS["elastic"],
    ),
    # the window ships with this network, trained further: see resources/models/README.md
    "reader": Recipe(
        hidden=parse_hidden("5x5x20, pool, 3x3x40, 3x3x40, pool, 3x3x80, 3x3x80, pool, 128"),
        learning_rate=1.5e-3,
        epochs=22,
        augmentation=AUGMENTATIONS["pens"],
    ),
    # the first reader, before there were convolutions
    "reader-dense": Recipe(hidden=(256, 128), epochs=12),
}
"""Recipes by name."""
