"""`python -m benchmarks.survival`: what is left of a run whose process is killed at random moments.

A process of its own trains and keeps its run; it is killed, again and again, with the signal that
nothing can catch. After each kill every file is read, and at the end the run is compared with one
that was never interrupted. A commit is timed too.
"""

import argparse
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

import nncore as nn
from benchmarks import images, victim
from nncore.array_types import CLASSES
from nncore.events import EpochFinished, StepFinished
from nncore.recipes.presets import PRESETS
from nncore.runs import KeptRun, RunStore
from nncore.runs.pending import EpochRow

LONGEST_LIFE = 0.25
"""Seconds until a process is killed at the latest, from the moment when it looks for its run."""


@dataclass
class Tally:
    """What the kills struck, and what they cost."""

    stages: Counter[str] = field(default_factory=Counter)
    corrupt: list[str] = field(default_factory=list)
    lost_epochs: int = 0
    finished: int = 0
    different: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        """How many there were."""
        return sum(self.stages.values())

    @property
    def is_good(self) -> bool:
        """Whether nothing was damaged, lost, or came out otherwise."""
        return not (self.corrupt or self.lost_epochs or self.different) and self.finished > 0


def main() -> int:
    """Kill, print the table; the exit code tells whether all survived."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.survival", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, metavar="N")
    parser.add_argument("--seed", type=int, metavar="N", help="of the moments; default: another")
    arguments = parser.parse_args()
    seed = np.random.SeedSequence().entropy if arguments.seed is None else arguments.seed
    print(f"{arguments.kills} kills at random moments, seed {seed}")
    with TemporaryDirectory() as folder:
        tally = survive(Path(folder), kills=arguments.kills, rng=np.random.default_rng(seed))
        print_tally(tally)
        print_commits(commit_times(Path(folder) / "timed"))
    return 0 if tally.is_good else 1


def survive(folder: Path, *, kills: int, rng: np.random.Generator) -> Tally:
    """Kill so many times, and check after each. Runs that come to their end are compared."""
    data, store, tally = folder / "digits", RunStore(folder / "runs"), Tally()
    victim.write_digits(data)
    expected = uninterrupted(folder / "whole", data)
    while tally.kills < kills:
        told = _killed(store, data, float(rng.uniform(0, LONGEST_LIFE)), tally)
        _check(store, told, tally)
        _compare(store, expected, tally)
    while any(each.is_interrupted for each in store.runs()):
        victim.finish(store, data)
    _compare(store, expected, tally)
    return tally


def uninterrupted(folder: Path, data: Path) -> dict[str, bytes]:
    """What the run comes to if nobody kills it, in a process of its own too."""
    victim.finish(RunStore(folder), data)
    (kept,) = RunStore(folder).runs()
    return content_of(kept)


def content_of(kept: KeptRun) -> dict[str, bytes]:
    """All that must be the same to the bit: the arrays of the files, not the clock."""
    parts = {file.stem: np.load(file).tobytes() for file in kept.folder.glob("*.npy")}
    for epoch in kept.weights_epochs:
        parts |= _named(f"weights {epoch}", kept.network(epoch).parameters)
    state = kept.state()
    parts |= _named("state", state._arrays().values())
    return parts | {"rng": repr(state.rng.bit_generator.state).encode()}


def _named(name: str, arrays: Any) -> dict[str, bytes]:
    return {f"{name} {number}": array.tobytes() for number, array in enumerate(arrays)}


def _killed(store: RunStore, data: Path, life: float, tally: Tally) -> list[str]:
    """Let a process work for so many seconds, kill it, and tell what it had told."""
    with victim.started(store, data) as (process, lines):
        assert lines.next() == "looks"
        try:
            process.wait(timeout=life)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            told = lines.rest()
            tally.stages[_stage(store, told)] += 1
            return told
        if process.returncode != 0:
            raise RuntimeError("the process failed before it was killed")
        return lines.rest()  # it came to its end before


def _stage(store: RunStore, told: list[str]) -> str:
    """What the process was at when it was killed, as the files show."""
    if not any(line.startswith("begins") for line in told):
        return "beginning or reopening"
    return "amid a commit" if _has_leftovers(store.get(told[0].split()[1])) else "learning"


def _has_leftovers(kept: KeptRun) -> bool:
    """Whether there is more in a run's folder than its commit counts."""
    files = {each.name for each in kept.folder.rglob("*")}
    named = {f"epoch-{epoch:05}.safetensors" for epoch in kept.weights_epochs} | {kept.commit.state}
    if {name for name in files if name.endswith((".part", ".safetensors"))} - named:
        return True
    rows = np.load(kept.folder / "steps.npy", mmap_mode="r")
    size = (kept.folder / "steps.npy").stat().st_size
    return len(rows) != kept.steps or size != rows.offset + rows.nbytes


def _check(store: RunStore, told: list[str], tally: Tally) -> None:
    """Read every file, and count the epochs that were told of and are not there."""
    tally.corrupt += [f"{path}: {why}" for path, why in store.damaged()]
    for kept in store.runs():
        try:
            content_of(kept)
            for epoch in kept.predictions().epochs:
                kept.predictions().at(int(epoch))
            kept.history()
        except (OSError, ValueError) as error:
            tally.corrupt.append(f"{kept.id}: {error}")
    begun = [line.split()[1] for line in told if line.startswith("begins")]
    epochs = [int(line.split()[1]) for line in told if line.startswith("epoch")]
    if begun and epochs:
        tally.lost_epochs += max(0, epochs[-1] - store.get(begun[0]).epochs)


def _compare(store: RunStore, expected: dict[str, bytes], tally: Tally) -> None:
    """Compare the runs that came to their end, and make room for the next."""
    for kept in store.runs():
        if kept.ending is not None:
            tally.finished += 1
            content = content_of(kept)
            names = expected.keys() | content.keys()
            tally.different += [
                name for name in sorted(names) if content.get(name) != expected.get(name)
            ]
            store.delete(kept.id)
            store.purge()


def commit_times(folder: Path, epochs: int = 12) -> list[float]:
    """Milliseconds of each commit of the default preset, on MNIST's number of images."""
    dataset = images.load(55_000)
    recipe = replace(PRESETS["quick"], epochs=epochs, augmentation=nn.Augmentation())
    run = recipe.start(dataset)
    everything = len(dataset.training) + len(dataset.validation) + len(dataset.test)
    digits = len(dataset.validation) + len(dataset.test), CLASSES
    labels, logs = np.zeros(everything, np.uint8), np.zeros(digits, np.float16)
    confidences = losses = np.zeros(everything, np.float16)
    times = []
    with RunStore(folder).begin("timed", recipe, dataset) as record:
        for event in run.events:
            record.follow(event)
            if isinstance(event, StepFinished):
                continue
            if isinstance(event, EpochFinished):
                record.predict(EpochRow(event.epoch, labels, confidences, losses, logs))
                start = perf_counter()
                assert record.commit(run.state, weights=True), record.failure
                times.append(1000 * (perf_counter() - start))
    return times


def print_tally(tally: Tally) -> None:
    """What the kills struck and what they cost."""
    print(f"{'kills':34}{tally.kills:6}")
    for stage, count in sorted(tally.stages.items()):
        print(f"  {stage:32}{count:6}")
    print(f"{'corrupt files':34}{len(tally.corrupt):6}")
    print(f"{'lost epochs':34}{tally.lost_epochs:6}")
    print(f"{'runs that came to their end':34}{tally.finished:6}")
    print(f"{'equal to the bit':34}{'no' if tally.different else 'yes':>6}")
    for line in [*tally.corrupt, *tally.different]:
        print(f"  {line}")


def print_commits(times: list[float]) -> None:
    """How long a commit takes."""
    middle, most = median(times), max(times)
    print(f"a commit of the preset “quick”: median {middle:.1f} ms, at most {most:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
