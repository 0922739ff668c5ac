"""What can be chosen for a recipe, by the names that people read.

The keys are nncore's own names.
"""

from collections.abc import Iterable
from itertools import count
from typing import NamedTuple

from desktop.translation import tr
from nncore.augmentation import AUGMENTATIONS, Augmentation
from nncore.recipes.architecture import Hidden
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import FIELDS, Recipe

LONGEST_LAYERS = 32
"""Letters of the hidden layers that a run's name holds."""

CUSTOM = "custom"
"""The key of a box where the recipe says something of its own."""


class PresetWords(NamedTuple):
    """What a preset is called. short: for sentences, and for a box that has to say more than the
    name. note: what to expect, in a few words.
    """

    name: str
    short: str
    note: str


_PRESET_WORDS = {
    "quick": PresetWords(tr("Quick (dense 128)"), tr("Quick"), tr("To try things with")),
    "deep": PresetWords(tr("Deep (dense)"), tr("Deep"), tr("How far dense layers go")),
    "reader": PresetWords(
        tr("Reader (convolutional)"), tr("Reader"), tr("Takes longest, reads best")
    ),
    "reader-dense": PresetWords(tr("Reader (dense)"), tr("Dense reader"), tr("The first reader")),
    "seed": PresetWords(tr("Seed: 784–10–10"), tr("Seed"), tr("The student’s first network")),
}

PRESET_NAMES = {key: words.name for key, words in _PRESET_WORDS.items()}
SHORT_PRESET_NAMES = {key: words.short for key, words in _PRESET_WORDS.items()}
PRESET_NOTES = {key: words.note for key, words in _PRESET_WORDS.items()}

OPTIMIZER_NAMES = {
    "adam": tr("Adam"),
    "adamw": tr("AdamW"),
    "momentum": tr("Momentum"),
    "nesterov": tr("Nesterov momentum"),
    "sgd": tr("Gradient descent"),
}

SCHEDULE_NAMES = {
    "cosine": tr("Falling to zero (cosine)"),
    "one-cycle": tr("Up, then down (one cycle)"),
    "warm-up": tr("Warm-up, then cosine"),
    "constant": tr("Constant rate"),
}

AUGMENTATION_NAMES = {
    "none": tr("Not at all"),
    "light": tr("Lightly"),
    "affine": tr("Moved, turned, slanted"),
    "elastic": tr("Bent as well"),
    "pens": tr("As any pen writes"),
    "photos": tr("As any camera sees"),
}


INITIALIZER_NAMES = {
    "he": tr("He (normal)"),
    "glorot": tr("Glorot (uniform)"),
    "uniform": tr("Uniform −0.5 to 0.5"),
}


_PROPER_NAMES = (tr("Adam"), tr("AdamW"), tr("Glorot"), "He", tr("Nesterov"))


def within_sentence(name: str) -> str:
    """A choice's name within a sentence; names of people and methods stay as they are."""
    return name if name.split(maxsplit=1)[0] in _PROPER_NAMES else name[0].lower() + name[1:]


def preset_of(recipe: Recipe | None) -> str:
    """The key of the preset that `recipe` is, or CUSTOM."""
    return next((key for key in PRESET_NAMES if PRESETS[key] == recipe), CUSTOM)


def origin_of(recipe: Recipe | None, chosen: str) -> str:
    """The key of the preset that `recipe` is or was made from, `chosen` being the last one."""
    key = preset_of(recipe)
    return chosen if key == CUSTOM or PRESETS[chosen] == recipe else key


def nearest_preset(recipe: Recipe) -> str:
    """The key of the preset that least would have to be changed of to make `recipe`."""

    def changes(key: str) -> int:
        return sum(getattr(recipe, name) != getattr(PRESETS[key], name) for name in FIELDS)

    return min(PRESET_NAMES, key=changes)


def augmentation_of(augmentation: Augmentation) -> str:
    """The key of a named augmentation, or CUSTOM."""
    same = (key for key in AUGMENTATION_NAMES if AUGMENTATIONS[key] == augmentation)
    return next(same, CUSTOM)


def run_name(recipe: Recipe, preset: str, taken: Iterable[str]) -> str:
    """As in "Quick", "Quick 2", "Quick, changed" or "5x5x16, pool, 64".

    preset: the key of the preset that the recipe is, or was made from.
    """
    names = set(taken)
    words = SHORT_PRESET_NAMES[preset]
    if recipe.hidden != PRESETS[preset].hidden:
        words = _layers_name(recipe)
    elif recipe != PRESETS[preset]:
        words = tr("{words}, changed", words=words)
    numbered = (f"{words} {number}" for number in count(2))
    return words if words not in names else next(name for name in numbered if name not in names)


def layers(hidden: Hidden) -> str:
    """Hidden layers as they are typed, as in 128, 64."""
    return ", ".join(map(str, hidden))


def _layers_name(recipe: Recipe) -> str:
    words = layers(recipe.hidden) or tr("No hidden layer")
    return words if len(words) <= LONGEST_LAYERS else f"{words[: LONGEST_LAYERS - 1].rstrip(', ')}…"
