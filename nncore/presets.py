"""Named recipes: where it all came from, what to start with, and what the window ships with."""

from nncore.recipes import Recipe

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
    "quick": Recipe(hidden=(128,)),
    # made for reading drawings: MNIST and generated digits together
    "reader-dense": Recipe(hidden=(256, 128), epochs=12),
}
"""Recipes by name."""
