"""How fast a run is in the window, with all plots on, beside `python -m nncore train`.

Both train the default preset, on MNIST if it is at hand and else on generated digits, in processes
of their own that take turns; what counts is the time from the end of the first epoch to the end of
the last. The window keeps the run, too: every epoch's weights and predictions, on the disk. Both
make the next batch beside the one that is learned from, and leave a core of BLAS's for that.
`python -m benchmarks.throughput`
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

from PySide6.QtCore import QObject, Slot

from benchmarks.stage import open_stage
from desktop.training.run.session import TrainingSession
from nncore.datasets import find_mnist
from nncore.events import EpochFinished, Event

EPOCHS = 6
ROUNDS = 9
GOAL, AIM = 0.85, 0.95

_WINDOW = "--window"


def main() -> None:
    """Take turns, and print seconds and ratios."""
    if _WINDOW in sys.argv:
        print(_window_seconds(drawer="inside" if "--inside" in sys.argv else ""))
        return
    free = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    print(f"Seconds for {EPOCHS - 1} epochs of the default preset on {_dataset()}, medians of")
    print(f"{ROUNDS} rounds, in which all take turns; ratios are those of the rounds.")
    ways: dict[str, Callable[[], float]] = {
        "window": lambda: _child_seconds([], free),
        "window, drawer open": lambda: _child_seconds(["--inside"], free),
        "command line": lambda: _command_seconds(free),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(way())
    for name, seconds in times.items():
        print(f"{name:22}{median(seconds):8.2f}   ({min(seconds):.2f} to {max(seconds):.2f})")
    for name in ("window", "window, drawer open"):
        _print_ratio(name, "command line", times)


def _print_ratio(name: str, other: str, times: Mapping[str, list[float]]) -> None:
    ratio = median(theirs / ours for theirs, ours in zip(times[other], times[name], strict=True))
    word = "met" if ratio >= GOAL else "missed"
    print(f"{name} / {other}: {ratio * 100:.0f} %   at least {GOAL:.0%} ({AIM:.0%}): {word}")


def _child_seconds(options: list[str], environment: Mapping[str, str]) -> float:
    command = [sys.executable, "-m", "benchmarks.throughput", _WINDOW, *options]
    finished = subprocess.run(
        command, env=dict(environment), check=True, stdout=subprocess.PIPE, text=True
    )
    return float(finished.stdout.split()[-1])


class _Moments(QObject):
    """When the ends of epochs were told of."""

    def __init__(self, session: TrainingSession) -> None:
        super().__init__()
        self.seconds: list[float] = []
        session.events_arrived.connect(self._on_events_arrived)

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        ends = sum(isinstance(event, EpochFinished) for event in events)
        self.seconds += [perf_counter()] * ends


def _window_seconds(*, drawer: str) -> float:
    with open_stage(find_mnist()) as stage:
        session = stage.window.findChild(TrainingSession)
        assert session is not None
        moments = _Moments(session)
        if drawer:
            stage.open_drawer(drawer)
        stage.choose_preset("quick", epochs=EPOCHS)
        stage.begin()
        stage.wait_for_end()
    return moments.seconds[-1] - moments.seconds[0]


def _dataset() -> str:
    return "generated" if find_mnist() is None else "mnist"


def _command_seconds(environment: Mapping[str, str]) -> float:
    """From the first line of an epoch to the last."""
    with tempfile.TemporaryDirectory(prefix="misread-benchmark-") as folder:
        options = ["--preset", "quick", "--dataset", _dataset(), "--epochs", str(EPOCHS)]
        out = ["--out", str(Path(folder) / "network.safetensors")]
        command = [sys.executable, "-m", "nncore", "train", *options, *out]
        with subprocess.Popen(
            command,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            epochs = (line for line in process.stdout if line.startswith("epoch"))
            moments = [perf_counter() for _ in epochs]
    if len(moments) != EPOCHS:
        raise RuntimeError(f"the command line told of {len(moments)} epochs instead of {EPOCHS}")
    return moments[-1] - moments[0]


if __name__ == "__main__":
    main()
