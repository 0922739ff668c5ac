"""Keeps a data set in one safetensors file, so that it is drawn only once.

A cache may vanish or be unwritable at any time: reading and writing fail quietly, and pickle,
which can run foreign code, is not among the formats.
"""

from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from nncore.datasets.dataset import FOLDER, Dataset, Split, SplitName
from nncore.storage.files import read_regular, write_whole

MAXIMUM_BYTES = 64 * 1024 * 1024
"""No kept file has more: the default data set has 13 MB."""


def read(file: Path, *, name: str, key: str = FOLDER) -> Dataset | None:
    """The data set in `file`; None if there is none, or it is damaged or something else."""
    try:
        arrays = load(read_regular(file, most=MAXIMUM_BYTES))
        training, validation, test = (
            Split(
                arrays[f"{split}.images"],
                arrays[f"{split}.labels"],
                int(arrays[f"{split}.first_index"][0]),
            )
            for split in SplitName
        )
    except (OSError, SafetensorError, KeyError, IndexError, TypeError, ValueError, OverflowError):
        return None
    return Dataset(name, training, validation, test, key)


def write(file: Path, dataset: Dataset) -> bool:
    """Keep the data set in `file`, whole or not at all; tells whether it could."""
    arrays = {}
    for name, split in dataset.splits.items():
        arrays[f"{name}.images"] = split.images
        arrays[f"{name}.labels"] = split.labels
        arrays[f"{name}.first_index"] = np.array([split.first_index], np.int64)
    content = save(arrays)
    if len(content) > MAXIMUM_BYTES:
        return False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
    except OSError:
        return False
    return True
