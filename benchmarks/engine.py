"""The engine beside PyTorch, scikit-learn and the bare matrix products: the table and its figures.

Each number of BLAS threads is measured in a child process of its own, since it is fixed when NumPy
is imported; here nothing heavy is loaded.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import drawing, table
from benchmarks.tasks import TASKS

THREAD_VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

NOT_INSTALLED = """\
The engine is measured beside PyTorch and scikit-learn, and {missing} cannot be imported here.
`make bench` installs both into .venv-oracle; `python -m benchmarks window` needs neither."""

QUIET = 0.5
"""Processes at work, on average over the last minute, from which on the figures say little."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command line of the engine's part takes."""
    both = sorted({1, min(2, os.cpu_count() or 1)})
    number: dict[str, Any] = {"type": positive, "metavar": "N"}
    parser.add_argument(
        "--threads", nargs="+", default=both, help="BLAS threads, a table for each (1 2)", **number
    )
    parser.add_argument("--rounds", default=5, help="turns that each contender takes (5)", **number)
    parser.add_argument("--images", default=60_000, help="images of an epoch (60000)", **number)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every time measured")


def positive(text: str) -> int:
    """A whole number above 0, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {number}")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Measure with each number of threads and print the tables; returns the exit code."""
    missing = [name for name in ("torch", "sklearn") if find_spec(name) is None]
    if missing:
        print(NOT_INSTALLED.format(missing=" and ".join(missing)), file=sys.stderr)
        return 2
    print(table.LEGEND)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    if load > QUIET:
        print(f"The machine does other work (load {load:.1f}): do not rely on these figures.")
    contests = [contest(threads, arguments) for threads in arguments.threads]
    if arguments.json:
        arguments.json.write_text(json.dumps(contests, indent=1) + "\n", encoding="utf-8")
    return 0


def contest(threads: int, arguments: argparse.Namespace) -> dict[str, Any]:
    """One table, line by line as the child process tells of it; returns all its figures."""
    result: dict[str, Any] = {"threads": threads, "tasks": []}
    tasks = {task.name: task for task in TASKS}
    for told in figures(threads, arguments):
        if "surroundings" in told:
            result |= told
            table.print_head(threads, arguments.rounds, told["surroundings"])
            continue
        result["tasks"].append(told)
        if told["task"] == drawing.NAME:
            table.print_drawing(told["milliseconds"])
        else:
            table.print_row(tasks[told["task"]], told["milliseconds"])
    return result


def figures(threads: int, arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """What the child process tells, as it tells it. Raises SystemExit if it ends badly."""
    options = {"threads": threads, "rounds": arguments.rounds, "images": arguments.images}
    command = [sys.executable, "-m", "benchmarks.contest"]
    command += [f"--{name}={value}" for name, value in options.items()]
    environment = os.environ | dict.fromkeys(THREAD_VARIABLES, str(threads))
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        yield from map(json.loads, child.stdout)
    if child.returncode != 0:
        raise SystemExit(f"the measurement ended with exit code {child.returncode}")
