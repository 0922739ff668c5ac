"""How right the form is about the time of each preset, on generated digits and on MNIST.

Each is estimated by a speed that is measured just before, as the window does before its first run;
then it is trained and kept as in the window, for so many seconds, from which the whole follows.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

import nncore as nn
from benchmarks.engine import positive
from nncore.datasets import Dataset
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore, estimated_seconds, keep, slowness
from nncore.runtime.threads import blas_limited_to


def add_options(parser: argparse.ArgumentParser) -> None:
    """How long each may train."""
    parser.add_argument("--seconds", type=positive, default=20, metavar="N")
    parser.add_argument(
        "--one-core",
        action="store_true",
        help="count the time at work of a single core: where others use the machine, too",
    )


def run(arguments: argparse.Namespace) -> int:
    """Train, measure, print a line for each preset; returns the exit code."""
    clock: Callable[[], float] = perf_counter
    if arguments.one_core:
        clock = process_time
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    generated = nn.datasets.generated(rng=np.random.default_rng(1))
    print(f"{'':34}{'slowness':>10}{'estimated':>11}{'took':>9}{'ratio':>7}   (seconds)")
    for dataset in (generated, nn.datasets.load_mnist()):
        sizes = len(dataset.training), len(dataset.validation), len(dataset.test)
        for name, recipe in PRESETS.items():
            with blas_limited_to(1):
                times = slowness(clock)
            estimate = times * estimated_seconds(recipe, *sizes)
            took = whole_time(recipe, dataset, arguments.seconds, clock)
            print(
                f"{name:14}{dataset.name:20}{times:10.2f}{estimate:11.1f}{took:9.1f}"
                f"{estimate / took:7.2f}",
                flush=True,
            )
    return 0


def whole_time(
    recipe: Recipe, dataset: Dataset, most_seconds: float, clock: Callable[[], float]
) -> float:
    """How long all epochs take, as far as one can tell after `most_seconds`."""
    steps = recipe.epochs * recipe.steps_per_epoch(len(dataset.training))
    step, passed = 0, 0.0
    with TemporaryDirectory() as folder:
        record = RunStore(Path(folder)).begin("timed", recipe, dataset)
        events = keep(recipe.start(dataset), dataset, record)
        began = clock()
        for event in events:
            passed = clock() - began
            if isinstance(event, nn.EpochFinished):
                step = event.step  # with the checking at its end
                if passed > most_seconds:
                    break
            elif isinstance(event, nn.StepFinished) and passed > 2 * most_seconds:
                step = event.step
                break
        events.close()
    return passed * steps / step
