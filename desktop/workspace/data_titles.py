"""What people read of data sets: titles, a few words on each, and what their splits are called."""

from dataclasses import dataclass

from desktop.translation import tr
from nncore.datasets import SplitName
from nncore.datasets.registry import source_named


@dataclass(frozen=True)
class DataWords:
    """What people read of one data set.

    title: of a data set. help: what it holds, in a part of a sentence. busy: what is said while
    it is on its way, if that is more than getting it.
    """

    title: str
    help: str
    busy: str = ""


DATA_WORDS = {
    "generated": DataWords(
        tr("Generated digits"),
        tr("Generated digits are drawn by this program"),
        tr("Drawing digits…"),
    ),
    "mnist": DataWords("MNIST", tr("MNIST holds 70,000 digits that people wrote")),
}
"""By the keys of nncore's data sets: those that can be chosen in the window, in this order."""

SPLIT_TITLES = {
    None: tr("All images"),
    SplitName.TRAINING: tr("Training"),
    SplitName.VALIDATION: tr("Validation"),
    SplitName.TEST: tr("Test"),
}
"""None: of all splits together."""


def data_title(name: str) -> str:
    """What people read of the data set that is called `name` in `Dataset` and the files of runs."""
    source = source_named(name)
    words = None if source is None else DATA_WORDS.get(source.key)
    return name if words is None else words.title
