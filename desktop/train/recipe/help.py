"""What each field of the recipe form means, for the pointer and for screen readers.

It knows how a tooltip is laid out, and nothing of the values in the fields.
"""

from collections.abc import Iterable
from html import escape

from PySide6.QtWidgets import QWidget

from desktop.train.recipe.choices import OPTIMIZER_EFFECTS

HELP = {
    "preset_box": "Preset: fills the fields below with a recipe that is known to work. “Seed” "
    "repeats the student's first network, whose every step looks at all images.",
    "hidden_layers_edit": "Hidden layers: what lies between the 28 × 28 pixels and the 10 digits, "
    "in order, with commas between. Empty for none.",
    "learning_rate_box": "Learning rate: how far each step goes. Too small learns slowly, too "
    "large overshoots.",
    "batch_size_box": "Batch size: how many images each step looks at. “all” is the whole "
    "training set at once (full-batch gradient descent).",
    "epochs_box": "Epochs: how many times every training image is looked at.",
    "optimizer_box": f"Optimizer: how a step is made of the gradient. {OPTIMIZER_EFFECTS}",
    "schedule_box": "Schedule: how the learning rate changes during the run. Smaller and smaller "
    "steps settle the weights; small ones at first keep a high rate from throwing them off.",
    "weight_decay_box": "Weight decay: how strongly each step pulls the weights towards zero. A "
    "little of it keeps a network from learning its images by heart.",
    "augmentation_box": "Vary images (augmentation): each time an image is looked at it is changed "
    "a little at random, as other hands and pens would write it. Learns slower, reads more.",
    "non_digit_share_box": "Non-digits: how many letters, shapes and scribbles come with each "
    "digit, so that the network learns to say that something is none. Takes longer by as much.",
    "patience_box": "Stop early: ends the run after so many epochs without a smaller validation "
    "loss, and keeps the weights of the best epoch.",
    "initializer_box": "First weights (initialisation): the random weights that the network starts "
    "with. He suits this network; the student began with uniform ones.",
    "seed_box": "Seed: the number that all chance comes from. The same seed gives the same run.",
}
"""By object name: the field's own word, and what it does."""

LAYER_KINDS = (
    ("128", "a dense layer of 128 units"),
    ("5x5x16", "16 kernels of 5 × 5 pixels"),
    ("pool", "the largest of each 2 × 2 pixels"),
    ("dropout 0.3", "30 % left out at random in each step"),
)
"""How hidden layers are written, and what is meant."""

LAYER_ORDER = "Kernels and pooling come before dense layers, as in “5x5x16, pool, 128”."


def explain(
    widget: QWidget, sentences: Iterable[str], table: tuple[tuple[str, str], ...] = ()
) -> None:
    """Let `widget` say the sentences, one below the other, and the table after the first."""
    said = [sentence for sentence in sentences if sentence]
    rows = [f"{word}: {meaning}." for word, meaning in table]
    widget.setAccessibleDescription(" ".join([*said[:1], *rows, *said[1:]]))
    parts = [_paragraph(sentence) for sentence in said]
    if table:
        parts.insert(1, _table(table))
    widget.setToolTip(f"<qt>{''.join(parts)}</qt>")


def _paragraph(sentence: str) -> str:
    return f'<p style="margin: 2px 0px">{escape(sentence)}</p>'


def _table(rows: tuple[tuple[str, str], ...]) -> str:
    cells = (
        f"<tr><td><b>{escape(word)}</b></td><td>&nbsp; {escape(meaning)}</td></tr>"
        for word, meaning in rows
    )
    return f'<table style="white-space: nowrap">{"".join(cells)}</table>'
