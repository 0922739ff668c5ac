"""Whether an epoch late in a run takes longer than an early one: the seconds of each, as a curve.

Weights without a gradient let Adam's running means decay to numbers near zero, with which many
processors are slow by the hundred; who does nothing about it grows slower from epoch to epoch.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import images, machine
from benchmarks.contest import started, take_turns
from benchmarks.engine import chosen, positive
from benchmarks.tasks import NNCORE, PRODUCTS, PYTORCH, TUNED
from benchmarks.timing import Times, lap_ratios

ROWS = ("784-128-10, 32, Adam", "784-512-10, 64, Adam")
CONTENDERS = (NNCORE, PYTORCH, TUNED, PRODUCTS)
CLOCKS = (PRODUCTS, TUNED)
"""Whose epochs cost the same from the first to the last: the machine's moods show in theirs. The
products meet no number near zero, and PyTorch as it is tuned here takes those for zero."""

GOAL = 1.05
"""The most that a late epoch may take of an early one's time, by the steadier clock."""

LEGEND = """\
Growth: the median of the last three epochs by that of epochs 2 to 4. A machine that others share
grows slower and faster by itself, so growth by the wall clock says little; by products or by tuned
PyTorch it is that of each epoch's time by theirs in the same lap. The goal is judged by the one of
these two beside which nncore's times scatter less from lap to lap. The noise of a growth is what
such a scatter makes of two medians of three: a goal missed by less than that is not decided, and
--runs 4 halves it."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """How long, and on how much."""
    parser.add_argument("--epochs", type=at_least_seven, default=20, metavar="N", help="(20)")
    parser.add_argument("--runs", type=positive, default=1, metavar="N", help="(1)")
    parser.add_argument("--images", type=positive, default=60_000, metavar="N", help="(60000)")
    parser.add_argument("--rows", nargs="+", metavar="PATTERN", help=f"of {'; '.join(ROWS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every time measured")


def at_least_seven(text: str) -> int:
    """Epochs enough for an early and a late part, for argparse."""
    number = int(text)
    if number < 7:
        raise argparse.ArgumentTypeError(f"must be at least 7, got {number}")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Measure and print a curve for each contender; returns the exit code."""
    if words := machine.missing():
        print(words, file=sys.stderr)
        return 2
    dataset = images.load(arguments.images)
    print(LEGEND)
    machine.print_surroundings(f"{dataset.name}, {len(dataset.training):,} an epoch")
    result: dict[str, Any] = machine.surroundings() | {"data": dataset.name}
    with TemporaryDirectory(prefix="misread-benchmark-") as folder:
        path = Path(folder) / "images.npz"
        images.write(dataset.training, path)
        for task in chosen(arguments.rows):
            if task.name in ROWS:
                told = result[task.name] = []
                for _ in range(arguments.runs):
                    with started(CONTENDERS, task, path, "default") as processes:
                        told.append(take_turns(processes, arguments.epochs))
                    print_curves(task.name, told[-1])
                print_verdict(told)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def print_curves(name: str, times: Times) -> None:
    """The seconds of each epoch of a run, and what they grow by."""
    print(f"\n{name}: seconds of each epoch")
    for contender, laps in times.items():
        print(f"{contender:10}" + "".join(f"{lap / 1000:6.2f}" for lap in laps))
    print("Growth".ljust(10) + f"{'wall clock':>14}" + "".join(f"{f'by {c}':>14}" for c in CLOCKS))
    for contender, laps in times.items():
        cells = [growth(laps), *(growth(lap_ratios(times, contender, clock)) for clock in CLOCKS)]
        print(f"{contender:10}" + "".join(f"{cell:14.2f}" for cell in cells), flush=True)


def print_verdict(runs: Sequence[Times]) -> None:
    """Whether nncore's growth, the median of the runs', is little enough."""
    ratios = {clock: [lap_ratios(times, NNCORE, clock) for times in runs] for clock in CLOCKS}
    noises = {clock: mean(map(noise, each)) / sqrt(len(runs)) for clock, each in ratios.items()}
    clock = min(CLOCKS, key=noises.__getitem__)
    value = median(map(growth, ratios[clock]))
    word = "met" if value <= GOAL else "missed"
    print(
        f"nncore by {clock}, the steadier clock: {value:.2f} with a noise of "
        f"±{noises[clock]:.2f}; at most {GOAL:g}: {word}",
        flush=True,
    )


def growth(values: Sequence[float]) -> float:
    """The median of the last three by that of the second to fourth."""
    return median(values[-3:]) / median(values[1:4])


def noise(values: Sequence[float]) -> float:
    """The standard error of `growth`, were there no trend: from the steps between neighbours."""
    steps = [log(after / before) for before, after in pairwise(values)]
    one = median(map(abs, steps)) / 0.954  # of a normal step's deviation √2 σ, 0.674 at the median
    return one * 1.25 * sqrt(2 / 3)  # a median's error is 1.25 of a mean's; there are two, of three
