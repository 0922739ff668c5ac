"""A network that reads only when it is let, and jobs that are counted, for tests of evaluations."""

from threading import Event

import numpy as np

import nncore as nn
from desktop.workspace.jobs import Job, Jobs
from nncore.array_types import FloatArray, ImageArray


class GatedNetwork(nn.Network):
    """Tells when it is asked to read, and reads no sooner than its gate is open."""

    def __init__(self, seed: int, *, is_open: bool = True, classes: int = 10) -> None:
        super().__init__([nn.Dense(784, classes, rng=np.random.default_rng(seed))])
        self.asked, self.gate = Event(), Event()
        self.reads = 0
        if is_open:
            self.gate.set()

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        self.reads += 1
        self.asked.set()
        assert self.gate.wait(10)
        return super().logits(images)


class CountingJobs(Jobs):
    """Counts the jobs that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def start(self, job: Job) -> None:
        self.count += 1
        super().start(job)
