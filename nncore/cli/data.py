"""The data sets of `--dataset` and `--data`: found or made, and named in what is written."""

from argparse import ArgumentParser
from pathlib import Path

import numpy as np

from nncore.cli.bars import download_bar
from nncore.cli.errors import FAILED, CommandError, explained
from nncore.datasets import Dataset, DownloadError, generated
from nncore.datasets.combination import MNIST_AND_GENERATED, beside_generated
from nncore.datasets.generated_digits.digits import KEY as GENERATED
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.names import command_name
from nncore.datasets.registry import SOURCES, DataSource
from nncore.safe_text import quoted

GENERATED_SEED = 7
"""Decides the generated digits, whatever the seed of the run."""

MOST_GENERATED = 1_000_000
"""Generated images to train on at most: they take 800 MB."""

DEFAULT_DATASET = MNIST


def dataset_keys() -> tuple[str, ...]:
    """What `--dataset` takes, the default first."""
    return tuple(sorted(SOURCES, key=lambda key: key != DEFAULT_DATASET))


def add_dataset_arguments(parser: ArgumentParser) -> None:
    """Let a command take `--dataset` and `--data`."""
    parser.add_argument(
        "--dataset",
        choices=dataset_keys(),
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


def load_dataset(key: str, folder: Path | None, *, generated_images: int | None = None) -> Dataset:
    """The data set of that key; MNIST is looked for in `folder` if given. Where other digits lie
    there, it is those, under another name.

    generated_images: how many generated images to train on; None for the cached default set.
    Raises CommandError where it cannot be had.
    """
    if generated_images is None:
        return _load(SOURCES[key], folder)
    if key == GENERATED:
        return _generated(generated_images)
    if key == MNIST_AND_GENERATED:
        return beside_generated(_load(SOURCES[MNIST], folder), _generated(generated_images))
    return _load(SOURCES[key], folder)


def noted_name(dataset: Dataset) -> str:
    """What files call a data set: by its key, or by the name of the folder that it came from."""
    return command_name(dataset.name)


def spoken_name(dataset: Dataset) -> str:
    """What people are told that a data set is: other digits are said to be others."""
    name = noted_name(dataset)
    return name if name in SOURCES else f"{name} (not MNIST)"


def _generated(images: int) -> Dataset:
    with explained():
        if images > MOST_GENERATED:
            raise ValueError(f"at most {MOST_GENERATED} generated images, got {quoted(images)}")
        return generated(rng=np.random.default_rng(GENERATED_SEED), training=images)


def _load(source: DataSource, folder: Path | None) -> Dataset:
    with explained(), download_bar(source) as progress:
        try:
            return source.load(folder, progress)
        except DownloadError as error:
            raise CommandError(str(error), FAILED) from error
