"""What the recipe form says: costs, changes since the preset, and help as people read it.

It knows no Qt: plain functions from facts to sentences.
"""

from collections.abc import Iterable

from desktop.formats import count
from nncore.recipes.architecture import Hidden, network_costs

LONGEST_ROW = 24
"""Letters of hidden layers that their field holds."""

_MILLION = 1_000_000


def parameters(number: int) -> str:
    """How much a network learns, as in 101,770 parameters."""
    return f"{count(number)} parameters"


def layers_note(hidden: Hidden) -> str:
    """What a network with these layers learns; a row too long for its field is said whole."""
    count_of_all = parameters(network_costs(hidden).parameters)
    row = layers(hidden)
    return count_of_all if len(row) <= LONGEST_ROW else f"{row}\n{count_of_all}"


def layers(hidden: Hidden) -> str:
    """Hidden layers as they are typed, as in 128, 64."""
    return ", ".join(map(str, hidden))


def reading_cost(hidden: Hidden) -> str:
    """How much work one image is for a network with these layers."""
    number = network_costs(hidden).multiplications
    words = count(number) if number < _MILLION else f"{number / _MILLION:,.1f} million"
    return f"This network reads one image with {words} multiplications."


def steps_cost(steps: int, images: int) -> str:
    """How many steps an epoch has, so many `images` being all there are."""
    return f"{count(images)} images make {counted(steps, 'step')} an epoch."


def counted(number: int, noun: str) -> str:
    """A number and what it counts, as in 1 change or 2 changes."""
    return f"{count(number)} {noun}" if number == 1 else f"{count(number)} {noun}s"


def was(preset: str, words: str) -> str:
    """What a preset has where the form says something else, as in "Quick has 0.002."."""
    return f"{preset} has {words}." if words[:1].isdecimal() else f"{preset} has “{words}”."


def cannot_hold(entries: Iterable[tuple[str, str, str]]) -> str:
    """What the form has instead of a recipe's entries: the name of each, it, and the form's."""
    said = [f"{name} {theirs} (here {ours})" for name, theirs, ours in entries]
    return f"The form cannot hold all of this recipe: {', '.join(said)}." if said else ""


def more(changes: int) -> str:
    """The button of the rarely needed fields, so many of them being changed."""
    return f"More · {count(changes)} changed" if changes else "More"
