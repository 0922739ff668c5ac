"""Whether runs leave memory where it was: twenty in a row, looked at in between.

What counts is the memory of both processes, the window's and the one that trains.

`python -m benchmarks.repeated_runs`
"""

from benchmarks.stage import open_stage
from desktop.demo.walkthrough import settle
from desktop.train.view import TrainTab

RUNS = 20
GOAL = 20.0
"""MB that the memory may differ by after all runs, from what it was after the first."""

_MEGABYTE = 1_000_000


def main() -> None:
    """Run, and print the memory after every few runs."""
    print(f"Resident memory in MB around {RUNS} runs of the default preset, 2 epochs each")
    with open_stage() as stage:
        tab = stage.window.findChild(TrainTab)
        assert tab is not None
        stage.open_drawer("inside")
        stage.choose_preset("quick", epochs=2)
        print(f"at rest, before any run {_megabytes(tab):10.1f}", flush=True)
        sizes = []
        for run in range(RUNS + 1):
            stage.begin()
            stage.wait_for_end()
            settle()
            sizes.append(_megabytes(tab))
            if run % 5 == 0:
                print(f"after run {run + 1:2}            {sizes[-1]:10.1f}", flush=True)
        change = sizes[-1] - sizes[0]
        word = "met" if abs(change) <= GOAL else "missed"
        print(f"{RUNS} runs later          {change:+10.1f}   within ±{GOAL:g}: {word}")


def _megabytes(tab: TrainTab) -> float:
    size = tab.memory()
    assert size is not None
    return size / _MEGABYTE


if __name__ == "__main__":
    main()
