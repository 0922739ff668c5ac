"""One contender in a process of its own: for each line on stdin a lap, for each lap a line of JSON.

In between it waits in a blocking read and takes no time from the others. Only the library that is
measured is imported, so that no other one's threads are there.
"""

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

import nncore as nn
from benchmarks import images
from benchmarks.tasks import NNCORE, PRODUCTS, PYTORCH, SKLEARN, TASKS, TUNED, Inference, Task
from benchmarks.timing import Work

MODULES = {
    NNCORE: "nncore_work",
    PYTORCH: "pytorch_work",
    TUNED: "pytorch_work",
    SKLEARN: "sklearn_work",
    PRODUCTS: "products",
}
"""Where each contender's work is written down."""

READY = "ready"


def main() -> None:
    """Make everything ready, say so, and do a lap for each line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender", choices=MODULES)
    parser.add_argument("task", choices=[task.name for task in TASKS])
    parser.add_argument("images", type=Path)
    parser.add_argument("--one-thread", action="store_true")
    arguments = parser.parse_args()
    task = next(task for task in TASKS if task.name == arguments.task)
    split = images.read(arguments.images)
    work = work_of(arguments.contender, task, split, one_thread=arguments.one_thread)
    tell(READY)
    for _ in sys.stdin:
        start = perf_counter()
        work()
        tell((perf_counter() - start) * 1000)


def work_of(contender: str, task: Task, split: nn.datasets.Split, *, one_thread: bool) -> Work:
    """A lap of the contender's."""
    module = import_module(f"benchmarks.{MODULES[contender]}")
    options: dict[str, Any] = {}
    if contender in (PYTORCH, TUNED):
        options = {"tuned": contender == TUNED}
        module.set_up(one_thread=one_thread, **options)
    if isinstance(task, Inference):
        work: Work = module.inference(task, split.images, **options)
    else:
        work = module.training(task, split, **options)
    return work


def tell(word: str | float) -> None:
    """Answer the process that asked, at once."""
    print(json.dumps(word), flush=True)


if __name__ == "__main__":
    main()
