"""The engine beside PyTorch, scikit-learn and the bare matrix products: the table and its figures.

Each contender of a row learns on in a process of its own, and they take turns epoch by epoch.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
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

THREADS: dict[Threads, int] = {"default": 2, "one": 1}
"""How often each row is run. Nothing is asked of the figures with one thread."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command line of the engine's part takes."""
    number: dict[str, Any] = {"type": positive, "metavar": "N"}
    parser.add_argument(
        "--threads",
        nargs="+",
        choices=THREADS,
        default=tuple(THREADS),
        help="a table for each: as many threads as each library chooses, or one (both)",
    )
    parser.add_argument(
        "--rows", nargs="+", metavar="PATTERN", help="only rows in which one of these is found"
    )
    parser.add_argument(
        "--runs", help="runs from the first epoch on (2; with one thread 1)", **number
    )
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
    tasks = chosen(arguments.rows)
    print(table.LEGEND)
    machine.print_surroundings(f"{dataset.name}, {len(dataset.training):,} an epoch")
    result: dict[str, Any] = machine.surroundings() | {"data": dataset.name, "tables": {}}
    with TemporaryDirectory(prefix="misread-benchmark-") as folder:
        path = Path(folder) / "images.npz"
        for threads in arguments.threads:
            runs = arguments.runs or THREADS[threads]
            result["tables"][threads] = contest(tasks, dataset, path, threads, runs)
        if tasks == TASKS:
            images.write(dataset.test.between(0, 1), path)
            result[drawing.NAME] = drawing.times_of_reading(path)
            table.print_drawing(result[drawing.NAME])
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def contest(
    tasks: Sequence[Task], dataset: nn.datasets.Dataset, path: Path, threads: Threads, runs: int
) -> dict[str, list[Times]]:
    """One table, printed row by row; all laps of each row's runs.

    path: where the contenders' images may be written.
    """
    table.print_head(threads, runs)
    told = {}
    for task in tasks:
        images.write(part_of(dataset, task), path)
        told[task.name] = laps_of(task, path, threads, runs)
        table.print_row(task, counted(told[task.name]), threads)
    return told


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


def laps_of(task: Task, path: Path, threads: Threads, runs: int) -> list[Times]:
    """All laps of each run, each with processes of its own."""
    told = []
    for run in range(runs):
        # it is slow, and no ratio asks for it: once is enough
        has_sklearn = threads == "default" and run == 0
        names = [name for name in task.contenders if name != SKLEARN or has_sklearn]
        with started(names, task, path, threads) as processes:
            told.append(take_turns(processes, WARM_UP + task.laps))
    return told


def counted(runs: list[Times]) -> Times:
    """The laps of all runs, but for those that warm up."""
    return {name: [lap for run in runs for lap in run.get(name, [])[WARM_UP:]] for name in runs[0]}
