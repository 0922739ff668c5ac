"""Where the time of a training step goes: a real run, with a clock in each of its parts.

The parts are the network's layers, there and back, the batches and the update; what is left is the
loss, the events and the loop itself.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from threading import current_thread, main_thread
from time import perf_counter
from typing import Any

import numpy as np

import nncore as nn
from benchmarks import images
from nncore.batches import MiniBatches, is_prefetched
from nncore.datasets import Dataset
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe

RECIPES = {
    "784-128-10, 32, SGD": Recipe(optimizer="sgd", batch_size=32),
    "784-128-10, 128, Adam": Recipe(batch_size=128),
    "784-512-10, 64, Adam": Recipe(hidden=(512,)),
    "LeNet-like, 64, Adam": Recipe(hidden=("5x5x8", "pool", "5x5x16 valid", "pool", 100)),
    "quick": PRESETS["quick"],
    "reader": PRESETS["reader"],
}
BATCHES = "batch: gather, vary, normalise"
WARM_UP, EPOCHS = 2, 4
"""How many epochs do not count, of how many: numbers near zero, with which processors are slow,
arise in the first thousand steps."""

READER_SHARE = 10
"""One in so many images is enough for the reader, whose step takes thirty times as long."""


class Clock:
    """Adds up the seconds of calls by what they were for, as they pass for the thread that waits.

    What a thread beside does meanwhile takes none of them.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def watch(self, thing: object, method: str, name: str) -> None:
        """From now on, time each call of a method of one object."""
        setattr(thing, method, self.timed(getattr(thing, method), name))

    def timed(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The same call, timed."""

        def timed(*arguments: Any, **options: Any) -> Any:
            start = perf_counter()
            result = call(*arguments, **options)
            if current_thread() is main_thread():
                self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start
            return result

        return timed


def add_options(parser: argparse.ArgumentParser) -> None:
    """How much there is to learn from."""
    parser.add_argument("--images", type=int, default=60_000, metavar="N")


def run(arguments: argparse.Namespace) -> int:
    """Print a table for each recipe; returns the exit code."""
    dataset = images.load(arguments.images)
    dataset = replace(dataset, _validation=dataset.validation.between(0, 1))
    for name, recipe in RECIPES.items():
        recipe = replace(recipe, epochs=EPOCHS, schedule="constant")
        part = part_of(dataset, name)
        whole, parts = profile(recipe, part)
        size, learned = recipe.batch_size or len(part.training), len(part.training)
        beside = is_prefetched(recipe.augmentation, size, learned, shares_rng=False)
        print_profile(name, whole, parts, beside=beside)
    return 0


def part_of(dataset: Dataset, name: str) -> Dataset:
    """What a recipe is profiled on."""
    if name != "reader":
        return dataset
    training = dataset.training
    return replace(dataset, _training=training.between(0, len(training) // READER_SHARE))


def profile(recipe: Recipe, dataset: Dataset) -> tuple[float, dict[str, float]]:
    """Microseconds of a whole step, and of each part that a clock was in."""
    clock = Clock()
    run = recipe.start(dataset)
    for layer in run.network.layers:
        name = f"{type(layer).__name__} {layer.label}".strip()
        clock.watch(layer, "forward", f"{name}, forward")
        clock.watch(layer, "backward", f"{name}, backward")
    for update in ("update", "take_steps"):
        clock.watch(run.optimizer, update, "update")
    steps, start = 0, 0.0
    for event in run.events:
        if isinstance(event, nn.EpochFinished) and event.epoch == WARM_UP:
            clock.seconds.clear()
            start = perf_counter()
        steps += isinstance(event, nn.StepFinished) and event.epoch > WARM_UP
    whole = perf_counter() - start
    parts = {BATCHES: seconds_for_batches(recipe, dataset, steps)}
    parts |= clock.seconds
    return 1e6 * whole / steps, {name: 1e6 * each / steps for name, each in parts.items()}


def seconds_for_batches(recipe: Recipe, dataset: Dataset, steps: int) -> float:
    """How long so many batches take by themselves."""
    split = dataset.training
    batches = MiniBatches(
        split,
        recipe.batch_size or len(split),
        rng=np.random.default_rng(7),
        dtype=np.float32,
        augmentation=recipe.augmentation,
    )
    start = perf_counter()
    for _ in batches:
        pass
    return (perf_counter() - start) / len(batches) * steps


def print_profile(name: str, whole: float, parts: dict[str, float], *, beside: bool) -> None:
    """The parts in the order of a step, and what they leave.

    beside: the batches are made in a thread of their own, and their time is not part of the step's.
    """
    print(f"\n{name}: {whole:,.0f} µs a step")
    rest = whole - sum(parts.values())
    if beside:
        batches = parts.pop(BATCHES)
        parts |= {"waiting, loss, events, loop": rest + batches, "beside: batches": batches}
    else:
        parts["loss, events, loop"] = rest
    for part, each in parts.items():
        print(f"  {part:34}{each:10,.1f} µs{each / whole:8.1%}")
