"""A window to measure, opened offscreen with a storage of its own and worked by its widgets."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QSpinBox, QWidget

from desktop.application import create_window
from desktop.demo.walkthrough import wait_until
from desktop.window.main_window import MainWindow

MINUTE = 60_000

Kind = TypeVar("Kind", bound=QWidget)


class Stage:
    """The window with what a benchmark presses."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.start = self.button("start_button")
        self.stop = self.button("stop_button")

    def button(self, name: str) -> QAbstractButton:
        """The button with that object name."""
        return self._child(QAbstractButton, name)

    def choose_preset(self, key: str, *, epochs: int | None = None) -> None:
        """Fill the form; epochs: another number of them than the preset's."""
        box = self._child(QComboBox, "preset_box")
        box.setCurrentIndex(box.findData(key))
        box.activated.emit(box.currentIndex())
        if epochs is not None:
            self._child(QSpinBox, "epochs_box").setValue(epochs)

    def begin(self) -> None:
        """Press Start and wait until the run is under way."""
        self.start.click()
        wait_until(self.stop.isEnabled, 10_000, "the run to begin")

    def wait_for_end(self, minutes: float = 10) -> None:
        """Wait until nothing runs any more; seldom looked at, so that looking wakes nobody."""
        wait_until(self.start.isEnabled, round(minutes * MINUTE), "the run to end", every=500)

    def halt(self) -> float:
        """Press Stop; the milliseconds until the window says that the run has ended."""
        began = perf_counter()
        self.stop.click()
        wait_until(self.start.isEnabled, MINUTE, "the run to end", every=0)
        return (perf_counter() - began) * 1000

    def look_at_mistakes(self) -> None:
        """Let the chosen network's mistakes be read, and go back to the Train tab."""
        self.window.show_page("mistakes_tab")
        label = self._child(QLabel, "count_label")
        wait_until(lambda: "misread" in label.text(), 2 * MINUTE, "the mistakes")
        self.window.show_page("train_tab")

    def open_drawer(self, name: str) -> None:
        """Open the drawer of that name."""
        toggle = self.button(f"{name}_toggle")
        if not toggle.isChecked():
            toggle.click()

    def _child(self, kind: type[Kind], name: str) -> Kind:
        child = self.window.findChild(kind, name)
        assert child is not None, name
        return child


@contextmanager
def open_stage(data: Path | None = None) -> Iterator[Stage]:
    """A window whose digits are ready; closed in the end, its storage removed.

    data: a folder with MNIST, to be learned from instead of generated digits.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="misread-benchmark-") as storage:
        window = create_window(Path(storage), data)
        window.resize(1200, 800)
        window.show()
        try:
            stage = Stage(window)
            wait_until(stage.start.isEnabled, 2 * MINUTE, "the generated digits")
            yield stage
        finally:
            window.close()
