"""How fast a run is in the window, with all plots on, beside `python -m nncore train`.

Both train the default preset, on MNIST if it is at hand and else on generated digits, in processes
of their own that take turns of a second or two; what counts is the time awake from the end of the
first epoch to that of the last. The window keeps the run, too: every epoch's weights and
predictions, on the disk. Both make the next batch beside the one that is learned from, and leave a
core of BLAS's for that.
`python -m benchmarks.throughput`
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from PySide6.QtCore import QObject, Slot

from benchmarks.stage import open_stage
from benchmarks.turns import Contender, race
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.datasets import find_mnist
from nncore.events import EpochFinished, Event

EPOCHS = 21
ROUNDS = 6
"""Single ones are several percent apart."""
GOAL, AIM = 0.92, 0.95
HIDDEN_GOAL = 1.05
"""An epoch of a run while the Mistakes tab is hidden, beside one while nobody ever looked at it."""

_WINDOW, _DRAWER, _HIDDEN = "--window", "--inside", "--hidden"
_MARK = "epoch"
_HEADLESS, _OPEN, _BEHIND = "command line", "window", "window, Mistakes hidden"


def main() -> None:
    """Take turns, and print seconds and ratios."""
    if _WINDOW in sys.argv:
        _train_in_window(
            drawer="inside" if _DRAWER in sys.argv else "", looks_before=_HIDDEN in sys.argv
        )
        return
    print(
        f"Seconds an epoch of the default preset on {_dataset()}, over {EPOCHS - 1} epochs; medians"
    )
    print(f"of {ROUNDS} rounds, in which all take turns; ratios are those of the rounds.")
    times: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        for name, seconds in _round(number).items():
            times.setdefault(name, []).append(seconds)
    for name, all_seconds in times.items():
        span = f"({min(all_seconds):.3f} to {max(all_seconds):.3f})"
        print(f"{name:22}{median(all_seconds):8.3f}   {span}")
    for name in times:
        if name not in (_HEADLESS, _BEHIND):
            _print_ratio(name, times)
    _print_hidden(times)


def _print_ratio(name: str, times: Mapping[str, list[float]]) -> None:
    ratios = [theirs / ours for theirs, ours in zip(times[_HEADLESS], times[name], strict=True)]
    word = "met" if median(ratios) >= GOAL else "missed"
    span = f"({min(ratios):.1%} to {max(ratios):.1%})"
    goal = f"at least {GOAL:.0%} ({AIM:.0%}): {word}"
    print(f"{name} / {_HEADLESS}: {median(ratios):.1%} {span}   {goal}")


def _print_hidden(times: Mapping[str, list[float]]) -> None:
    ratios = [ours / theirs for ours, theirs in zip(times[_BEHIND], times[_OPEN], strict=True)]
    word = "met" if median(ratios) <= HIDDEN_GOAL else "missed"
    span = f"({min(ratios):.2f} to {max(ratios):.2f})"
    print(f"{_BEHIND} / {_OPEN}: {median(ratios):.2f} {span}   at most {HIDDEN_GOAL:g}: {word}")


def _round(number: int) -> dict[str, float]:
    """number: in each round another one comes first."""
    free = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    window = [sys.executable, "-m", "benchmarks.throughput", _WINDOW]
    with tempfile.TemporaryDirectory(prefix="misread-benchmark-") as folder:
        options = ["--preset", "quick", "--dataset", _dataset(), "--epochs", str(EPOCHS)]
        out = ["--out", str(Path(folder) / "network.safetensors")]
        commands = {
            _OPEN: window,
            "window, drawer open": [*window, _DRAWER],
            _BEHIND: [*window, _HIDDEN],
            _HEADLESS: [sys.executable, "-m", "nncore", "train", *options, *out],
        }
        first = number % len(commands)
        names = [*commands][first:] + [*commands][:first]
        contenders = [Contender(commands[name], free, laps=EPOCHS, mark=_MARK) for name in names]
        return dict(zip(names, race(contenders), strict=True))


class _Herald(QObject):
    """Prints a line at the end of each epoch that is told of."""

    def __init__(self, run: RunInSight) -> None:
        super().__init__()
        run.appended.connect(self._on_events_arrived)

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, EpochFinished):
                print(_MARK, event.epoch, flush=True)


def _train_in_window(*, drawer: str, looks_before: bool) -> None:
    with open_stage(find_mnist()) as stage:
        run = stage.window.findChild(RunInSight)
        assert run is not None
        herald = _Herald(run)
        if drawer:
            stage.open_drawer(drawer)
        stage.choose_preset("quick", epochs=EPOCHS)
        if looks_before:
            stage.look_at_mistakes()
        stage.begin()
        stage.wait_for_end()
        del herald


def _dataset() -> str:
    return "generated" if find_mnist() is None else "mnist"


if __name__ == "__main__":
    main()
