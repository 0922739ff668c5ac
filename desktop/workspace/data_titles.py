"""What people read of data sets and their splits."""

from enum import StrEnum


class SplitName(StrEnum):
    """What a split is called in code and in files."""

    TRAINING = "training"
    VALIDATION = "validation"
    TEST = "test"


SPLIT_TITLES = {
    SplitName.TRAINING: "Training",
    SplitName.VALIDATION: "Validation",
    SplitName.TEST: "Test",
}


def data_title(name: str) -> str:
    """What people read of the data set that is called `name` in `Dataset` and the files of runs."""
    return name
