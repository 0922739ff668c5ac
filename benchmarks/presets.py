"""How well each preset reads MNIST, in how much time, and how much that depends on the seed.

It trains them as the command line does; nothing here chooses anything, the test set least of all.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import numpy as np

import nncore as nn
from benchmarks.engine import positive
from nncore.datasets import Dataset
from nncore.recipes.presets import PRESETS

QUICK = ("seed", "quick")
"""What is trained if nobody says otherwise: these take seconds."""


class Outcome(NamedTuple):
    """One run: fractions of images read right, and seconds."""

    validation: float
    test: float
    seconds: float


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which presets, and with how many seeds."""
    parser.add_argument("names", nargs="*", metavar="PRESET", help=f"default: {' '.join(QUICK)}")
    parser.add_argument("--seeds", type=positive, default=5, metavar="N", help="seeds 1 to N")
    parser.add_argument("--generated-images", type=int, default=0, metavar="N")


def run(arguments: argparse.Namespace) -> int:
    """Train, measure, print a line for each preset; returns the exit code."""
    if unknown := set(arguments.names) - set(PRESETS):
        print(f"the presets are {', '.join(PRESETS)}; got {', '.join(sorted(unknown))}")
        return 2
    dataset = load(arguments.generated_images)
    print(f"{dataset.name}; seeds 1 to {arguments.seeds}; test set read once at each run's end")
    print(f"{'preset':14}{'network':44}{'kB':>6}{'validation':>18}{'test':>18}{'seconds':>9}")
    for name in arguments.names or QUICK:
        outcomes = list(outcomes_of(name, dataset, range(1, arguments.seeds + 1)))
        network = PRESETS[name].build()[0]
        print(
            f"{name:14}{network!s:44}{size_of(network) / 1000:6.0f}"
            f"{spread([each.validation for each in outcomes]):>18}"
            f"{spread([each.test for each in outcomes]):>18}"
            f"{mean(each.seconds for each in outcomes):9.1f}",
            flush=True,
        )
    return 0


def load(generated_images: int) -> Dataset:
    """MNIST, with so many generated digits mixed in."""
    mnist = nn.datasets.load_mnist()
    if not generated_images:
        return mnist
    rng = np.random.default_rng(7)
    generated = nn.datasets.generated(rng=rng, training=generated_images)
    return nn.datasets.combined(mnist, generated)


def outcomes_of(name: str, dataset: Dataset, seeds: Sequence[int]) -> Iterator[Outcome]:
    """Train a preset once with each seed."""
    for seed in seeds:
        start = perf_counter()
        run = replace(PRESETS[name], seed=seed).start(dataset)
        for _ in run.events:
            pass
        seconds = perf_counter() - start
        validation = nn.evaluate(run.network, dataset.validation).accuracy
        yield Outcome(validation, nn.evaluate(run.network, dataset.test).accuracy, seconds)


def spread(fractions: Sequence[float]) -> str:
    """Mean and standard deviation in percent."""
    deviation = f" ± {100 * stdev(fractions):.2f}" if len(fractions) > 1 else ""
    return f"{100 * mean(fractions):.2f}{deviation} %"


def size_of(network: nn.Network) -> int:
    """Bytes of the network's file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "network.safetensors"
        nn.save(network, path)
        return path.stat().st_size
