"""The engine beside PyTorch, scikit-learn and the bare matrix products: the table and its figures.

Each contender of a row learns on in a process of its own, and they take turns epoch by epoch.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nncore as nn
from benchmarks import drawing, images, machine, table
from benchmarks.contest import Threads, started, take_turns
from benchmarks.tasks import SKLEARN, TASKS, WARM_UP, Inference, Task
from benchmarks.timing import Times

CONVOLUTION_SHARE = 5
"""One in so many images is enough for an epoch of the LeNet-like, which takes ten times as long."""

THREADS: tuple[Threads, ...] = ("default", "one")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command line of the engine's part takes."""
    number: dict[str, Any] = {"type": positive, "metavar": "N"}
    parser.add_argument(
        "--threads",
        nargs="+",
        choices=THREADS,
        default=THREADS,
        help="a table for each: as many threads as each library chooses, or one (both)",
    )
    parser.add_argument(
        "--rows", nargs="+", metavar="PATTERN", help="only rows in which one of these is found"
    )
    parser.add_argument("--runs", default=2, help="runs from the first epoch on (2)", **number)
    parser.add_argument("--images", default=60_000, help="images of an epoch (60000)", **number)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every time measured")


def positive(text: str) -> int:
    """A whole number above 0, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Measure with each choice of threads and print the tables; returns the exit code."""
    if words := machine.missing():
        print(words, file=sys.stderr)
        return 2
    dataset = images.load(arguments.images)
    print(table.LEGEND)
    machine.print_surroundings(f"{dataset.name}, {len(dataset.training):,} an epoch")
    result: dict[str, Any] = machine.surroundings() | {"data": dataset.name, "rows": []}
    with TemporaryDirectory(prefix="misread-benchmark-") as folder:
        path = Path(folder) / "images.npz"
        for threads in arguments.threads:
            table.print_head(threads, arguments.runs)
            for task in chosen(arguments.rows):
                split = part_of(dataset, task)
                images.write(split, path)
                told = row(task, path, threads, arguments.runs)
                result["rows"].append(
                    {"threads": threads, "task": task.name, "images": len(split), "runs": told}
                )
                table.print_row(task, counted(told), threads)
        if chosen(arguments.rows) == TASKS:
            images.write(dataset.test.between(0, 1), path)
            result[drawing.NAME] = drawing.times_of_reading(path)
            table.print_drawing(result[drawing.NAME])
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def chosen(patterns: list[str] | None) -> tuple[Task, ...]:
    """The rows in whose names one of the patterns is found; all of them without patterns."""
    if patterns is None:
        return TASKS
    return tuple(task for task in TASKS if any(re.search(each, task.name) for each in patterns))


def part_of(dataset: nn.datasets.Dataset, task: Task) -> nn.datasets.Split:
    """The images that a task works on."""
    training = dataset.training
    if isinstance(task, Inference):
        return dataset.test.between(0, len(training))
    return training if task.hidden else training.between(0, len(training) // CONVOLUTION_SHARE)


def row(task: Task, path: Path, threads: Threads, runs: int) -> list[Times]:
    """All laps of each run, each with processes of its own."""
    told = []
    for run in range(runs):
        # it is there for comparison only, and slow: once is enough
        names = [name for name in task.contenders if name != SKLEARN or run == 0]
        with started(names, task, path, threads) as processes:
            told.append(take_turns(processes, WARM_UP + task.laps))
    return told


def counted(runs: list[Times]) -> Times:
    """The laps of all runs, but for those that warm up."""
    return {name: [lap for run in runs for lap in run.get(name, [])[WARM_UP:]] for name in runs[0]}
