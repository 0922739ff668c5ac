"""How late the window's event loop is while a network trains, beside how late it is at rest.

A timer asks to be woken every few milliseconds; how much later it really wakes is what a person
would feel as a hesitation of the mouse.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QPushButton, QSpinBox

from desktop.application import create_window
from desktop.main_window import MainWindow
from desktop.rehearsal import PAGES, wait_until

INTERVAL = 5.0
"""Milliseconds between two wake-ups that are asked for."""

SECONDS = 10.0
"""How long each row is measured."""


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
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="misread-benchmark-") as storage:
        window = create_window(Path(storage), None)
        window.show()
        start = _button(window, "start_button")
        wait_until(start.isEnabled, 120_000, "the generated digits")
        stopwatch = Stopwatch()
        print(f"Event-loop delay in ms over {SECONDS:.0f} s a row, default preset")
        print(f"{'':28}{'p50':>8}{'p99':>8}{'max':>8}")
        for page in PAGES:
            _print_rows(window, start, stopwatch, page)
        window.close()


def _print_rows(window: MainWindow, start: QPushButton, stopwatch: Stopwatch, page: str) -> None:
    window.show_page(page)
    name = page.removesuffix("_tab")
    _print_row(f"{name}, idle", stopwatch.measure(SECONDS))
    epochs = window.findChild(QSpinBox, "epochs_box")
    assert epochs is not None
    epochs.setValue(epochs.maximum())
    start.click()
    wait_until(lambda: not start.isEnabled(), 10_000, "the run to begin")
    _print_row(f"{name}, training", stopwatch.measure(SECONDS))
    _button(window, "stop_button").click()
    wait_until(start.isEnabled, 10_000, "the run to end")


def _print_row(name: str, delays: Delays) -> None:
    print(f"{name:28}{delays.median:8.2f}{delays.p99:8.2f}{delays.maximum:8.2f}", flush=True)


def _button(window: MainWindow, name: str) -> QPushButton:
    button = window.findChild(QPushButton, name)
    assert button is not None, name
    return button


if __name__ == "__main__":
    main()
