"""What the recipe form says: costs, changes since the preset, and help as people read it."""

from collections.abc import Iterable

from desktop.formats import (
    about,
    count,
    counted,
    percent,
    rough_duration,
    size_of_bytes,
    with_unit,
)
from desktop.train.recipe.choices import PRESET_NAMES, SHORT_PRESET_NAMES, layers
from desktop.translation import tr, tr_count
from desktop.workspace.run_costs import RunCost
from nncore.recipes.architecture import Hidden, network_costs

LONGEST_ROW = 24
"""Letters of hidden layers that their field holds."""

MUCH = 1_000_000_000
"""Bytes on the disk from which on a run's size is said as a warning."""

_MILLION = 1_000_000

HELP = {
    "preset_box": tr(
        "Preset: fills the fields below with a recipe that is known to work. “Seed” "
        "repeats the student's first network, whose every step looks at all images."
    ),
    "hidden_layers_edit": tr(
        "Hidden layers: what lies between the 28 × 28 pixels and the 10 digits, in "
        "order, with commas between. Empty for none."
    ),
    "learning_rate_box": tr(
        "Learning rate: how far each step goes. Too small learns slowly, too large overshoots."
    ),
    "batch_size_box": tr(
        "Batch size: how many images each step looks at. “all” is the whole training "
        "set at once (full-batch gradient descent)."
    ),
    "epochs_box": tr("Epochs: how many times every training image is looked at."),
    "optimizer_box": tr(
        "Optimizer: how a step is made of the gradient. Plain gradient descent follows "
        "it, momentum keeps rolling (Nesterov's looks ahead), Adam fits the step to "
        "each weight, AdamW too and keeps weights small apart from it."
    ),
    "schedule_box": tr(
        "Schedule: how the learning rate changes during the run. Smaller and smaller "
        "steps settle the weights; small ones at first keep a high rate from "
        "throwing them off."
    ),
    "weight_decay_box": tr(
        "Weight decay: how strongly each step pulls the weights towards zero. A "
        "little of it keeps a network from learning its images by heart."
    ),
    "augmentation_box": tr(
        "Vary images (augmentation): each time an image is looked at it is changed a "
        "little at random, as other hands and pens would write it. Learns slower, "
        "reads more."
    ),
    "non_digit_share_box": tr(
        "Non-digits: how many letters, shapes and scribbles come with each digit, so "
        "that the network learns to say that something is none. Takes longer by as "
        "much."
    ),
    "patience_box": tr(
        "Stop early: ends the run after so many epochs without a smaller validation "
        "loss, and keeps the weights of the best epoch."
    ),
    "initializer_box": tr(
        "First weights (initialisation): the random weights that the network starts "
        "with. He suits this network; the student began with uniform ones."
    ),
    "seed_box": tr(
        "Seed: the number that all chance comes from. The same seed gives the same run."
    ),
}
"""By object name: the field's own word, and what it does."""

LAYER_KINDS = (
    ("128", tr("a dense layer of 128 units")),
    ("5x5x16", tr("16 kernels of 5 × 5 pixels")),
    ("pool", tr("the largest of each 2 × 2 pixels")),
    ("dropout 0.3", tr("{share} left out at random in each step", share=percent(0.3))),
)
"""How hidden layers are written, and what is meant."""

LAYER_ORDER = tr("Kernels and pooling come before dense layers, as in “5x5x16, pool, 128”.")


def parameters(number: int) -> str:
    """How much a network learns, as in 101,770 parameters."""
    return counted(number, "parameter")


def layers_note(hidden: Hidden) -> str:
    """What a network with these layers learns; a row too long for its field is said whole."""
    count_of_all = parameters(network_costs(hidden).parameters)
    row = layers(hidden)
    return count_of_all if len(row) <= LONGEST_ROW else f"{row}\n{count_of_all}"


def reading_cost(hidden: Hidden) -> str:
    """How much work one image is for a network with these layers."""
    number = network_costs(hidden).multiplications
    words = (
        count(number)
        if number < _MILLION
        else with_unit(f"{number / _MILLION:,.1f}", tr("million"))
    )
    return tr("This network reads one image with {words} multiplications.", words=words)


def steps_cost(steps: int, images: int) -> str:
    """How many steps an epoch has, so many `images` being all there are."""
    return tr_count(
        "{count} image makes {steps} an epoch.",
        "{count} images make {steps} an epoch.",
        images,
        steps=counted(steps, "step"),
    )


def preset_has(preset: str, words: str) -> str:
    """What a preset has where the form says something else, as in "Quick has 0.002."."""
    return (
        tr("{preset} has {words}.", preset=preset, words=words)
        if words[:1].isdecimal()
        else tr("{preset} has “{words}”.", preset=preset, words=words)
    )


def cannot_hold(entries: Iterable[tuple[str, str, str]]) -> str:
    """What the form has instead of a recipe's entries: the name of each, it, and the form's."""
    said = [
        tr("{name} {theirs} (here {ours})", name=name, theirs=theirs, ours=ours)
        for name, theirs, ours in entries
    ]
    return (
        tr("The form cannot hold all of this recipe: {said}.", said=", ".join(said)) if said else ""
    )


def more(changes: int) -> str:
    """The button of the rarely needed fields, so many of them being changed."""
    return tr("More · {changes} changed", changes=count(changes)) if changes else tr("More")


def more_spoken(changes: int) -> str:
    """The same as a screen reader says it."""
    return (
        tr("More settings · {changes} changed", changes=count(changes))
        if changes
        else tr("More settings")
    )


def preset_label(key: str, seconds: float | None) -> str:
    """A preset by its name and how long it takes here, as in "Quick · about 10 s"."""
    return PRESET_NAMES[key] if seconds is None else f"{SHORT_PRESET_NAMES[key]} · {about(seconds)}"


def cost(run: RunCost) -> str:
    """What a run takes, as in "About 12 s here · 4.1 MB on disk"."""
    size = size_of_bytes(run.size)
    on_disk = (
        tr("up to {size} on disk", size=size)
        if run.may_end_early
        else tr("{size} on disk", size=size)
    ).replace(" ", "\u00a0")  # where it takes two lines, this is the second
    if not fits(run):
        size = size_of_bytes(run.most)
        on_disk = (
            tr("needs {size} on a disk with {free} free", size=size, free=size_of_bytes(run.free))
            if run.free
            else tr("needs {size} on a disk that is full", size=size)
        )
    if run.seconds is None:
        said = on_disk
    elif run.may_end_early:
        said = tr("up to {time} here · {disk}", time=rough_duration(run.seconds), disk=on_disk)
    else:
        said = tr("{time} here · {disk}", time=about(run.seconds), disk=on_disk)
    said = said[:1].upper() + said[1:]
    return said if fits(run) or not run.held.bytes else f"{said}. {run.held.advice}"


def fits(run: RunCost) -> bool:
    """Whether the disk has room for a run, as far as that is known."""
    return run.free is None or run.most <= run.free


def is_worth_a_warning(run: RunCost) -> bool:
    """Whether a run takes much of the disk, or more than there is."""
    return run.size > MUCH or not fits(run)


def cost_details(run: RunCost) -> list[str]:
    """The same in sentences, for whoever wants to know what the figures are."""
    said = [
        tr(
            "{size} on disk: weights, predictions and all that going on takes.",
            size=size_of_bytes(run.size),
        )
    ]
    if run.seconds is not None:
        said.append(tr("The time is an estimate, by the speed of earlier runs or of this machine."))
    if run.most > 1.1 * run.size:
        said.append(tr("On the way it takes up to {size}.", size=size_of_bytes(run.most)))
    if run.free is not None:
        said.append(
            tr("{size} are free there.", size=size_of_bytes(run.free))
            if run.free
            else tr("Nothing is free there.")
        )
    return said
