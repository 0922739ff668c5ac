"""Contenders that take turns lap by lap, so that what a machine does meanwhile strikes all alike.

Each is a process of its own and stays alive, since an epoch costs another time at the beginning of
a run than later on.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import sleep
from typing import Any, Literal, Self, TypeAlias

from benchmarks.tasks import Task
from benchmarks.timing import Times

Threads: TypeAlias = Literal["default", "one"]

THREAD_VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

REST = 0.1
"""Seconds between two laps: BLAS threads go on spinning after their last product. Measured: with
0.05 those of the lap before still took up to 0.07 s of processor time, with 0.1 up to 0.02 s."""


class LapProcess:
    """A contender's process, which does a lap when it is asked to and sleeps otherwise.

    images: a file that `images.write` wrote.
    """

    def __init__(self, contender: str, task: Task, images: Path, threads: Threads) -> None:
        self._name = f"{contender}, {task.name}"
        command = [sys.executable, "-m", "benchmarks.contender", contender, task.name, str(images)]
        if threads == "one":
            command.append("--one-thread")
        self._process = subprocess.Popen(
            command,
            env=environment(threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """End it at once: it has nothing to put away, and a library may take a second for that."""
        self._process.kill()
        self._process.communicate()

    def answer(self) -> Any:
        """What it says next. Raises SystemExit where it ends instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._name}: ended with exit code {self._process.wait()}")
        return json.loads(line)

    def lap(self) -> float:
        """The milliseconds of its next lap, by its own clock."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self.answer())


def environment(threads: Threads) -> dict[str, str]:
    """This process's, without a word on the number of threads, or with 1 for everybody."""
    free = {name: value for name, value in os.environ.items() if not says_threads(name)}
    return free | dict.fromkeys(THREAD_VARIABLES, "1") if threads == "one" else free


def says_threads(variable: str) -> bool:
    """Whether an environment variable tells some library how many threads to take."""
    return variable in THREAD_VARIABLES or variable.endswith("_NUM_THREADS")


@contextmanager
def started(
    contenders: Iterable[str], task: Task, images: Path, threads: Threads
) -> Iterator[dict[str, LapProcess]]:
    """The processes of a task, all of them ready; ended in the end."""
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(LapProcess(name, task, images, threads))
            for name in contenders
        }
        for each in processes.values():
            each.answer()
        yield processes


def take_turns(processes: Mapping[str, LapProcess], laps: int) -> Times:
    """Milliseconds of so many laps of each; in each lap another one is first."""
    names = list(processes)
    times: Times = {name: [] for name in names}
    for lap in range(laps):
        first = lap % len(names)
        for name in names[first:] + names[:first]:
            sleep(REST)
            times[name].append(processes[name].lap())
    return times
