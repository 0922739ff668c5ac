"""What the recipe form says: costs, changes since the preset, and help as people read it."""

from collections.abc import Iterable

from desktop.train.recipe.choices import PRESET_NAMES, SHORT_PRESET_NAMES
from desktop.train.runs.wording import size
from desktop.train.wording import about, count
from desktop.workspace.run_costs import RunCost
from nncore.recipes.architecture import Hidden, network_costs

LONGEST_ROW = 24
"""Letters of hidden layers that their field holds."""

MUCH = 1_000_000_000
"""Bytes on the disk from which on a run's size is said as a warning."""

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


def preset_label(key: str, seconds: float | None) -> str:
    """A preset by its name and how long it takes here, as in "Quick · about 10 s"."""
    return PRESET_NAMES[key] if seconds is None else f"{SHORT_PRESET_NAMES[key]} · {about(seconds)}"


def cost(run: RunCost) -> str:
    """What a run takes, as in "about 12 s here · 4.1 MB on disk"."""
    most = "up to " if run.may_end_early else ""
    on_disk = f"{most}{size(run.size)} on disk"
    if not fits(run):
        on_disk = f"needs {size(run.most)} on a disk with {size(run.free or 0)} free"
    if run.seconds is None:
        return on_disk
    time = about(run.seconds)
    return f"{time.replace('about ', most) if most else time} here · {on_disk}"


def fits(run: RunCost) -> bool:
    """Whether the disk has room for a run, as far as that is known."""
    return run.free is None or run.most <= run.free


def is_worth_a_warning(run: RunCost) -> bool:
    """Whether a run takes much of the disk, or more than there is."""
    return run.size > MUCH or not fits(run)


def cost_details(run: RunCost) -> list[str]:
    """The same in sentences, for whoever wants to know what the figures are."""
    said = [
        f"{size(run.size)} on disk: its weights, its predictions and all it takes to go on with it."
    ]
    if run.seconds is not None:
        said.append("The time is an estimate, by the speed of earlier runs or of this machine.")
    if run.most > 1.1 * run.size:
        said.append(f"On the way it takes up to {size(run.most)}.")
    if run.free is not None:
        said.append(f"{size(run.free)} are free there.")
    return said
