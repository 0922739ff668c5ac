"""One process, one number of threads: all contenders side by side, figures on stdout as JSON lines.

The number of BLAS threads is read when NumPy is imported, so whoever starts this process sets it.
It judges nothing.
"""

import argparse
import json
import platform
from typing import Any

import numpy as np
import sklearn
import torch

import nncore as nn
from benchmarks import drawing, images, nncore_work, products, pytorch_work, sklearn_work
from benchmarks.tasks import TASKS, Inference, Task
from benchmarks.timing import Work, alternate

CONVOLUTION_SHARE = 5
"""One in so many images is enough for an epoch of the LeNet-like, which takes ten times as long."""


def main() -> None:
    """Tell of the surroundings, then of every task as it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--threads", "--rounds", "--images"):
        parser.add_argument(option, type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    dataset = images.load(arguments.images)
    tell(surroundings=surroundings(dataset))
    for task in TASKS:
        split = part_of(dataset, task)
        times = alternate(contenders_for(task, split), arguments.rounds)
        tell(task=task.name, images=len(split), milliseconds=times)
    tell(task=drawing.NAME, milliseconds=drawing.measure(dataset.test.images[0]))


def tell(**figures: Any) -> None:
    """One line, at once: whoever listens prints a row of the table."""
    print(json.dumps(figures), flush=True)


def surroundings(dataset: nn.datasets.Dataset) -> dict[str, str]:
    """What the figures depend on, but for the machine."""
    return {
        "data": dataset.name,
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "PyTorch": torch.__version__,
        "scikit-learn": sklearn.__version__,
    }


def part_of(dataset: nn.datasets.Dataset, task: Task) -> nn.datasets.Split:
    """The images that a task works on."""
    training = dataset.training
    if isinstance(task, Inference):
        return dataset.test.between(0, len(training))
    return training if task.hidden else training.between(0, len(training) // CONVOLUTION_SHARE)


def contenders_for(task: Task, split: nn.datasets.Split) -> dict[str, Work]:
    """Who can do the work, by the names of the table's columns."""
    if isinstance(task, Inference):
        return _readers(task, split)
    contenders = {
        "nncore": nncore_work.training(task, split),
        "PyTorch": pytorch_work.training(task, split, tuned=False),
        "tuned": pytorch_work.training(task, split, tuned=True),
    }
    if task.hidden:
        contenders["sklearn"] = sklearn_work.training(task, split)
        contenders["products"] = products.training(task, len(split))
    return contenders


def _readers(task: Inference, split: nn.datasets.Split) -> dict[str, Work]:
    contenders = {
        "nncore": nncore_work.inference(task, split.images),
        "PyTorch": pytorch_work.inference(task, split.images, tuned=False),
    }
    if task.hidden:
        contenders["sklearn"] = sklearn_work.inference(task, split.images)
    else:
        contenders["tuned"] = pytorch_work.inference(task, split.images, tuned=True)
    return contenders


if __name__ == "__main__":
    main()
