"""MNIST's four files with other digits in them, written from the format's own definition."""

import gzip
from pathlib import Path

import numpy as np

import nncore as nn

IMAGES, LABELS = 0x0803, 0x0801
"""Magic numbers: unsigned bytes in three dimensions, and in one."""


def write_idx_files(folder: Path, dataset: nn.datasets.Dataset) -> Path:
    """Write the training and the test split, images plain and labels gzipped; returns `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, split in (("train", dataset.training), ("t10k", dataset.test)):
        images = _header(IMAGES, *split.images.shape) + split.images.tobytes()
        labels = _header(LABELS, *split.labels.shape) + split.labels.tobytes()
        (folder / f"{name}-images-idx3-ubyte").write_bytes(images)
        (folder / f"{name}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    return folder


def _header(*numbers: int) -> bytes:
    return np.array(numbers, ">i4").tobytes()
