"""What can be chosen for a recipe, by the names that people read, and what each field means.

It knows no widgets; the keys are nncore's own names.
"""

from nncore.presets import PRESETS
from nncore.recipes import Recipe

CUSTOM = "custom"
"""The key of the preset box where the fields say something of their own."""

PRESET_NAMES = {
    "quick": "Quick (dense 128)",
    "seed": "Seed: 784–10–10",
    CUSTOM: "Custom",
}

OPTIMIZER_NAMES = {
    "adam": "Adam",
    "momentum": "Momentum",
    "sgd": "Gradient descent",
}

SCHEDULE_NAMES = {
    "cosine": "Falling to zero (cosine)",
    "constant": "Constant rate",
}

INITIALIZER_NAMES = {
    "he": "He (normal)",
    "glorot": "Glorot (uniform)",
    "uniform": "Uniform −0.5 to 0.5",
}

HELP = {
    "preset_box": "Fills the fields below with a recipe that is known to work. “Seed” repeats the "
    "student's first network: every step looks at all images.",
    "hidden_layers_edit": "Hidden layers: the units of each layer between the 784 pixels and the "
    "10 digits, as in “128” or “128, 64”. Empty for none.",
    "learning_rate_box": "Learning rate: how far each step goes. Too small learns slowly, too "
    "large overshoots.",
    "batch_size_box": "Batch size: how many images each step looks at. “all” is the whole "
    "training set at once (full-batch gradient descent).",
    "epochs_box": "Epochs: how many times every training image is looked at.",
    "optimizer_box": "Optimizer: how a step is made of the gradient. Plain gradient descent "
    "follows it, momentum keeps rolling, Adam fits the step to each weight.",
    "schedule_box": "Schedule: how the learning rate changes during the run. Smaller and smaller "
    "steps settle the weights.",
    "initializer_box": "First weights (initialisation): the random weights that the network starts "
    "with. He suits this network; the student began with uniform ones.",
    "seed_box": "Seed: the number that all chance comes from. The same seed gives the same run.",
}
"""Tooltips by object name."""

HIDDEN_PROBLEM = "Whole numbers from 1 to 4096, at most eight, as in “128, 64”."


def preset_of(recipe: Recipe | None) -> str:
    """The key of the preset that `recipe` is, or CUSTOM."""
    same = (key for key in PRESET_NAMES if key in PRESETS and PRESETS[key] == recipe)
    return next(same, CUSTOM)
