"""The images that every contender works on: MNIST where it is at hand, else generated digits.

Blank background makes zero gradients and idle units, so random pixels would not do.
"""

from pathlib import Path

import numpy as np

import nncore as nn

TEST_IMAGES = 10_000


def load(count: int) -> nn.datasets.Dataset:
    """A data set with `count` training images, or all there are; nothing is downloaded."""
    if nn.datasets.find_mnist() is None:
        return nn.datasets.generated(
            rng=np.random.default_rng(7), training=count, validation=100, test=TEST_IMAGES
        )
    mnist = nn.datasets.load_mnist()
    # a benchmark chooses nothing, so validation need not be kept apart
    parts = (mnist.training, mnist.validation)
    everything = nn.datasets.Split(
        np.concatenate([part.images for part in parts])[:count],
        np.concatenate([part.labels for part in parts])[:count],
    )
    return nn.datasets.Dataset(mnist.name, everything, mnist.validation, mnist.test)


def write(split: nn.datasets.Split, path: Path) -> None:
    """Put a split where the contenders find it, each of them in a process of its own."""
    np.savez(path, images=split.images, labels=split.labels)


def read(path: Path) -> nn.datasets.Split:
    """What `write` wrote."""
    with np.load(path) as arrays:
        return nn.datasets.Split(arrays["images"], arrays["labels"])
