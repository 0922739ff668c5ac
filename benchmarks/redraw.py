"""What one redraw of all plots costs, beside painting again what has not changed.

The figures only look like those of training; what matters is how many there are.
"""

import os
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter

import numpy as np
from PySide6.QtWidgets import QApplication, QToolButton

from desktop.theme import Theme
from desktop.train.plots.plots import Plots
from desktop.workspace.run.history import History
from desktop.workspace.run.run_in_sight import RunInSight

GOAL = 5.0
"""Milliseconds that the median redraw with a million steps shall take; more than 10 are felt."""

LENGTHS = (1_000, 100_000, 1_000_000)
EPOCHS, BATCH_SIZE = 20, 64
NEWS = 60
"""Steps that come between two redraws, thirty times a second."""

REDRAWS = 300
SIZE = (1140, 700)


class _Run(RunInSight):
    """A run that is told what it has done, and what it is to do."""

    _planned = 0

    @property
    def planned_steps(self) -> int:
        return self._planned

    def show(self, history: History, planned: int) -> None:
        self.history, self._planned = history, planned
        self.begun.emit()


def main() -> None:
    """Measure all lengths, whole and followed; print a table."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    run = _Run()
    plots = Plots(Theme(application), run)
    plots.resize(*SIZE)
    plots.show()
    application.processEvents()  # what is not yet on screen is not painted
    print(f"One redraw of loss, accuracy and rate in ms, {SIZE[0]} × {SIZE[1]} pixels:")
    print("figures prepared and painted, beside painting what stands there already")
    heads = ("data p50", "paint p50", "both p50", "p99", "idle p50", "p99")
    print(" " * 26 + "".join(f"{head:>10}" for head in heads))
    for steps in LENGTHS:
        for way in ("whole", "follow"):
            _button(plots, f"{way}_button").click()
            both = _print_row(plots, run, steps, way)
    print(f"with {LENGTHS[-1]:,} steps the median shall be at most {GOAL:g}: {_word(both <= GOAL)}")


def run_of(steps: int) -> History:
    """A run of so many steps, as noisy as real ones are."""
    rng = np.random.default_rng(7)
    places = np.linspace(0, 1, steps)
    losses = (2.2 * np.exp(-places * 40) + 0.08 * np.exp(-places)) * rng.gamma(4, 0.25, steps)
    ends = np.linspace(0, steps, EPOCHS + 1)[1:].round()
    history = History(BATCH_SIZE)
    history.extend_steps(losses, np.exp(-losses), np.linspace(1e-3, 1e-4, steps))
    history.extend_epochs(ends, np.linspace(0.3, 0.09, EPOCHS), np.linspace(0.9, 0.98, EPOCHS))
    history.extend_rate_changes([(steps // 2, 1e-3, 5e-4)])
    return history


def _print_row(plots: Plots, run: _Run, steps: int, way: str) -> float:
    history = run_of(steps)
    run.show(history, steps + REDRAWS * NEWS)
    _paint()
    times = np.array([_redraw(plots, history) for _ in range(REDRAWS)])
    idle = [_timed(lambda: _paint_all(plots)) for _ in range(REDRAWS)]
    both = times.sum(axis=1).tolist()
    figures = [np.median(times[:, 0]), np.median(times[:, 1]), median(both), _p99(both)]
    cells = [f"{figure:10.2f}" for figure in (*figures, median(idle), _p99(idle))]
    print(f"{f'{steps:,} steps, {way}':26}" + "".join(cells), flush=True)
    return float(median(both))


def _redraw(plots: Plots, history: History) -> tuple[float, float]:
    """Milliseconds that news of a run take to be prepared, and to be painted."""
    news = np.full(NEWS, 0.08)
    history.extend_steps(news, np.exp(-news), news / 1000)
    return _timed(plots.redraw), _timed(_paint)


def _paint() -> None:
    """Paint what has changed, as the event loop does: items tell the plot, the plot its window."""
    for _ in range(2):
        QApplication.processEvents()


def _paint_all(plots: Plots) -> None:
    for chart in (plots.loss, plots.accuracy, plots.rate):
        chart.viewport().update()
    _paint()


def _timed(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def _p99(values: list[float]) -> float:
    return quantiles(values, n=100)[-1]


def _button(plots: Plots, name: str) -> QToolButton:
    button = plots.findChild(QToolButton, name)
    assert button is not None, name
    return button


def _word(is_met: bool) -> str:
    return "met" if is_met else "missed"


if __name__ == "__main__":
    main()
