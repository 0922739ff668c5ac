"""Names for new runs: what they are, and a number where that name is taken.

It knows no widgets and no files.
"""

from collections.abc import Iterable
from itertools import count

from desktop.train.recipe.choices import SHORT_PRESET_NAMES
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe

LONGEST = 32
"""Letters of the hidden layers that a name holds."""


def run_name(recipe: Recipe, preset: str, taken: Iterable[str]) -> str:
    """As in "Quick", "Quick 2", "Quick, changed" or "5x5x16, pool, 64".

    preset: the key of the preset that the recipe is, or was made from.
    """
    names = set(taken)
    words = SHORT_PRESET_NAMES[preset]
    if recipe.hidden != PRESETS[preset].hidden:
        words = _layers(recipe)
    elif recipe != PRESETS[preset]:
        words = f"{words}, changed"
    numbered = (f"{words} {number}" for number in count(2))
    return words if words not in names else next(name for name in numbered if name not in names)


def _layers(recipe: Recipe) -> str:
    words = ", ".join(map(str, recipe.hidden)) or "No hidden layer"
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip(', ')}…"
