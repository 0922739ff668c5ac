"""The process whose life `benchmarks.survival` ends: it trains, keeps its run, tells what it did.

`python -m benchmarks.victim FOLDER DIGITS` is that process; whoever starts it reads its lines.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

import numpy as np

from nncore.augmentation import AUGMENTATIONS
from nncore.datasets import generated
from nncore.datasets.generated_digits import cache
from nncore.events import EpochFinished
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import RunStore, keep

RECIPE = Recipe(
    hidden=(16, "dropout 0.1"), batch_size=20, epochs=30, augmentation=AUGMENTATIONS["light"]
)
"""Short epochs: half of the time goes into commits, so that many kills strike one."""

_ANSWER_SECONDS = 60.0


def work(folder: Path, digits: Path) -> None:
    """The process that is killed: begin a run or go on with the one that was interrupted.

    Tells on standard output what it has done: an epoch when it was told of.
    """
    dataset = cache.read(digits, name="some digits")
    assert dataset is not None
    store = RunStore(folder)
    print("looks", flush=True)
    interrupted = [each for each in store.runs() if each.is_interrupted]
    if interrupted:
        kept = interrupted[0]
        record = store.reopen(kept)
        run = resume(kept.state(), dataset)
    else:
        record = store.begin("killed", RECIPE, dataset)
        run = RECIPE.start(dataset)
    print(f"begins {record.id}", flush=True)
    for event in keep(run, dataset, record):
        if isinstance(event, EpochFinished):
            print(f"epoch {event.epoch}", flush=True)
    print("ends", flush=True)


def write_digits(file: Path) -> None:
    """Write what the runs learn from."""
    rng = np.random.default_rng(7)
    cache.write(file, generated(rng=rng, training=200, validation=50, test=50))


@contextmanager
def started(store: RunStore, digits: Path) -> Iterator[tuple[subprocess.Popen[str], "Lines"]]:
    """The process at work on a store, and what it says; it is killed at the latest in the end."""
    places = str(store.folder.resolve()), str(digits.resolve())
    command = [sys.executable, "-m", "benchmarks.victim", *places]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, Lines(process.stdout)
        finally:
            process.kill()


class Lines:
    """What a process says, read while it lives."""

    def __init__(self, stream: IO[str]) -> None:
        self._queue: SimpleQueue[str] = SimpleQueue()
        self._stream = stream
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def next(self) -> str:
        """The next line. Raises TimeoutError if none comes in a minute."""
        try:
            return self._queue.get(timeout=_ANSWER_SECONDS)
        except Empty as error:
            raise TimeoutError("the process says nothing") from error

    def rest(self) -> list[str]:
        """All that was said after, once the process has ended."""
        self._thread.join(_ANSWER_SECONDS)
        return [self._queue.get() for _ in range(self._queue.qsize())]

    def _read(self) -> None:
        for line in self._stream:
            self._queue.put(line.strip())


def finish(store: RunStore, digits: Path) -> None:
    """Let the process come to the end of its run. Raises RuntimeError if it fails."""
    with started(store, digits) as (process, _):
        if process.wait(timeout=_ANSWER_SECONDS) != 0:
            raise RuntimeError("the process that was not killed failed")


if __name__ == "__main__":
    work(*map(Path, sys.argv[1:]))
