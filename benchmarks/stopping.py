"""How long Stop takes to answer, at random moments of a run, beside a step that is never cut short.

`python -m benchmarks.stopping`
"""

from random import Random
from statistics import median
from time import perf_counter

from benchmarks.stage import Stage, open_stage
from desktop.demo.walkthrough import wait_until
from nncore.datasets import Dataset, load_generated
from nncore.events import StepFinished
from nncore.recipes.presets import PRESETS

STOPS = 12
GOAL = 100.0
"""Milliseconds from the click until the window says that the run has ended."""

_LATEST = {"quick": 3.0, "reader": 30.0}
"""Seconds within which the moments lie: validation and test are read within, too."""


def main() -> None:
    """Measure and print the table."""
    dataset = load_generated()
    print(f"Milliseconds from Stop to the end of the run, {STOPS} random moments a row")
    print(f"{'':24}{'step, headless':>16}{'p50':>8}{'max':>8}")
    with open_stage() as stage:
        for preset, latest in _LATEST.items():
            answers = [_stop(stage, preset, moment) for moment in _moments(latest)]
            step = _step_milliseconds(preset, dataset)
            word = "met" if max(answers) <= GOAL else "missed"
            row = f"{preset:24}{step:16.1f}{median(answers):8.1f}{max(answers):8.1f}"
            print(f"{row}   at most {GOAL:g}: {word}", flush=True)


def _moments(latest: float) -> list[float]:
    random = Random(7)
    return [random.uniform(0.0, latest) for _ in range(STOPS)]


def _stop(stage: Stage, preset: str, moment: float) -> float:
    stage.choose_preset(preset, epochs=1000)
    stage.begin()
    began = perf_counter()
    wait_until(lambda: perf_counter() - began > moment, 600_000, "the moment")
    return stage.halt()


def _step_milliseconds(preset: str, dataset: Dataset) -> float:
    """The median of a step without a window."""
    times: list[float] = []
    events = PRESETS[preset].start(dataset).events
    before = perf_counter()
    while len(times) < 40:
        event, now = next(events), perf_counter()
        if isinstance(event, StepFinished):
            times.append((now - before) * 1000)
        before = now
    events.close()
    return median(times)


if __name__ == "__main__":
    main()
