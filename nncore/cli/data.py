"""The data sets by the names that the command line knows them by.

It finds or makes them; what is done with them is the commands' business.
"""

from argparse import ArgumentParser
from pathlib import Path

import numpy as np

from nncore.cli.bars import download_bar
from nncore.cli.errors import FAILED, CommandError, explained
from nncore.datasets import Dataset, DownloadError, combined, generated, load_generated, load_mnist
from nncore.datasets.names import command_name, with_generated
from nncore.quoting import quoted

GENERATED_SEED = 7
"""Decides the generated digits, whatever the seed of the run."""

MOST_GENERATED = 1_000_000
"""Generated images to train on at most: they take 800 MB."""

DATASETS = ("mnist", "generated", "mnist+generated")
"""The names; the last one trains on both and tests on MNIST alone."""

DEFAULT_DATASET = "mnist"


def add_dataset_arguments(parser: ArgumentParser) -> None:
    """Let a command take `--dataset` and `--data`."""
    parser.add_argument(
        "--dataset",
        choices=DATASETS,
        default=DEFAULT_DATASET,
        help=f"what to use (default: {DEFAULT_DATASET})",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="where MNIST's four IDX files lie, gzip or plain, or Keras' mnist.npz; other digits "
        "in the same format are called as their folder (default: what MISREAD_DATA names, else "
        "the cache folder, to which MNIST is downloaded)",
    )


def load_dataset(name: str, folder: Path | None, *, generated_images: int | None = None) -> Dataset:
    """The data set called `name`, one of DATASETS; MNIST is looked for in `folder` if given.
    Where other digits lie there, it is those, under another name.

    generated_images: how many generated images to train on; None for the cached default set.
    Raises CommandError where it cannot be had.
    """
    if name == "generated":
        return _generated(generated_images)
    mnist = _load_mnist(folder)
    if name == "mnist":
        return mnist
    both = with_generated(mnist.name)
    return combined(mnist, _generated(generated_images), name=both)


def noted_name(dataset: Dataset) -> str:
    """What files call a data set: one of DATASETS, or the name of the folder that it came from."""
    return command_name(dataset.name)


def spoken_name(dataset: Dataset) -> str:
    """What people are told that a data set is: other digits are said to be others."""
    name = noted_name(dataset)
    return name if name in DATASETS else f"{name} (not MNIST)"


def _generated(images: int | None) -> Dataset:
    if images is None:
        return load_generated()
    with explained():
        if images > MOST_GENERATED:
            raise ValueError(f"at most {MOST_GENERATED} generated images, got {quoted(images)}")
        return generated(rng=np.random.default_rng(GENERATED_SEED), training=images)


def _load_mnist(folder: Path | None) -> Dataset:
    with explained(), download_bar() as progress:
        try:
            return load_mnist(folder, progress=progress)
        except DownloadError as error:
            raise CommandError(str(error), FAILED) from error
