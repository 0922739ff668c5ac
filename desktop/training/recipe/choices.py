"""What can be chosen for a recipe, by the names that people read, and what each field means.

It knows no widgets; the keys are nncore's own names.
"""

from collections.abc import Iterable

from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.presets import PRESETS
from nncore.recipes import OPTIMIZERS, Recipe
from nncore.schedules import SCHEDULES

CUSTOM = "custom"
"""The key of a box where the recipe says something of its own."""

_PRESET_WORDS = {
    "quick": "Quick (dense 128)",
    "deep": "Deep (dense)",
    "reader": "Reader (convolutional)",
    "reader-dense": "Reader (dense)",
    "seed": "Seed: 784–10–10",
}

_OPTIMIZER_WORDS = {
    "adam": "Adam",
    "adamw": "AdamW",
    "momentum": "Momentum",
    "nesterov": "Nesterov momentum",
    "sgd": "Gradient descent",
}

_SCHEDULE_WORDS = {
    "cosine": "Falling to zero (cosine)",
    "one-cycle": "Up, then down (one cycle)",
    "warm-up": "Warm-up, then cosine",
    "constant": "Constant rate",
}

_AUGMENTATION_WORDS = {
    "none": "Not at all",
    "light": "Lightly",
    "affine": "Moved, turned, slanted",
    "elastic": "Bent as well",
    "pens": "As any pen writes",
}


def _worded(words: dict[str, str], keys: Iterable[str]) -> dict[str, str]:
    """Of the keys that nncore knows those with words, in the order of the words."""
    known = set(keys)
    return {key: text for key, text in words.items() if key in known}


PRESET_NAMES = {**_worded(_PRESET_WORDS, PRESETS), CUSTOM: "Custom"}
OPTIMIZER_NAMES = _worded(_OPTIMIZER_WORDS, OPTIMIZERS)
SCHEDULE_NAMES = _worded(_SCHEDULE_WORDS, SCHEDULES)
AUGMENTATION_NAMES = _worded(_AUGMENTATION_WORDS, AUGMENTATIONS)

INITIALIZER_NAMES = {
    "he": "He (normal)",
    "glorot": "Glorot (uniform)",
    "uniform": "Uniform −0.5 to 0.5",
}

HELP = {
    "preset_box": "Fills the fields below with a recipe that is known to work. “Quick” takes "
    "seconds, “Deep” minutes, “Reader” the longest and reads best. “Seed” repeats the student's "
    "first network: every step looks at all images.",
    "hidden_layers_edit": "Hidden layers: what lies between the 28 × 28 pixels and the 10 digits. "
    "Units of dense layers as in “128” or “128, 64”; before them, kernels as in “5x5x16” (5 × 5 "
    "pixels, 16 of them), “pool” and “dropout 0.3”. Empty for none.",
    "learning_rate_box": "Learning rate: how far each step goes. Too small learns slowly, too "
    "large overshoots.",
    "batch_size_box": "Batch size: how many images each step looks at. “all” is the whole "
    "training set at once (full-batch gradient descent).",
    "epochs_box": "Epochs: how many times every training image is looked at.",
    "optimizer_box": "Optimizer: how a step is made of the gradient. Plain gradient descent "
    "follows it, momentum keeps rolling (Nesterov's looks ahead), Adam fits the step to each "
    "weight, AdamW too and keeps weights small apart from it.",
    "schedule_box": "Schedule: how the learning rate changes during the run. Smaller and smaller "
    "steps settle the weights; small ones at first keep a high rate from throwing them off.",
    "augmentation_box": "Vary images (augmentation): each time an image is looked at it is changed "
    "a little at random, as other hands and pens would write it. Learns slower, reads more.",
    "initializer_box": "First weights (initialisation): the random weights that the network starts "
    "with. He suits this network; the student began with uniform ones.",
    "seed_box": "Seed: the number that all chance comes from. The same seed gives the same run.",
}
"""Tooltips by object name."""


def preset_of(recipe: Recipe | None) -> str:
    """The key of the preset that `recipe` is, or CUSTOM."""
    same = (key for key in PRESET_NAMES if key in PRESETS and PRESETS[key] == recipe)
    return next(same, CUSTOM)


def augmentation_of(augmentation: Augmentation) -> str:
    """The key of a named augmentation, or CUSTOM."""
    same = (key for key in AUGMENTATION_NAMES if AUGMENTATIONS[key] == augmentation)
    return next(same, CUSTOM)
