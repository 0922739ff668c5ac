"""How long the reader's recipe takes for an epoch, as `python -m nncore train` runs it.

The command is a process of its own, and the moments of its lines are taken: so two checkouts can be
compared, whatever each does about threads.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks import images
from benchmarks.contest import environment
from benchmarks.engine import positive

EPOCHS = 2
TRAINING_IMAGES = 55_000
"""All that MNIST has beside the twelfth that is validated on."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How much there is to learn from."""
    parser.add_argument(
        "--images", type=positive, default=TRAINING_IMAGES, metavar="N", help="(55000)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, and print the seconds of each epoch; returns the command's exit code."""
    with TemporaryDirectory(prefix="misread-benchmark-") as folder:
        learned = write_images(Path(folder) / "mnist.npz", arguments.images)
        print(f"Preset reader, {learned:,} images an epoch, with validation: seconds", flush=True)
        options = ["--preset", "reader", "--epochs", str(EPOCHS), "--data", folder]
        out = ["--out", str(Path(folder) / "network.safetensors")]
        command = [sys.executable, "-m", "nncore", "train", *options, *out]
        before = start = perf_counter()
        with subprocess.Popen(
            command, env=environment("default"), stdout=subprocess.PIPE, text=True, bufsize=1
        ) as child:
            assert child.stdout is not None
            for line in child.stdout:
                if line.startswith("epoch"):
                    now = perf_counter()
                    print(f"{now - before:8.1f}   {line.strip()}", flush=True)
                    before = now
        print(f"{before - start:8.1f}   both, the start of the program included")
        return child.returncode


def write_images(path: Path, count: int) -> int:
    """Keras' form of a set of which so many images are learned from; returns how many there are."""
    share = 11 / 12  # the rest is validated on
    dataset = images.load(round(count / share))
    learned, test = dataset.training, dataset.test.between(0, 1000)
    np.savez(
        path,
        x_train=learned.images,
        y_train=learned.labels,
        x_test=test.images,
        y_test=test.labels,
    )
    return len(learned) - len(learned) // 12
