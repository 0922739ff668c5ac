"""How late the window's event loop is while a network trains, beside how late it is at rest.

A timer asks to be woken every few milliseconds; how much later it really wakes is what a person
would feel as a hesitation of the mouse.
"""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot

from benchmarks.stage import Stage, open_stage
from desktop.demo.walkthrough import PAGES, wait_until

INTERVAL = 5.0
"""Milliseconds between two wake-ups that are asked for."""

SECONDS = 10.0
"""How long each row is measured."""

DRAWERS = {"inside": "layers", "epoch_log": "epochs", "runs": "runs"}
"""The drawers of the Train tab, which are open beside all plots."""

P99_GOAL, MAXIMUM_GOAL = 8.0, 50.0
MOST_EPOCHS = 10_000


@dataclass(frozen=True)
class Delays:
    """How late the event loop was, in milliseconds."""

    median: float
    p99: float
    maximum: float


class Stopwatch(QObject):
    """Notes how much later than asked for a timer wakes up."""

    def __init__(self) -> None:
        super().__init__()
        self._delays: list[float] = []
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=int(INTERVAL), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def measure(self, seconds: float) -> Delays:
        """Watch the running event loop for a while."""
        self._delays.clear()
        self._clock.start()
        self._timer.start()
        whole = QElapsedTimer()
        whole.start()
        wait_until(lambda: whole.elapsed() > seconds * 1000, 60_000 + int(seconds * 1000), "time")
        self._timer.stop()
        late = np.array(self._delays[5:])
        return Delays(float(np.median(late)), float(np.percentile(late, 99)), float(late.max()))

    @Slot()
    def _on_timeout(self) -> None:
        elapsed = self._clock.nsecsElapsed() / 1e6
        self._clock.start()
        self._delays.append(max(0.0, elapsed - INTERVAL))


def main() -> None:
    """Measure at rest and while training with each tab in front; print a table."""
    with open_stage() as stage:
        stopwatch = Stopwatch()
        print(f"Event-loop delay in ms over {SECONDS:.0f} s a row, default preset")
        print(f"{'':32}{'p50':>8}{'p99':>8}{'max':>8}")
        for page in PAGES:
            stage.window.show_page(page)
            _print_rows(stage, stopwatch, page.removesuffix("_tab"))
        stage.window.show_page("train_tab")
        for drawer, words in DRAWERS.items():
            stage.open_drawer(drawer)
            _print_rows(stage, stopwatch, f"train + {words}", is_goal=True)


def _print_rows(stage: Stage, stopwatch: Stopwatch, name: str, *, is_goal: bool = False) -> None:
    _print_row(f"{name}, idle", stopwatch.measure(SECONDS))
    stage.choose_preset("quick", epochs=MOST_EPOCHS)
    stage.begin()
    delays = stopwatch.measure(SECONDS)
    _print_row(f"{name}, training", delays)
    stage.halt()
    if is_goal:
        met = delays.p99 <= P99_GOAL and delays.maximum <= MAXIMUM_GOAL
        print(f"  at most {P99_GOAL:g} and {MAXIMUM_GOAL:g}: {'met' if met else 'missed'}")


def _print_row(name: str, delays: Delays) -> None:
    print(f"{name:32}{delays.median:8.2f}{delays.p99:8.2f}{delays.maximum:8.2f}", flush=True)


if __name__ == "__main__":
    main()
